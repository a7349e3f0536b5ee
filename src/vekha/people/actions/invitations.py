"""Invitations: sent, withdrawn, accepted. The token opens the door, so it is written nowhere but in the link."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import save
from vekha.people import permissions
from vekha.people.models import Invitation, Membership, Person, Role, Team
from vekha.people.permissions import require


@transaction.atomic
def invite(
    *,
    by: Person,
    email: str,
    language: str,
    role: str = Role.MEMBER,
    team: Team | None = None,
    name: str = "",
) -> Invitation:
    """Invite somebody to join, as a member of the team if there is one."""
    require(permissions.can_invite(by, team, role))
    invitation = Invitation(email=email, name=name, role=role, team=team, language=language, invited_by=by)
    _check_free(email.lower())
    save(invitation)
    log.record(
        "invitation.sent",
        by=by,
        subject=invitation,
        changes={"email": invitation.email, "role": role, "team": team.name if team else None},
    )
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Person) -> None:
    """Take an invitation back: its link stops working."""
    require(permissions.can_invite(by, invitation.team, invitation.role))
    if not Invitation.objects.open().filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
        raise ValidationError(_("This invitation is closed already."), code="closed")
    log.record("invitation.withdrawn", by=by, subject=invitation, changes={"email": invitation.email})


@transaction.atomic
def accept(invitation: Invitation, *, name: str, password: str, language: str) -> Person:
    """Bring the invited person in. A link works once, also when it is used twice at the same moment."""
    # Claiming comes first: whoever is second waits for the first one here and then finds the invitation closed.
    claimed = Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=timezone.now())
    if not (claimed and permissions.can_invite(invitation.invited_by, invitation.team, invitation.role)):
        raise ValidationError(_("This invitation is closed already."), code="closed")
    person = Person(email=invitation.email, name=name, role=invitation.role, language=language)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise ValidationError({"password": error.error_list}) from None
    person.set_password(password)
    save(person)
    if invitation.team:
        save(Membership(person=person, team=invitation.team))
    invitation.accepted_by = person
    invitation.save(update_fields=["accepted_by"])
    log.record("invitation.accepted", by=person, subject=invitation, target=person, changes={"name": person.name})
    return person


def _check_free(email: str) -> None:
    """Refuse an address that somebody has already, or that has an open invitation."""
    owner = Person.objects.filter(email=email).first()
    if owner and owner.is_active:
        raise ValidationError(
            {"email": _("%(name)s already works here with this e-mail.") % {"name": owner}}, code="taken"
        )
    if owner:
        raise ValidationError(
            {"email": _("%(name)s left with this e-mail. An administrator can let them come back.") % {"name": owner}},
            code="left",
        )
    if Invitation.objects.open().filter(email=email).exists():
        raise ValidationError(
            {"email": _("This address has an open invitation. Send its link again, or withdraw it first.")},
            code="invited",
        )
