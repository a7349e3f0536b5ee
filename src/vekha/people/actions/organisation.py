"""The organisation: changed."""

from typing import Any

from django.db import transaction

from vekha.activity import log
from vekha.activity.changes import changed, save
from vekha.people import permissions
from vekha.people.models import Organisation, Person
from vekha.people.permissions import require


@transaction.atomic
def edit(organisation: Organisation, *, by: Person, **fields: Any) -> Organisation:
    """Change the organisation's words and settings.

    Fields: name, mission, vision, strategy, language, stage, coach_is_open, behind_until.
    """
    require(permissions.can_change_organisation(by))
    changes = changed(organisation, fields)
    if changes:
        save(organisation)
        log.record("organisation.changed", by=by, subject=organisation, changes=changes)
    return organisation
