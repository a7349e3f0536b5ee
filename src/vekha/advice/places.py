"""Where a statement of a file stands (page 3, cell B4), kept beside the text that was made of the file.

A statement is found again by its words: as long as they are the same, its place is known.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from vekha.coach.document import Document, Language, Span, Unit
from vekha.coach.report import phrases

Places = Mapping[str, tuple[str, str]]  # the words of a statement → unit and name of its place
MOST_CHARACTERS = 400_000  # of what a form keeps


def of(read: Document) -> dict[str, tuple[str, str]]:
    """The places of all statements. What stands in several places has none."""
    found = {}
    counted: Counter[str] = Counter()
    for text, span in _statements(read):
        place = read.place(span.start) if span else None
        counted[text] += 1
        if place:
            found[text] = (place.unit.value, place.name)
    return {text: place for text, place in found.items() if counted[text] == 1}


def written(places: Places) -> str:
    """The places as a form keeps them."""
    words = json.dumps(places, ensure_ascii=False, separators=(",", ":")) if places else ""
    return words if len(words) <= MOST_CHARACTERS else ""


def understood(words: str) -> dict[str, tuple[str, str]]:
    """The places that a form has kept; none where somebody has changed them into something else."""
    try:
        kept = json.loads(words) if words else {}
        return {str(text): (Unit(unit).value, str(name)) for text, (unit, name) in kept.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def in_words(places: Places, text: str, language: Language) -> str:
    """The place of the statement of these words: "page 3"; empty where it is not known."""
    if text not in places:
        return ""
    unit, name = places[text]
    return phrases(language)[f"at_{unit}"].format(name=name)


def _statements(read: Document) -> Iterator[tuple[str, Span | None]]:
    for objective in read.objectives:
        yield objective.title, objective.span
        for key_result in objective.key_results:
            yield key_result.text, key_result.span
        for initiative in objective.initiatives:
            yield initiative.text, initiative.span
