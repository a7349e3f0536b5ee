"""Judges documents and single statements by all rules.

A finding holds a code and the author's words; the sentences around them are chosen when it is shown, in the language of
the reader. Offsets point into the document's text, or into the statement's own where it has no place in a document.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from vekha.coach import rules
from vekha.coach.company import Company
from vekha.coach.dismissals import Dismissal, Trouble, dismissals
from vekha.coach.document import NO_FIELDS, Document, Fields, Initiative, KeyResult, Language, Objective, Span
from vekha.coach.languages import nominative
from vekha.coach.quantities import BLANK
from vekha.coach.rule import Context, Example, Flag, On, Peer, Rule
from vekha.coach.rules._counters import FAMILY, words_of
from vekha.coach.settings import Settings, Severity, default_settings
from vekha.coach.statement import Role, Statement
from vekha.coach.understand import understand

THE_SET = "set"
ALIGNMENT = "S-ALIGN"
_LONGEST = 2_000  # characters of one statement that are read


class Said(NamedTuple):
    """A finding in words."""

    title: str
    message: str
    question: str
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One objection: what, how much, where, about which words.

    `target` is `objective`, `key_results[i]`, `initiatives[i]`, `set`, or `list` for all objectives of a document.
    `rewrite` stands in the author's language. `held_back`: the company's stage is not there yet, so it only asks.
    `dismissed`: the author's reason not to follow it; empty while it stands.
    """

    code: str
    severity: Severity
    target: str
    span: Span | None
    words: str
    language: Language
    values: Mapping[str, str] = field(default_factory=dict)
    variant: str = ""
    rewrite: str | None = None
    held_back: bool = False
    dismissed: str = ""

    def said(self, language: Language | None = None) -> Said:
        """The finding's sentences in that language, the author's own if none is given."""
        words = rules.BY_CODE[self.code].book.words[language or self.language]
        wording = words.variants[self.variant]
        values = _filling(self.values, language or self.language)
        # The sentences quote the author in «»; quotes inside are others.
        values = {hole: value.replace("«", "„").replace("»", "“") for hole, value in values.items()}
        return Said(
            title=words.title,
            message=wording.message.format_map(values),
            question=wording.question.format_map(values),
            why=words.why,
        )


