"""What people say about a check-in: replies, short words, who hears of them, and who sees them."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.activity.models import Notice
from vekha.goals import inbox
from vekha.goals.actions import check_ins, conversation, following
from vekha.goals.models import CheckIn, Comment, KeyResult, Objective, Reaction
from vekha.people.models import Person

ClientOf = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def check_in(key_result: KeyResult, dora: Person) -> CheckIn:
    """Dora's: 20 days."""
    return check_ins.record(key_result, by=dora, value=20, note="Two clerks trained")


def place(check_in: CheckIn) -> str:
    return f"checkin/{check_in.pk}"


def heard_of(verb: str) -> set[str]:
    return set(Notice.objects.filter(event__verb=verb).values_list("person__name", flat=True))


def test_the_author_and_whoever_is_mentioned_or_wrote_there_hear_of_a_reply_and_followers_do_not(
    check_in: CheckIn, objective: Objective, chen: Person, frida: Person, anna: Person, boris: Person
) -> None:
    following.follow(objective, by=frida)

    conversation.comment(objective, by=chen, place=place(check_in), text="What about the south, @Anna?")

    assert heard_of("comment.written") == {"Dora", "Anna"}  # nor Boris, who owns the objective
    conversation.comment(objective, by=anna, place=place(check_in), text="Next week")
    assert heard_of("comment.written") == {"Dora", "Anna", "Chen"}


def test_a_place_is_a_check_in_of_this_objective_only(check_in: CheckIn, objective: Objective, boris: Person) -> None:
    other = Objective.objects.create(cycle=objective.cycle, title="Another", owner=boris)

    for where in (place(check_in), "checkin/999999", "checkin/x", "checkin/99999999999999999999"):
        with pytest.raises(ValidationError, match="no longer there"):
            conversation.comment(other, by=boris, place=where, text="?")
    assert not Comment.objects.exists()


