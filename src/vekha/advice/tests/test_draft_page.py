"""The page where an objective is written: what a person sees, saves, and gets back."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db.models.signals import post_save
from django.test import Client
from django.urls import reverse

from vekha.activity.models import Event
from vekha.advice import coaching, dialogue
from vekha.advice.actions import replies
from vekha.advice.draft_page.sent import MOST_LINES
from vekha.conftest import ClientOf
from vekha.goals.actions import drafts, initiatives, key_results
from vekha.goals.actions.drafts import Edit, Written
from vekha.goals.models import Cycle, KeyResult, Objective, Presence
from vekha.people.models import Person

State = Objective.State
HTMX = {"hx-request": "true"}


@pytest.fixture
def draft(objective: Objective) -> Objective:
    """A draft of Product's: a task as a key result, a good key result, an initiative for it."""
    Objective.objects.filter(pk=objective.pk).update(state=State.DRAFT)
    KeyResult.objects.create(objective=objective, text="Launch a mobile app", kind="done", position=0)
    good = KeyResult.objects.create(
        objective=objective, text="Repeat orders from 9% to 25%", unit="%", start=9, target=25, position=1
    )
    objective.initiatives.create(text="Ask clients who left").key_results.add(good)
    return Objective.objects.get(pk=objective.pk)


def address(draft: Objective, name: str = "draft") -> str:
    return reverse(f"advice:{name}", args=[draft.pk])


def fields_of(html: str) -> dict[str, Any]:
    """What a browser without scripts would send of the page: each field with what stands in it."""
    form = html[html.index('<form class="draft"') : html.index("</form>", html.index('<form class="draft"'))]
    fields: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        fields.setdefault(unescape(name), []).append(unescape(value))

    for tag in re.findall(r"<input [^>]*>|<textarea .*?</textarea>|<select .*?</select>", form, re.DOTALL):
        name = re.search(r' name="([^"]*)"', tag)
        if not name:
            continue
        if tag.startswith("<textarea"):
            add(name[1], tag[tag.index(">") + 1 : -len("</textarea>")].removeprefix("\n"))
        elif tag.startswith("<select"):
            chosen = re.search(r'<option value="([^"]*)" selected', tag)
            add(name[1], chosen[1] if chosen else "")
        elif not re.search(r'type="(checkbox|radio)"', tag) or " checked" in tag:
            value = re.search(r' value="([^"]*)"', tag)
            add(name[1], value[1] if value else "")
    return fields


def opened(client: Client, draft: Objective) -> dict[str, Any]:
    return fields_of(client.get(address(draft)).content.decode())


def post(client: Client, draft: Objective, fields: dict[str, Any], **headers: str) -> Any:
    return client.post(address(draft), fields, headers=headers or None)


def texts(draft: Objective) -> list[str]:
    return list(draft.key_results.values_list("text", flat=True))


def row(draft: Objective, text: str) -> str:
    return f"kr-{draft.key_results.get(text=text).pk}"


# --- without JavaScript ---