@dataclass(frozen=True, slots=True)
class ReviewedObjective:
    """An objective with all that was found about it and its members."""

    objective: Objective
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A document with all that was found. `list_findings` are about its objectives taken together.

    `idle` are the dismissals in its text that dismiss nothing, with the reason why.
    """

    document: Document
    objectives: tuple[ReviewedObjective, ...]
    list_findings: tuple[Finding, ...]
    settings: Settings = field(default_factory=default_settings)
    idle: tuple[tuple[Dismissal, Trouble], ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in the order of the text."""
        return tuple(f for reviewed in self.objectives for f in reviewed.findings) + self.list_findings

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that were not dismissed."""
        return tuple(finding for finding in self.findings if not finding.dismissed)

    def count(self, severity: Severity) -> int:
        """How many standing findings weigh that much."""
        return sum(finding.severity is severity for finding in self.standing)


def review(
    document: Document,
    settings: Settings | None = None,
    *,
    known: Mapping[On, frozenset[str]] = MappingProxyType({}),
) -> Review:
    """What an expert would say about the document, by a company's settings (those shipped if none are given).

    `known` names fields that the source keeps, also where this document leaves all empty: beside what → the names.
    """
    settings = settings or default_settings()
    peers = [_peer(objective, document.language, settings) for objective in document.objectives]
    everybody = Company(document.objectives, peers)
    known = {on: found | known.get(on, frozenset()) for on, found in _known(document).items()}
    some_key_results = any(objective.key_results for objective in document.objectives)
    reviewed = []
    for number, objective in enumerate(document.objectives):
        context = _context(objective, peers[number].objective, everybody.around(number), settings)
        items: list[Objective | KeyResult | Initiative] = [objective, *objective.key_results, *objective.initiatives]
        fields = [item.fields for item in items]
        found = _judge_objective(
            peers[number].objective, context, fields=fields, known=known, judge_set=some_key_results
        )
        places = _places(document, objective)
        found = [_placed(finding, *places[finding.target], document) for finding in found]
        reviewed.append(ReviewedObjective(objective, tuple(found)))
    return _settled(Review(document, tuple(reviewed), tuple(_judge_list(peers, settings)), settings))


def company(
    objectives: Sequence[Objective], settings: Settings | None = None, language: Language = Language.EN
) -> Iterator[tuple[Finding, ...]]:
    """How the objectives of all teams and levels stand to one another: for each, what is copied, doubled, contradicted.

    Nothing else is judged. Each is judged when it is asked for. Thousands of objectives take seconds: do it away from a
    request.
    """
    settings = settings or default_settings()
    peers = [_peer(objective, language, settings) for objective in objectives]
    everybody = Company(objectives, peers)
    for number, (objective, peer) in enumerate(zip(objectives, peers, strict=True)):
        context = Context(
            settings,
            objective=peer.objective,
            key_results=peer.key_results,
            level=objective.level,
            team=objective.team,
            peers=everybody.around(number),
        )
        lines = [(On.SET, THE_SET, peer.objective)]
        lines += [(On.KEY_RESULT, f"key_results[{i}]", item) for i, item in enumerate(peer.key_results)]
        yield tuple(
            finding
            for on, target, line in lines
            for finding in _judge(line, on, target, context._replace(judged=on), only=ALIGNMENT)
        )


def judge(
    kind: str,
    text: str,
    *,
    objective: str = "",
    key_results: Sequence[str] | None = None,
    initiatives: Sequence[str] | None = None,
    fields: Mapping[str, str] | None = None,
    peers: Sequence[Objective] = (),
    level: str = "",
    language: Language = Language.EN,
    settings: Settings | None = None,
) -> tuple[Finding, ...]:
    """What an expert would say about one `objective`, `key_result`, `initiative`, or about a `set`.

    A set is an objective with its members; its text is the objective. What is None is not known and not judged.
    `fields` are what stands beside the item itself, an empty one says that it was left empty; `peers` are objectives of
    others. `language` is taken for texts that do not show their own («NPS 9»).
    """
    settings = settings or default_settings()
    on = On(kind)
    is_title = on is On.OBJECTIVE or on is On.SET
    about = (
        _understood(text if is_title else objective, Role.OBJECTIVE, language, settings)
        if is_title or objective
        else None
    )
    default = about.language if about else language
    known = frozenset(fields or ())
    context = Context(
        settings=settings,
        judged=on,
        objective=about,
        key_results=tuple([_understood(item, Role.KEY_RESULT, default, settings) for item in key_results or ()]),
        initiatives=tuple([_understood(item, Role.INITIATIVE, default, settings) for item in initiatives or ()]),
        level=level,
        peers=tuple([_peer(each, default, settings) for each in peers]),
        fields=Fields(**fields) if fields else NO_FIELDS,
        known=known,
    )
    if about and on is On.SET:
        beside = [context.fields] + [NO_FIELDS] * (len(context.key_results) + len(context.initiatives))
        judge_set = key_results is not None
        return tuple(_judge_objective(about, context, fields=beside, known={On.OBJECTIVE: known}, judge_set=judge_set))
    statement = about if about and is_title else _understood(text, Role(kind), default, settings)
    return tuple(_judge(statement, on, kind, context))


def judge_example(rule: Rule, example: Example, language: Language) -> tuple[Finding, ...]:
    """What an expert would say about an example of a rule: the sentence alone, a set, or a list of objectives."""
    if example.objectives:
        listed = tuple(Objective(title) for title in example.objectives)
        return review(Document("-", "", language, listed)).findings
    known = rule.on[0] is On.SET or example.key_results
    return judge(
        rule.on[0],
        example.text,
        objective=example.objective,
        key_results=example.key_results if known else None,
        initiatives=example.initiatives,
        fields=example.fields,
        peers=[
            Objective(peer.text, key_results=tuple(map(KeyResult, peer.key_results)), level=peer.level)
            for peer in example.peers
        ],
        level=example.level,
        language=language,
    )


def _settled(review: Review) -> Review:
    """The review with the dismissals of its text carried out."""
    reasons: dict[tuple[int | None, str, str], str] = {}
    idle = []
    for each in dismissals(review.document):
        found = review.list_findings if each.objective is None else review.objectives[each.objective].findings
        here = [finding for finding in found if finding.code == each.code and finding.target in each.targets]
        if each.code not in rules.BY_CODE:
            idle.append((each, Trouble.UNKNOWN_CODE))
        elif not each.reason:
            idle.append((each, Trouble.NO_REASON))
        elif not here:
            idle.append((each, Trouble.NOT_FOUND))
        reasons |= {(each.objective, finding.target, each.code): each.reason for finding in here}
    if not reasons and not idle:
        return review

    def settled(found: Iterable[Finding], objective: int | None) -> tuple[Finding, ...]:
        return tuple(replace(each, dismissed=reasons.get((objective, each.target, each.code), "")) for each in found)

    objectives = tuple(
        replace(reviewed, findings=settled(reviewed.findings, number))
        for number, reviewed in enumerate(review.objectives)
    )
    return replace(review, objectives=objectives, list_findings=settled(review.list_findings, None), idle=tuple(idle))


def _understood(text: str, role: Role, default: Language, settings: Settings) -> Statement:
    """The analysis of a statement; of a page pasted as one, of its beginning."""
    return understand(text[:_LONGEST], role, default, settings.own_words)


def _peer(objective: Objective, default: Language, settings: Settings) -> Peer:
    """An objective with its key results, understood."""
    title = _understood(objective.title, Role.OBJECTIVE, default, settings)
    key_results = tuple(
        _understood(item.text, Role.KEY_RESULT, title.language, settings) for item in objective.key_results
    )
    return Peer(title, key_results, objective.level, objective.team)


def _context(objective: Objective, title: Statement, peers: tuple[Peer, ...], settings: Settings) -> Context:
    """All that stands around the statements of an objective."""
    return Context(
        settings=settings,
        objective=title,
        key_results=tuple(
            _understood(item.text, Role.KEY_RESULT, title.language, settings) for item in objective.key_results
        ),
        initiatives=tuple(
            _understood(item.text, Role.INITIATIVE, title.language, settings) for item in objective.initiatives
        ),
        why=objective.why,
        reality=objective.reality,
        level=objective.level,
        team=objective.team,
        peers=peers,
        key_result_fields=tuple(item.fields for item in objective.key_results),
    )


def _known(document: Document) -> dict[On, frozenset[str]]:
    """The fields that the document has at all, by what they stand beside."""
    items: dict[On, Iterable[Objective | KeyResult | Initiative]] = {
        On.OBJECTIVE: document.objectives,
        On.KEY_RESULT: [item for each in document.objectives for item in each.key_results],
        On.INITIATIVE: [item for each in document.objectives for item in each.initiatives],
    }
    return {
        on: frozenset(name for name in Fields.__slots__ if any(getattr(item.fields, name) for item in every))
        for on, every in items.items()
    }


def _judge_objective(
    title: Statement, context: Context, *, fields: Sequence[Fields], known: Mapping[On, frozenset[str]], judge_set: bool
) -> list[Finding]:
    """An objective with its members; `fields` in the order objective, key results, initiatives."""
    members = [(On.OBJECTIVE, "objective", title)]
    members += [(On.KEY_RESULT, f"key_results[{i}]", item) for i, item in enumerate(context.key_results)]
    members += [(On.INITIATIVE, f"initiatives[{i}]", item) for i, item in enumerate(context.initiatives)]
    found = []
    for (on, target, statement), beside in zip(members, fields, strict=True):
        own = context._replace(judged=on, fields=beside, known=known.get(on, frozenset()))
        found += _judge(statement, on, target, own)
    if judge_set:
        of_key_results = known.get(On.KEY_RESULT, frozenset())
        of_set = context._replace(judged=On.SET, fields=fields[0], known=of_key_results)
        found += _judge(title, On.SET, THE_SET, of_set)
    return found


def _judge_list(listed: Iterable[Peer], settings: Settings) -> list[Finding]:
    """The objectives of each level together: a company's and a team's list are two lists."""
    levels: dict[tuple[str, str], list[Statement]] = {}
    for peer in listed:
        levels.setdefault((peer.level, peer.team), []).append(peer.objective)
    found = []
    for together in levels.values():
        found += _judge(together[0], On.LIST, On.LIST, Context(settings, objectives=tuple(together)))
    return [replace(finding, span=None, words="") for finding in found]


def _judge(statement: Statement, on: On, target: str, context: Context, only: str = "") -> list[Finding]:
    """All rules of that kind on one statement, or one of them, without those that would only repeat another one."""
    if not statement.raw.strip():
        return []
    found = [
        _weighed(_finding(rule, flag, statement, target), statement, context.settings)
        for rule in _speaking(on, context.settings.off, only)
        for flag in rule.check(statement, context)
    ]
    if len(found) < 2:
        return found
    codes = {finding.code for finding in found}
    found = [finding for finding in found if not codes & rules.BY_CODE[finding.code].book.silent_beside]
    return sorted(found, key=lambda finding: finding.span or Span(0, 0))


@lru_cache(maxsize=256)
def _speaking(on: On, off: frozenset[str], only: str) -> tuple[Rule, ...]:
    """The rules of that kind that are not switched off, or one of them."""
    return tuple(rule for rule in rules.ALL if on in rule.on and rule.code not in off and only in ("", rule.code))


def _finding(rule: Rule, flag: Flag, statement: Statement, target: str) -> Finding:
    span = flag.span or Span(0, len(statement.raw))
    rewrite = rule.book.words[statement.language].variants[flag.variant].rewrite
    values = _named(flag.values, statement.language)
    return Finding(
        code=rule.code,
        severity=flag.severity or rule.book.severity,
        target=target,
        span=span,
        words=statement.raw[span.start : span.end],
        language=statement.language,
        values=values,
        variant=flag.variant,
        rewrite=(rewrite and rewrite.format_map(_filling(values, statement.language))) or None,
    )


def _named(values: Mapping[str, str], language: Language) -> Mapping[str, str]:
    """The values with metrics quoted by their names: «долю брака» of a sentence is the metric «доля брака»."""
    named = dict(values)
    if "measure" in named:
        named["measure"] = nominative(named["measure"], language)
    if "measures" in named:
        named["measures"] = ", ".join(nominative(each, language) for each in named["measures"].split(", "))
    return named


def _filling(values: Mapping[str, str], language: Language) -> Mapping[str, str]:
    """The author's words, with what the coach itself adds in that language: the harm a number hides."""
    family = values.get(FAMILY)
    return {**values, **words_of(family, language)} if family else values


