from vekha.conftest import ClientOf
from vekha.people.models import Person

PAGE = "/settings/"
CLOCK = {"wants_reminders": "on", "quiet_from": "20", "quiet_until": "8"}


def test_a_person_changes_name_job_and_language(dora: Person) -> None:
    client = ClientOf(dora)

    answer = client.post(
        PAGE, {"name": "Dora Marsh", "job": "Engineer", "language": "ru", "mail_rhythm": "daily"} | CLOCK
    )

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    dora.refresh_from_db()
    assert (dora.name, dora.job, dora.language) == ("Dora Marsh", "Engineer", "ru")
    assert '<html lang="ru"' in client.get(PAGE).content.decode()


def test_role_and_address_are_not_one_s_own_to_change(dora: Person) -> None:
    ClientOf(dora).post(
        PAGE,
        {
            "name": "Dora",
            "language": "en",
            "mail_rhythm": "daily",
            "role": "administrator",
            "email": "x@northlight.example",
            "is_active": "",
        }
        | CLOCK,
    )

    dora.refresh_from_db()
    assert (dora.role, dora.email, dora.is_active) == ("member", "dora@northlight.example", True)


def test_a_name_is_needed_and_the_rest_stays_typed(dora: Person) -> None:
    answer = ClientOf(dora).post(
        PAGE, {"name": "", "job": "Keeper of the road", "language": "en", "mail_rhythm": "daily"} | CLOCK
    )

    assert answer.status_code == 422
    assert "Keeper of the road" in answer.content.decode()


def test_a_language_can_be_changed_but_not_unchosen(dora: Person) -> None:
    assert '<option value=""' not in ClientOf(dora).get(PAGE).content.decode()


def test_a_person_says_how_often_news_is_mailed(dora: Person) -> None:
    client = ClientOf(dora)
    assert '<option value="daily" selected>' in client.get(PAGE).content.decode()

    client.post(PAGE, {"name": "Dora", "language": "en", "mail_rhythm": "never"} | CLOCK)

    dora.refresh_from_db()
    assert dora.mail_rhythm == "never"
