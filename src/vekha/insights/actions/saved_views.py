"""Saved views: kept, renamed, shared, removed. They change nothing that others work on, so the log does not tell."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.activity.changes import save
from vekha.insights import permissions
from vekha.insights.models import MOST_OF_ONE_PERSON, SavedView
from vekha.people.models import Person, Team
from vekha.people.permissions import require


@transaction.atomic
def keep(
    *, by: Person, name: str, page: str, team: Team | None, choices: Mapping[str, str], is_shared: bool
) -> SavedView:
    """Keep these choices of a page under a name."""
    require(by.is_active and (permissions.can_share(by) or not is_shared))
    if SavedView.objects.filter(owner=by).count() >= MOST_OF_ONE_PERSON:
        raise ValidationError(
            _("You have %(most)d saved views already. Remove some that you do not open any more.")
            % {"most": MOST_OF_ONE_PERSON},
            code="too_many",
        )
    view = SavedView(owner=by, name=name, page=page, team=team, choices=dict(choices), is_shared=is_shared)
    save(view)
    return view


@transaction.atomic
def edit(view: SavedView, *, by: Person, name: str, is_shared: bool) -> None:
    """Give it another name, share it or share it no more."""
    require(permissions.can_change(by, view) and (permissions.can_share(by) or not is_shared))
    view.name, view.is_shared = name, is_shared
    save(view)


@transaction.atomic
def remove(view: SavedView, *, by: Person) -> None:
    """Forget it; whoever follows its address finds nothing."""
    require(permissions.can_change(by, view))
    view.delete()
