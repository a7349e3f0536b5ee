"""How well the coach reads and judges, against labels: `python -m vekha.coach.measure DATA…`

A `.jsonl` file holds labelled statements ({"id", "lang", "kind", "text", …, "verdict": "good" | "bad", "codes"}), a
folder holds texts with what should be read in them (`X.txt` beside `X.expected.json`).
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from vekha.coach.document import Language, Objective
from vekha.coach.reading import read
from vekha.coach.review import Finding, judge
from vekha.coach.settings import Severity

SAME = 0.9  # share of equal characters from which two lines count as the same


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled statement with what the coach said."""

    label: dict[str, Any]
    findings: tuple[Finding, ...]

    @property
    def is_bad(self) -> bool:
        """Whether the label says bad."""
        return bool(self.label["verdict"] == "bad")

    @property
    def found_bad(self) -> bool:
        """Whether the coach objects: an error or a warning."""
        return any(finding.severity is not Severity.HINT for finding in self.findings)

    @property
    def said(self) -> frozenset[str]:
        """The codes of all findings."""
        return frozenset(finding.code for finding in self.findings)


def main(paths: Sequence[str]) -> int:
    """Prints a report for each file or folder."""
    for path in map(Path, paths):
        sys.stdout.write(f"{path}\n")
        for line in _documents_report(path) if path.is_dir() else _statements_report(path):
            sys.stdout.write(f"  {line}\n")
    return 0


