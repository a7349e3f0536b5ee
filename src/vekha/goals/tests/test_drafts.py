"""Writing together: each field is saved if it stands as its author saw it, and nothing that was typed is lost."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from vekha.activity.models import Event
from vekha.conftest import NOW
from vekha.goals.actions import check_ins, drafts, initiatives, key_results
from vekha.goals.actions.drafts import Edit, Member, Saved, Written, remembered, woven
from vekha.goals.models import Cycle, KeyResult, Objective, Presence
from vekha.people.models import Organisation, Person, Team

State = Objective.State


@pytest.fixture
def draft(objective: Objective) -> Objective:
    """A draft of Product's with two key results and an initiative for the second."""
    objective.state = State.DRAFT
    objective.save()
    KeyResult.objects.create(objective=objective, text="Orders from 3 to 9", start=3, target=9, position=0)
    rating = KeyResult.objects.create(objective=objective, text="Rating from 4 to 5", start=4, target=5, position=1)
    objective.initiatives.create(text="Ask every client").key_results.add(rating)
    return objective


def save(draft: Objective, by: Person, **written: Any) -> Saved:
    return drafts.save(Objective.objects.get(pk=draft.pk), by=by, written=Written(**written))


def seen(thing: Any, **now: Any) -> dict[str, Edit]:
    """Edits of somebody who has the thing before their eyes as it is."""
    return {name: Edit(remembered(drafts.value_of(thing, name)), value) for name, value in now.items()}


def members(things: Any, **edits: dict[str, Edit]) -> list[Member]:
    return [
        Member(str(thing.pk), thing.pk, edits.get(f"of_{thing.pk}", seen(thing, text=thing.text))) for thing in things
    ]


def texts(draft: Objective) -> list[str]:
    return list(draft.key_results.values_list("text", flat=True))


# --- fields ---


def test_what_was_written_is_saved_field_by_field(draft: Objective, dora: Person) -> None:
    saved = save(draft, dora, edits=seen(draft, title="Clients ship in a week", why="They leave otherwise"))
    draft.refresh_from_db()
    assert saved.is_whole
    assert (draft.title, draft.why) == ("Clients ship in a week", "They leave otherwise")


def test_a_field_that_somebody_changed_meanwhile_is_a_conflict_and_the_others_are_saved(
    draft: Objective, dora: Person, boris: Person
) -> None:
    mine = seen(draft, title="Mine", why="My why")
    save(draft, boris, edits=seen(draft, title="Theirs"))

    saved = save(draft, dora, edits=mine)

    draft.refresh_from_db()
    assert saved.conflicts == {("", "title"): "Theirs"}
    assert (draft.title, draft.why) == ("Theirs", "My why")


def test_two_who_write_the_same_are_no_conflict(draft: Objective, dora: Person, boris: Person) -> None:
    mine = seen(draft, title="The same")
    save(draft, boris, edits=seen(draft, title="The same"))
    assert save(draft, dora, edits=mine).is_whole


def test_what_was_not_touched_does_not_undo_what_others_wrote(draft: Objective, dora: Person, boris: Person) -> None:
    untouched = seen(draft, title=draft.title, why=draft.why)
    save(draft, boris, edits=seen(draft, title="Theirs"))
    assert save(draft, dora, edits=untouched).is_whole
    assert Objective.objects.get(pk=draft.pk).title == "Theirs"


def test_a_field_that_cannot_be_kept_does_not_hold_back_the_rest(draft: Objective, dora: Person) -> None:
    saved = save(draft, dora, edits=seen(draft, title="", why="Still saved", own_starts=date(2030, 1, 1)))
    draft.refresh_from_db()
    assert saved.refused.keys() == {("", "title"), ("", "own_starts")}
    assert draft.why == "Still saved"
    assert draft.title
    assert draft.own_starts is None


def test_numbers_that_do_not_fit_leave_the_sentence_saved(draft: Objective, dora: Person) -> None:
    first = draft.key_results.first()
    assert first
    saved = save(
        draft, dora, key_results=[Member("a", first.pk, seen(first, text="Orders a day", start=7.0, target=7.0))]
    )
    first.refresh_from_db()
    assert saved.refused.keys() == {("kr-a", "start"), ("kr-a", "target")}
    assert "no way to go" in saved.refused["kr-a", "target"][0]
    assert (first.text, first.start, first.target) == ("Orders a day", 3, 9)


def test_those_who_may_not_change_it_are_refused(draft: Objective, frida: Person, emil: Person) -> None:
    for person in (frida, emil):
        with pytest.raises(PermissionDenied):
            save(draft, person, edits=seen(draft, title="Mine"))


