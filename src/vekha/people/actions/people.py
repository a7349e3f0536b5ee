"""People: changed, given a role, left, come back. They join by `invitations.accept`."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import changed, save
from vekha.people import permissions
from vekha.people.models import MailRhythm, Person, Role
from vekha.people.permissions import require


@transaction.atomic
def edit(person: Person, *, by: Person, **fields: Any) -> Person:
    """Change a person's name, job, language and, for administrators, the e-mail they sign in with."""
    require(permissions.can_change_person(by, person))
    if "email" in fields:
        fields["email"] = fields["email"].lower()
    changes = changed(person, fields)
    if not changes:
        return person
    if "email" in changes:
        require(permissions.can_change_organisation(by))
        # allauth remembers addresses on its own; an address that is no longer the person's must not open the door.
        EmailAddress.objects.filter(user=person).delete()
        person.mail_failures, person.mail_try_again_at = 0, None
    save(person)
    log.record("person.changed", by=by, subject=person, changes=changes)
    return person


@transaction.atomic
def stop_letters(person: Person, *, by: Person, kind: str) -> None:
    """Send the person no more letters of a kind: "reminder", "news" or "meeting"."""
    if kind == "news":
        edit(person, by=by, mail_rhythm=MailRhythm.NEVER)
    elif kind == "meeting":
        edit(person, by=by, wants_summaries=False)
    else:
        edit(person, by=by, wants_reminders=False)


@transaction.atomic
def void_links(person: Person, *, by: Person) -> None:
    """Make all links that were mailed to the person worthless: somebody else may have seen the letter."""
    require(permissions.can_change_person(by, person))
    Person.objects.filter(pk=person.pk).update(letter_links=F("letter_links") + 1)
    log.record("person.links_voided", by=by, subject=person)


@transaction.atomic
def set_role(person: Person, *, by: Person, role: str) -> None:
    """Change what a person may do in the whole organisation."""
    require(permissions.can_change_organisation(by))
    if role != Role.ADMINISTRATOR:
        _keep_an_administrator(person)
    changes = changed(person, {"role": role})
    if changes:
        save(person)
        log.record("person.role_changed", by=by, subject=person, changes=changes)


@transaction.atomic
def leave(person: Person, *, by: Person) -> None:
    """Close the door behind somebody who leaves: no sign-in any more. What they own stays theirs and stays visible."""
    require(permissions.can_change_organisation(by))
    if not person.is_active:
        raise ValidationError(_("%(name)s has left already."), code="left", params={"name": person})
    _keep_an_administrator(person)
    person.is_active = False
    save(person)
    log.record("person.left", by=by, subject=person, changes={"name": person.name})


@transaction.atomic
def come_back(person: Person, *, by: Person) -> None:
    """Let somebody who had left in again, with the role and teams they had."""
    require(permissions.can_change_organisation(by))
    if person.is_active:
        raise ValidationError(_("%(name)s works here already."), code="here", params={"name": person})
    person.is_active = True
    save(person)
    log.record("person.came_back", by=by, subject=person, changes={"name": person.name})


def _keep_an_administrator(person: Person) -> None:
    """Refuse to lose the last administrator. The rows are locked, so that two cannot go at once."""
    administrators = Person.objects.active().filter(role=Role.ADMINISTRATOR).order_by("pk").select_for_update()
    if [administrator.pk for administrator in administrators] == [person.pk]:
        raise ValidationError(
            _("%(name)s is the only administrator. Make somebody else an administrator first."),
            code="last_administrator",
            params={"name": person},
        )
