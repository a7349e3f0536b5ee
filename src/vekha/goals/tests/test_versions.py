"""How the words of an objective came about, what differs between two versions, and the way back to one of them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from vekha.activity.models import Event
from vekha.goals import permissions
from vekha.goals.actions import check_ins, initiatives, key_results, objectives, versions
from vekha.goals.actions.drafts import as_it_stands, keep_version, words_of
from vekha.goals.differences import pairs, pieces
from vekha.goals.models import Initiative, KeyResult, Objective, Version
from vekha.people.models import Person

ClientOf = Callable[[Person], Client]
State = Objective.State


@pytest.fixture
def draft(key_result: KeyResult) -> Objective:
    """With a key result of Dora's and an initiative."""
    Initiative.objects.create(objective=key_result.objective, text="Import wizard")
    Objective.objects.update(state=State.DRAFT)
    return Objective.objects.get()


def written(objective: Objective, by: Person, **words: Any) -> Version:
    """A sitting of its own, in which the objective is reworded."""
    Version.objects.update(at=timezone.now() - timedelta(hours=1))
    before = as_it_stands(objective)
    objectives.edit(objective, by=by, **words)
    version = keep_version(Objective.objects.get(pk=objective.pk), by=by, before=before)
    assert version
    return version


def page(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def as_read(differences: str) -> list[tuple[str, str]]:
    """What a page marks as gone and as new."""
    found = re.findall(r'<(del|ins)><span class="sr">[^<]*</span>(.*?)<span', differences, re.DOTALL)
    return [(mark, words) for mark, words in found]


# --- what differs ---


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("from 27 to 9 days", "from 27 to 12 days", ["from 27 to ", "-9", "+12", " days"]),
        ("Клиенты ждут месяц", "Клиенты ждут неделю", ["Клиенты ждут ", "-месяц", "+неделю"]),
        ("客户一周内收到货", "客户三天内收到货", ["客户", "-一周", "+三天", "内收到货"]),
        ("27,5 % of homes", "27,9 % of homes", ["-27,5", "+27,9", " % of homes"]),
        ("", "All new", ["+All new"]),
        ("All gone", "", ["-All gone"]),
        ("The same", "The same", ["The same"]),
        ("one\ntwo\nthree", "one\nthree", ["one\n", "-two\n", "three"]),
        ("sell old things now", "rent new things now", ["-sell old", "+rent new", " things now"]),
        ("The farmer waits a week", "Nobody asks twice", ["-The farmer waits a week", "+Nobody asks twice"]),
        ("we plan the dates now.", "we call the shop now.", ["we ", "-plan the dates", "+call the shop", " now."]),
        ("先备菜再出餐", "先买菜后出餐", ["先", "-备菜再", "+买菜后", "出餐"]),
    ],
)
def test_differences_are_told_word_by_word(before: str, after: str, expected: list[str]) -> None:
    marks = {"same": "", "gone": "-", "new": "+"}

    assert [marks[piece.kind] + piece.text for piece in pieces(before, after)] == expected


def test_nothing_is_lost_between_the_pieces_however_long_the_texts() -> None:
    before = "".join(f"word{n} " for n in range(3000))
    after = "".join(f"word{n * 7 % 3001} " for n in range(3000))

    found = pieces(before, after)

    assert "".join(piece.text for piece in found if piece.kind != "new") == before
    assert "".join(piece.text for piece in found if piece.kind != "gone") == after


def test_texts_are_paired_by_their_words_wherever_they_stand() -> None:
    before = ["Days from 27 to 9", "Half of the orders come back", "Nobody waits"]
    after = ["Nobody waits", "Days from 27 to 12", "Something else entirely"]

    assert pairs(before, after) == [(2, 0), (0, 1), (None, 2), (1, None)]
    assert pairs([], ["New"]) == [(None, 0)]
    assert pairs(["A b", "A b"], ["A b"]) == [(0, 0), (1, None)]


# --- which versions there are ---


