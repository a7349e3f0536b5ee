"""What verbs of every app share: setting fields, saving what is valid, and saying what changed."""

from typing import Any

from django.db import models


def changed(thing: models.Model, fields: dict[str, Any]) -> dict[str, list[str | None]]:
    """Set the fields on the thing and return those that differ, as the log keeps them: field → [before, after]."""
    changes: dict[str, list[str | None]] = {}
    for name, after in fields.items():
        before = getattr(thing, name)
        if before != after:
            setattr(thing, name, after)
            changes[name] = [_word(before), _word(after)]
    return changes


def save(thing: models.Model) -> None:
    """Save after full validation (raises ValidationError), so that no door can store what a form would refuse."""
    thing.full_clean()
    thing.save()


def _word(value: Any) -> str | None:
    return None if value is None else str(value)
