"""A message is heard: what it asks for is done once, and the answer to it is stored with the deed."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.utils import timezone, translation

from vekha.chat import answers, commands
from vekha.chat.actions import accounts
from vekha.chat.commands import Choice, Link, Row, Said, Wish
from vekha.chat.models import CODE_VALID_FOR, ChatAccount, Heard, LastList
from vekha.goals.actions import check_ins
from vekha.goals.forms.check_ins import CheckInForm
from vekha.goals.models import KeyResult
from vekha.goals.week import is_owed, week_of
from vekha.people.models import Organisation, Person
from vekha.ui import numbers
from vekha.ui.numbers import Typed

MOST_ROWS = 20  # of a list: more is no message any more
MOST_MESSAGES = 20  # of a sender, a minute
MOST_WRONG_CODES = 5  # of a sender, in the time that a code is valid
A_MINUTE = timedelta(minutes=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote to Vekha through a messenger."""

    service: str
    number: str  # of the delivery, as the service counts: the same twice is one message
    sender: str
    text: str
    sender_name: str = ""
    reply_to: str = ""  # where the answer goes; empty: back with the response
    is_private: bool = True  # nobody else reads the answer
    command: str = ""  # what stands before every message there, such as "/vekha "
    language: str = ""  # of the sender, if the service knows it


class _Asked(Exception):
    """A number that has more than one reading; what was written waits for the choice."""

    def __init__(self, said: Said, readings: tuple[float, ...]) -> None:
        self.said = said
        self.readings = readings


class _ShowAnew(Exception):
    """The numbers of the list do not hold any more."""


class _NoRow(Exception):
    """The list holds, and has no row of this number."""


def hear(message: Message) -> tuple[Heard, bool]:
    """Do what the message asks, and store the answer with it. Says also whether it is heard for the first time.

    Whatever is wrong with one message does not keep the next from being heard; what is wrong with the database does:
    then the service delivers once more.
    """
    try:
        return _hear(message)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # a defect; what it says may hold the words of the message
        log.error("A message of %s could not be followed: %s", message.service, type(error).__name__)
    with transaction.atomic():
        heard, is_new = _first_time(message)
        if is_new:
            with translation.override(message.language or Organisation.current().language):
                _answer(heard, answers.trouble())
    return heard, is_new


@transaction.atomic
def _hear(message: Message) -> tuple[Heard, bool]:
    Heard.objects.forgotten().delete()
    heard, is_new = _first_time(message)
    if not is_new:
        return heard, False
    known = ChatAccount.objects.select_related("person").select_for_update(of=("self",))
    account = known.filter(service=message.service, external_id=message.sender).first()
    if account and not account.person.is_active:
        account = None
    language = account.person.language if account else message.language or Organisation.current().language
    with translation.override(language):
        _answer(heard, _answer_to(message, heard, account))
    return heard, True


def pass_over(service: str, number: str) -> None:
    """Remember a delivery that holds no message for us, so that it is not asked for again."""
    Heard.objects.get_or_create(service=service, number=number, defaults={"answered_at": timezone.now()})


def _first_time(message: Message) -> tuple[Heard, bool]:
    return Heard.objects.get_or_create(
        service=message.service,
        number=message.number,
        defaults={"sender": message.sender, "reply_to": message.reply_to},
    )


def _answer(heard: Heard, words: str) -> None:
    heard.answer = words
    if not words or not heard.reply_to:
        heard.answered_at = timezone.now()
    heard.save()


def _answer_to(message: Message, heard: Heard, account: ChatAccount | None) -> str:
    lately = Heard.objects.since(message.service, message.sender, A_MINUTE).count()
    if lately > MOST_MESSAGES:
        return answers.too_fast() if lately == MOST_MESSAGES + 1 else ""
    if not message.is_private:
        return answers.in_private_only()
    wish = commands.read(message.text.replace("\0", " "))
    if isinstance(wish, Link):
        return _link(wish, message, heard)
    if account is None:
        return answers.how_to_link(message.command)
    heard.account = account
    return _Talk(account, heard, message.command).obey(wish)


def _link(wish: Link, message: Message, heard: Heard) -> str:
    lately = Heard.objects.since(message.service, message.sender, CODE_VALID_FOR)
    if lately.filter(is_wrong_code=True).count() >= MOST_WRONG_CODES:
        return answers.too_many_codes()
    account = accounts.link(wish.code, service=message.service, external_id=message.sender, name=message.sender_name)
    if account is None:
        heard.is_wrong_code = True
        return answers.wrong_code()
    heard.account = account
    with translation.override(account.person.language):
        return "\n\n".join([answers.linked(account.person.name), _Talk(account, heard, message.command).show()])


def list_of(account: ChatAccount, command: str) -> tuple[str, LastList]:
    """What the person may check in, as the account is shown it: its numbers may be answered once the list is saved."""
    talk = _Talk(account, None, command)
    return talk.look(), talk.last


