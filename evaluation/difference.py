"""Which findings an earlier version of the coach had and this one has not, and the other way round.

    python -m evaluation.difference REVISION [DATA.jsonl…]

Both versions judge the same statements through `vekha review --jsonl`: the examples of all rules as they are here, our
own evaluation statements, and the files named.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from vekha.coach import rules
from vekha.coach.document import Language
from vekha.coach.rule import Example, On, Rule

ROOT = Path(__file__).parents[1]
Findings = dict[str, set[str]]  # by the statement's id: codes with their targets and weights


def main(revision: str, paths: Sequence[str]) -> int:
    """Prints the findings gained and lost since that revision."""
    statements = list(_statements([*sorted(Path(__file__).parent.glob("*.jsonl")), *map(Path, paths)]))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", folder, revision], cwd=ROOT, check=True)
        try:
            before = _judged(statements, Path(folder))
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", folder], cwd=ROOT, check=True)
    after = _judged(statements, ROOT)
    texts = {statement["id"]: statement["text"] for statement in statements}
    gained = [(identity, finding) for identity in texts for finding in sorted(after[identity] - before[identity])]
    lost = [(identity, finding) for identity in texts for finding in sorted(before[identity] - after[identity])]
    for sign, changes in (("+", gained), ("-", lost)):
        for identity, finding in changes:
            sys.stdout.write(f"{sign} {finding:<34} {identity:<28} {texts[identity]}\n")
    sys.stdout.write(f"{len(gained)} findings gained, {len(lost)} lost on {len(statements)} statements\n")
    return 0


def _statements(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for rule in rules.ALL:
        for language in Language:
            words = rule.book.words[language]
            for number, example in enumerate([*words.bad, *words.good], start=1):
                if not example.objectives:
                    yield _line(rule, example, f"{rule.code} {language} {number}")
    for path in paths:
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.strip())


def _line(rule: Rule, example: Example, identity: str) -> dict[str, Any]:
    line: dict[str, Any] = {"id": identity, "kind": rule.on[0], "text": example.text, "objective": example.objective}
    if rule.on[0] is On.SET or example.key_results:
        line["key_results"] = example.key_results
    if example.initiatives:
        line["initiatives"] = example.initiatives
    return line


def _judged(statements: Sequence[dict[str, Any]], tree: Path) -> Findings:
    """What the coach of that source tree finds."""
    answer = subprocess.run(
        [sys.executable, "-c", "from vekha.cli import main; main()", "review", "--jsonl"],
        cwd=tree,
        env={"PYTHONPATH": str(tree / "src"), "PYTHONUTF8": "1"},
        input="".join(json.dumps(statement, ensure_ascii=False) + "\n" for statement in statements),
        capture_output=True,
        text=True,
        check=False,  # findings answer with 1
    )
    if answer.returncode not in (0, 1):
        raise SystemExit(answer.stderr)
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    return {line["id"]: {f"{f['code']} {f['severity']} {f['target']}" for f in line["findings"]} for line in lines}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2:]))
