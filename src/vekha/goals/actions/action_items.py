"""Action items: what somebody said they would do. Given, done, opened again, changed or handed over, taken back."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import changed, save
from vekha.goals import permissions
from vekha.goals.models import ActionItem, Objective
from vekha.people.models import Person
from vekha.people.permissions import require


@transaction.atomic
def give(
    text: str, *, by: Person, owner: Person, due: date | None = None, objective: Objective | None = None
) -> ActionItem:
    """Give somebody, or oneself, something to do. Whoever gets it hears of it."""
    require(permissions.can_give_action_item(by, objective))
    item = ActionItem(text=text.strip(), owner=owner, due=due, objective=objective, by=by)
    _check_due(due)
    _check_owner(item)
    save(item)
    _record("action_item.given", item, by, tell=[owner])
    return item


@transaction.atomic
def do(item: ActionItem, *, by: Person) -> None:
    """Say that it is done."""
    require(permissions.can_change_action_item(by, item))
    if ActionItem.objects.open().filter(pk=item.pk).update(done_at=timezone.now()):
        item.refresh_from_db(fields=["done_at"])
        _record("action_item.done", item, by)


@transaction.atomic
def reopen(item: ActionItem, *, by: Person) -> None:
    """Say that it is not done after all."""
    require(permissions.can_change_action_item(by, item))
    if ActionItem.objects.filter(pk=item.pk).exclude(done_at=None).update(done_at=None):
        item.done_at = None
        _record("action_item.reopened", item, by)


@transaction.atomic
def change(item: ActionItem, *, by: Person, **fields: Any) -> None:
    """Change its text or its day, or hand it over to another `owner`, who hears of it."""
    require(permissions.can_change_action_item(by, item))
    before = item.owner
    changes = changed(item, fields)
    if "due" in changes:
        _check_due(item.due)
    if "owner" in changes:
        _check_owner(item)
    if not changes:
        return
    item.full_clean()
    item.save(update_fields=list(changes))  # somebody may say meanwhile that it is done
    if "owner" in changes:
        _record("action_item.handed_over", item, by, tell=[item.owner, before])
    else:
        _record("action_item.changed", item, by)


@transaction.atomic
def take_back(item: ActionItem, *, by: Person) -> None:
    """Take it back, as if it had not been given."""
    require(permissions.can_take_back_action_item(by, item))
    _record("action_item.taken_back", item, by)
    item.delete()


def _record(verb: str, item: ActionItem, by: Person, tell: list[Person] | None = None) -> None:
    changes = {"text": item.text, "owner": item.owner.name, "due": item.due.isoformat() if item.due else ""}
    log.record(verb, by=by, subject=item.objective or item, target=item, changes=changes, tell=tell or ())


def _check_due(due: date | None) -> None:
    if due and due < timezone.localdate():
        raise ValidationError({"due": _("This day has gone. Choose one that is still to come.")}, code="gone")


def _check_owner(item: ActionItem) -> None:
    owner = item.owner
    if not owner.is_active:
        raise ValidationError(
            {"owner": _("%(name)s has left. Choose somebody who works here.") % {"name": owner}}, code="left"
        )
    if owner.role == "viewer":
        raise ValidationError(
            {"owner": _("%(name)s only reads along here. Choose somebody who writes.") % {"name": owner}},
            code="viewer",
        )
    if item.objective and not permissions.can_see(owner, item.objective):
        raise ValidationError(
            {"owner": _("%(name)s does not see this objective. Let more people see it first.") % {"name": owner}},
            code="unseen",
        )