def test_whoever_leads_says_in_one_press_that_they_have_seen_it_and_the_author_sees_who(
    check_in: CheckIn, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    page = f"/key-results/{check_in.key_result_id}/"
    assert "Seen, thank you" in client_of(boris).get(page).content.decode()
    assert "Seen, thank you" not in client_of(dora).get(page).content.decode()  # nobody thanks oneself

    response = client_of(boris).post(f"/check-ins/{check_in.pk}/react/", {"react": "thanks"}, headers=HTMX)

    assert 'aria-pressed="true">Seen, thank you <b>1</b>' in response.content.decode()
    assert "Seen, thank you: Boris" in client_of(dora).get(page).content.decode()
    assert heard_of("check_in.reacted") == {"Dora"}
    letter = client_of(dora).get("/inbox/").content.decode()
    assert "Has seen a check-in and says thank you" in letter
    notice = Notice.objects.get(event__verb="check_in.reacted")
    assert inbox.page_of(notice.event) == f"/check-ins/{check_in.pk}/replies/"
    conversation.react(check_in, by=boris, kind="thanks")  # once more is no news
    assert Notice.objects.filter(event__verb="check_in.reacted").count() == 1
    conversation.unreact(check_in, by=boris, kind="thanks")
    assert not Reaction.objects.exists()


def test_a_short_word_belongs_to_one_thing(check_in: CheckIn, objective: Objective, boris: Person) -> None:
    comment = conversation.comment(objective, by=boris, text="Good")

    for things in ({}, {"comment": comment, "check_in": check_in}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reaction.objects.create(person=boris, kind="agree", **things)


def test_replies_are_folded_to_their_number_and_open_in_place_and_as_a_page(
    check_in: CheckIn, objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    client = client_of(boris)
    address = f"/check-ins/{check_in.pk}/replies/"

    without_javascript = client.post(address, {"text": "Which <b>clerks</b>, @Dora?"})

    said = Comment.objects.get()
    assert without_javascript["Location"] == f"{address}#comment-{said.pk}"
    assert client.post(address, {"text": "And where?"}, headers=HTMX).status_code == 200
    for page in (f"/key-results/{check_in.key_result_id}/", f"/objectives/{objective.pk}/"):
        html = client_of(dora).get(page).content.decode()
        assert f'hx-get="{address}"' in html
        assert "2 replies" in html
    fragment = client.get(address, headers=HTMX).content.decode()
    assert fragment.lstrip().startswith('<div class="replies">')
    assert "Which &lt;b&gt;clerks" in fragment
    whole = client.get(address).content.decode()
    assert "<html" in whole
    assert "Two clerks trained" in whole
    # They stand beside the check-in, not among what was said about the words of the objective.
    assert "And where?" not in client.get(f"/objectives/{objective.pk}/conversation/").content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_refused_reply_keeps_what_was_typed(
    headers: dict[str, str], check_in: CheckIn, boris: Person, client_of: ClientOf
) -> None:
    long = "word " * 1100

    response = client_of(boris).post(f"/check-ins/{check_in.pk}/replies/", {"text": long}, headers=headers)

    assert response.status_code == 422
    assert long.strip() in response.content.decode()
    assert "Part it in two" in response.content.decode()


def test_replies_are_settled_and_opened_again_beside_the_check_in(
    check_in: CheckIn, objective: Objective, boris: Person, client_of: ClientOf
) -> None:
    said = conversation.comment(objective, by=boris, place=place(check_in), text="Why not ten?")
    client = client_of(boris)

    settled = client.post(f"/comments/{said.pk}/settle/", headers=HTMX).content.decode()

    assert settled.lstrip().startswith('<div class="replies">')
    assert "Open again" in settled
    assert "Settled: Check-in of 20 November · 1 comment" in " ".join(settled.split())
    assert f"/check-ins/{check_in.pk}/replies/" in client.post(f"/comments/{said.pk}/reopen/")["Location"]


def test_what_was_said_about_a_check_in_that_was_taken_back_is_still_read(
    check_in: CheckIn, objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    conversation.comment(objective, by=boris, place=place(check_in), text="Is that with holidays?")

    check_ins.undo(check_in, by=dora)

    assert "Is that with holidays?" in client_of(dora).get(f"/check-ins/{check_in.pk}/replies/").content.decode()
    for page in (f"/key-results/{check_in.key_result_id}/", f"/objectives/{objective.pk}/"):
        assert "1 reply" in client_of(dora).get(page).content.decode()


def test_replies_wait_in_my_week_until_they_are_seen(
    check_in: CheckIn, objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    for text in ("Which clerks?", "And where?"):
        conversation.comment(objective, by=boris, place=place(check_in), text=text)
    client = client_of(dora)

    week = client.get("/").content.decode()

    assert "2 replies to your last check-in" in week
    newest = Notice.objects.filter(person=dora, event__verb="comment.written").order_by("-pk")[0]
    link = f"/inbox/{newest.pk}/"
    assert link in week
    assert client.get(link)["Location"] == f"/check-ins/{check_in.pk}/replies/#comment-{Comment.objects.last().pk}"  # type: ignore[union-attr]
    assert "to your last check-in" not in client.get("/").content.decode()


def test_my_week_asks_once_however_many_replies_there_are(
    check_in: CheckIn,
    objective: Objective,
    boris: Person,
    dora: Person,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(6):
        part = KeyResult.objects.create(objective=objective, text=f"Part {number}", start=0, target=9, owner=dora)
        said = check_ins.record(part, by=dora, value=1)
        conversation.comment(objective, by=boris, place=place(said), text="Why?")
    client = client_of(dora)

    with django_assert_max_num_queries(15):
        assert client.get("/").content.decode().count("1 reply to your last check-in") == 6


def test_outsiders_and_viewers_say_nothing(
    check_in: CheckIn, objective: Objective, frida: Person, emil: Person, client_of: ClientOf
) -> None:
    with pytest.raises(PermissionDenied):
        conversation.react(check_in, by=emil, kind="agree")
    assert client_of(emil).post(f"/check-ins/{check_in.pk}/replies/", {"text": "Hm"}).status_code == 404
    Objective.objects.filter(pk=objective.pk).update(visibility=Objective.Visibility.PRIVATE)
    check_in.key_result.objective.refresh_from_db()
    with pytest.raises(PermissionDenied):
        conversation.react(check_in, by=frida, kind="agree")
    for address in (f"/check-ins/{check_in.pk}/replies/", f"/check-ins/{check_in.pk}/react/"):
        assert client_of(frida).post(address, {"text": "Hm", "react": "agree"}).status_code == 404
        assert client_of(frida).get(f"/check-ins/{check_in.pk}/replies/").status_code == 404


def test_nothing_of_it_outlives_the_right_to_see_it(
    check_in: CheckIn, objective: Objective, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    conversation.comment(objective, by=frida, place=place(check_in), text="How?")
    conversation.comment(objective, by=boris, place=place(check_in), text="Heron, @Frida")
    assert "Heron" in client_of(frida).get("/inbox/").content.decode()

    Objective.objects.filter(pk=objective.pk).update(visibility=Objective.Visibility.PRIVATE)

    assert "Heron" not in client_of(frida).get("/inbox/").content.decode()
    assert client_of(frida).get(f"/check-ins/{check_in.pk}/replies/").status_code == 404
    assert not inbox.notices(frida).exists()
