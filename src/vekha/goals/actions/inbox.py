"""Seeing the news. That somebody has seen something is nobody else's business, so the log does not hear of it."""

from django.utils import timezone

from vekha.activity.models import Notice
from vekha.goals import inbox
from vekha.people.models import Person


def see(notice: Notice, *, by: Person) -> None:
    """Whoever follows a notice sees all that happened to its objective until then, but not what else waits."""
    unseen = Notice.objects.filter(person=by, seen_at=None, event__subject=notice.event.subject, pk__lte=notice.pk)
    others_that_ask = inbox.asking(by).exclude(pk=notice.pk).order_by().values("pk")
    unseen.exclude(pk__in=others_that_ask).update(seen_at=timezone.now())


def see_all(*, by: Person, until: int) -> None:
    """All the news up to that notice is seen; what came meanwhile is not."""
    seen = inbox.news(by).filter(seen_at=None, pk__lte=until).order_by()
    Notice.objects.filter(pk__in=list(seen.values_list("pk", flat=True))).update(seen_at=timezone.now())
