"""The letters: all that waits and is new, by each person's rhythm, once."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from vekha.activity import log
from vekha.activity.models import Notice
from vekha.goals import mail, news
from vekha.goals.actions import alignments, conversation, key_results, objectives, ownership
from vekha.goals.models import KeyResult, Objective
from vekha.people.actions import people
from vekha.people.models import MailRhythm, Person

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TEAMS = Objective.Visibility.TEAMS


@pytest.fixture(autouse=True)
def _address(settings: Settings) -> None:
    settings.ADDRESS = "https://okr.example.com"


@pytest.fixture
def hourly(dora: Person) -> Person:
    """Dora, who gets letters every hour."""
    dora.mail_rhythm = MailRhythm.HOURLY
    dora.save()
    return dora


def letters() -> list[EmailMultiAlternatives]:
    sent = list(outbox.outbox)
    outbox.outbox.clear()
    return sent  # type: ignore[return-value]


def subjects() -> list[str]:
    return [str(letter.subject) for letter in letters()]


def at(hours: float) -> Any:
    """So many hours after noon."""
    return time_machine.travel(NOON + timedelta(hours=hours), tick=False)


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_a_letter_holds_what_waits_and_what_is_new_with_links(
    objective: Objective, key_result: KeyResult, boris: Person, dora: Person
) -> None:
    conversation.ask_to_read(objective, by=boris, people=[dora], note="Is nine\nright?")
    mention = conversation.comment(objective, by=boris, text="@Dora, which warehouses?")
    conversation.comment(objective, by=boris, place=f"keyresult/{key_result.pk}", text="Counted <how> & when?")
    key_results.edit(key_result, by=boris, target=8, reason="Nine is easy")

    news.send_news()

    (letter,) = letters()
    assert letter.subject == "Northlight: 2 things wait for you, 2 pieces of news"
    assert letter.to == ["dora@northlight.example"]
    page = f"https://okr.example.com/objectives/{objective.pk}/conversation/"
    followed = Notice.objects.get(event__verb="key_result.changed", person=dora)
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.body == (
        "Waits for you\n\n"
        f"- Boris asks you to read “{objective}”\n  Is nine\n  right?\n  {page}#waits\n"
        f"- Boris mentions you at “{objective}”\n  @Dora, which warehouses?\n  {page}#comment-{mention.pk}\n\n"
        f"News\n\n{objective}\nhttps://okr.example.com/inbox/{followed.pk}/\n"
        f"- Key result changed · Boris\n  {key_result}\n  Target: 9 → 8\n  “Nine is easy”\n"
        f"- Commented on a key result · Boris\n  {key_result}\n  Counted <how> & when?\n\n"
        "All of it in the inbox:\nhttps://okr.example.com/inbox/\n\n"
        "How often this letter comes, and whether it comes at all, you say in your profile:\n"
        "https://okr.example.com/settings/\n"
        f"No more of these letters:\n{stop}\n"
    )
    html, kind = map(str, letter.alternatives[0])
    assert kind == "text/html"
    assert "Counted &lt;how&gt; &amp; when?" in html
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop.startswith("https://okr.example.com/settings/letters/stop/")


@pytest.mark.parametrize(
    ("language", "waiting", "told", "subject"),
    [
        ("en", 1, 1, "Northlight: 1 thing waits for you, 1 piece of news"),
        ("en", 0, 2, "Northlight: 2 pieces of news"),
        ("en", 2, 0, "Northlight: 2 things wait for you"),
        ("ru", 1, 1, "Northlight: вас ждёт 1 дело, 1 новость"),
        ("ru", 2, 5, "Northlight: вас ждут 2 дела, 5 новостей"),
        ("ru", 5, 22, "Northlight: вас ждут 5 дел, 22 новости"),
        ("ru", 0, 21, "Northlight: 21 новость"),
        ("zh-hans", 1, 1, "Northlight：1 件事等你处理，1 条动态"),
        ("zh-hans", 2, 0, "Northlight：2 件事等你处理"),
    ],
)
def test_the_subject_counts_in_the_person_s_language(
    language: str, waiting: int, told: int, subject: str, objective: Objective, boris: Person, dora: Person
) -> None:
    dora.language = language
    dora.save()
    places = [*objective.places()]
    conversation.comment(objective, by=dora, text="I wrote here")
    for number in range(told):
        conversation.comment(objective, by=boris, text=f"Number {number}")
    for number in range(waiting):
        conversation.comment(objective, by=boris, place=places[number % 4], text=f"@Dora, {number}")

    news.send_news()

    (letter,) = letters()
    assert letter.subject == subject
    greek = {"en": "All of it in the inbox", "ru": "Всё это во входящих", "zh-hans": "全部内容见收件箱"}
    for body in (str(letter.body), str(letter.alternatives[0][0])):
        assert [words in body for words in greek.values()] == [language == each for each in greek]


def test_a_long_list_is_cut_and_says_how_much_more_there_is(
    objective: Objective, boris: Person, dora: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    conversation.comment(objective, by=dora, text="I wrote here")
    for number in range(70):
        conversation.comment(objective, by=boris, text=f"Number {number}")
    for number in range(25):
        conversation.comment(objective, by=boris, text=f"@Dora {number}")

    with django_assert_max_num_queries(25):
        news.send_news()

    (letter,) = letters()
    assert letter.subject == "Northlight: 25 things wait for you, 70 pieces of news"
    assert "and 5 more in the inbox" in letter.body
    assert "And 40 more pieces of news in the inbox." in letter.body
    assert letter.body.count("Number") == 30
    news.send_news()
    assert letters() == []


def test_those_who_own_a_key_result_and_those_who_are_to_agree_get_letters_too(
    key_result: KeyResult, boris: Person, frida: Person, dora: Person
) -> None:
    objective = key_result.objective
    other = Objective.objects.create(cycle=objective.cycle, title="Contracts start at once", owner=frida)
    alignments.request(other, by=frida, to=objective, to_key_result=key_result)
    Objective.objects.filter(pk=objective.pk).update(state=Objective.State.DRAFT)
    objective.refresh_from_db()
    objectives.move(objective, by=boris, to=Objective.State.PROPOSED)

    news.send_news()

    of_dora = next(letter for letter in letters() if letter.to == [dora.email])
    assert f"“{other}” asks to support “{objective}”" in of_dora.body
    assert f"“{objective}” is proposed: do you agree?" in of_dora.body


def test_however_many_people_there_are_each_gets_one_letter(objective: Objective, boris: Person) -> None:
    many = news.BATCH + 5
    people = [Person(email=f"p{n}@northlight.example", name=f"P{n}", language="en") for n in range(many)]
    Person.objects.bulk_create(people)
    log.record("objective.agreed", by=boris, subject=objective, tell=Person.objects.filter(name__startswith="P"))

    assert news.send_news().letters == many
    assert len({letter.to[0] for letter in letters()}) == many
    assert news.send_news().letters == 0


# --- when it comes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rhythm", "last", "now", "due"),
    [
        ("hourly", None, NOON, True),
        ("hourly", NOON - timedelta(minutes=59), NOON, False),
        ("hourly", NOON - timedelta(minutes=60), NOON, True),
        ("daily", None, NOON, True),
        ("daily", None, NOON.replace(hour=7), False),
        ("daily", NOON.replace(hour=8), NOON, False),
        ("daily", NOON.replace(day=19, hour=20), NOON.replace(hour=8), True),
        ("daily", NOON.replace(day=18), NOON, True),
    ],
)
def test_when_a_letter_is_due(rhythm: str, last: datetime | None, now: datetime, due: bool) -> None:
    assert news.is_due(Person(), rhythm, last, now) is due


@pytest.mark.parametrize(
    ("zone", "quiet", "hour", "due"),
    [
        ("", (20, 8), 20, False),
        ("", (20, 8), 7, False),
        ("", (20, 8), 8, True),
        ("Asia/Shanghai", (20, 8), 12, False),  # it is eight in the evening there
        ("Asia/Shanghai", (20, 8), 1, True),
        ("America/New_York", (20, 8), 12, False),
        ("", (9, 17), 12, False),
        ("", (8, 8), 3, True),  # never quiet
    ],
)
def test_nothing_comes_at_quiet_hours_by_the_person_s_own_clock(
    zone: str, quiet: tuple[int, int], hour: int, due: bool
) -> None:
    person = Person(mail_rhythm="hourly", time_zone=zone, quiet_from=quiet[0], quiet_until=quiet[1])

    assert news.is_due(person, person.mail_rhythm, None, NOON.replace(hour=hour)) is due


def test_a_letter_comes_once_and_the_next_only_with_something_new(
    objective: Objective, boris: Person, hourly: Person
) -> None:
    conversation.ask_to_read(objective, by=boris, people=[hourly])
    for _run in range(3):
        news.send_news()
    assert subjects() == ["Northlight: 1 thing waits for you"]

    with at(2):
        news.send_news()
        assert subjects() == []  # it still waits, but that is known
        conversation.comment(objective, by=hourly, text="Soon")
        conversation.comment(objective, by=boris, text="Good")
        news.send_news()
        assert subjects() == ["Northlight: 1 thing waits for you, 1 piece of news"]
        conversation.comment(objective, by=boris, text="And another thing")
        news.send_news()
        assert subjects() == []  # not within the hour
    with at(3):
        news.send_news()
        assert subjects() == ["Northlight: 1 thing waits for you, 1 piece of news"]


def test_a_day_without_a_run_loses_and_doubles_nothing(objective: Objective, boris: Person, dora: Person) -> None:
    conversation.comment(objective, by=dora, text="I wrote here")
    for hours in (0, 20, 28):
        with at(hours):
            conversation.comment(objective, by=boris, text=f"After {hours} hours")
    with at(30):
        news.send_news()
        news.send_news()

    (letter,) = letters()
    assert [words in letter.body for words in ("After 0 h", "After 20 h", "After 28 h")] == [True] * 3


def test_whoever_wants_no_letters_or_has_left_or_has_seen_it_gets_none(
    objective: Objective, boris: Person, dora: Person, chen: Person, frida: Person
) -> None:
    conversation.ask_to_read(objective, by=boris, people=[dora, chen, frida])
    dora.mail_rhythm = MailRhythm.NEVER
    dora.save()
    Person.objects.filter(pk=chen.pk).update(is_active=False)
    Notice.objects.filter(person=frida).update(seen_at=NOON)

    news.send_news()

    assert letters() == []


def test_what_was_answered_before_the_letter_is_no_reason_for_one(
    objective: Objective, key_result: KeyResult, boris: Person, frida: Person
) -> None:
    conversation.ask_to_read(objective, by=boris, people=[frida])
    news.send_news()
    assert len(letters()) == 1

    with at(24):
        offer = ownership.hand(key_result, by=boris, to=frida)
        assert offer
        ownership.decline(offer, by=frida, reason="Too much")
        news.send_news()

    assert [letter for letter in letters() if letter.to == [frida.email]] == []


# --- what may go wrong -----------------------------------------------------------------------------------------------


@pytest.fixture
def refusing(settings: Settings) -> Iterator[set[str]]:
    """A mail server that refuses some addresses; all of them: it cannot be reached."""
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.refused = set()
    yield Refusing.refused
    Refusing.refused = set()


class Refusing(EmailBackend):
    refused: set[str] = set()

    def open(self) -> None:
        if "*" in self.refused:
            raise ConnectionRefusedError("mail.example.com")

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if self.refused & set(message.to):
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return super().send_messages(messages)


def test_a_refused_letter_waits_for_a_later_run_and_holds_nobody_up(
    objective: Objective,
    boris: Person,
    dora: Person,
    frida: Person,
    refusing: set[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    conversation.ask_to_read(objective, by=boris, people=[dora, frida])
    refusing.add(dora.email)

    with caplog.at_level(logging.ERROR):
        sent = news.send_news()

    assert (sent.letters, sent.failed) == (1, 1)
    assert [letter.to for letter in letters()] == [[frida.email]]
    assert "dora" not in caplog.text
    assert f"person {dora.pk} could not be mailed: SMTPRecipientsRefused" in caplog.text
    refusing.clear()
    news.send_news(timezone.now() + mail.FIRST_PAUSE)
    assert [letter.to for letter in letters()] == [[dora.email]]


def test_an_address_that_goes_on_refusing_is_asked_less_and_less_often_and_a_new_one_at_once(
    objective: Objective, boris: Person, dora: Person, anna: Person, refusing: set[str]
) -> None:
    people.edit(dora, by=dora, quiet_from=0, quiet_until=0)
    conversation.ask_to_read(objective, by=boris, people=[dora])
    refusing.add(dora.email)

    asked = []
    for minutes in range(0, 26 * 60, 5):
        if news.send_news(NOON + timedelta(minutes=minutes)).failed:
            asked.append(minutes)
    assert asked == [0, 5, 15, 35, 75, 155, 315, 635, 1275]

    dora.refresh_from_db()
    people.edit(dora, by=anna, email="dora.new@northlight.example")
    assert news.send_news(NOON + timedelta(hours=26)).letters == 1
    dora.refresh_from_db()
    assert (dora.mail_failures, dora.mail_try_again_at) == (0, None)


def test_one_letter_that_arrives_ends_the_pauses(
    objective: Objective, boris: Person, dora: Person, refusing: set[str]
) -> None:
    conversation.ask_to_read(objective, by=boris, people=[dora])
    refusing.add(dora.email)
    news.send_news(NOON)
    refusing.clear()

    assert news.send_news(NOON + mail.FIRST_PAUSE).letters == 1
    dora.refresh_from_db()
    assert (dora.mail_failures, dora.mail_try_again_at) == (0, None)


@pytest.mark.parametrize(
    ("email", "verb", "error"),
    [
        ("dora@northlight.example\n", "comment.written", "BadHeaderError"),
        ("dora@northlight.example", "comment.sung", "TemplateDoesNotExist"),
    ],
)
def test_a_letter_that_cannot_be_written_holds_nobody_up(
    email: str,
    verb: str,
    error: str,
    objective: Objective,
    boris: Person,
    dora: Person,
    frida: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    conversation.ask_to_read(objective, by=boris, people=[frida])
    log.record(verb, by=boris, subject=objective, changes={"text": "Between us"}, tell=[dora])
    Person.objects.filter(pk=dora.pk).update(email=email)

    for letters_sent, later in ((1, timedelta()), (0, mail.FIRST_PAUSE)):
        sent = news.send_news(timezone.now() + later)
        assert (sent.letters, sent.failed) == (letters_sent, 1)

    assert [letter.to for letter in letters()] == [[frida.email]]
    assert f"person {dora.pk} could not be mailed: {error}" in caplog.text
    assert "dora" not in caplog.text
    assert "Between us" not in caplog.text


def test_without_a_mail_server_nothing_is_lost(
    objective: Objective, boris: Person, dora: Person, frida: Person, refusing: set[str]
) -> None:
    conversation.ask_to_read(objective, by=boris, people=[dora, frida])
    refusing.add("*")

    assert news.send_news().letters == 0

    refusing.clear()
    assert news.send_news().letters == 2


def test_a_crash_right_after_sending_doubles_that_one_letter_only(
    objective: Objective, boris: Person, dora: Person, frida: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation.ask_to_read(objective, by=boris, people=[dora, frida])
    mark: Callable[..., None] = news.Letter.mark_as_mailed

    def die_at_the_second(letter: news.Letter, now: datetime) -> None:
        if len(outbox.outbox) == 2:
            raise KeyboardInterrupt
        mark(letter, now)

    with monkeypatch.context() as patched:
        patched.setattr(news.Letter, "mark_as_mailed", die_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            news.send_news()
    first, second = letters()

    news.send_news()
    assert [letter.to for letter in letters()] == [second.to]
    assert first.to != second.to


def test_what_a_person_may_not_see_any_more_is_not_mailed(objective: Objective, boris: Person, frida: Person) -> None:
    conversation.ask_to_read(objective, by=boris, people=[frida])
    conversation.comment(objective, by=boris, text="@Frida?")
    Objective.objects.update(visibility=TEAMS)

    news.send_news()

    assert letters() == []