def test_what_is_written_is_saved_and_the_coach_answers(
    draft: Objective, dora: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    fields = opened(client, draft) | {"title": "Clients stay with us", "why": "Each third one leaves"}
    response = client.post(address(draft), fields, follow=True)
    draft.refresh_from_db()
    assert response.status_code == 200
    assert (draft.title, draft.why) == ("Clients stay with us", "Each third one leaves")
    page = response.content.decode()
    assert "Saved." in page
    assert "K-TASK" in page  # of the key result that is a task
    assert "to settle before you propose it" in page


def test_a_page_sent_as_it_came_changes_nothing(draft: Objective, dora: Person, client_of: type[ClientOf]) -> None:
    client = client_of(dora)
    before = drafts.words_of(draft), list(KeyResult.objects.values())
    assert post(client, draft, opened(client, draft)).status_code == 302
    assert (drafts.words_of(draft), list(KeyResult.objects.values())) == before
    assert not Event.objects.exists()


def test_facts_are_saved_from_the_same_form(draft: Objective, dora: Person, client_of: type[ClientOf]) -> None:
    client = client_of(dora)
    post(client, draft, opened(client, draft) | {"commitment": "committed", "own_ends": "2026-12-15"})
    draft.refresh_from_db()
    assert (draft.commitment, str(draft.own_ends)) == ("committed", "2026-12-15")
    assert [team.name for team in draft.teams.all()] == ["Product"]


def test_a_new_key_result_is_understood(draft: Objective, dora: Person, client_of: type[ClientOf]) -> None:
    client = client_of(dora)
    page = post(client, draft, opened(client, draft) | {"add": "kr"}).content.decode()
    fields = fields_of(page)
    new = f"kr-{fields['kr'][-1]}"
    post(client, draft, fields | {f"{new}-text": "Complaints from 62 to 15 a month"})
    made = draft.key_results.get(text="Complaints from 62 to 15 a month")
    assert (made.start, made.target, made.unit, made.position) == (62, 15, "a month", 2)


def test_a_new_sentence_moves_the_numbers_and_keeps_the_corrected_unit(
    draft: Objective, dora: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    name = row(draft, "Repeat orders from 9% to 25%")
    post(client, draft, opened(client, draft) | {f"{name}-unit": "% of orders"})
    post(client, draft, opened(client, draft) | {f"{name}-text": "Repeat orders from 9% to 40%"})
    key_result = draft.key_results.get(pk=name.removeprefix("kr-"))
    assert (key_result.text, key_result.start, key_result.target, key_result.unit) == (
        "Repeat orders from 9% to 40%", 9, 40, "% of orders"
    )  # fmt: skip


def test_what_cannot_be_kept_comes_back_as_typed_with_the_reason(
    draft: Objective, dora: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    name = row(draft, "Repeat orders from 9% to 25%")
    response = post(
        client, draft, opened(client, draft) | {f"{name}-target": "a lot", "title": "", "why": "Still saved"}
    )
    draft.refresh_from_db()
    page = response.content.decode()
    assert response.status_code == 422
    assert "“a lot” is not a number" in unescape(page)
    assert fields_of(page)[f"{name}-target"] == ["a lot"]
    assert draft.why == "Still saved"
    assert draft.title


def test_lines_pasted_into_one_field_become_key_results(
    draft: Objective, dora: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    name = row(draft, "Launch a mobile app")
    pasted = "1. Launch a mobile app\r\n\r\n- KPI of visits from 2 to 5\r\nKR3: Rating from 4 to 5"
    post(client, draft, opened(client, draft) | {f"{name}-text": pasted})
    assert texts(draft) == [
        "Launch a mobile app", "KPI of visits from 2 to 5", "Rating from 4 to 5", "Repeat orders from 9% to 25%"
    ]  # fmt: skip


def test_two_hundred_lines_at_once_are_refused_and_kept(
    draft: Objective, dora: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    name = row(draft, "Launch a mobile app")
    pasted = "\n".join(f"Result {number}" for number in range(200))
    response = post(client, draft, opened(client, draft) | {f"{name}-text": pasted, "why": "Saved"})
    page = response.content.decode()
    assert response.status_code == 422
    assert f"200 lines: key results are made of up to {MOST_LINES} at once." in page
    assert fields_of(page)[f"{name}-text"] == [pasted]
    assert len(texts(draft)) == 2
    assert Objective.objects.get(pk=draft.pk).why == "Saved"


def test_key_results_are_moved_and_removed_by_buttons(
    draft: Objective, dora: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    name = row(draft, "Launch a mobile app")
    post(client, draft, opened(client, draft) | {"down": name})
    assert texts(draft) == ["Repeat orders from 9% to 25%", "Launch a mobile app"]
    post(client, draft, opened(client, draft) | {"remove": name})
    assert texts(draft) == ["Repeat orders from 9% to 25%"]


def test_an_initiative_is_added_under_its_key_result(draft: Objective, dora: Person, client_of: type[ClientOf]) -> None:
    client = client_of(dora)
    key = row(draft, "Launch a mobile app").removeprefix("kr-")
    fields = fields_of(post(client, draft, opened(client, draft) | {"add": f"in-{key}"}).content.decode())
    new = next(f"in-{each}" for each in fields["in"] if each.startswith("n"))
    post(client, draft, fields | {f"{new}-text": "Sketch it"})
    assert [each.text for each in draft.initiatives.get(text="Sketch it").key_results.all()] == ["Launch a mobile app"]


# --- two at once ---


def test_a_conflict_shows_both_texts_until_one_is_chosen(
    draft: Objective, dora: Person, boris: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    mine = opened(client, draft) | {"title": "Mine", "why": "My why"}
    drafts.save(draft, by=boris, written=Written(edits={"title": Edit(draft.title, "Theirs")}))

    response = post(client, draft, mine)
    page = response.content.decode()
    draft.refresh_from_db()
    assert response.status_code == 422
    assert (draft.title, draft.why) == ("Theirs", "My why")
    assert "Somebody else wrote here meanwhile:" in page
    assert ("Theirs" in page, fields_of(page)["title"]) == (True, ["Mine"])

    again = post(client, draft, fields_of(page))  # saved again without choosing: nothing is overwritten
    assert again.status_code == 422
    post(client, draft, fields_of(again.content.decode()) | {"choose": "mine:title"})
    draft.refresh_from_db()
    assert draft.title == "Mine"


def test_theirs_can_be_taken(draft: Objective, dora: Person, boris: Person, client_of: type[ClientOf]) -> None:
    client = client_of(dora)
    mine = opened(client, draft) | {"title": "Mine"}
    drafts.save(draft, by=boris, written=Written(edits={"title": Edit(draft.title, "Theirs")}))
    page = post(client, draft, mine).content.decode()
    assert post(client, draft, fields_of(page) | {"choose": "theirs:title"}).status_code == 302
    assert opened(client, draft)["title"] == ["Theirs"]


def test_keeping_mine_does_not_overwrite_a_third_text(
    draft: Objective, dora: Person, boris: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    mine = opened(client, draft) | {"title": "Mine"}
    drafts.save(draft, by=boris, written=Written(edits={"title": Edit(draft.title, "Theirs")}))
    page = post(client, draft, mine).content.decode()
    drafts.save(draft, by=boris, written=Written(edits={"title": Edit("Theirs", "A third")}))
    response = post(client, draft, fields_of(page) | {"choose": "mine:title"})
    assert "A third" in response.content.decode()
    assert Objective.objects.get(pk=draft.pk).title == "A third"


def test_words_on_a_removed_key_result_are_offered_as_a_new_one(
    draft: Objective, dora: Person, boris: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    name = row(draft, "Launch a mobile app")
    mine = opened(client, draft) | {f"{name}-text": "Orders by phone from 0 to 30%"}
    key_results.remove(draft.key_results.get(text="Launch a mobile app"), by=boris)
    response = post(client, draft, mine)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Somebody else has removed this meanwhile." in page
    assert fields_of(page)[f"{name}-text"] == ["Orders by phone from 0 to 30%"]
    post(client, draft, fields_of(page) | {"choose": f"new:{name}"})
    assert texts(draft) == ["Orders by phone from 0 to 30%", "Repeat orders from 9% to 25%"]


def test_who_else_is_here_is_said_with_the_place(
    draft: Objective, dora: Person, boris: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    name = row(draft, "Repeat orders from 9% to 25%")
    post(client, draft, opened(client, draft) | {"place": name}, **HTMX)
    assert Presence.objects.get(person=dora).place == f"keyresult/{name.removeprefix('kr-')}"
    assert "Dora is here too: key result 2." in client_of(boris).get(address(draft)).content.decode()
    assert "Dora is here too" not in client.get(address(draft)).content.decode()


# --- to a script ---


def test_a_script_gets_the_form_and_new_rows_keep_their_names(
    draft: Objective, dora: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    fields = opened(client, draft)
    fields["kr"].insert(1, "nabc")
    fields |= {"kr-nabc-id": "", "kr-nabc-text": "Visits from 2 to 5", "was-kr-nabc-text": ""}
    response = post(client, draft, fields, **HTMX)
    fragment = response.content.decode()
    made = draft.key_results.get(text="Visits from 2 to 5")
    assert response.status_code == 200
    assert "<html" not in fragment
    assert fields_of(fragment)["kr-nabc-id"] == [str(made.pk)]
    assert texts(draft)[1] == "Visits from 2 to 5"


# --- replies ---


def note(page: str, code: str) -> str:
    """The key of the note of that rule on the page."""
    found = re.search(rf'data-note="([^"]*\.{code}\.\d+)"', page)
    assert found
    return found[1]


def test_an_answer_and_a_dismissal_fold_the_note(draft: Objective, dora: Person, client_of: type[ClientOf]) -> None:
    client = client_of(dora)
    page = client.get(address(draft)).content.decode()
    key = note(page, "K-TASK")
    reply = {"reply": f"answered {key}", f"answer-{key}": "The app is the way there"}
    said = client.post(address(draft), fields_of(page) | reply, follow=True).content.decode()
    assert "Dora answered: “The app is the way there”" in said
    assert f'name="reply" value="answered {key}"' not in said

    take_back = re.search(r'name="take-back" value="(\d+)"', said)
    assert take_back
    page = client.post(address(draft), fields_of(said) | {"take-back": take_back[1]}, follow=True).content.decode()
    reply = {"reply": f"dismissed {key}", f"reason-{key}": "on_purpose", f"because-{key}": "The board wants it"}
    said = client.post(address(draft), fields_of(page) | reply, follow=True).content.decode()
    assert "Dismissed by Dora: True, and chosen on purpose. “The board wants it”" in said


def test_what_was_typed_is_saved_first_and_replied_to(
    draft: Objective, dora: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    page = client.get(address(draft)).content.decode()
    name = row(draft, "Launch a mobile app")
    advice = client.post(address(draft, "draft-advice"), fields_of(page) | {f"{name}-text": "Launch a web shop"})
    key = note(advice.content.decode(), "K-TASK")
    asked = re.search(rf'name="asked-{re.escape(key)}" value="([^"]*)"', advice.content.decode())
    assert asked
    fields = fields_of(page) | {f"{name}-text": "Launch a web shop", f"asked-{key}": asked[1]}
    reply = {"reply": f"answered {key}", f"answer-{key}": "It is the way"}
    assert "Dora answered" in client.post(address(draft), fields | reply, follow=True).content.decode()
    assert draft.replies.get().statement == "Launch a web shop"


def test_an_empty_answer_comes_back_with_the_reason(draft: Objective, dora: Person, client_of: type[ClientOf]) -> None:
    client = client_of(dora)
    page = client.get(address(draft)).content.decode()
    key = note(page, "K-TASK")
    response = post(client, draft, fields_of(page) | {"reply": f"answered {key}", f"answer-{key}": " "})
    assert response.status_code == 422
    assert "Write what you would tell a colleague who asks this." in response.content.decode()


def test_a_reply_to_words_that_have_changed_is_not_kept(
    draft: Objective, dora: Person, boris: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    page = client.get(address(draft)).content.decode()
    key = note(page, "K-TASK")
    key_results.edit(draft.key_results.get(text="Launch a mobile app"), by=boris, text="Launch a desktop app")
    reply = {"reply": f"answered {key}", f"answer-{key}": "Because"}
    response = post(client, draft, fields_of(page) | reply)
    assert response.status_code == 422
    assert "The words have changed meanwhile." in response.content.decode()
    assert "Because" in response.content.decode()
    assert not draft.replies.exists()


def test_a_wording_is_taken_with_its_gaps_filled(draft: Objective, dora: Person, client_of: type[ClientOf]) -> None:
    client = client_of(dora)
    page = client.get(address(draft)).content.decode()
    key = note(page, "K-TASK")
    gaps = len(fields_of(page)[f"blank-{key}"])
    fields = fields_of(page) | {"reply": f"accepted {key}", f"blank-{key}": ["orders", "9", "25", "x"][:gaps]}
    response = client.post(address(draft), fields, follow=True)
    assert response.status_code == 200
    assert "Launch a mobile app" not in texts(draft)
    assert draft.versions.exists()
    assert draft.replies.get().what == "accepted"


def test_a_wording_taken_after_others_wrote_is_the_version_behind_theirs(
    draft: Objective, dora: Person, boris: Person
) -> None:
    stale = Objective.objects.prefetch_related("key_results").get(pk=draft.pk)
    review = coaching.of_objective(stale, language="en", stage=2)
    remarks = dialogue.remarks_on(stale, review.objectives[0].findings)
    remark = next(remark for remark in remarks if remark.finding.code == "K-TASK")
    theirs = Written(edits={"why": Edit(draft.why, "Theirs, written meanwhile")})
    drafts.save(Objective.objects.get(pk=draft.pk), by=boris, written=theirs)

    replies.accept_in_draft(remark, by=dora, text="Orders in the app from 0 to 500 a day")

    newest, before, _first = draft.versions.order_by("-number")
    assert [(version.number, version.by) for version in (newest, before)] == [(3, dora), (2, boris)]
    assert newest.words["why"] == before.words["why"] == "Theirs, written meanwhile"
    assert "Orders in the app from 0 to 500 a day" in newest.words["key_results"]


# --- doors ---


def test_proposing_saves_first(draft: Objective, boris: Person, client_of: type[ClientOf]) -> None:
    client = client_of(boris)
    response = post(client, draft, opened(client, draft) | {"title": "Said better", "then": "propose"})
    draft.refresh_from_db()
    assert response.headers["Location"] == reverse("goals:objective", args=[draft.pk])
    assert (draft.title, draft.state) == ("Said better", State.PROPOSED)


def test_what_cannot_be_saved_is_not_proposed(draft: Objective, boris: Person, client_of: type[ClientOf]) -> None:
    client = client_of(boris)
    assert post(client, draft, opened(client, draft) | {"title": "", "then": "propose"}).status_code == 422
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_only_those_who_may_move_it_see_propose(
    draft: Objective, dora: Person, boris: Person, client_of: type[ClientOf]
) -> None:
    assert 'value="propose"' in client_of(boris).get(address(draft)).content.decode()
    assert 'value="propose"' not in client_of(dora).get(address(draft)).content.decode()


def test_what_waits_in_the_backlog_is_not_proposed_from_here(
    draft: Objective, boris: Person, client_of: type[ClientOf]
) -> None:
    Cycle.objects.filter(pk=draft.cycle_id).update(is_backlog=True)
    page = client_of(boris).get(address(draft)).content.decode()
    assert 'value="ask"' in page
    assert 'value="propose"' not in page


@pytest.mark.parametrize("state", [State.AGREED, State.ACTIVE, State.CLOSED, State.DROPPED])
def test_what_is_no_draft_has_its_own_page(
    draft: Objective, boris: Person, client_of: type[ClientOf], state: str
) -> None:
    Objective.objects.filter(pk=draft.pk).update(state=state)
    response = client_of(boris).get(address(draft))
    assert response.headers["Location"] == reverse("goals:objective", args=[draft.pk])


@pytest.mark.parametrize("state", [State.PROPOSED, State.AGREED])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_words_sent_when_it_was_proposed_or_agreed_meanwhile_come_back(
    draft: Objective, dora: Person, client_of: type[ClientOf], state: str, headers: dict[str, str]
) -> None:
    client = client_of(dora)
    name = row(draft, "Launch a mobile app")
    fields = opened(client, draft) | {"why": "Too late", f"{name}-text": "Orders by phone to 0", "answer-x": "A reply"}
    Objective.objects.filter(pk=draft.pk).update(state=state)
    response = post(client, draft, fields, **headers)
    page = response.content.decode()
    assert response.status_code == 422
    assert "data-not-saved" in page
    for words in ("Too late", "Key result 1", "Orders by phone to 0", "A reply"):
        assert words in page
    assert "Repeat orders" not in page  # nobody has touched it
    assert ("data-not-arrived" in page) is (headers != HTMX)  # a copy on the device stays there
    assert Objective.objects.get(pk=draft.pk).why == draft.why


def test_words_of_a_lost_session_come_back_when_it_was_agreed_meanwhile(
    draft: Objective, dora: Person, client_of: type[ClientOf], client: Client
) -> None:
    post(client, draft, opened(client_of(dora), draft) | {"why": "Typed before"})
    Objective.objects.filter(pk=draft.pk).update(state=State.AGREED)
    client.force_login(dora)
    response = client.get(address(draft))
    assert response.status_code == 422
    assert "Typed before" in response.content.decode()


def test_too_many_lines_come_back_too(draft: Objective, dora: Person, client_of: type[ClientOf]) -> None:
    client = client_of(dora)
    lines = "\n".join(f"Result {number}" for number in range(MOST_LINES + 1))
    fields = opened(client, draft) | {f"{row(draft, 'Launch a mobile app')}-text": lines}
    Objective.objects.filter(pk=draft.pk).update(state=State.PROPOSED)
    assert f"Result {MOST_LINES}" in post(client, draft, fields).content.decode()


def test_who_saves_and_may_not_write_on_is_led_to_its_page(
    draft: Objective, frida: Person, client_of: type[ClientOf]
) -> None:
    Objective.objects.filter(pk=draft.pk).update(owner=frida)
    client = client_of(frida)
    fields = opened(client, draft) | {"title": "Said better"}

    def give_away(sender: Any, **_signal: Any) -> None:
        Objective.objects.filter(pk=draft.pk).update(owner=None)

    post_save.connect(give_away, sender=Objective)  # in the moment between the save and the answer
    try:
        response = post(client, draft, fields)
    finally:
        post_save.disconnect(give_away, sender=Objective)
    draft.refresh_from_db()
    assert draft.title == "Said better"
    assert response.headers["Location"] == reverse("goals:objective", args=[draft.pk])
    assert not draft.presences.filter(person=frida).exists()


def test_readers_are_led_to_the_page_and_strangers_nowhere(
    draft: Objective, emil: Person, frida: Person, client_of: type[ClientOf]
) -> None:
    for person in (emil, frida):
        assert client_of(person).get(address(draft)).status_code == 302
        assert client_of(person).post(address(draft, "draft-advice")).status_code == 404
    Objective.objects.filter(pk=draft.pk).update(visibility="teams")
    for person in (emil, frida):
        assert client_of(person).get(address(draft)).status_code == 404
        assert client_of(person).post(address(draft), {"title": "Mine", "was-title": draft.title}).status_code == 404


def test_what_was_typed_when_the_session_had_ended_is_back(
    draft: Objective, dora: Person, client_of: type[ClientOf], client: Client
) -> None:
    fields = opened(client_of(dora), draft) | {"title": "Typed before"}
    post(client, draft, fields)
    client.force_login(dora)
    page = client.get(address(draft)).content.decode()
    assert fields_of(page)["title"] == ["Typed before"]
    assert fields_of(page)["was-title"] == [draft.title]
    assert Objective.objects.get(pk=draft.pk).title == draft.title


def test_a_script_is_told_what_is_new_beside_a_sentence_only_where_that_changed(
    draft: Objective, dora: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    name = f"kr-{draft.key_results.all()[1].pk}"
    fields = opened(client, draft)
    same_numbers = post(client, draft, fields | {f"{name}-text": ["Repeat visits from 9% to 25%"]}, **HTMX)
    other_numbers = post(client, draft, fields | {f"{name}-text": ["Repeat orders from 9% to 50%"],
        f"was-{name}-text": ["Repeat visits from 9% to 25%"]}, **HTMX)  # fmt: skip
    for answer, is_told in ((same_numbers, False), (other_numbers, True)):
        html = answer.content.decode()
        assert f'name="was-{name}-text"' in html
        assert (f'data-part="understood-{name}"' in html) is is_told


# --- how much it asks of the database ---


def test_queries_do_not_grow_with_the_page(
    draft: Objective, dora: Person, boris: Person, client_of: type[ClientOf],
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    for number in range(5):
        added = key_results.add(draft, by=boris, text=f"Visits {number} from 1 to 9", kind="reach", start=1, target=9)
        initiatives.add(draft, by=boris, text=f"Step {number}", key_results=[added])
    client = client_of(dora)
    with django_assert_max_num_queries(15):
        page = client.get(address(draft)).content.decode()
    with django_assert_max_num_queries(12):
        assert client.post(address(draft, "draft-advice"), fields_of(page)).status_code == 200


def test_a_save_that_changes_a_word_asks_little(
    draft: Objective, dora: Person, boris: Person, client_of: type[ClientOf],
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    for number in range(5):
        key_results.add(draft, by=boris, text=f"Visits {number} from 1 to 9", kind="reach", start=1, target=9)
    client = client_of(dora)
    fields = opened(client, draft)
    with django_assert_max_num_queries(15):  # nothing new: who is here, and what others have written
        assert post(client, draft, fields, **HTMX).status_code == 200
    with django_assert_max_num_queries(26):
        assert post(client, draft, fields | {"why": "They leave"}, **HTMX).status_code == 200


def test_a_script_gets_only_what_its_page_does_not_show_yet(
    draft: Objective, dora: Person, boris: Person, client_of: type[ClientOf]
) -> None:
    client = client_of(dora)
    fields = opened(client, draft)
    task, good = row(draft, "Launch a mobile app"), row(draft, "Repeat orders from 9% to 25%")
    key_results.edit(draft.key_results.get(text="Launch a mobile app"), by=boris, text="Launch a web shop")
    answer = fields_of(post(client, draft, fields, **HTMX).content.decode())
    assert answer[f"{task}-text"] == ["Launch a web shop"]
    assert f"{good}-text" not in answer
    assert "level" not in answer
