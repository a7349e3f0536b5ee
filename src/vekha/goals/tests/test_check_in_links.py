"""Checking in by the link of a letter: one person, one week, nothing else."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vekha.conftest import NOW, ClientOf
from vekha.goals.models import CheckIn, KeyResult, Objective
from vekha.people import links
from vekha.people.actions import people
from vekha.people.models import Person


@pytest.fixture
def page(key_result: KeyResult, dora: Person) -> str:
    """Dora's link of today."""
    return reverse("goals:check-in-by-link", args=[links.sign(dora, "check-in", timezone.localdate().isoformat())])


def test_the_link_shows_what_one_owes_and_takes_a_check_in_without_signing_in(
    page: str, key_result: KeyResult, dora: Person
) -> None:
    visitor = Client()
    shown = visitor.get(page)
    assert str(key_result) in shown.content.decode()
    assert f'action="{page}key-results/{key_result.pk}/' in shown.content.decode()

    answer = visitor.post(f"{page}key-results/{key_result.pk}/", {"value": "20", "note": "Two shipments"})

    assert answer.status_code == 302
    check_in = CheckIn.objects.get()
    assert (check_in.value, check_in.author, check_in.note) == (20, dora, "Two shipments")
    assert "_auth_user_id" not in visitor.session  # nobody is signed in by it
    assert visitor.get("/company/").status_code == 302


def test_what_is_refused_comes_back_in_the_frame_of_the_link(page: str, key_result: KeyResult) -> None:
    answer = Client().post(f"{page}key-results/{key_result.pk}/", {"value": "many"})

    assert answer.status_code == 422
    assert "many" in answer.content.decode()
    assert "/inbox/" not in answer.content.decode()
    assert f'href="{page}"' in answer.content.decode()


def test_it_can_be_undone_by_the_link(page: str, key_result: KeyResult) -> None:
    visitor = Client()
    visitor.post(f"{page}key-results/{key_result.pk}/", {"value": "20"})

    visitor.post(f"{page}check-ins/{CheckIn.objects.get().pk}/undo/")

    assert CheckIn.objects.get().undone_at is not None


def test_what_was_closed_meanwhile_is_not_undone_and_says_why(page: str, key_result: KeyResult) -> None:
    visitor = Client()
    visitor.post(f"{page}key-results/{key_result.pk}/", {"value": "20"})
    Objective.objects.update(state=Objective.State.CLOSED)

    undo = f"{page}check-ins/{CheckIn.objects.get().pk}/undo/"
    answer = visitor.post(undo, headers={"Referer": f"http://testserver{page}"}, follow=True)

    assert "This objective is not active" in answer.content.decode()
    assert CheckIn.objects.get().undone_at is None


def test_what_others_own_is_not_behind_the_link(page: str, key_result: KeyResult, boris: Person) -> None:
    other = KeyResult.objects.create(objective=key_result.objective, text="Boris's", start=0, target=1, owner=boris)

    assert Client().post(f"{page}key-results/{other.pk}/", {"value": "1"}).status_code == 404
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("end", ["week", "void", "left", "forged", "other purpose"])
def test_a_link_that_is_over_says_what_to_do(end: str, page: str, key_result: KeyResult, dora: Person) -> None:
    if end == "void":
        people.void_links(dora, by=dora)
    if end == "left":
        Person.objects.filter(pk=dora.pk).update(is_active=False)
    if end == "forged":
        page = page[:-3] + ("aa/" if page[-3:] != "aa/" else "bb/")
    if end == "other purpose":
        page = reverse("goals:check-in-by-link", args=[links.sign(dora, "stop", "2026-11-20")])
    with time_machine.travel(NOW + timedelta(days=7 if end == "week" else 0), tick=False):
        shown = Client().get(page)
        posted = Client().post(f"{page}key-results/{key_result.pk}/", {"value": "20"})

    assert shown.status_code == posted.status_code == 410
    assert "This link no longer works" in shown.content.decode()
    assert not CheckIn.objects.exists()


def test_it_speaks_the_person_s_language_and_is_not_kept_by_caches(page: str, dora: Person) -> None:
    dora.language = "zh-hans"
    dora.save()

    shown = Client().get(page, headers={"Accept-Language": "en"})

    assert "你是通过邮件里的链接打开本页的" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]


@pytest.mark.parametrize(("kind", "field"), [("reminder", "wants_reminders"), ("news", "mail_rhythm")])
def test_one_click_ends_letters_and_opening_the_link_does_not(kind: str, field: str, dora: Person) -> None:
    address = reverse("people:stop-letters", args=[links.sign(dora, "stop", kind)])
    visitor = Client(enforce_csrf_checks=True)
    before = getattr(dora, field)

    visitor.get(address)
    dora.refresh_from_db()
    assert getattr(dora, field) == before

    visitor.post(address, {"List-Unsubscribe": "One-Click"})
    dora.refresh_from_db()
    assert getattr(dora, field) in {False, "never"}


def test_links_are_voided_from_the_profile(page: str, dora: Person) -> None:
    ClientOf(dora).post(reverse("people:void-links"))

    assert Client().get(page).status_code == 410