def test_what_is_agreed_is_not_written_on_as_a_draft(draft: Objective, boris: Person) -> None:
    Objective.objects.filter(pk=draft.pk).update(state=State.AGREED)
    with pytest.raises(ValidationError, match="not a draft any more"):
        save(draft, boris, edits=seen(draft, title="Mine"))


# --- members ---


def test_a_new_key_result_begins_with_what_was_understood(draft: Objective, dora: Person) -> None:
    understood = {"text": "Visits from 2 to 5", "kind": "reach", "start": 2.0, "target": 5.0, "unit": "visits"}
    new = Member("n1", None, {"text": Edit("", "Visits from 2 to 5"), "unit": Edit("", "a day")}, understood=understood)
    saved = save(draft, dora, key_results=[*members(draft.key_results.all()), new])
    made = draft.key_results.get(pk=saved.made["kr-n1"])
    assert (made.start, made.target, made.unit) == (2, 5, "a day")
    assert texts(draft)[-1] == "Visits from 2 to 5"


def test_a_new_sentence_changes_what_was_understood_and_leaves_what_was_corrected(
    draft: Objective, dora: Person
) -> None:
    first = draft.key_results.first()
    assert first
    KeyResult.objects.filter(pk=first.pk).update(start=2.5)  # somebody corrected it: the sentence said 3
    first.refresh_from_db()
    member = Member(
        "a", first.pk, seen(first, text="Orders from 4 to 12"),
        understood={"kind": "reach", "start": 4.0, "target": 12.0},
        understood_before={"kind": "reach", "start": 3.0, "target": 9.0},
    )  # fmt: skip
    save(draft, dora, key_results=[member])
    first.refresh_from_db()
    assert (first.start, first.target) == (2.5, 12)


def test_an_answer_that_never_arrived_makes_nothing_twice(draft: Objective, dora: Person) -> None:
    new = Member("n1", None, {"text": Edit("", "Visits a day")})
    first = save(draft, dora, key_results=[*members(draft.key_results.all()), new])
    again = save(draft, dora, key_results=[*members(draft.key_results.all()[:2]), new])
    assert first.made == again.made
    assert texts(draft).count("Visits a day") == 1


def test_an_empty_new_line_is_nothing(draft: Objective, dora: Person) -> None:
    assert save(draft, dora, key_results=[Member("n1", None, {"text": Edit("", "")})]).is_whole
    assert len(texts(draft)) == 2


def test_a_removed_key_result_is_gone_unless_its_words_have_changed(
    draft: Objective, dora: Person, boris: Person
) -> None:
    first, second = draft.key_results.all()
    as_seen = [
        Member(str(thing.pk), thing.pk, seen(thing, text=thing.text), is_removed=True) for thing in (first, second)
    ]
    save(draft, boris, key_results=members([first, second], **{f"of_{second.pk}": seen(second, text="Rating is 5")}))

    saved = save(draft, dora, key_results=as_seen)

    assert saved.conflicts == {(f"kr-{second.pk}", "text"): "Rating is 5"}
    assert texts(draft) == ["Rating is 5"]


def test_a_key_result_with_check_ins_stays(draft: Objective, dora: Person, boris: Person) -> None:
    first = draft.key_results.first()
    assert first
    Objective.objects.filter(pk=draft.pk).update(state=State.ACTIVE)
    check_ins.record(KeyResult.objects.get(pk=first.pk), by=boris, value=4)
    Objective.objects.filter(pk=draft.pk).update(state=State.DRAFT)
    saved = save(draft, dora, key_results=[Member("a", first.pk, seen(first, text=first.text), is_removed=True)])
    assert "has check-ins" in saved.refused["kr-a", "text"][0]
    assert first.text in texts(draft)


def test_words_on_what_somebody_removed_are_told_and_not_brought_back(
    draft: Objective, dora: Person, boris: Person
) -> None:
    first, second = draft.key_results.all()
    mine = [Member("a", first.pk, seen(first, text="Mine")), Member("b", second.pk, seen(second, text=second.text))]
    first_pk = first.pk
    key_results.remove(first, by=boris)
    key_results.remove(second, by=boris)
    saved = save(draft, dora, key_results=mine)
    assert saved.gone == {"kr-a": first_pk}  # the other one was not touched here
    assert texts(draft) == []


