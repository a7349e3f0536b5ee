"""The letter with what waits for somebody and what is new, by their own rhythm, in their own language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Exists, Max, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vekha.activity.models import Event, Notice
from vekha.goals import inbox, mail
from vekha.goals.inbox import NewsOfAnObjective, Waiting
from vekha.goals.mail import Sent
from vekha.people.models import MailRhythm, Organisation, Person

MORNING = 8  # the hour from which the daily letters go out
MOST_WAITING = 20  # of a kind, in one letter
MOST_NEWS = 30
MOST_COVERED = 10_000  # notices of one person; what is beyond comes with the next letter
BATCH = 100  # people who are looked at together


def send_news(now: datetime | None = None) -> Sent:
    """Send a letter to everybody for whom something is new and whose time has come."""
    now = now or timezone.now()
    asked: set[int] = set()  # of the batch that is being sent

    def people() -> Iterator[Person]:
        for batch in people_with_news(now):
            asked.clear()
            asked.update(inbox.people_asked(batch))
            yield from batch

    return mail.send(people(), lambda person: Letter.to(person, is_asked=person.pk in asked), now)


def people_with_news(now: datetime) -> Iterator[list[Person]]:
    """Those whose time for a letter has come and who may find something new in it, a batch at a time.

    Only letters of the last day can say that it has not come yet.
    """
    fresh = Notice.objects.filter(person=OuterRef("pk"), seen_at=None, mailed_at=None)
    people = Person.objects.active().exclude(mail_rhythm=MailRhythm.NEVER).filter(Exists(fresh))
    last = 0
    while batch := list(people.filter(pk__gt=last).order_by("pk")[:BATCH]):
        letters = Notice.objects.filter(person__in=batch, mailed_at__gte=now - timedelta(days=1)).order_by()
        last_letters = dict(letters.values_list("person").annotate(Max("mailed_at")))
        yield [each for each in batch if is_due(each, each.mail_rhythm, last_letters.get(each.pk), now)]
        last = batch[-1].pk


def is_due(person: Person, rhythm: str, last_letter: datetime | None, now: datetime) -> bool:
    """Whether it is time for news in this rhythm. Daily ones come in the morning, or as soon after it as there are."""
    if person.is_quiet(now):
        return False
    if rhythm == MailRhythm.HOURLY:
        return last_letter is None or now - last_letter >= timedelta(hours=1)
    morning = now.astimezone(person.zone).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return now >= morning and (last_letter is None or last_letter < morning)


@dataclass(frozen=True)
class Letter:
    """All that waits for a person, and what is new since their last letter."""

    person: Person
    waits: Sequence[Waiting]
    waiting: int  # how much waits; `waits` holds some of a kind at most
    news: Sequence[NewsOfAnObjective]
    new: int
    covered: Sequence[int]  # the notices that are mailed with it, by their numbers

    @classmethod
    def to(cls, person: Person, after: int | None = None, *, is_asked: bool = True) -> "Letter | None":
        """The letter as the person may see things now; None when there is nothing new.

        `after`: the last notice they were told of, where that is not by mail. `is_asked`: whether anything may wait
        for them.
        """
        fresh = {"seen_at": None} | ({"mailed_at": None} if after is None else {"pk__gt": after})
        covered = list(inbox.notices(person).filter(**fresh).order_by("pk").values_list("pk", flat=True)[:MOST_COVERED])
        if not covered:
            return None
        news = inbox.news(person, Notice.objects.filter(pk__in=covered), is_asked=is_asked)
        newest = list(news.select_related("event__actor")[:MOST_NEWS])
        if not newest and not (is_asked and inbox.asking(person).filter(**fresh).exists()):
            return None
        with translation.override(person.language):
            waits = inbox.waiting(person, MOST_WAITING) if is_asked else []
            return cls(
                person=person,
                waits=waits,
                waiting=inbox.waiting_count(person) if len(waits) >= MOST_WAITING else len(waits),
                news=inbox.by_objective(newest),
                new=news.count() if len(newest) == MOST_NEWS else len(newest),
                covered=covered,
            )

    def message(self) -> EmailMultiAlternatives:
        with translation.override(self.person.language):
            context = {"letter": self, "inbox": settings.ADDRESS + reverse("goals:inbox")}
            return mail.compose(self.person, "news", self.covered[-1], self.subject, context)

    @property
    def subject(self) -> str:
        """What it is about, in numbers."""
        waiting = ngettext("%(count)d thing waits for you", "%(count)d things wait for you", self.waiting)
        new = ngettext("%(count)d piece of news", "%(count)d pieces of news", self.new)
        parts = {"waiting": waiting % {"count": self.waiting}, "new": new % {"count": self.new}}
        if not self.waiting:
            words = _("%(organisation)s: %(new)s")
        elif not self.new:
            words = _("%(organisation)s: %(waiting)s")
        else:
            words = _("%(organisation)s: %(waiting)s, %(new)s")
        return " ".join((words % (parts | {"organisation": Organisation.current()})).split())

    @property
    def more_waiting(self) -> int:
        """How much waits that the letter does not name."""
        return self.waiting - len(self.waits)

    @property
    def more_new(self) -> int:
        return self.new - sum(len(group.notices) for group in self.news)

    def mark_as_mailed(self, now: datetime) -> None:
        """What it covers is mailed, also what had been answered before and asks no more."""
        Notice.objects.filter(pk__in=self.covered).update(mailed_at=now)


def in_plain_words(event: Event) -> str:
    """What the feed says of an event, without marks, a line for each of its paragraphs."""
    html = render_to_string(event.template, {"event": event, "changes": event.changes})
    apart = re.sub(r"</p>|<br>", "\n", html.replace("</b> <span", "</b> · <span"))
    lines = unescape(strip_tags(apart)).splitlines()
    words = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in words if line)
