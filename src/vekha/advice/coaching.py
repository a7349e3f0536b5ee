"""The bridge to the coach: our models and pasted texts in, its reviews out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from vekha.advice import unsure
from vekha.advice.models import CoachSettings
from vekha.advice.unsure import Answers
from vekha.coach import document, reading, review
from vekha.coach.document import Document, Fields, Language
from vekha.coach.review import Finding, Review
from vekha.coach.rule import On
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.models import Person

Statement = document.Objective | document.KeyResult | document.Initiative

_BEFORE_THE_START = (Objective.State.DRAFT, Objective.State.PROPOSED, Objective.State.AGREED)
_OWNED = {On.KEY_RESULT: frozenset({"owner"})}
_NEAR_THE_END = 0.7  # of the progress


def language_of(code: str) -> Language:
    """The coach's name of one of the product's languages (`zh-hans` is zh to it)."""
    return Language(code.split("-")[0])


def warm_up() -> None:
    """Load the dictionaries of all languages, which takes a second, before somebody waits for them."""
    for text in ("O: Рост\nKR1: Рост с 1 до 2", "O: Growth\nKR1: Growth from 1 to 2", "O: 增长\nKR1: 从1增长到2"):
        review.review(reading.read(text))


def of_text(text: str, *, stage: int | None = None, answers: Answers = MappingProxyType({})) -> Review:
    """What the coach says about a pasted text. `answers`: what a person said of statements that the reader doubts."""
    return of_document(unsure.answered(reading.read(text), answers), stage=stage)


def of_document(
    read: Document, *, stage: int | None = None, known: Mapping[On, frozenset[str]] = MappingProxyType({})
) -> Review:
    """What the coach says about a text as it was read. `known`: the fields that its source keeps, empty ones too."""
    return review.review(read, CoachSettings.current().for_stage(stage), known=known)


def of_objective(
    objective: Objective, *, language: str, stage: int | None = None, others: Sequence[document.Objective] = ()
) -> Review:
    """What the coach says about an objective with its key results and initiatives. `language`: where they show none.

    `others` are objectives to compare it with. Reads its cycle and teams, the owners of all members, the steps of the
    key results and what the initiatives serve: prefetch these.
    """
    # Who answers for what may be settled after a draft is written, not later.
    known = {} if objective.state == Objective.State.DRAFT else _OWNED
    found = of_document(Document("", "", language_of(language), (as_read(objective),)), stage=stage, known=known)
    if not others:
        return found
    (judged,) = found.objectives
    aligned = next(review.company([judged.objective, *others], found.settings, language_of(language)))
    own = [finding for finding in judged.findings if finding.code != review.ALIGNMENT]
    return replace(found, objectives=(replace(judged, findings=(*own, *aligned)),))


def as_read(objective: Objective) -> document.Objective:
    """A stored objective as the coach would have read it."""
    return document.Objective(
        title=objective.title,
        key_results=tuple(
            document.KeyResult(key_result.text, fields=_key_result_fields(key_result, objective))
            for key_result in objective.key_results.all()
        ),
        initiatives=tuple(
            document.Initiative(initiative.text, fields=_initiative_fields(initiative))
            for initiative in objective.initiatives.all()
        ),
        why=objective.why,
        reality=objective.reality,
        level=objective.level,
        team=_teams(objective),
        fields=Fields(
            owner=_name(objective.owner),
            due=str(objective.ends or ""),
            progress=_share(objective.progress),
            score=_number(objective.score),
            confidence=_confidence(objective.confidence, objective.progress),
            status=objective.state,
            commitment=objective.commitment,
        ),
    )


def _teams(objective: Objective) -> str:
    return ", ".join(team.name for team in objective.teams.all())


def place_of(target: str) -> tuple[str, int]:
    """A finding's target taken apart: `key_results[2]` is ("key_results", 2), `set` is ("set", 0)."""
    name, _, index = target.rstrip("]").partition("[")
    return name, int(index or 0)


def judged(finding: Finding, reviewed: document.Objective) -> Statement:
    """The statement that a finding speaks of; of one about the whole set, the objective."""
    name, index = place_of(finding.target)
    match name:
        case "key_results":
            return reviewed.key_results[index]
        case "initiatives":
            return reviewed.initiatives[index]
        case _:
            return reviewed


def text_of(statement: Statement) -> str:
    """The words of a statement."""
    return statement.title if isinstance(statement, document.Objective) else statement.text


def _key_result_fields(key_result: KeyResult, objective: Objective) -> Fields:
    return Fields(
        # In a draft who owns what is still open, also beside one that somebody has taken.
        owner="" if objective.state == Objective.State.DRAFT else _name(key_result.owner),
        start=_number(key_result.start),
        target=_target(key_result),
        # A target reached on the way is a success; reached before the start, it asks for nothing.
        current=_number(key_result.current) if objective.state in _BEFORE_THE_START else "",
        unit=key_result.unit,
        weight=_number(key_result.weight),
        due=str(key_result.due or ""),
        progress=_share(key_result.progress),
        confidence=_confidence(key_result.confidence, key_result.progress),
    )


def _target(key_result: KeyResult) -> str:
    """What it is measured by, whatever its kind: a value, a kerb of its corridor, the count of its steps."""
    match key_result.kind:
        case KeyResult.Kind.KEEP:
            return _number(key_result.high if key_result.low is None else key_result.low)
        case KeyResult.Kind.STEPS:
            return str(len(key_result.steps.all()))
        case _:
            return _number(key_result.target)


def _initiative_fields(initiative: Initiative) -> Fields:
    return Fields(
        owner=_name(initiative.owner),
        due=str(initiative.due or ""),
        status=initiative.state,
        supports="; ".join(key_result.text for key_result in initiative.key_results.all()),
    )


def _confidence(confidence: int | None, progress: float | None) -> str:
    """The belief in what is still ahead; near the end it says nothing of how bold the plan was."""
    return "" if confidence is None or (progress or 0) >= _NEAR_THE_END else f"{confidence}/10"


def _share(progress: float | None) -> str:
    return "" if progress is None else f"{progress:.0%}"


def _name(person: Person | None) -> str:
    return person.name if person else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"