def test_the_order_follows_the_page_where_it_was_changed_there(draft: Objective, dora: Person, boris: Person) -> None:
    first, second = draft.key_results.all()
    before = [first.pk, second.pk]
    theirs = key_results.add(draft, by=boris, text="Theirs")

    new = Member("n", None, {"text": Edit("", "Mine")})
    save(draft, dora, key_results=[*members([second]), new, *members([first])], key_results_before=before)
    assert texts(draft) == [second.text, theirs.text, "Mine", first.text]

    save(draft, boris, key_results=members([first, second]), key_results_before=before)  # as they saw it: not moved
    assert texts(draft) == [second.text, theirs.text, "Mine", first.text]


def test_an_initiative_serves_key_results_that_are_as_new_as_itself(draft: Objective, dora: Person) -> None:
    save(
        draft,
        dora,
        key_results=[*members(draft.key_results.all()), Member("n1", None, {"text": Edit("", "Visits a day")})],
        initiatives=[Member("n2", None, {"text": Edit("", "Open on Sundays"), "key_results": Edit("", ["n1"])})],
    )
    made = draft.initiatives.get(text="Open on Sundays")
    assert [key_result.text for key_result in made.key_results.all()] == ["Visits a day"]


def test_what_an_initiative_serves_is_compared_too(draft: Objective, dora: Person, boris: Person) -> None:
    initiative = draft.initiatives.get()
    first, second = draft.key_results.all()
    was = remembered([second])
    initiatives.edit(initiative, by=boris, key_results=[first, second])
    mine = Member("i", initiative.pk, {"key_results": Edit(was, [str(first.pk)])})
    saved = save(draft, dora, key_results=members([first, second]), initiatives=[mine])
    assert saved.conflicts.keys() == {("in-i", "key_results")}
    assert initiative.key_results.count() == 2


# --- what it leaves behind ---


def test_a_sitting_is_one_version_and_one_event(draft: Objective, dora: Person, boris: Person) -> None:
    first = draft.key_results.first()
    assert first
    with time_machine.travel(NOW, tick=False) as clock:
        save(draft, dora, edits=seen(draft, title="One"))
        draft.refresh_from_db()
        clock.shift(timedelta(minutes=9))
        save(
            draft, dora, edits=seen(draft, title="Two"), key_results=[Member("a", first.pk, seen(first, text="Other"))]
        )
        draft.refresh_from_db()
        save(draft, boris, edits=seen(draft, why="Because"))
        draft.refresh_from_db()
        clock.shift(timedelta(minutes=11))
        save(draft, boris, edits=seen(draft, why="Because of them"))
    versions = list(draft.versions.order_by("number"))
    assert [version.by_id for version in versions] == [boris.pk, dora.pk, boris.pk, boris.pk]
    assert versions[0].words["title"] == "Clients ship a week after signing, not a month"
    assert versions[1].words["key_results"] == ["Other", "Rating from 4 to 5"]
    assert [event.verb for event in Event.objects.all()] == ["objective.drafted"] * 3


def test_after_a_save_the_objective_is_at_hand_as_it_stands(draft: Objective, dora: Person) -> None:
    orders, rating = draft.key_results.all()
    new = Member("new", None, {"text": Edit("", "Visits from 1 to 9")})
    removed = Member("gone", rating.pk, seen(rating, text=rating.text), is_removed=True)
    saves: list[dict[str, Any]] = [
        {"edits": seen(draft, title="Clients ship in a week")},
        {"key_results": members([orders, rating], **{f"of_{orders.pk}": seen(orders, text="Orders from 3 to 8")})},
        {"key_results": members([rating, orders]), "key_results_before": [orders.pk, rating.pk]},
        {"key_results": [*members([rating, orders]), new]},
        {"key_results": [*members([orders]), removed]},
    ]
    for written in saves:
        at_hand = Objective.objects.get(pk=draft.pk)
        drafts.save(at_hand, by=dora, written=Written(**written))
        assert drafts.words_of(at_hand) == drafts.words_of(Objective.objects.get(pk=draft.pk)), written


def test_saving_nothing_new_leaves_nothing_behind(draft: Objective, dora: Person) -> None:
    save(draft, dora, edits=seen(draft, title=draft.title), key_results=members(draft.key_results.all()))
    assert not draft.versions.exists()
    assert not Event.objects.exists()


def test_once_it_is_proposed_each_change_is_an_event(draft: Objective, boris: Person) -> None:
    Objective.objects.filter(pk=draft.pk).update(state=State.PROPOSED)
    save(draft, boris, edits=seen(draft, title="Said better"))
    assert {event.verb for event in Event.objects.all()} == {"objective.changed", "objective.drafted"}