def test_words_that_came_about_on_another_page_become_a_version_before_the_next(
    draft: Objective, boris: Person, dora: Person
) -> None:
    written(draft, dora, why="Because of the depot")
    objectives.edit(draft, by=boris, title="Clients ship in three days")

    written(draft, dora, why="Because the depot is full")

    assert [(version.number, version.by) for version in draft.versions.all()] == [
        (4, dora), (3, boris), (2, dora), (1, boris),
    ]  # fmt: skip
    assert draft.versions.get(number=3).words["title"] == "Clients ship in three days"


# --- who reads them ---


def test_words_from_when_fewer_people_saw_it_stay_with_those_who_saw_them(
    draft: Objective, boris: Person, chen: Person, anna: Person, client_of: ClientOf
) -> None:
    draft.visibility = Objective.Visibility.PRIVATE
    draft.save()
    written(draft, boris, title="Let go of the northern depot")
    written(draft, boris, title="Fewer depots", visibility=Objective.Visibility.TEAMS)
    address = f"/objectives/{draft.pk}/versions/"

    for person in (boris, anna):
        assert "northern depot" in page(client_of(person), address)
    shown = page(client_of(chen), address)
    assert "northern" not in shown
    assert "Fewer depots" in shown
    assert "They stay with those who saw them then." in shown
    assert client_of(chen).post(f"{address}2/restore/").status_code == 404
    with pytest.raises(PermissionDenied):
        versions.restore(draft.versions.get(number=2), by=chen)


def test_one_sitting_in_which_the_circle_widens_becomes_two_versions(draft: Objective, boris: Person) -> None:
    draft.visibility = Objective.Visibility.PRIVATE
    draft.save()
    for title, visibility in (("Alone", "private"), ("Together", "everyone")):
        before = as_it_stands(draft)
        objectives.edit(draft, by=boris, title=title, visibility=visibility)
        keep_version(draft, by=boris, before=before)

    assert list(draft.versions.values_list("visibility", "words__title")) == [
        ("everyone", "Together"),
        ("private", "Alone"),
        ("private", "Clients ship a week after signing, not a month"),
    ]


@pytest.mark.parametrize("then", list(Objective.Visibility))
@pytest.mark.parametrize("now", list(Objective.Visibility))
def test_one_version_and_the_query_agree_on_who_may_read_it(
    then: str, now: str, draft: Objective, request: pytest.FixtureRequest
) -> None:
    Objective.objects.update(visibility=now)
    version = Version.objects.create(objective=Objective.objects.get(), number=1, visibility=then)
    for name in ("anna", "boris", "chen", "dora", "emil", "frida", "gleb"):
        person = request.getfixturevalue(name)
        assert permissions.can_read(person, version) == (version in Version.objects.visible_to(person)), name


# --- the way back ---


def test_restoring_brings_the_words_back_as_the_newest_version(draft: Objective, boris: Person, dora: Person) -> None:
    title, why = draft.title, draft.why
    written(draft, dora, title="Faster", why="")
    first = draft.versions.get(number=1)

    restored = versions.restore(first, by=boris)

    assert (restored.number, restored.by, restored.words) == (3, boris, first.words)
    now = Objective.objects.get()
    assert (now.title, now.why) == (title, why)
    assert draft.versions.get(number=2).words["title"] == "Faster"
    assert not Event.objects.filter(verb="objective.changed", actor=boris).exists()


def test_restoring_right_after_writing_does_not_overwrite_what_was_written(draft: Objective, boris: Person) -> None:
    before = as_it_stands(draft)
    objectives.edit(draft, by=boris, title="Faster")
    keep_version(Objective.objects.get(), by=boris, before=before)

    versions.restore(draft.versions.get(number=1), by=boris)

    assert [version.words["title"] for version in draft.versions.all()] == [
        draft.title,
        "Faster",
        before.words["title"],
    ]


