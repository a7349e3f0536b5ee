"""Others beside an objective: those above it, and those that speak of the same things at the same time."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db.models import Case, F, Func, IntegerField, OuterRef, Q, Subquery, When

from vekha.advice.company_facts import beside
from vekha.advice.models import OPEN, Relation
from vekha.coach import document
from vekha.goals.models import KeyResult, Objective
from vekha.people.models import Person

MOST = 10  # others; what a reader waits for is bounded, whatever the size of the company
MOST_WORDS = 6
_WORD = re.compile(r"[^\W\d_]{4,}")
_HAN = re.compile(r"(?=([\u4e00-\u9fff]{2}))")
_ENDING = 2  # letters of a long word that its forms may differ in


class WordsInCommon(Func):
    """How many of the pieces occur in a text. As one expression: a sum of conditions takes long to put together."""

    def __init__(self, text: F, pieces: Sequence[str]) -> None:
        super().__init__(text, output_field=IntegerField())
        self.pieces = pieces

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[str]]:  # type: ignore[override]
        (text,) = self.source_expressions
        column, params = compiler.compile(text)
        has = f"CASE WHEN {column} LIKE %s THEN 1 ELSE 0 END"
        likes = [part for piece in self.pieces for part in (*params, f"%{piece}%")]
        return f"({' + '.join([has] * len(self.pieces)) or '0 + 0'})", likes


def others(objective: Objective) -> list[document.Objective]:
    """The objectives that this one may repeat or contradict, as the coach reads them: of those that everybody sees, so
    that the remarks are the same for every reader and quote nothing in private.

    Those of the company count first, then those with most words in common. One small query: somebody waits for it.
    """
    in_common = WordsInCommon(F("search_text"), pieces=_pieces(objective.title))
    dropped = (Objective.State.DROPPED, Objective.State.POSTPONED)
    nearest = (
        Objective.objects.filter(cycle=objective.cycle_id, visibility=Objective.Visibility.EVERYONE)
        .exclude(pk=objective.pk)
        .exclude(state__in=dropped)
        .alias(in_common=in_common, is_above=Case(When(level=Objective.Level.COMPANY, then=1), default=0))
        .filter(Q(in_common__gt=0) | Q(is_above=1))
        .order_by("-is_above", "-in_common", "pk")
    )
    team = Objective.teams.through.objects.filter(objective=OuterRef("pk")).order_by("pk").values("team__name")[:1]
    rows = (
        Objective.objects.filter(pk__in=Subquery(nearest.values("pk")[:MOST]))
        .order_by("pk", "key_results__position", "key_results__pk")
        .values_list("pk", "title", "level", Subquery(team), "key_results__text")
    )
    return [
        document.Objective(
            title=title,
            key_results=tuple(document.KeyResult(text) for *_same, text in lines if text),
            level=level,
            team=name or "",
        )
        for (_pk, title, level, name), lines in groupby(rows, key=lambda row: row[:4])
    ]


def suggestions(objective: Objective, person: Person, most: int = 5) -> list[Objective]:
    """Objectives of other teams that one may want to align a draft with, of those the person may see: the related ones
    as they were found beforehand; of a draft that nobody has looked at yet, those with most words in common.

    With their teams and key results, in a few queries.
    """
    everything = Objective.objects.visible_to(person).prefetch_related("teams", "key_results")
    found = Relation.objects.filter(objective=objective, other__cycle__in=beside(objective.cycle)).visible_to(person)
    related = list(found.values_list("other_id", flat=True)[:most])
    if related:
        return sorted(everything.filter(pk__in=related), key=lambda other: related.index(other.pk))
    pieces = _pieces(objective.title)
    in_common = WordsInCommon(F("search_text"), pieces=pieces)
    near = everything.filter(cycle__in=beside(objective.cycle), state__in=OPEN).exclude(pk=objective.pk)
    others = near.exclude(level=Objective.Level.TEAM, teams__in=objective.teams.all()).alias(in_common=in_common)
    return list(others.filter(Q(in_common__gte=min(2, max(1, len(pieces))))).order_by("-in_common", "pk")[:most])


def direction(key_result: KeyResult) -> str:
    """Where a key result leads: `up`, `down`, `keep`; empty where its numbers say nothing of it."""
    if key_result.kind == KeyResult.Kind.KEEP:
        return "keep"
    if key_result.start is None or key_result.target is None or key_result.start == key_result.target:
        return ""
    return "up" if key_result.target > key_result.start else "down"


def _pieces(text: str) -> list[str]:
    """What the words of a text have in common with their other forms; the longest first, as they say most."""
    folded = text.casefold()
    stems = {word[: max(4, len(word) - _ENDING)] for word in _WORD.findall(folded) if not _HAN.search(word)}
    pairs = dict.fromkeys(_HAN.findall(folded))
    return [*sorted(stems, key=lambda stem: (-len(stem), stem)), *pairs][:MOST_WORDS]