def _statements_report(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        judged = [_judged(json.loads(line)) for line in file if line.strip()]
    yield f"{'':<14} balanced  caught       named        false alarms  …where the label is explicit"
    yield _group("all", judged)
    for field in ("lang", "kind"):
        groups = defaultdict(list)
        for item in judged:
            groups[item.label[field]].append(item)
        for name, group in sorted(groups.items()):
            yield _group(f"{field} {name}", group)
    yield "code         labelled  caught  named  false alarms"
    labelled, caught, named = Counter[str](), Counter[str](), Counter[str]()
    alarms: Counter[str] = Counter()
    for item in judged:
        for code in item.label["codes"]:
            labelled[code] += 1
            caught[code] += item.found_bad
            named[code] += code in item.said
        if not item.is_bad:
            alarms.update({finding.code for finding in item.findings if finding.severity is not Severity.HINT})
    for code in sorted({*labelled, *alarms}):
        yield f"{code:<12} {labelled[code]:>8} {caught[code]:>7} {named[code]:>6} {alarms[code]:>13}"
    for item in judged:
        if item.is_bad and not item.found_bad:
            yield f"missed       {_shown(item)}"
    for item in judged:
        if item.is_bad and item.label["codes"] and item.label["codes"][0] not in item.said:
            yield f"not named    {_shown(item)}"
    for item in judged:
        if item.found_bad and not item.is_bad:
            yield f"false alarm  {_shown(item)}"


def _group(name: str, judged: Sequence[Judged]) -> str:
    """A line of figures. Named: the first of the labelled codes is among those said, at whatever weight."""
    bad, good = [item for item in judged if item.is_bad], [item for item in judged if not item.is_bad]
    coded = [item for item in bad if item.label["codes"]]
    explicit = [item for item in good if item.label.get("strength") == "explicit"]
    shares = (
        _share(sum(item.found_bad for item in bad), len(bad)),
        _share(sum(item.label["codes"][0] in item.said for item in coded), len(coded)),
        _share(sum(item.found_bad for item in good), len(good)),
        _share(sum(item.found_bad for item in explicit), len(explicit)),
    )
    return f"{name:<16} {_balanced(judged):.3f}  " + " ".join(f"{share:<12}" for share in shares).rstrip()


def _share(some: int, of: int) -> str:
    return f"{some}/{of} {some / of:.0%}" if of else "–"


def _judged(label: dict[str, Any]) -> Judged:
    findings = judge(
        label["kind"],
        label["text"],
        objective=label.get("objective") or "",
        key_results=label.get("key_results"),
        initiatives=label.get("initiatives"),
        fields=label.get("fields"),
        language=Language(label["lang"]),
    )
    return Judged(label, findings)


def _balanced(judged: Sequence[Judged]) -> float:
    """The mean of the shares of bad and of good statements judged as labelled, of one where the other is missing."""
    shares = []
    for bad in (True, False):
        group = [item for item in judged if item.is_bad is bad]
        if group:
            shares.append(sum(item.found_bad is bad for item in group) / len(group))
    return sum(shares) / len(shares)


def _shown(item: Judged) -> str:
    label = item.label
    members = " / ".join([*(label.get("key_results") or ()), *(label.get("initiatives") or ())])
    said = ", ".join(f"{f.code} {f.severity} {f.target} “{f.words}”" for f in item.findings) or "nothing"
    about = f" under “{label['objective']}”" if label.get("objective") else ""
    return (
        f"{label['id']} {label['kind']} “{label['text']}”{about} {members} · {','.join(label['codes'])} · said: {said}"
    )


def _documents_report(folder: Path) -> Iterator[str]:
    totals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    perfect, every = 0, sorted(folder.glob("*.expected.json"))
    for expected_path in every:
        name = expected_path.name.removesuffix(".expected.json")
        expected = json.loads(expected_path.read_text(encoding="utf-8"))["objectives"]
        found = [_plain(each) for each in read((folder / f"{name}.txt").read_text(encoding="utf-8")).objectives]
        is_perfect = True
        for what, (wanted, got) in _lists(expected, found).items():
            missing, extra = _unmatched(wanted, got)
            is_perfect &= not missing and not extra
            totals[what].update(wanted=len(wanted), got=len(got), right=len(wanted) - len(missing))
            if missing or extra:
                yield f"{name} {what}: missing {missing} · extra {extra}"
        strict = totals["key_results under their own objective"]
        under_their_own = _right_under_their_own(expected, found)
        strict.update(wanted=_count(expected), got=_count(found), right=under_their_own)
        perfect += is_perfect and under_their_own == _count(expected)
    for what, total in totals.items():
        precision, recall = total["right"] / max(total["got"], 1), total["right"] / max(total["wanted"], 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        yield f"{what}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} ({total['wanted']} labelled)"
    yield f"documents read without a fault: {_share(perfect, len(every))}"


def _plain(objective: Objective) -> dict[str, Any]:
    return {
        "title": objective.title,
        "key_results": [item.text for item in objective.key_results],
        "initiatives": [item.text for item in objective.initiatives],
    }


def _lists(expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> dict[str, tuple[list[str], list[str]]]:
    """All objectives, all key results and all initiatives of a text, as labelled and as read."""
    return {"objectives": ([each["title"] for each in expected], [each["title"] for each in found])} | {
        what: (_all(what, expected), _all(what, found)) for what in ("key_results", "initiatives")
    }


def _all(what: str, objectives: list[dict[str, Any]]) -> list[str]:
    return [text for each in objectives for text in each.get(what, ())]


def _count(objectives: list[dict[str, Any]]) -> int:
    return len(_all("key_results", objectives))


def _right_under_their_own(expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> int:
    """How many key results were read under the objective they are labelled with."""
    right, left = 0, list(found)
    for wanted in expected:
        own = next((each for each in left if _likeness(wanted["title"], each["title"]) >= SAME), None)
        if own is not None:
            left.remove(own)
            key_results = wanted.get("key_results", [])
            right += len(key_results) - len(_unmatched(key_results, own["key_results"])[0])
    return right


def _unmatched(wanted: Sequence[str], got: Sequence[str]) -> tuple[list[str], list[str]]:
    """What is left of both lists after pairing equal lines, then nearly equal ones."""
    missing, extra = list(wanted), list(got)
    for least in (1.0, SAME):
        for line in list(missing):
            twin = next((other for other in extra if _likeness(line, other) >= least), None)
            if twin is not None:
                missing.remove(line)
                extra.remove(twin)
    return missing, extra


def _likeness(one: str, other: str) -> float:
    one, other = _folded(one), _folded(other)
    return 1.0 if one == other else SequenceMatcher(None, one, other).ratio()


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
