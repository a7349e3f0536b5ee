"""The marks of a good objective and of good key results, as they stand, in the reader's words. In place of a score."""

from dataclasses import dataclass

from vekha.coach import report
from vekha.coach.document import Language
from vekha.coach.report.lines import SIGNS, standings
from vekha.coach.review import ReviewedObjective


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A mark of a good objective or of good key results, and how it stands, in words."""

    word: str
    standing: str  # seen, asked, missing, unknown
    sign: str
    standing_word: str


def marks_on(reviewed: ReviewedObjective, language: Language) -> list[tuple[str, list[ShownMark]]]:
    """How the objective and its key results stand by the marks of good ones, in place of a score."""
    say = report.phrases(language)
    return [
        (
            name,
            [
                ShownMark(word, mark.standing, SIGNS[mark.standing], say[f"standing_{mark.standing}"])
                for word, mark in of
            ],
        )
        for name, of in standings(reviewed, language)
    ]
