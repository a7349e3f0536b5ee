import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vekha.people import permissions
from vekha.people.models.person import Person, Role
from vekha.people.models.team import Team

VALID_FOR = timedelta(days=14)


def new_token() -> str:
    return secrets.token_urlsafe(24)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Invitations whose link works: not used, not withdrawn, not older than two weeks."""
        return self.filter(accepted_at=None, withdrawn_at=None, invited_at__gt=timezone.now() - VALID_FOR)

    def visible_to(self, person: Person) -> Self:
        """All for administrators; for a lead those into the teams led."""
        if permissions.can_change_organisation(person):
            return self
        return self.filter(team__in=[team.pk for team in Team.objects.changeable_by(person)])


class Invitation(models.Model):
    """A link by which one person joins. It works once and for two weeks."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("invitation", "open")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "withdrawn")
        EXPIRED = "expired", pgettext_lazy("invitation", "expired")

    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    email = models.EmailField(_("e-mail"))
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    team = models.ForeignKey(Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    invited_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitation"
    )
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    if TYPE_CHECKING:
        team_id: int | None

    class Meta:
        ordering = ["-invited_at", "-pk"]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        self.email = self.email.lower()

    @property
    def valid_until(self) -> datetime:
        return self.invited_at + VALID_FOR

    @property
    def state(self) -> State:
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.OPEN if timezone.now() < self.valid_until else self.State.EXPIRED

    @property
    def is_open(self) -> bool:
        """Whether the link works: it is neither used nor withdrawn nor too old, and who sent it may still invite so."""
        return self.state == self.State.OPEN and permissions.can_invite(self.invited_by, self.team, self.role)
