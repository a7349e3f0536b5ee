"""The bridge to the coach: our models and pasted texts in, its reviews out."""

from types import MappingProxyType

from vekha.advice import unsure
from vekha.advice.models import CoachSettings
from vekha.advice.unsure import Answers
from vekha.coach import document, reading, review
from vekha.coach.document import Document, Fields, Language
from vekha.coach.review import Finding, Review
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.models import Person

Statement = document.Objective | document.KeyResult | document.Initiative


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


def of_document(read: Document, *, stage: int | None = None) -> Review:
    """What the coach says about a text as it was read."""
    return review.review(read, CoachSettings.current().for_stage(stage))


def of_objective(objective: Objective, *, language: str, stage: int | None = None) -> Review:
    """What the coach says about an objective with its key results and initiatives. `language`: where they show none.

    Reads the owners of all of them and the steps of the key results: prefetch these.
    """
    read = document.Objective(
        title=objective.title,
        key_results=tuple(
            document.KeyResult(key_result.text, fields=_key_result_fields(key_result))
            for key_result in objective.key_results.all()
        ),
        initiatives=tuple(
            document.Initiative(initiative.text, fields=_initiative_fields(initiative))
            for initiative in objective.initiatives.all()
        ),
        why=objective.why,
        reality=objective.reality,
        level=objective.level,
        fields=Fields(owner=_name(objective.owner)),
    )
    return review.review(Document("", "", language_of(language), (read,)), CoachSettings.current().for_stage(stage))


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


def _key_result_fields(key_result: KeyResult) -> Fields:
    return Fields(
        owner=_name(key_result.owner),
        start=_number(key_result.start),
        target=_target(key_result),
        current=_number(key_result.current),
        unit=key_result.unit,
        due=str(key_result.due or ""),
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
    return Fields(owner=_name(initiative.owner), due=str(initiative.due or ""), status=initiative.state)


def _name(person: Person | None) -> str:
    return person.name if person else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"
