"""Others to compare an objective with: those above it, and those that speak of the same things in the same cycle."""

import re

from django.db.models import Case, IntegerField, Q, Value, When

from vekha.goals.models import Objective
from vekha.people.models import Person

MOST = 10  # others; what a reader waits for is bounded, whatever the size of the company
MOST_WORDS = 10
_WORD = re.compile(r"[^\W\d_]{4,}")
_HAN = re.compile(r"(?=([\u4e00-\u9fff]{2}))")
_ENDING = 2  # letters of a long word that its forms may differ in


def others(objective: Objective, reader: Person) -> list[Objective]:
    """The objectives that the reader may see and that this one may repeat or contradict.

    Those of the company come first, then those with most words in common.
    """
    in_common = sum(
        (
            Case(When(search_text__contains=piece, then=1), default=0, output_field=IntegerField())
            for piece in _pieces(f"{objective.title} {objective.why}")
        ),
        start=Value(0),
    )
    dropped = (Objective.State.DROPPED, Objective.State.POSTPONED)
    found = (
        Objective.objects.visible_to(reader)
        .filter(cycle=objective.cycle_id)
        .exclude(pk=objective.pk)
        .exclude(state__in=dropped)
        .alias(in_common=in_common, is_above=Case(When(level=Objective.Level.COMPANY, then=1), default=0))
        .filter(Q(in_common__gt=0) | Q(is_above=1))
        .order_by("-is_above", "-in_common", "pk")
    )
    return list(found[:MOST])


def _pieces(text: str) -> list[str]:
    """What the words of a text have in common with their other forms; the longest first, as they say most."""
    folded = text.casefold()
    stems = {word[: max(4, len(word) - _ENDING)] for word in _WORD.findall(folded) if not _HAN.search(word)}
    pairs = dict.fromkeys(_HAN.findall(folded))
    return [*sorted(stems, key=lambda stem: (-len(stem), stem)), *pairs][:MOST_WORDS]
