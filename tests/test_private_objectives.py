"""What not everybody may see leaks nowhere: no page that an outsider opens, no map, suggestion, search or letter."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core import mail
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from vekha.activity import log
from vekha.activity.models import Notice
from vekha.advice.actions import related
from vekha.advice.models import Reply
from vekha.advice.related import Lexical
from vekha.chat.models import ChatAccount
from vekha.conftest import ClientOf
from vekha.goals import news
from vekha.goals.models import (
    ActionItem,
    Agreement,
    Alignment,
    AlignmentStep,
    CheckIn,
    Comment,
    Cycle,
    Initiative,
    KeyResult,
    Objective,
    Offer,
    Presence,
    ReviewRequest,
    TargetChange,
    Version,
)
from vekha.insights.models import SavedView
from vekha.kpis.models import Kpi, Reading
from vekha.library.models import Template
from vekha.people.models import Invitation, Person, Team
from vekha.rituals.actions import meetings
from vekha.rituals.models import Meeting, Outcome, Point

# Words that stand in nothing but what is hidden.
SECRET = re.compile("velvet|kestrel|saffron|obsidian|marzipan|tamarind|zeppelin|quokka|juniper", re.IGNORECASE)
UNREACHABLE = {"account_logout"}  # signs the walker out
NUMBERED: dict[str, type[Model]] = {  # what the number after each word of an address belongs to
    "action-items": ActionItem,
    "alignments": Alignment,
    "chat": ChatAccount,
    "check-ins": CheckIn,
    "comments": Comment,
    "cycles": Cycle,
    "inbox": Notice,
    "initiatives": Initiative,
    "invitations": Invitation,
    "key-results": KeyResult,
    "kpis": Kpi,
    "meetings": Meeting,
    "objectives": Objective,
    "offers": Offer,
    "outcomes": Outcome,
    "people": Person,
    "planning": Cycle,
    "points": Point,
    "readings": Reading,
    "replies": Reply,
    "review-requests": ReviewRequest,
    "teams": Team,
    "templates": Template,
    "views": SavedView,
}


@pytest.fixture
def public(objective: Objective, sales: Team, cycle: Cycle) -> Objective:
    """An objective of Sales that everybody sees and that the hidden one is tied to in every way."""
    public = Objective.objects.create(cycle=cycle, title="Shops reorder by themselves", level="team", state="active")
    public.teams.add(sales)
    KeyResult.objects.create(objective=public, text="Reorders without a call from 20 to 60 %", start=20, target=60)
    return public


def hide(objective: Objective, public: Objective, visibility: str, boris: Person, frida: Person) -> Objective:
    """Make the objective secret, and tie everything to it that there is; Frida, an outsider, was told of all of it."""
    objective.title, objective.why, objective.reality = "Velvet shops reorder", "Kestrel", "Saffron"
    objective.visibility = visibility
    objective.closing_note = "Quokka"
    objective.save()
    key_result = KeyResult.objects.create(
        objective=objective,
        text="Obsidian reorders from 20 to 60 %",
        start=20,
        target=60,
        owner=boris,
        source="Juniper",
    )
    Initiative.objects.create(objective=objective, text="Marzipan for shops")
    CheckIn.objects.create(key_result=key_result, author=boris, value=30, note="Tamarind", at=timezone.now())
    TargetChange.objects.create(key_result=key_result, target=50, reason="Tamarind", by=boris)
    ActionItem.objects.create(objective=objective, text="Tamarind", owner=boris, by=boris)
    comment = Comment.objects.create(objective=objective, text="Zeppelin, @Frida", by=boris)
    comment.mentions.add(frida)
    ReviewRequest.objects.create(objective=objective, person=frida, by=boris, note="Zeppelin")
    Offer.objects.create(objective=objective, key_result=key_result, person=frida, by=boris)
    Agreement.objects.create(objective=objective, person=frida)
    Version.objects.create(
        objective=objective,
        number=1,
        by=boris,
        words={"title": "Velvet", "why": "", "reality": "", "key_results": [], "initiatives": []},
    )
    Presence.objects.create(objective=objective, person=boris)
    SavedView.objects.create(owner=boris, name="Velvet", page="company", choices={"q": "kestrel"})
    Reply.objects.create(
        objective=objective,
        question="?",
        code="K-TASK",
        about="set",
        statement="Velvet",
        what="answered",
        text="Quokka",
    )
    for source, goal in ((objective, public), (public, objective)):
        for state in Alignment.State:
            alignment = Alignment.objects.create(objective=source, to_objective=goal, state=state)
            AlignmentStep.objects.create(alignment=alignment, state=state, kind="supports", text="Zeppelin", by=boris)
    successor = Objective.objects.create(
        cycle=objective.cycle, title="Velvet again", level="team", visibility=visibility, origin=objective
    )
    Objective.objects.filter(pk=public.pk).update(origin=successor)
    for verb in ("comment.written", "alignment.requested", "offer.made", "objective.changed", "review.asked"):
        changes = {"text": "Zeppelin", "person": "Frida", "fields": {}, "reason": "Quokka", "note": "Quokka"}
        log.record(verb, by=boris, subject=objective, target=objective, changes=changes, tell=[frida])
    for is_over in (True, False):
        meeting = meetings.begin(objective.teams.get(), by=boris)
        point = meeting.points.get(objective=objective)
        meetings.write(point, by=boris, kind="decision", text="Zeppelin")
        meetings.write(point, by=boris, kind="action", text="Tamarind", owner=boris)
        if is_over:
            meetings.close(meeting, by=boris)
    related.refresh(Lexical())
    return objective


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, str]]:
    """Every address of the product as a pattern, with its name."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, prefix + str(entry.pattern))
        else:
            assert isinstance(entry, URLPattern)
            yield str(entry.name), prefix + str(entry.pattern).lstrip("^").rstrip("$")


