"""Letters to many people: each is sent first and noted right after. No transaction is open while the mail server talks.

Whatever stops a run between the two doubles that one letter and loses none. Unless more has come to be told since, the
second has the Message-ID of the first, by which mail servers and programs tell that they have it.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from vekha.people import links
from vekha.people.models import Person

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(days=1)  # after letters that one person's server refuses

log = logging.getLogger(__name__)


class Letter(Protocol):
    """Something to be mailed to a person."""

    def message(self) -> EmailMultiAlternatives: ...

    def mark_as_mailed(self, now: datetime) -> None:
        """Note that it went out, so that the next run does not send it again."""


@dataclass
class Sent:
    """What became of a run."""

    letters: int = 0
    failed: int = 0


def send(people: Iterable[Person], write: Callable[[Person], Letter | None], now: datetime | None = None) -> Sent:
    """Send everybody the letter that is written for them, if there is one.

    What fails waits for a later run, that of one person after pauses that grow.
    """
    now = now or timezone.now()
    sent = Sent()
    connection = get_connection()
    for person in people:
        if person.mail_try_again_at and now < person.mail_try_again_at:
            continue
        try:
            letter = write(person)
            message = letter.message() if letter else None
        except Exception as error:  # whatever is wrong with one person's letter holds nobody else up
            _postpone(person, error, now)
            sent.failed += 1
            continue
        if letter is None or message is None:
            continue
        try:
            connection.open()
        except OSError as error:  # also what the mail server refuses
            log.error("The mail server cannot be reached, so no letters go out: %s", type(error).__name__)
            sent.failed += 1
            break
        message.connection = connection
        try:
            message.send()
        except Exception as error:  # a refusal, or an address that is none
            _postpone(person, error, now)
            sent.failed += 1
            connection.close()
            continue
        letter.mark_as_mailed(now)
        if person.mail_failures:
            Person.objects.filter(pk=person.pk).update(mail_failures=0, mail_try_again_at=None)
        sent.letters += 1
    connection.close()
    return sent


def _postpone(person: Person, error: Exception, now: datetime) -> None:
    """Write to the person later, unless the address has changed meanwhile.

    Of the error only its kind is logged: it may hold the address or the words of the letter.
    """
    log.error("The letter for person %s could not be mailed: %s", person.pk, type(error).__name__)
    pause = min(FIRST_PAUSE * 2 ** min(person.mail_failures, 20), LONGEST_PAUSE)
    same = Person.objects.filter(pk=person.pk, email=person.email)
    same.update(mail_failures=min(person.mail_failures + 1, 1000), mail_try_again_at=now + pause)


def compose(
    person: Person, kind: str, number: int, subject: str, context: dict[str, Any], *, app: str = "goals"
) -> EmailMultiAlternatives:
    """A letter in the words of `<app>/email/<kind>`, as text and as HTML, in the language that is active.

    `kind` and `number` tell it from all others to the person. One click ends letters of this kind (RFC 8058).
    """
    stop = settings.ADDRESS + reverse("people:stop-letters", args=[links.sign(person, "stop", kind)])
    context = context | {
        "site": settings.ADDRESS,
        "profile": settings.ADDRESS + reverse("people:profile"),
        "stop": stop,
        "language": get_language(),
        "subject": subject,
    }
    letter = EmailMultiAlternatives(
        subject,
        render_to_string(f"{app}/email/{kind}.txt", context),
        None,
        [person.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<{kind}.{number}.{person.pk}@{urlsplit(settings.ADDRESS).hostname}>",
        },
    )
    letter.attach_alternative(render_to_string(f"{app}/email/{kind}.html", context), "text/html")
    return letter
