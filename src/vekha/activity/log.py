"""Writing to the log. Verbs call `record` inside their transaction: a deed and its event stand or fall together."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from vekha.activity.models import Event, Notice

_is_silent = ContextVar("is_silent", default=False)


@contextmanager
def in_silence() -> Iterator[None]:
    """What is done inside adds no event: the steps of a deed that has an event of its own."""
    before = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(before)


def reference(thing: models.Model) -> str:
    """How the log names a thing: `objective/12`."""
    return f"{thing._meta.model_name}/{thing.pk}"


def record(
    verb: str,
    *,
    by: models.Model | None,
    subject: models.Model,
    target: models.Model | None = None,
    changes: dict[str, Any] | None = None,
    at: datetime | None = None,
    tell: Iterable[models.Model] = (),
) -> Event:
    """Add one event. `target` is what was touched, `subject` (the same by default) the page whose feed shows it.

    `by` is None for what happens by itself. `tell`: the people who should hear of it; whoever did it knows already.
    """
    event = Event(
        verb=verb,
        actor_id=by.pk if by else None,
        at=at or timezone.now(),
        subject=reference(subject),
        target=reference(target or subject),
        changes=changes or {},
    )
    if _is_silent.get():
        return event
    event.save()
    told = {person.pk for person in tell} - ({by.pk} if by else set())
    Notice.objects.bulk_create(Notice(person_id=pk, event=event) for pk in sorted(told))
    return event
