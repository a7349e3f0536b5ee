"""Drafts begun from a text that the coach has read, or from a set of the library."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.advice.coaching import language_of
from vekha.advice.understood import key_result_fields, shortened
from vekha.coach import document
from vekha.coach.document import Document
from vekha.goals.actions import initiatives as work
from vekha.goals.actions import key_results as verbs
from vekha.goals.actions import objectives
from vekha.goals.models import Cycle, Initiative, KeyResult, Objective
from vekha.people.models import Person, Team
from vekha.ui import formats

MOST_STATEMENTS = 300  # in one go; each is a row with a history of its own


@dataclass(frozen=True, slots=True)
class Drafts:
    """What was made of a text."""

    objectives: list[Objective] = field(default_factory=list)
    key_results: list[KeyResult] = field(default_factory=list)
    initiatives: list[Initiative] = field(default_factory=list)

    @property
    def measured(self) -> list[KeyResult]:
        """The key results whose number to reach or to keep was understood."""
        return [item for item in self.key_results if (item.target, item.low, item.high) != (None, None, None)]


@transaction.atomic
def from_text(read: Document, *, by: Person, cycle: Cycle, level: str, teams: Iterable[Team] = ()) -> Drafts:
    """Make a draft of each objective of the document, with its key results and initiatives.

    Objectives are owned by whoever asks; members by the person the text names, where one is called exactly so.
    """
    teams = list(teams)
    statements = sum(1 + len(item.key_results) + len(item.initiatives) for item in read.objectives)
    if statements > MOST_STATEMENTS:
        raise ValidationError(
            _("The text holds %(count)s statements; drafts are made of up to %(most)s at once. Take a part of it.")
            % {"count": formats.number(statements), "most": formats.number(MOST_STATEMENTS)},
            code="many",
        )
    owners = _owners(read)
    made = Drafts()
    for item in read.objectives:
        title, rest = shortened(item.title)
        objective = objectives.write(
            by=by,
            cycle=cycle,
            title=title,
            why=item.why,
            reality="\n\n".join(filter(None, [rest, item.reality])),
            level=level,
            teams=teams,
            owner=by,
        )
        made.objectives.append(objective)
        for key_result in item.key_results:
            fields = key_result_fields(key_result, read.language)
            owner = owners.get(key_result.fields.owner)
            made.key_results.append(verbs.add(objective, by=by, owner=owner, **fields))
        for initiative in item.initiatives:
            text, rest = shortened(initiative.text)
            owner = owners.get(initiative.fields.owner)
            made.initiatives.append(work.add(objective, by=by, text=text, resources=rest, owner=owner))
    return made


@transaction.atomic
def from_set(
    *,
    by: Person,
    cycle: Cycle,
    level: str,
    teams: Iterable[Team],
    language: str,
    title: str,
    why: str,
    reality: str,
    key_results: Sequence[Mapping[str, Any]],
    initiatives: Sequence[tuple[str, Sequence[int]]],
) -> Objective:
    """A draft from a set of the library, its numbers understood from its sentences.

    `key_results`: text, definition and is_leading of each; `initiatives`: each with the places (1 for the first) of the
    key results that it serves. `language` is the set's.
    """
    objective = objectives.write(
        by=by, cycle=cycle, title=title, why=why, reality=reality, level=level, teams=teams, owner=by
    )
    spoken = language_of(language)
    made = [
        verbs.add(objective, by=by, **key_result_fields(document.KeyResult(each["text"]), spoken) | dict(each))
        for each in key_results
    ]
    for text, serves in initiatives:
        work.add(objective, by=by, text=text, key_results=[made[place - 1] for place in serves])
    return objective


def _owners(read: Document) -> dict[str, Person]:
    """The people whom the text names as owners, by name. A name that two people share names nobody."""
    members: list[document.KeyResult | document.Initiative] = []
    for objective in read.objectives:
        members += [*objective.key_results, *objective.initiatives]
    names = {member.fields.owner for member in members} - {""}
    people = list(Person.objects.active().filter(name__in=names)) if names else []
    called = [person.name for person in people]
    return {person.name: person for person in people if called.count(person.name) == 1}
