"""The inbox: what waits for a person, and what others did."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.activity.models import Notice
from vekha.goals import inbox
from vekha.goals.actions import alignments, conversation, key_results, objectives, ownership
from vekha.goals.models import Agreement, Alignment, Cycle, KeyResult, Objective, Offer, ReviewRequest
from vekha.people.models import Membership, Person, Team

ClientOf = Callable[[Person], Client]
PRIVATE, TEAMS = Objective.Visibility.PRIVATE, Objective.Visibility.TEAMS


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def page(client: Client, **choices: str) -> str:
    response = client.get("/inbox/", choices)
    assert response.status_code == 200
    return response.content.decode()


def kinds(person: Person) -> list[str]:
    found = [waiting.kind for waiting in inbox.waiting(person)]
    assert not found or person.pk in inbox.people_asked([person])  # who is not among them is not looked at
    return found


@pytest.fixture
def other(objective: Objective, cycle: Cycle, sales: Team, frida: Person) -> Objective:
    """An objective of Sales, owned by Frida."""
    other = Objective.objects.create(cycle=cycle, title="Signed contracts start at once", owner=frida, level="team")
    other.teams.add(sales)
    return other


# --- what waits ------------------------------------------------------------------------------------------------------


def test_an_alignment_waits_for_the_side_whose_turn_it_is(
    objective: Objective, other: Objective, boris: Person, frida: Person, anna: Person, chen: Person
) -> None:
    request = alignments.request(other, by=frida, to=objective, text="You ship, we sign")
    assert (kinds(boris), kinds(frida)) == (["alignment"], [])
    assert kinds(anna) == kinds(chen) == []  # they may answer, but it is not theirs

    alignments.counter(request, by=boris, seen=1, text="Rather the other way")
    assert (kinds(boris), kinds(frida)) == ([], ["alignment"])

    alignments.accept(request, by=frida, seen=2)
    assert (kinds(boris), kinds(frida)) == ([], [])


def test_an_alignment_with_a_key_result_waits_for_its_owner_too(
    key_result: KeyResult, other: Objective, frida: Person, dora: Person
) -> None:
    alignments.request(other, by=frida, to=key_result.objective, to_key_result=key_result)

    assert kinds(dora) == ["alignment"]


def test_offers_requests_to_read_and_mentions_wait_until_they_are_answered(
    objective: Objective, key_result: KeyResult, boris: Person, dora: Person, frida: Person
) -> None:
    offer = ownership.hand(key_result, by=boris, to=frida)
    (request,) = conversation.ask_to_read(objective, by=boris, people=[frida])
    conversation.comment(objective, by=boris, text="@Frida, will you?")
    assert kinds(frida) == ["offer", "reviewrequest", "comment"]
    assert inbox.waiting_count(frida) == 3

    assert offer
    ownership.decline(offer, by=frida, reason="Too much")
    conversation.acknowledge(request, by=frida)
    conversation.comment(objective, by=frida, text="I will not")  # who answers has read it
    assert kinds(frida) == []
    assert inbox.waiting_count(frida) == 0


def test_a_mention_waits_no_more_once_it_is_settled(objective: Objective, boris: Person, dora: Person) -> None:
    said = conversation.comment(objective, by=boris, text="@Dora?")
    assert kinds(dora) == ["comment"]

    conversation.settle(said, by=boris)
    assert kinds(dora) == []


def test_a_proposed_objective_waits_for_its_teams_and_other_words_are_news_to_whoever_has_agreed(
    objective: Objective, boris: Person, dora: Person, frida: Person, emil: Person, product: Team
) -> None:
    Membership.objects.create(person=emil, team=product)
    Objective.objects.update(state=Objective.State.PROPOSED)
    objective.refresh_from_db()
    assert kinds(dora) == ["objective"]
    assert kinds(frida) == kinds(emil) == []  # of another team; who only looks

    objectives.agree(objective, by=dora)
    assert kinds(dora) == []
    objectives.edit(objective, by=boris, title="Clients ship in three days")
    assert kinds(dora) == []
    assert Notice.objects.filter(person=dora, event__verb="objective.changed").exists()


def test_everything_is_answered_in_place_and_one_stays_in_the_inbox(
    objective: Objective, key_result: KeyResult, other: Objective, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    alignments.request(other, by=frida, to=objective)
    alignments.request(other, by=frida, to=objective, kind=Alignment.Kind.DEPENDS_ON)
    key_result.owner = None
    key_result.save()
    Offer.objects.create(objective=objective, key_result=key_result, person=boris, by=frida)
    conversation.ask_to_read(objective, by=frida, people=[boris], note="Is nine right?")
    Objective.objects.filter(pk=objective.pk).update(state=Objective.State.PROPOSED)
    client = client_of(boris)
    html = page(client)
    assert "5 things wait for you." in words(html)

    forms = re.findall(
        r'<form[^>]*action="(/(?:alignments|offers|review-requests|objectives)/[^"]+)".*?</form>', html, re.S
    )
    assert len(forms) == 8
    for form in re.finditer(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', html, re.S):
        typed = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[2]))
        typed |= dict(re.findall(r'<button[^>]*name="(\w+)" value="(\w+)"', form[2]))
        if typed.get("inbox") and typed.get("what") != "decline":
            assert client.post(form[1], typed)["Location"] == "/inbox/", form[1]

    assert "Nothing waits for you." in words(page(client))
    assert set(Alignment.objects.values_list("state", flat=True)) == {"accepted"}
    assert Offer.objects.get().answer == "accepted"
    assert ReviewRequest.objects.get().acknowledged_at
    assert Agreement.objects.get().person == boris


# --- news ------------------------------------------------------------------------------------------------------------


def test_news_stands_by_objective_unseen_first_and_is_seen_when_followed(
    objective: Objective, other: Objective, boris: Person, dora: Person, frida: Person, client_of: ClientOf
) -> None:
    conversation.comment(other, by=dora, text="Elsewhere")
    conversation.comment(objective, by=frida, text="Which warehouses?")
    other.teams.add(objective.teams.get())
    conversation.comment(other, by=dora, text="Now Boris hears")
    client = client_of(boris)

    html = page(client)
    assert words(html).index(other.title) < words(html).index(objective.title)
    assert html.count('<li class="unseen"') == 2
    followed = Notice.objects.get(person=boris, event__subject=f"objective/{other.pk}")
    response = client.get(f"/inbox/{followed.pk}/")

    assert response["Location"] == f"/objectives/{other.pk}/conversation/#{followed.event.target.replace('/', '-')}"
    html = page(client)
    assert html.count('<li class="unseen"') == 1
    assert words(html).index(objective.title) < words(html).index(other.title)


def test_all_is_seen_but_what_came_meanwhile_and_what_waits(
    objective: Objective, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    conversation.comment(objective, by=frida, text="First")
    conversation.comment(objective, by=frida, place="why", text="@Boris?")
    client = client_of(boris)
    until = re.search(r'name="until" value="(\d+)"', page(client))
    assert until
    conversation.comment(objective, by=frida, place="title", text="Meanwhile")

    assert client.post("/inbox/seen/", {"until": until[1]})["Location"] == "/inbox/"
    assert client.post("/inbox/seen/", {"until": "9" * 30}).status_code == 302

    unseen = Notice.objects.filter(person=boris, seen_at=None)
    assert {notice.event.changes["text"] for notice in unseen} == {"@Boris?", "Meanwhile"}
    assert kinds(boris) == ["comment"]


def test_following_other_news_of_an_objective_leaves_a_mention_waiting(
    objective: Objective, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    conversation.comment(objective, by=frida, text="First")
    mention = conversation.comment(objective, by=frida, place="why", text="@Boris?")
    conversation.comment(objective, by=frida, place="title", text="Last")
    _first, asking, last = Notice.objects.filter(person=boris).order_by("pk")
    client = client_of(boris)

    client.get(f"/inbox/{last.pk}/")
    assert list(Notice.objects.filter(person=boris, seen_at=None)) == [asking]
    assert [waiting.thing for waiting in inbox.waiting(boris)] == [mention]

    client.get(f"/inbox/{asking.pk}/")
    assert kinds(boris) == []


def test_who_writes_at_another_place_has_not_read_the_mention(
    objective: Objective, boris: Person, frida: Person
) -> None:
    conversation.comment(objective, by=frida, place="why", text="@Boris?")

    conversation.comment(objective, by=boris, place="title", text="Too long")
    assert kinds(boris) == ["comment"]

    conversation.comment(objective, by=boris, place="why", text="So it is")
    assert kinds(boris) == []


def test_a_notice_is_its_own_person_s_only(
    objective: Objective, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    conversation.comment(objective, by=frida, text="For Boris")
    notice = Notice.objects.get()

    assert client_of(frida).get(f"/inbox/{notice.pk}/").status_code == 404
    assert client_of(boris).get(f"/inbox/{notice.pk}/").status_code == 302


def test_what_asks_stands_above_only_and_never_twice(
    objective: Objective, other: Objective, key_result: KeyResult, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    alignments.request(other, by=frida, to=objective)
    conversation.ask_to_read(objective, by=boris, people=[frida])
    ownership.hand(key_result, by=boris, to=frida)
    conversation.comment(objective, by=boris, text="@Frida?")

    assert not inbox.news(boris).exists()
    assert not inbox.news(frida).exists()
    assert Notice.objects.filter(person=frida).count() == 3


# --- the header and My week ------------------------------------------------------------------------------------------


def test_the_header_asks_for_the_count_and_my_week_says_it(
    objective: Objective, boris: Person, dora: Person, frida: Person, client_of: ClientOf
) -> None:
    conversation.ask_to_read(objective, by=boris, people=[dora])
    client = client_of(dora)

    header = client.get("/company/").content.decode()
    assert '<a class="inbox-link" href="/inbox/">' in header
    assert 'hx-get="/inbox/count/" hx-trigger="load' in header
    assert words(client.get("/inbox/count/").content.decode()) == "1 waits for you"
    assert "1 thing waits for you in the inbox" in words(client.get("/").content.decode())
    assert client_of(frida).get("/inbox/count/").content.decode().strip() == ""
    assert "in the inbox" not in words(client_of(frida).get("/").content.decode())


def test_the_count_takes_one_query(
    boris: Person, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        inbox.waiting_count(boris)


@pytest.mark.parametrize("news", [3, 300])
def test_fifteen_queries_are_enough_for_any_number_of_notices(
    news: int,
    objective: Objective,
    key_result: KeyResult,
    other: Objective,
    boris: Person,
    dora: Person,
    frida: Person,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(news):
        conversation.comment((objective, other)[number % 2], by=dora, text=f"Number {number} @Boris @Frida")
    for number in range(5):
        part = key_results.add(objective, by=boris, text=f"Part {number}", target=10, reason="More to do")
        Offer.objects.create(objective=objective, key_result=part, person=boris, by=frida)
        alignments.request(other, by=frida, to=objective, to_key_result=part)
    for number in range(5):
        proposed = Objective.objects.create(cycle=objective.cycle, title=f"Proposed {number}", state="proposed")
        proposed.teams.set(objective.teams.all())
        proposed.key_results.create(text="Ten", kind="steps").steps.create(text="One")
    ReviewRequest.objects.create(objective=other, person=boris, by=frida)
    client = client_of(boris)

    with django_assert_max_num_queries(15):
        html = page(client)
    assert html.count("<time") <= 50
