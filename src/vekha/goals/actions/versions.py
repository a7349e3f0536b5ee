"""An earlier version of an objective's words is brought back. It becomes the newest one; none is lost."""

from contextlib import nullcontext
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.goals import permissions
from vekha.goals.actions import drafts, initiatives, key_results, objectives
from vekha.goals.differences import pairs
from vekha.goals.models import Initiative, KeyResult, Objective, Version
from vekha.goals.planned import read
from vekha.people.models import Person
from vekha.people.permissions import require

Part = TypeVar("Part", KeyResult, Initiative)


@transaction.atomic
def restore(version: Version, *, by: Person, reason: str = "") -> Version:
    """Let the words stand again as they did in that version. Once the objective is agreed, with a reason.

    Numbers stay with their key results; one that was removed comes back with those it had, and nobody owns it; one
    with check-ins stays.
    """
    objective = version.objective
    objective.wait_for_others()
    require(permissions.can_change(by, objective) and permissions.can_read(by, version))
    objectives.ask_for_reason(objective, reason)
    before, words = drafts.as_it_stands(objective), version.words
    with log.in_silence() if objective.state == Objective.State.DRAFT else nullcontext():
        whole = {name: words[name] for name in ("title", "why", "reality")}
        objectives.edit(objective, by=by, reason=reason, **whole)
        _restore_key_results(objective, version, by, reason)
        _restore_initiatives(objective, words["initiatives"], by, reason)
    objective.refresh_from_db()
    restored = drafts.keep_version(objective, by=by, before=before, apart=True)
    if restored is None:
        raise ValidationError(_("These words stand there already."), code="same")
    return restored


def _restore_key_results(objective: Objective, version: Version, by: Person, reason: str) -> None:
    texts = version.words["key_results"]
    facts = version.facts or [{} for _text in texts]  # versions of earlier releases kept none
    now = list(objective.key_results.all())
    order = []
    for old, place in pairs([key_result.text for key_result in now], texts):
        if old is None and place is not None:
            own = {name: value for name, value in facts[place].items() if name != "planned"}
            made = key_results.add(objective, by=by, text=texts[place], reason=reason, **own)
            key_results.plan_again(made, read(facts[place].get("planned", "")))
            order.append(made)
        elif old is not None and place is not None:
            order.append(key_results.edit(now[old], by=by, text=texts[place], reason=reason))
        elif old is not None and now[old].check_ins.exists():
            order.append(now[old])
        elif old is not None:
            key_results.remove(now[old], by=by, reason=reason)
    _set_order(order)


def _restore_initiatives(objective: Objective, texts: list[str], by: Person, reason: str) -> None:
    now = list(objective.initiatives.all())
    order = []
    for old, place in pairs([initiative.text for initiative in now], texts):
        if old is None and place is not None:
            order.append(initiatives.add(objective, by=by, text=texts[place]))
        elif old is not None and place is not None:
            order.append(initiatives.edit(now[old], by=by, text=texts[place], reason=reason))
        elif old is not None:
            initiatives.remove(now[old], by=by)
    _set_order(order)


def _set_order(parts: list[Part]) -> None:
    for position, part in enumerate(parts):
        if part.position != position:
            part.position = position
            part.save(update_fields=["position"])
