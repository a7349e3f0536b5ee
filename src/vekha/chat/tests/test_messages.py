"""Talking with Vekha: what is recorded, and what it says."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from vekha.activity.models import Event
from vekha.chat.actions import accounts, channels
from vekha.chat.actions.messages import MOST_MESSAGES, MOST_ROWS, MOST_WRONG_CODES, Message, hear
from vekha.chat.models import ChatAccount, Heard, LastList, LinkCode, Messages
from vekha.chat.tests.conftest import Say
from vekha.conftest import NOW
from vekha.goals.actions import check_ins
from vekha.goals.models import CheckIn, KeyResult, Objective
from vekha.people.models import Person


def write(sender: str, text: str, number: str = "1", **more: object) -> str:
    return hear(Message("telegram", number, sender, text, reply_to=sender, **more))[0].answer  # type: ignore[arg-type]


def test_the_list_says_what_is_due_and_where_it_stands(key_result: KeyResult, dora: Person, say: Say) -> None:
    with time_machine.travel(NOW - timedelta(days=8), tick=False):
        check_ins.record(key_result, by=dora, value=24, confidence=6)

    assert say("list") == (
        "1 check-in is due:\n"
        "1. Median time from contract to first shipment from 27 to 9 days\n"
        "    24\u00a0days · confidence 6\n"
        "Answer like this: 1 45 7 what changed. Or 1 = for no change."
    )


def test_an_answer_is_a_check_in(key_result: KeyResult, dora: Person, say: Say) -> None:
    check_ins.record(key_result, by=dora, value=24)
    say("")

    assert say("1 20 7 the stock check is gone ! no designer") == (
        "Median time from contract to first shipment from 27 to 9 days\n"
        "24 → 20\u00a0days · confidence 7\n"
        "the stock check is gone\n"
        "In the way: no designer\n"
        "The week is closed."
    )
    last = CheckIn.objects.latest("pk")
    assert (last.author, last.value, last.confidence, last.note, last.blocker) == (
        dora, 20, 7, "the stock check is gone", "no designer",
    )  # fmt: skip
    assert Event.objects.filter(verb="check_in.recorded", actor=dora).count() == 2


def test_the_numbers_stay_while_rows_are_answered_and_it_says_what_is_left(
    key_result: KeyResult, other_key_results: tuple[KeyResult, KeyResult], say: Say
) -> None:
    steps, done = other_key_results
    say("list")

    assert say("1 20").endswith("Two more, and the week is closed.")
    assert "\n2 of 4 steps\n" in say("2 2")
    assert "\nnot yet · confidence 8\n" in say("3 no 8")
    assert "\n2 of 4 steps → 3 of 4 steps\n" in say("2 +1")
    assert "\nnot yet → done\n" in say("3 done")
    assert {one.key_result_id: one.value for one in CheckIn.objects.order_by("pk")} == {
        key_result.pk: 20, steps.pk: 3, done.pk: 1,
    }  # fmt: skip


def test_no_change_and_a_word_alone(key_result: KeyResult, dora: Person, say: Say) -> None:
    check_ins.record(key_result, by=dora, value=24)
    say("list")

    assert "24\u00a0days, no change · confidence 5" in say("1 = 5")
    assert "24\u00a0days, no change\nwaiting for the lawyers" in say("1 waiting for the lawyers")


def test_without_a_list_the_list_comes_first(key_result: KeyResult, say: Say) -> None:
    assert say("1 20").startswith("First the list; answer by its numbers.\n1 check-in is due:\n1. Median")
    assert not CheckIn.objects.exists()
    assert "20\u00a0days" in say("1 20")


def test_an_old_list_is_shown_anew_and_nothing_recorded(key_result: KeyResult, say: Say) -> None:
    say("list")
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        assert "more than a day old" in say("1 20")
        assert not CheckIn.objects.exists()
        assert "20\u00a0days" in say("1 20")


def test_a_row_that_is_not_ones_own_any_more_is_not_recorded(
    key_result: KeyResult, other_key_results: tuple[KeyResult, KeyResult], boris: Person, say: Say
) -> None:
    say("list")
    KeyResult.objects.filter(pk=key_result.pk).update(owner=boris)

    answer = say("1 20")

    assert "not yours to check in any more" in answer
    assert "\n1. Import wizard" in answer
    assert not CheckIn.objects.exists()


def test_the_numbers_of_other_rows_hold_although_one_is_gone(
    key_result: KeyResult, other_key_results: tuple[KeyResult, KeyResult], boris: Person, say: Say
) -> None:
    say("list")
    KeyResult.objects.filter(pk=key_result.pk).update(owner=boris)

    assert say("2 3").startswith("Import wizard")


@pytest.mark.parametrize(("text", "after"), [("1 +3", "18 → 21"), ("1 =", "18\u00a0days, no change")])
def test_what_goes_on_from_a_value_that_somebody_changed_is_asked_again(
    key_result: KeyResult, dora: Person, boris: Person, say: Say, text: str, after: str
) -> None:
    check_ins.record(key_result, by=dora, value=24)
    say("list")
    check_ins.record(key_result, by=boris, value=18)

    assert "Somebody else has checked this in" in say(text)
    assert CheckIn.objects.count() == 2
    assert after in say(text)


def test_a_value_itself_is_recorded_whatever_others_said(
    key_result: KeyResult, dora: Person, boris: Person, say: Say
) -> None:
    say("list")
    check_ins.record(key_result, by=boris, value=18)

    assert "18 → 15\u00a0days" in say("1 15")


def test_a_number_with_two_readings_is_asked_back_and_the_rest_is_kept(key_result: KeyResult, say: Say) -> None:
    say("list")

    assert say("1 1,200 7 two signed ! no designer") == (
        "“1,200” can be read in more than one way:\na) 1,200\nb) 1.2\nAnswer with the letter: a"
    )
    assert not CheckIn.objects.exists()
    say("b")
    last = CheckIn.objects.get()
    assert (last.value, last.confidence, last.note, last.blocker) == (1.2, 7, "two signed", "no designer")


def test_a_share_is_asked_about_where_it_may_mean_several_things(key_result: KeyResult, dora: Person, say: Say) -> None:
    KeyResult.objects.update(unit="%", start=20, target=60)
    say("list")

    assert "a) 50\nb) 30\nc) 40\n" in say("1 half 8")
    Person.objects.filter(pk=dora.pk).update(language="ru")
    assert "в) 40" in say("1 half 8")
    say("а")
    assert (CheckIn.objects.get().value, CheckIn.objects.get().confidence) == (50, 8)


def test_a_letter_beyond_the_readings_leaves_the_question_open(key_result: KeyResult, say: Say) -> None:
    say("list")
    say("1 1,200")

    assert say("c").startswith("There is nothing to choose from")
    assert "1.2\u00a0days" in say("b")


def test_a_minus_may_mean_less_or_below_zero(key_result: KeyResult, dora: Person, say: Say) -> None:
    check_ins.record(key_result, by=dora, value=24)
    say("list")

    assert "a) 19\nb) \u22125" in say("1 -5")
    assert "24 → 19\u00a0days" in say("a")
    assert say("a").startswith("There is nothing to choose from")


def test_a_question_is_over_once_something_else_is_written(key_result: KeyResult, say: Say) -> None:
    say("list")
    say("1 1,200")
    say("help")

    assert say("b").startswith("There is nothing to choose from")
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("1", "Write a value after the number, or = if nothing has changed: 1 ="),
        ("9 20", "There is no number 9: the list has 3 rows. It is shown by: list"),
        ("0 20", "There is no number 0"),
        ("1 4O", "This is not a number."),
        ("1 =", "There is no value yet to go on from."),
        ("2 7", "There are 4 steps"),
        ("3 12", "Write yes or no behind its number."),
        ("1 20\n2 1", "One key result in a message"),
        ("what now", "I did not understand that."),
    ],
)
def test_every_refusal_says_what_to_do_and_records_nothing(
    key_result: KeyResult, other_key_results: tuple[KeyResult, KeyResult], say: Say, text: str, refusal: str
) -> None:
    say("list")

    assert refusal in say(text)
    assert not CheckIn.objects.exists()


def test_undo_takes_back_what_was_said_here_one_after_the_other(key_result: KeyResult, dora: Person, say: Say) -> None:
    check_ins.record(key_result, by=dora, value=24)
    say("list")
    say("1 20")
    say("1 18")

    assert say("undo").endswith(": 20\u00a0days again.")
    assert say("отмена").endswith(": 24\u00a0days again.")
    assert say("撤销").startswith("There is no check-in from here to take back.")
    key_result.refresh_from_db()
    assert key_result.current == 24
    assert "24\u00a0days, no change" in say("1 =")


def test_what_is_closed_or_not_seen_any_more_is_not_taken_back_from_here(
    key_result: KeyResult, boris: Person, say: Say
) -> None:
    say("list")
    say("1 20")
    Objective.objects.update(state=Objective.State.CLOSED)
    assert say("undo").endswith("take no check-ins. Nothing is taken back.")

    Objective.objects.update(state=Objective.State.ACTIVE, visibility=Objective.Visibility.PRIVATE)
    KeyResult.objects.update(owner=boris)
    check_ins.record(KeyResult.objects.get(), by=boris, value=13)
    answer = say("undo")

    assert answer.startswith("There is no check-in from here to take back.")
    assert "13" not in answer
    assert CheckIn.objects.standing().count() == 2


def test_when_all_is_said_the_list_offers_it_again(key_result: KeyResult, say: Say) -> None:
    say("list")
    say("1 20")

    assert say("list").startswith("All is checked in until 23\u00a0November. What you may check in again:\n1. Median")


def test_who_owns_nothing_is_told_so(dora: Person, account: ChatAccount, objective: Objective, say: Say) -> None:
    assert say("list") == "No key result of an active objective is yours, so nothing is due."
    assert say("1 20").endswith("No key result of an active objective is yours, so nothing is due.")


def test_a_long_list_says_how_much_more_there_is(objective: Objective, dora: Person, say: Say) -> None:
    KeyResult.objects.bulk_create(
        KeyResult(objective=objective, text=f"{place} " + "long " * 50, owner=dora, start=0, target=9)
        for place in range(MOST_ROWS + 5)
    )
    answer = say("list")

    assert "And 5 more, once these are done." in answer
    assert len(answer) < 4096


def test_what_closed_meanwhile_says_so(key_result: KeyResult, say: Say) -> None:
    say("list")
    Objective.objects.update(state=Objective.State.CLOSED)

    assert "not yours to check in any more" in say("1 20")
    assert not CheckIn.objects.exists()


def test_the_same_delivery_twice_is_one_check_in_with_one_answer(key_result: KeyResult, account: ChatAccount) -> None:
    write(account.external_id, "list", "1")

    first = hear(Message("telegram", "2", account.external_id, "1 20"))
    second = hear(Message("telegram", "2", account.external_id, "1 20"))

    assert (first[1], second[1]) == (True, False)
    assert first[0].answer == second[0].answer
    assert CheckIn.objects.count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one after the other by itself")
@pytest.mark.django_db(transaction=True)
def test_the_same_delivery_many_times_at_once_is_one_check_in(key_result: KeyResult, account: ChatAccount) -> None:
    write(account.external_id, "list", "1")

    def deliver(_time: int) -> bool:
        try:
            return hear(Message("telegram", "2", account.external_id, "1 20"))[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        heard = list(threads.map(deliver, range(12)))

    assert heard.count(True) == 1
    assert CheckIn.objects.count() == 1


def test_a_stranger_learns_nothing_but_how_to_link(key_result: KeyResult, dora: Person) -> None:
    for number, text in enumerate(["list", "1 20", "help", "undo", ""]):
        assert write("404", text, str(number)).startswith("I do not know yet who you are in Vekha.")
    assert not CheckIn.objects.exists()
    assert write("404", "", "9", language="ru") != write("404", "", "10")


def test_a_code_links_once_and_the_list_follows(key_result: KeyResult, dora: Person) -> None:
    code = accounts.give_code(by=dora)

    assert write("71", f"/start {code}", "1", sender_name="dora").startswith(
        "Linked: from now on you check in here as Dora.\n\n1 check-in is due:"
    )
    account = ChatAccount.objects.get()
    assert (account.person, account.service, account.external_id, account.name) == (dora, "telegram", "71", "dora")
    assert Event.objects.get(verb="chat.linked").actor == dora
    assert "does not work" in write("72", str(code), "2")
    assert ChatAccount.objects.count() == 1


def test_a_code_works_for_15_minutes(dora: Person, today: date) -> None:
    code = str(accounts.give_code(by=dora))
    with time_machine.travel(NOW + timedelta(minutes=15, seconds=1), tick=False):
        assert "does not work" in write("71", code)
    assert not ChatAccount.objects.exists()


def test_a_new_code_replaces_the_one_before(dora: Person) -> None:
    earlier = str(accounts.give_code(by=dora))
    accounts.give_code(by=dora)

    assert LinkCode.objects.count() == 1
    assert "does not work" in write("71", earlier)


def test_whoever_tries_codes_is_held_up(dora: Person) -> None:
    for number in range(MOST_WRONG_CODES):
        assert "does not work" in write("71", "ABCD-2345", str(number))
    code = str(accounts.give_code(by=dora))

    assert write("71", code, "98").startswith("Too many codes")
    assert not ChatAccount.objects.exists()
    assert write("72", code, "99").startswith("Linked")


def test_an_account_speaks_for_one_person_at_a_time(account: ChatAccount, frida: Person) -> None:
    write(account.external_id, str(accounts.give_code(by=frida)))

    assert [found.person for found in ChatAccount.objects.all()] == [frida]
    assert Event.objects.filter(verb="chat.unlinked").count() == 1


def test_whoever_links_their_own_account_again_keeps_what_they_chose(
    account: ChatAccount, key_result: KeyResult, dora: Person, say: Say, settings: Settings
) -> None:
    settings.TELEGRAM_TOKEN = "123:abc"
    channels.choose(account, by=dora, wants_reminders=True, news_rhythm="daily")
    say("list")
    say("1 20")

    accounts.link(accounts.give_code(by=dora).code, service="telegram", external_id="71", name="dora_2")

    assert [found.name for found in ChatAccount.objects.all()] == ["dora_2"]
    assert Messages.objects.get(person=dora).news_rhythm == "daily"
    assert say("1 18").endswith("The week is closed.")  # the numbers hold
    assert not Event.objects.filter(verb="chat.unlinked").exists()


def test_whoever_has_left_is_a_stranger(key_result: KeyResult, dora: Person, say: Say) -> None:
    say("list")
    code = str(accounts.give_code(by=dora))
    Person.objects.filter(pk=dora.pk).update(is_active=False)

    assert say("1 20").startswith("I do not know yet")
    assert "does not work" in write("72", code, "5000")
    assert not CheckIn.objects.exists()


def test_nobody_unlinks_the_account_of_another(account: ChatAccount, anna: Person, dora: Person) -> None:
    with pytest.raises(PermissionDenied):
        accounts.unlink(account, by=anna)
    accounts.unlink(account, by=dora)
    assert not ChatAccount.objects.exists()


def test_where_others_read_along_nothing_is_told(key_result: KeyResult, account: ChatAccount) -> None:
    assert write(account.external_id, "list", is_private=False).startswith("Others read along here.")


def test_a_flood_is_answered_once_and_then_not_at_all(key_result: KeyResult, say: Say) -> None:
    for _message in range(MOST_MESSAGES):
        assert say("list").startswith("1 check-in")
    assert say("1 20").startswith("That is more than I can follow.")
    assert say("1 20") == ""
    assert not CheckIn.objects.exists()
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert "20\u00a0days" in say("1 20")


def test_what_was_heard_is_forgotten_after_days(today: date, say: Say) -> None:
    say("help")
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        say("help")
        assert Heard.objects.count() == 1


def test_each_is_answered_in_their_own_language(key_result: KeyResult, dora: Person, say: Say) -> None:
    heads = {}
    for language in ("en", "ru", "zh-hans"):
        Person.objects.filter(pk=dora.pk).update(language=language)
        heads[language] = say("list").splitlines()[0]
    assert len(set(heads.values())) == 3


def test_what_one_message_breaks_does_not_hold_up_the_next(
    key_result: KeyResult, account: ChatAccount, say: Say, caplog: pytest.LogCaptureFixture
) -> None:
    say("list")
    LastList.objects.filter(account=account).update(rows=["broken"])

    assert say("1 20 secret").startswith("That went wrong, and nothing is recorded.")
    assert "secret" not in caplog.text
    assert say("list").startswith("1 check-in is due:")


def test_talking_asks_the_database_the_same_however_long_the_list(
    objective: Objective, dora: Person, say: Say, django_assert_max_num_queries: object
) -> None:
    KeyResult.objects.bulk_create(
        KeyResult(objective=objective, text=str(place), owner=dora, start=0, target=9) for place in range(15)
    )
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        say("list")
    assert timezone.now() == NOW