def test_key_results_keep_their_numbers_and_those_removed_come_back_with_theirs_and_without_an_owner(
    draft: Objective, key_result: KeyResult, boris: Person
) -> None:
    second = key_results.add(draft, by=boris, owner=boris, text="Nobody waits for a reply", start=40, target=20)
    written(draft, boris, why="Written once")
    key_results.edit(second, by=boris, kind="steps", steps=["Two", "Five"])  # no other words, and no other version
    key_results.edit(second, by=boris, kind="reach", target=0, unit="hours", steps=[])
    before = as_it_stands(draft)
    key_results.edit(key_result, by=boris, text="Median time from contract to first shipment falls to 9 days")
    key_results.remove(second, by=boris)
    key_results.add(draft, by=boris, text="Something else entirely")
    initiatives.remove(draft.initiatives.get(), by=boris)
    keep_version(Objective.objects.get(), by=boris, before=before, apart=True)

    versions.restore(draft.versions.get(number=2), by=boris)

    assert words_of(Objective.objects.get()) == before.words
    first, back = draft.key_results.all()
    assert (first.pk, first.start, first.target) == (key_result.pk, 27, 9)
    assert (back.text, back.start, back.target, back.unit) == ("Nobody waits for a reply", 40, 0, "hours")
    assert back.owner is None
    assert draft.initiatives.get().text == "Import wizard"


def test_steps_that_were_removed_come_back(draft: Objective, boris: Person) -> None:
    steps = key_results.add(draft, by=boris, kind="steps", text="Every depot ships itself", steps=["Two", "Five"])
    written(draft, boris, why="Written once")
    before = as_it_stands(draft)
    key_results.remove(steps, by=boris)
    keep_version(Objective.objects.get(), by=boris, before=before, apart=True)

    versions.restore(draft.versions.get(number=2), by=boris)

    back = draft.key_results.get(kind="steps")
    assert [step.text for step in back.steps.all()] == ["Two", "Five"]


def test_a_version_of_an_earlier_release_brings_sentences_back(
    draft: Objective, key_result: KeyResult, boris: Person
) -> None:
    written(draft, boris, why="Written once")
    Version.objects.update(facts=[])
    key_result.delete()

    versions.restore(draft.versions.get(number=2), by=boris)

    assert draft.key_results.get().text == key_result.text


def test_the_order_returns_and_a_key_result_with_check_ins_stays(
    draft: Objective, key_result: KeyResult, boris: Person, dora: Person
) -> None:
    second = key_results.add(draft, by=boris, text="Nobody waits for a reply")
    written(draft, boris, why="Written once")
    KeyResult.objects.filter(pk=key_result.pk).update(position=1)
    KeyResult.objects.filter(pk=second.pk).update(position=0)
    third = key_results.add(draft, by=boris, text="Every depot ships itself")
    Objective.objects.update(state=State.ACTIVE)
    check_ins.record(KeyResult.objects.get(pk=third.pk), by=boris, value=1, confidence=5)
    Objective.objects.update(state=State.DRAFT)

    versions.restore(draft.versions.get(number=2), by=boris)

    assert [each.pk for each in draft.key_results.all()] == [key_result.pk, second.pk, third.pk]


def test_once_agreed_restoring_needs_a_reason_that_stays_in_the_log(draft: Objective, boris: Person) -> None:
    written(draft, boris, title="Faster")
    Objective.objects.update(state=State.AGREED)
    first = draft.versions.get(number=1)

    with pytest.raises(ValidationError, match="Say why it changes"):
        versions.restore(first, by=boris, reason=" ")
    versions.restore(first, by=boris, reason="The first words were clearer")

    assert Event.objects.get(verb="objective.changed", changes__reason="The first words were clearer")


def test_what_stands_already_is_not_restored_and_others_may_not(draft: Objective, boris: Person, frida: Person) -> None:
    latest = written(draft, boris, title="Faster")

    with pytest.raises(ValidationError, match="stand there already"):
        versions.restore(latest, by=boris)
    with pytest.raises(PermissionDenied):
        versions.restore(draft.versions.get(number=1), by=frida)


# --- the page ---


def test_the_page_tells_who_changed_which_words(draft: Objective, dora: Person, client_of: ClientOf) -> None:
    written(draft, dora, title="Clients ship a week after signing, not a quarter")
    client = client_of(dora)
    assert f"/objectives/{draft.pk}/versions/" in page(client, f"/objectives/{draft.pk}/")

    shown = page(client, f"/objectives/{draft.pk}/versions/")

    assert as_read(shown) == [("del", "month"), ("ins", "quarter")]
    assert "Dora" in shown
    assert "As it was first written." in shown
    assert shown.count("stands now") == 1