class _Talk:
    """What one account asks for, with the list it was shown last."""

    def __init__(self, account: ChatAccount, heard: Heard | None, command: str) -> None:
        self.account = account
        self.person: Person = account.person
        self.heard = heard
        self.command = command
        self.last, _created = LastList.objects.get_or_create(account=account)

    def obey(self, wish: Wish | Link | Choice | Row) -> str:
        question, self.last.question = self.last.question, None
        try:
            return self._obey(wish, question)
        finally:
            self.last.save()

    def _obey(self, wish: Wish | Link | Choice | Row, question: Mapping[str, Any] | None) -> str:
        match wish:
            case Wish.LIST:
                return self.show()
            case Wish.UNDO:
                return self.undo()
            case Wish.HELP:
                return answers.helping()
            case Wish.SEVERAL:
                return answers.one_by_one()
            case Choice(place):
                if question is None or place >= len(question["readings"]):
                    self.last.question = question
                    return answers.no_question(self.command)
                return self.check_in(question["row"], Said(**question["said"]), question["readings"][place])
            case Row(number, words):
                return self.check_in(number, words)
            case _:
                return answers.unclear()

    def show(self) -> str:
        """The list of what is due, or of all that may be said while nothing is. Its numbers hold from now on."""
        words = self.look()
        self.last.save()
        return words

    def look(self) -> str:
        """The same list; its numbers hold once `last` is saved."""
        week = week_of(self.person)
        due = [one for one in week.key_results if is_owed(one, week.today)] or list(week.key_results)
        silent = {key_result.pk for key_result, _days in week.silent}
        due.sort(key=lambda one: one.pk not in silent)
        shown = due[:MOST_ROWS]
        prefetch_related_objects([one for one in shown if one.kind == KeyResult.Kind.STEPS], "steps")
        self.last.rows = [[one.pk, one.current] for one in shown]
        self.last.shown_at = timezone.now()
        if not shown:
            return answers.nothing_owned()
        return answers.listed(shown, week, len(due) - len(shown), self.command)

    def check_in(self, number: int, said: str | Said, chosen: float | None = None) -> str:
        """Record a check-in of a row. `said` is what was written behind its number, told apart already or not."""
        try:
            key_result, shown = self._row(number)
            if isinstance(said, str):
                if not said:
                    return answers.no_value(number, self.command)
                is_yes_or_no = key_result.kind == KeyResult.Kind.DONE
                said = commands.tell_apart(said, unit=key_result.unit, is_yes_or_no=is_yes_or_no)
            before = key_result.current
            recorded = said_of(key_result, said, chosen)
            if ("change" in recorded or chosen is not None) and before != shown:
                raise _ShowAnew("moved")
            with transaction.atomic():  # what is refused leaves nothing behind; the refusal itself is stored
                check_in = check_ins.record(key_result, by=self.person, **recorded)
        except _NoRow:
            return answers.no_row(number, len(self.last.rows), self.command)
        except _Asked as asked:
            self.last.question = {"row": number, "said": asdict(asked.said), "readings": asked.readings}
            return answers.question(asked.said.value, asked.readings, self.command)
        except _ShowAnew as why:
            return "\n".join([answers.show_anew(str(why)), self.show()])
        except PermissionDenied:
            return "\n".join([answers.show_anew("gone"), self.show()])
        except ValidationError as error:
            return answers.not_recorded(error.messages)
        if self.heard is not None:
            self.heard.check_in = check_in
        self.last.note_value(key_result.pk, check_in.value)
        return answers.checked_in(check_in, before, week_of(self.person))

    def undo(self) -> str:
        """Take back what was checked in from here last."""
        mine = Heard.objects.filter(account=self.account, check_in__undone_at=None).exclude(check_in=None)
        last = mine.select_related("check_in__key_result__objective").order_by("-pk").first()
        if last is None or last.check_in is None:
            return answers.nothing_to_take_back()
        check_in = last.check_in
        try:
            check_ins.undo(check_in, by=self.person)
        except PermissionDenied:
            return answers.nothing_to_take_back()
        except ValidationError as error:
            return answers.not_taken_back(error.messages)
        now = KeyResult.objects.get(pk=check_in.key_result_id)
        self.last.note_value(now.pk, now.current)
        return answers.taken_back(check_in, now.current)

    def _row(self, number: int) -> tuple[KeyResult, float | None]:
        """The key result of a row, as it stands until others may change it, and the value it was shown with."""
        if not self.last.rows:
            raise _ShowAnew("never")
        if self.last.is_old:
            raise _ShowAnew("old")
        if not 1 <= number <= len(self.last.rows):
            raise _NoRow
        pk, shown = self.last.rows[number - 1]
        key_result = KeyResult.objects.owed_by(self.person).with_objective().filter(pk=pk).first()
        if key_result is None:
            raise _ShowAnew("gone")
        key_result.wait_for_others()
        return key_result, shown


def said_of(key_result: KeyResult, said: Said, chosen: float | None = None) -> dict[str, Any]:
    """What to record. Raises _Asked for a number with several readings and ValidationError for what cannot be read."""
    ticked = key_result.kind in {KeyResult.Kind.STEPS, KeyResult.Kind.DONE}
    fields = QueryDict(mutable=True)
    fields.update({"confidence": said.confidence, "note": said.note, "blocker": said.blocker})
    if not ticked:
        fields["value"] = said.value
        if chosen is not None:
            fields["reading"] = repr(chosen)
    form = CheckInForm(key_result, fields)
    if not form.is_valid():
        if form.readings:
            raise _Asked(said, form.readings)
        raise ValidationError([error for errors in form.errors.as_data().values() for error in errors])
    if not ticked:
        return form.check_in
    words = {name: form.cleaned_data[name] for name in ("confidence", "note", "blocker")}
    typed = _ticked(key_result, said.value)
    return words if typed is None else words | {"change" if typed.is_change else "value": typed.value}


def _ticked(key_result: KeyResult, value: str) -> Typed | None:
    """How many steps are done, or whether the one thing is."""
    if not value:
        return None
    try:
        typed = numbers.read(value)
    except ValueError:
        typed = None
    if key_result.kind == KeyResult.Kind.DONE:
        if typed is None or not (typed == Typed(0, is_change=True) or typed in {Typed(0), Typed(1)}):
            raise ValidationError(answers.not_one_or_nothing())
        return typed
    return typed or Typed(-1)  # refused by the verb, which knows how many steps there are
