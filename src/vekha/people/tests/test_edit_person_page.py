from datetime import UTC, datetime

import pytest

from vekha.conftest import ClientOf
from vekha.people.models import Person

FACTS = {"name": "Dora Marsh", "job": "Engineer", "email": "dora@northlight.example", "language": "ru"}


def page(person: Person, deed: str = "") -> str:
    return f"/settings/people/{person.pk}/{deed}"


def test_an_administrator_changes_facts_and_role(anna: Person, dora: Person) -> None:
    answer = ClientOf(anna).post(page(dora), FACTS | {"role": "coach"})

    assert answer.status_code == 302
    dora.refresh_from_db()
    assert (dora.name, dora.language, dora.role) == ("Dora Marsh", "ru", "coach")


@pytest.mark.parametrize("deed", ["", "leave/", "come-back/"])
def test_for_others_there_is_no_such_page(boris: Person, dora: Person, deed: str) -> None:
    assert ClientOf(boris).post(page(dora, deed), FACTS | {"role": "coach"}).status_code == 404

    dora.refresh_from_db()
    assert (dora.role, dora.is_active) == ("member", True)


def test_a_taken_address_stands_at_its_field_and_nothing_is_half_saved(
    anna: Person, boris: Person, dora: Person
) -> None:
    answer = ClientOf(anna).post(page(dora), FACTS | {"role": "coach", "email": boris.email})

    assert answer.status_code == 422
    assert "Somebody has this e-mail already." in answer.content.decode()
    dora.refresh_from_db()
    assert (dora.role, dora.name) == ("member", "Dora")


def test_the_last_administrator_hears_why_the_role_stays(anna: Person) -> None:
    answer = ClientOf(anna).post(page(anna), FACTS | {"email": anna.email, "role": "member"})

    assert answer.status_code == 422
    assert "is the only administrator" in answer.content.decode()


def test_leaving_and_coming_back(anna: Person, dora: Person) -> None:
    client = ClientOf(anna)

    assert "cannot sign in any more" in client.post(page(dora, "leave/"), follow=True).content.decode()
    dora.refresh_from_db()
    assert not dora.is_active

    client.post(page(dora, "come-back/"))
    dora.refresh_from_db()
    assert dora.is_active


def test_the_last_administrator_cannot_leave_and_the_page_says_so(anna: Person) -> None:
    answer = ClientOf(anna).post(page(anna, "leave/"))

    assert answer.status_code == 422
    assert "Make somebody else an administrator first." in answer.content.decode()
    assert "Anna leaves" in answer.content.decode()


def test_an_administrator_sees_that_letters_are_refused_and_when_the_next_one_goes_out(
    anna: Person, dora: Person
) -> None:
    assert "The last letter was not taken" not in ClientOf(anna).get(page(dora)).content.decode()
    dora.mail_failures, dora.mail_try_again_at = 3, datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    dora.save()

    shown = ClientOf(anna).get(page(dora)).content.decode()
    assert "The last letter was not taken" in shown
    assert "next on 24\N{NO-BREAK SPACE}November." in shown
