"""What was said about an objective does not outlive the right to see it: on no page, in no count, in no letter."""

from collections.abc import Callable

import pytest
from django.core import mail as outbox
from django.test import Client

from vekha.activity.models import Notice
from vekha.goals import inbox, news
from vekha.goals.actions import alignments, conversation, objectives, ownership
from vekha.goals.models import Alignment, Comment, KeyResult, Objective, Offer, ReviewRequest
from vekha.people.models import Person, Team

ClientOf = Callable[[Person], Client]
SECRET = "Heron"  # stands in every word that is said about the objective
OUTSIDERS = ("chen", "dora", "emil", "frida")


@pytest.fixture
def own(objective: Objective, frida: Person, sales: Team) -> Objective:
    """What Frida owns and everybody sees."""
    own = Objective.objects.create(cycle=objective.cycle, title="Contracts start at once", owner=frida, level="team")
    own.teams.add(sales)
    return own


@pytest.fixture
def secret(
    objective: Objective, own: Objective, boris: Person, chen: Person, dora: Person, emil: Person, frida: Person
) -> Objective:
    """An objective that everybody sees and of which all of them have heard in every way there is."""
    Objective.objects.filter(pk=objective.pk).update(title=f"{SECRET} flies", state=Objective.State.DRAFT)
    objective.refresh_from_db()
    objective.teams.add(*own.teams.all())
    part = KeyResult.objects.create(objective=objective, text=f"{SECRET} eggs from 0 to 4", start=0, target=4)
    conversation.comment(objective, by=frida, text=f"{SECRET}? @Boris")
    conversation.comment(objective, by=dora, text=f"{SECRET}, I said")
    said = conversation.comment(objective, by=boris, text=f"{SECRET}! @Chen @Dora @Emil @Frida")
    conversation.react(Comment.objects.filter(by=frida).get(), by=boris, kind="agree")
    conversation.ask_to_read(objective, by=boris, people=[chen, dora, emil, frida], note=f"{SECRET}: is it right?")
    ownership.hand(part, by=boris, to=frida)
    ownership.hand(objective, by=boris, to=dora)
    alignments.request(objective, by=boris, to=own, text=f"{SECRET} helps")
    other_way = alignments.request(own, by=frida, to=objective, kind=Alignment.Kind.DEPENDS_ON)
    alignments.counter(other_way, by=boris, seen=1, text=f"{SECRET} rather not")
    objectives.move(objective, by=boris, to=Objective.State.PROPOSED)
    objectives.agree(objective, by=chen)
    conversation.comment(objective, by=boris, place="why", text=f"{SECRET} again")
    assert said.mentions.count() == 4
    return objective


def pages(secret: Objective, own: Objective) -> list[str]:
    """Every page that tells of what was said: of the objective, of its neighbour, and those about everything."""
    about = ("", "conversation/", "readers/", "happened/", "agree/", "alignments/")
    return [
        "/",
        "/inbox/",
        "/inbox/count/",
        "/company/",
        f"/objectives/{own.pk}/",
        f"/objectives/{own.pk}/happened/",
    ] + [f"/objectives/{objective.pk}/{address}" for objective in (secret, own) for address in about]


def everything_shown_to(client: Client, secret: Objective, own: Objective) -> str:
    shown = []
    for address in pages(secret, own):
        for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
            response = client.get(address, **headers)  # type: ignore[arg-type]
            assert response.status_code in {200, 404}, address
            shown.append(response.content.decode())
    return "\n".join(shown)


def letters() -> str:
    news.send_news()
    return "\n".join(f"{letter.subject}\n{letter.message().as_string()}" for letter in outbox.outbox)


@pytest.mark.parametrize("name", OUTSIDERS)
def test_whoever_sees_it_hears_of_it(
    name: str, secret: Objective, own: Objective, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    """Else the next test would prove nothing."""
    person = request.getfixturevalue(name)

    assert inbox.waiting_count(person) >= 2
    assert SECRET in client_of(person).get("/inbox/").content.decode()
    assert SECRET in letters()


@pytest.mark.parametrize("name", OUTSIDERS)
def test_whoever_sees_it_no_more_finds_no_trace_of_it(
    name: str, secret: Objective, own: Objective, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(name)
    Objective.objects.filter(pk=secret.pk).update(visibility=Objective.Visibility.PRIVATE)
    client = client_of(person)

    assert SECRET not in everything_shown_to(client, secret, own)
    assert inbox.waiting(person) == []
    assert inbox.waiting_count(person) == 0
    assert not inbox.news(person).exists()
    assert client.get("/inbox/count/").content.strip() == b""
    for notice in Notice.objects.filter(person=person):
        assert client.get(f"/inbox/{notice.pk}/").status_code == 404
    Person.objects.exclude(pk=person.pk).update(mail_rhythm="never")
    assert letters() == ""


@pytest.mark.parametrize("name", OUTSIDERS)
def test_nor_can_they_answer_what_they_do_not_see(
    name: str, secret: Objective, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    Objective.objects.filter(pk=secret.pk).update(visibility=Objective.Visibility.PRIVATE)
    client = client_of(request.getfixturevalue(name))
    before = (Comment.objects.count(), list(Alignment.objects.order_by("pk").values_list("state", flat=True)))

    addresses = [
        f"/objectives/{secret.pk}/conversation/",
        f"/objectives/{secret.pk}/ask-to-read/",
        f"/objectives/{secret.pk}/agree/",
        *(
            f"/comments/{pk}/{verb}/"
            for pk in Comment.objects.values_list("pk", flat=True)
            for verb in ("settle", "react")
        ),
        *(f"/review-requests/{pk}/acknowledge/" for pk in ReviewRequest.objects.values_list("pk", flat=True)),
        *(f"/offers/{pk}/answer/" for pk in Offer.objects.values_list("pk", flat=True)),
        *(f"/alignments/{pk}/answer/" for pk in Alignment.objects.values_list("pk", flat=True)),
    ]
    typed = {"text": "Mine", "people": "Anna", "react": "agree", "what": "accept", "at": secret.pk, "seen": "1"}
    assert {client.post(address, typed).status_code for address in addresses} == {404}

    assert before == (Comment.objects.count(), list(Alignment.objects.order_by("pk").values_list("state", flat=True)))
    assert not Offer.objects.filter(answer="accepted").exists()
    assert not ReviewRequest.objects.exclude(acknowledged_at=None).exists()


def test_the_owner_of_a_key_result_still_hears_and_a_lead_of_its_team_does_not(
    secret: Objective, boris: Person, frida: Person
) -> None:
    """Private means its owners: of the objective, and of its key results."""
    Objective.objects.filter(pk=secret.pk).update(visibility=Objective.Visibility.PRIVATE)
    KeyResult.objects.filter(objective=secret).update(owner=frida)

    assert {waiting.kind for waiting in inbox.waiting(frida)} == {
        "alignment", "offer", "reviewrequest", "comment", "objective",
    }  # fmt: skip
    Objective.objects.filter(pk=secret.pk).update(owner=frida)
    assert inbox.waiting(boris) == []