def test_others_see_who_is_here_until_nothing_is_heard_of_them(draft: Objective, dora: Person, boris: Person) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        drafts.be_present(draft, by=dora, place="why")
        drafts.be_present(draft, by=dora, place="title")
        drafts.be_present(draft, by=boris)
        assert [(each.person, each.place) for each in draft.presences.here_beside(boris)] == [(dora, "title")]
        clock.shift(timedelta(seconds=46))
        assert not draft.presences.here_beside(boris)
    assert Presence.objects.count() == 2


# --- nothing is lost silently ---


def test_what_only_one_list_holds_is_woven_in_behind_its_neighbour() -> None:
    assert woven([3, 1], [1, 2, 3, 4]) == [3, 4, 1, 2]
    assert woven([], [1, 2]) == [1, 2]
    assert woven([1], [5, 1]) == [5, 1]


class Writers(TestCase):
    """Two people with pages of their own write, save and settle conflicts in any order."""

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["dora", "boris"]),
                st.sampled_from(["title", "why", "key result"]),
                st.sampled_from(["write", "save", "keep mine", "take theirs"]),
            ),
            max_size=25,
        )
    )
    def test_every_text_stands_or_stood_or_was_shown_to_its_author(self, deeds: list[tuple[str, str, str]]) -> None:
        Organisation(name="Northlight", language="en").save()
        team = Team.objects.create(name="Product")
        cycle = Cycle.objects.create(name="Q4", starts=date(2026, 10, 1), ends=date(2026, 12, 31))
        draft = Objective.objects.create(cycle=cycle, title="title 0", why="why 0")
        draft.teams.add(team)
        key_result = KeyResult.objects.create(objective=draft, text="key result 0")
        pages = {}
        for name in ("dora", "boris"):
            person = Person.objects.create_user(f"{name}@northlight.example", name=name)
            person.memberships.create(team=team)
            pages[name] = _Page(person, {"title": "title 0", "why": "why 0", "key result": "key result 0"})
        stood = {"title": {"title 0"}, "why": {"why 0"}, "key result": {"key result 0"}}
        for number, (name, field, deed) in enumerate(deeds, 1):
            page = pages[name]
            if deed == "write":
                page.now[field] = f"{field} {number}"
            elif field in page.conflicts and deed == "keep mine":
                page.was[field] = page.conflicts.pop(field)
            elif field in page.conflicts and deed == "take theirs":
                page.now[field] = page.was[field] = page.conflicts.pop(field)
            elif deed == "save":
                self.save(page, draft, key_result)
                draft.refresh_from_db()
                key_result.refresh_from_db()
                stands = {"title": draft.title, "why": draft.why, "key result": key_result.text}
                for each, text in stands.items():
                    stood[each].add(text)
                    # Saved, or the author is told what stands there instead: never a third thing.
                    assert page.now[each] == text or page.conflicts[each] == text

    def save(self, page: "_Page", draft: Objective, key_result: KeyResult) -> None:
        edits = {name: Edit(page.was[name], page.now[name]) for name in ("title", "why")}
        member = Member("k", key_result.pk, {"text": Edit(page.was["key result"], page.now["key result"])})
        saved = save(draft, page.person, edits=edits, key_results=[member])
        draft.refresh_from_db()
        key_result.refresh_from_db()
        stands = {"title": draft.title, "why": draft.why, "key result": key_result.text}
        names = {("", "title"): "title", ("", "why"): "why", ("kr-k", "text"): "key result"}
        page.conflicts = {names[where]: text for where, text in saved.conflicts.items()}
        for name, text in stands.items():
            if name not in page.conflicts:  # as the page does: what was not touched here shows what stands there
                page.was[name] = page.now[name] = text


class _Page:
    def __init__(self, person: Person, texts: dict[str, str]) -> None:
        self.person = person
        self.was, self.now = dict(texts), dict(texts)
        self.conflicts: dict[str, str] = {}


def at_once(*deeds: Callable[[], object]) -> None:
    """Do all deeds at the same moment, each with a connection of its own."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        try:
            start.wait()
            deed()
        finally:
            connection.close()

    threads = [Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs a database with several writers")
def test_of_several_who_save_one_field_at_once_one_is_saved_and_the_rest_are_told(
    draft: Objective, dora: Person
) -> None:
    before = seen(draft, title="")["title"].was
    told: list[Saved] = []

    def write(number: int) -> None:
        told.append(save(draft, Person.objects.get(pk=dora.pk), edits={"title": Edit(before, f"Title {number}")}))

    at_once(*[lambda number=number: write(number) for number in range(6)])

    draft.refresh_from_db()
    assert sum(saved.is_whole for saved in told) == 1
    assert [saved.conflicts["", "title"] for saved in told if saved.conflicts] == [draft.title] * 5
