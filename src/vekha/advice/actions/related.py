"""Finding objectives that are related. It takes a while, so it is done beforehand; pages only read what was found."""

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.db.models import Q

from vekha.advice.coaching import language_of
from vekha.advice.models import OPEN, Relation, Vector
from vekha.advice.related import Embedder, best_embedder, point_apart, pull_apart
from vekha.coach import document, review
from vekha.coach.document import Language
from vekha.coach.statement import Role, Statement
from vekha.coach.understand import understand
from vekha.goals.models import Objective
from vekha.people.models import Organisation

KEPT = 12  # relations of an objective; more than a page shows, because not everybody may see all of them
BATCH = 200  # objectives, or statements, at once
COPIES = ("", "goal")  # what S-ALIGN calls a key result from above that a key result or an objective says again

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh has done."""

    embedder: str
    objectives: int  # open ones
    statements: int  # of them, that were read anew
    relations: int  # found anew


class _Key(NamedTuple):
    objective: int
    fingerprint: str


class _Written(NamedTuple):
    """A statement as it stands now. `circle`: whose it is; within one, people know of each other anyway."""

    text: str
    role: Role
    level: str
    circle: frozenset[str]

    def is_near(self, other: "_Written") -> bool:
        """Whether both are of one circle and one level."""
        return self.level == other.level and bool(self.circle & other.circle)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two statements of two objectives that are alike."""

    kind: Relation.Kind
    likeness: float
    one: _Key
    other: _Key

    @property
    def weight(self) -> tuple[int, float]:
        return self.kind, -self.likeness


def refresh(embedder: Embedder | None = None) -> Refreshed:
    """Bring the relations of all open objectives up to date. Only what has changed is read and compared anew.

    The vectors of an objective are written together with its relations, so that a refresh that was broken off is made
    good by the next one.
    """
    embedder = embedder or best_embedder()
    language = language_of(Organisation.current().language)
    written = dict(_written(embedder.name))
    rows = Vector.objects.values_list("objective_id", "fingerprint", "data")
    stored = {_Key(objective, fingerprint): bytes(data) for objective, fingerprint, data in rows}
    new = [key for key in written if key not in stored]
    changed = {key.objective for key in written.keys() ^ stored.keys()}
    _forget(changed, stored.keys() - written.keys())
    vectors = {key: data for key, data in stored.items() if key in written}
    for some in _batches(new):
        vectors |= zip(some, embedder.vectors([_understood(written[key], language) for key in some]), strict=True)
    count = 0
    for objectives in _batches(sorted({key.objective for key in written} & changed)):
        own = set(objectives)
        pairs = _pairs(own, written, vectors, embedder, language)
        relations = [relation for pair in pairs for relation in _relations(pair, written, changed)]
        fresh = {key: vectors[key] for key in new if key.objective in own}
        with transaction.atomic():
            Relation.objects.bulk_create(relations, batch_size=BATCH, ignore_conflicts=True)
            Vector.objects.bulk_create(
                [Vector(objective_id=key.objective, fingerprint=key.fingerprint, data=fresh[key]) for key in fresh],
                batch_size=BATCH,
                ignore_conflicts=True,
            )
        count += len(relations)
    return Refreshed(embedder.name, len({key.objective for key in written}), len(new), count)


def _written(reader: str) -> Iterator[tuple[_Key, _Written]]:
    """All statements of the open objectives."""
    objectives = Objective.objects.filter(state__in=OPEN, cycle__closed_at=None)
    for objective in objectives.prefetch_related("teams", "key_results").iterator(BATCH):
        circle = _circle(objective)
        texts = [(objective.title, Role.OBJECTIVE)]
        texts += [(key_result.text, Role.KEY_RESULT) for key_result in objective.key_results.all()]
        for text, role in texts:
            mark = "\0".join([reader, text, role, objective.level, *sorted(circle)])
            fingerprint = hashlib.sha1(mark.encode(), usedforsecurity=False).hexdigest()
            yield _Key(objective.pk, fingerprint), _Written(text, role, objective.level, circle)