def _weighed(finding: Finding, statement: Statement, settings: Settings) -> Finding:
    """The finding as it weighs here: by the company's settings, and only as a hint before its stage.

    A statement with blanks left to fill in is not finished: its author is asked, not refused.
    """
    if settings.stage is not None and rules.BY_CODE[finding.code].book.stage > settings.stage:
        return replace(finding, severity=Severity.HINT, held_back=True)
    if BLANK in statement.raw:
        return replace(finding, severity=Severity.HINT)
    severity = settings.severities.get(finding.code, finding.severity)
    return finding if severity is finding.severity else replace(finding, severity=severity)


def _places(document: Document, objective: Objective) -> dict[str, tuple[str, Span | None]]:
    """For each target its text and where it stands in the document."""
    places = {"objective": (objective.title, objective.span), THE_SET: (objective.title, objective.span)}
    places |= {f"key_results[{i}]": (item.text, item.span) for i, item in enumerate(objective.key_results)}
    places |= {f"initiatives[{i}]": (item.text, item.span) for i, item in enumerate(objective.initiatives)}
    return places


def _placed(finding: Finding, text: str, place: Span | None, document: Document) -> Finding:
    """The finding with its span moved into the document; the whole item where its words were joined from pieces."""
    if place is None or finding.span is None:
        return finding
    if document.text[place.start : place.end] == text:
        return replace(finding, span=Span(place.start + finding.span.start, place.start + finding.span.end))
    return replace(finding, span=place)