def numbers(kind: type[Model]) -> Iterator[int]:
    """The numbers of all that there is of a kind: databases do not begin anew with 1 for each test."""
    yield from kind._default_manager.order_by("pk").values_list("pk", flat=True)


def pages(hidden: Objective) -> Iterator[str]:
    """Each address with the number of everything that there is of its kind, and with words that are searched for."""
    for name, pattern in addresses(get_resolver()):
        if name in UNREACHABLE:
            continue
        if numbered := re.search("([a-z-]+)/<int:pk>", pattern):
            for number in numbers(NUMBERED[numbered[1]]):
                yield re.sub("<[^>]+>", "1", pattern.replace("<int:pk>", str(number)))
        else:
            yield re.sub("<[^>]+>", "1", pattern)
    for words in ("velvet", "shops", "reorder"):
        for search in ("/company/?q=", "/library/?q=", "/map/?q=", "/map/data/?q=", "/map/?view=list&q="):
            yield search + words
        for number in numbers(Objective):
            yield f"/objectives/{number}/alignments/?find={words}"
    yield f"/map/?at=o{hidden.pk}"
    yield f"/map/data/?at=o{hidden.pk}"
    for cycle in Cycle.objects.all():
        yield f"/company/?cycle={cycle.pk}&level=team"
        yield f"/company/?cycle={cycle.pk}&level=team&on={timezone.localdate() - timedelta(days=1)}"
        for level in Objective.Level.values:
            yield f"/moved/?cycle={cycle.pk}&level={level}"
        for team in numbers(Team):
            yield f"/moved/?cycle={cycle.pk}&team={team}"
            yield f"/company/statistics/?cycle={cycle.pk}&team={team}"
    for person in numbers(Person):
        yield f"/moved/?person={person}"
        yield f"/map/data/?cycle={cycle.pk}"


def echoes(address: str, text: str) -> str:
    """The text without what it only repeats of the address."""
    asked = re.search(r"(?:q|find)=(\w+)", address)
    return text.replace(asked.group(1), "") if asked else text


def text_of(response: Any) -> str:
    """All that is said in an answer; a workbook is unpacked."""
    body: bytes = response.getvalue()
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as files:
            body = b"".join(files.read(name) for name in files.namelist())
    return body.decode()


@pytest.mark.parametrize("visibility", [Objective.Visibility.PRIVATE, Objective.Visibility.TEAMS])
@pytest.mark.parametrize("outsider", ["frida", "emil"])
def test_an_outsider_finds_no_word_of_it_anywhere(
    visibility: str,
    outsider: str,
    objective: Objective,
    public: Objective,
    boris: Person,
    frida: Person,
    request: pytest.FixtureRequest,
) -> None:
    hidden = hide(objective, public, visibility, boris, frida)
    client = ClientOf(request.getfixturevalue(outsider))
    client.raise_request_exception = True
    opened = 0

    for address in pages(hidden):
        for headers in ({}, {"HX-Request": "true"}):
            response = client.get(address, headers=headers)
            if response.status_code == 200:
                opened += 1
                found = SECRET.search(echoes(address, text_of(response)))
                assert not found, f"{address}: {found}"

    assert opened > 100


@pytest.mark.parametrize("visibility", [Objective.Visibility.PRIVATE, Objective.Visibility.TEAMS])
def test_no_letter_tells_of_it(
    visibility: str, objective: Objective, public: Objective, boris: Person, frida: Person
) -> None:
    hide(objective, public, visibility, boris, frida)
    log.record(
        "objective.changed", by=boris, subject=public, changes={"fields": {}, "reason": "Said aloud"}, tell=[frida]
    )
    assert Notice.objects.filter(person=frida).count() > 3

    news.send_news()

    letters = [letter for letter in mail.outbox if frida.email in letter.to]
    assert letters  # of what she may see
    for letter in letters:
        assert not SECRET.search(letter.subject + str(letter.body) + str(letter.__dict__.get("alternatives", "")))


def test_a_template_is_never_made_of_it(objective: Objective, public: Objective, boris: Person, frida: Person) -> None:
    hidden = hide(objective, public, Objective.Visibility.PRIVATE, boris, frida)

    ClientOf(boris).post(f"/library/objectives/{hidden.pk}/keep/")

    assert not Template.objects.exists()


def test_the_same_walk_sees_it_with_the_eyes_of_its_owner(
    objective: Objective, public: Objective, boris: Person, frida: Person
) -> None:
    hidden = hide(objective, public, Objective.Visibility.PRIVATE, boris, frida)
    client = ClientOf(boris)

    seen = {
        word.lower()
        for address in pages(hidden)
        for word in SECRET.findall(echoes(address, text_of(client.get(address))))
    }

    assert seen == set(SECRET.pattern.split("|"))