def test_key_results_that_came_and_went_and_a_mere_order_are_told(
    draft: Objective, key_result: KeyResult, boris: Person, client_of: ClientOf
) -> None:
    before = as_it_stands(draft)
    key_results.add(draft, by=boris, text="Nobody waits for a reply")
    keep_version(Objective.objects.get(), by=boris, before=before, apart=True)
    before = as_it_stands(Objective.objects.get())
    KeyResult.objects.filter(pk=key_result.pk).update(position=5)
    keep_version(Objective.objects.get(), by=boris, before=before, apart=True)

    shown = page(client_of(boris), f"/objectives/{draft.pk}/versions/")

    assert as_read(shown) == [("ins", "Nobody waits for a reply")]
    assert "Key result 2" in shown
    assert "Only the order changed." in shown


def test_words_changed_on_other_pages_stand_on_top_as_they_are(
    draft: Objective, boris: Person, client_of: ClientOf
) -> None:
    written(draft, boris, title="Faster")
    objectives.edit(draft, by=boris, title="Slower")

    shown = page(client_of(boris), f"/objectives/{draft.pk}/versions/")

    assert "As it stands" in shown
    assert as_read(shown)[:2] == [("del", "Faster"), ("ins", "Slower")]


def test_without_versions_the_page_says_so(draft: Objective, boris: Person, client_of: ClientOf) -> None:
    assert "The words stand as they were written" in page(client_of(boris), f"/objectives/{draft.pk}/versions/")


def test_on_the_page_a_version_is_brought_back(draft: Objective, boris: Person, client_of: ClientOf) -> None:
    title = draft.title
    written(draft, boris, title="Faster")
    client = client_of(boris)

    answer = client.post(f"/objectives/{draft.pk}/versions/1/restore/", follow=True)

    assert "The words of version 1 stand there again; they are version 3 now." in answer.content.decode()
    assert Objective.objects.get().title == title
    assert client.post(f"/objectives/{draft.pk}/versions/9/restore/").status_code == 404


def test_a_missing_reason_is_asked_for_where_the_version_stands(
    draft: Objective, boris: Person, client_of: ClientOf
) -> None:
    for number in range(25):
        written(draft, boris, title=f"Faster {number}")
    Objective.objects.update(state=State.ACTIVE)

    refused = client_of(boris).post(f"/objectives/{draft.pk}/versions/2/restore/", {"reason": " "})

    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "Say why it changes" in shown
    assert re.search(r'<details class="bring-back" open>', shown)
    assert 'id="version-2"' in shown


def test_those_who_only_look_are_offered_no_way_back(
    draft: Objective, boris: Person, emil: Person, client_of: ClientOf
) -> None:
    written(draft, boris, title="Faster")
    client = client_of(emil)

    assert "Bring it back" not in page(client, f"/objectives/{draft.pk}/versions/")
    assert client.post(f"/objectives/{draft.pk}/versions/1/restore/").status_code == 404


def test_the_versions_of_what_one_may_not_see_are_not_there(
    draft: Objective, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    written(draft, boris, title="Faster")
    Objective.objects.update(visibility=Objective.Visibility.TEAMS)

    assert client_of(frida).get(f"/objectives/{draft.pk}/versions/").status_code == 404


def test_the_page_costs_the_same_with_two_and_with_two_hundred_versions(
    draft: Objective, boris: Person, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    words = words_of(draft)
    Version.objects.bulk_create(
        Version(
            objective=draft,
            visibility="everyone",
            number=number,
            by=boris,
            words=words | {"why": f"Because of {number}"},
        )
        for number in range(1, 201)
    )
    client = client_of(boris)

    with django_assert_max_num_queries(15):
        shown = page(client, f"/objectives/{draft.pk}/versions/")
    assert shown.count("<ins>") == 21