def _circle(objective: Objective) -> frozenset[str]:
    if objective.level == Objective.Level.COMPANY:
        return frozenset({"company"})
    teams = frozenset(f"team {team.pk}" for team in objective.teams.all())
    return teams or frozenset({f"person {objective.owner_id}"})


def _forget(objectives: Set[int], gone: Set[_Key]) -> None:
    """Delete the relations of these objectives, and the vectors of what is not written any more."""
    for some in _batches(sorted(objectives)):
        Relation.objects.filter(Q(objective__in=some) | Q(other__in=some)).delete()
    fingerprints = defaultdict(list)
    for key in gone:
        fingerprints[key.objective].append(key.fingerprint)
    for objective, own in fingerprints.items():
        Vector.objects.filter(objective=objective, fingerprint__in=own).delete()


def _pairs(
    objectives: Set[int],
    written: Mapping[_Key, _Written],
    vectors: Mapping[_Key, bytes],
    embedder: Embedder,
    language: Language,
) -> Iterator[_Pair]:
    """For each of the objectives its nearest ones of other circles, with the statements that bring them together."""
    keys = list(vectors)
    own = [place for place, key in enumerate(keys) if key.objective in objectives]
    best: dict[int, dict[int, _Pair]] = defaultdict(dict)
    for place, near, likeness in embedder.alike(own, [vectors[key] for key in keys]):
        one, other = keys[place], keys[near]
        if one.objective == other.objective or written[one].is_near(written[other]):
            continue
        kind = Relation.Kind.RELATED
        if likeness >= embedder.same:
            kind = _kind(written[one], written[other], language)
        if kind is not Relation.Kind.COPY and written[one].circle & written[other].circle:
            continue
        pair = _Pair(kind, likeness, one, other)
        known = best[one.objective].get(other.objective)
        if known is None or pair.weight < known.weight:
            best[one.objective][other.objective] = pair
    for found in best.values():
        yield from heapq.nsmallest(KEPT, found.values(), key=lambda pair: pair.weight)


def _kind(one: _Written, other: _Written, language: Language) -> Relation.Kind:
    """What two statements of nearly the same words are to each other."""
    ours, theirs = _understood(one, language), _understood(other, language)
    if pull_apart(ours, theirs):
        return Relation.Kind.OPPOSITE
    if _is_copied(one, other, language):
        return Relation.Kind.COPY
    # A key result of the same words as an objective of others is what that one is measured by.
    is_other = one.role is not other.role or point_apart(ours, theirs)
    return Relation.Kind.RELATED if is_other else Relation.Kind.SAME


def _is_copied(one: _Written, other: _Written, language: Language) -> bool:
    """Whether the coach asks of the lower one what it adds to the upper one (S-ALIGN)."""
    if one.level == other.level:
        return False
    pair = [_alone(one), _alone(other)]
    asked = [finding for found in review.company(pair, language=language) for finding in found]
    return any("theirs" in finding.values and finding.variant in COPIES for finding in asked)


def _alone(written: _Written) -> document.Objective:
    if written.role is Role.OBJECTIVE:
        return document.Objective(written.text, level=written.level)
    return document.Objective("", key_results=(document.KeyResult(written.text),), level=written.level)


def _relations(pair: _Pair, written: Mapping[_Key, _Written], changed: Set[int]) -> Iterator[Relation]:
    """The pair as rows: from both sides, unless the other side is looked at itself."""
    sides = [pair] if pair.other.objective in changed else [pair, replace(pair, one=pair.other, other=pair.one)]
    for side in sides:
        yield Relation(
            objective_id=side.one.objective,
            other_id=side.other.objective,
            kind=side.kind,
            likeness=side.likeness,
            statement=written[side.one].text,
            other_statement=written[side.other].text,
        )


def _understood(written: _Written, language: Language) -> Statement:
    return _statement(written.text, written.role, language)


@lru_cache(4096)
def _statement(text: str, role: Role, language: Language) -> Statement:
    return understand(text, role, language)


def _batches(things: Sequence[T]) -> Iterator[Sequence[T]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))
