"""`vekha work`: does by itself what nobody should have to think of.

What is due follows from the data each time a duty is done: stopping the worker, or killing it, loses nothing. Several
workers on one database take turns.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from vekha.advice.actions import error_counts, related
from vekha.alone import alone
from vekha.chat import feishu, rounds, telegram
from vekha.goals import news, reminders
from vekha.goals.actions import kpi_prompts, kpi_values
from vekha.kpis.actions import sources
from vekha.rituals import summaries

ROUND = 15.0  # seconds between two looks at what is due
LONGEST_PAUSE = timedelta(minutes=30)  # before a duty that keeps failing is tried again

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    """Something that is done again and again. Doing it more often than needed does no harm."""

    name: str
    every: timedelta
    do: Callable[[], object]


def clear_sessions() -> None:
    call_command("clearsessions", verbosity=0)


def read_sources() -> None:
    sources.read_due(timezone.now())


DUTIES = (
    Duty("reminders", timedelta(minutes=1), reminders.send_reminders),
    Duty("missing check-ins", timedelta(minutes=10), reminders.tell_of_missing),
    Duty("news", timedelta(minutes=5), news.send_news),
    Duty("messages", timedelta(minutes=1), rounds.send_messages),
    Duty("summaries of meetings", timedelta(minutes=1), summaries.send_summaries),
    Duty("answers in Feishu", timedelta(minutes=1), feishu.send_waiting),
    Duty("sources of KPIs", timedelta(minutes=1), read_sources),
    Duty("key results that read KPIs", timedelta(minutes=1), kpi_values.take_over),
    Duty("broken KPIs", timedelta(minutes=10), kpi_prompts.tell_of_broken),
    Duty("related objectives", timedelta(hours=6), related.refresh),
    Duty("counts of errors", timedelta(hours=1), error_counts.refresh),
    Duty("old sessions", timedelta(days=1), clear_sessions),
)


def listen(stop: Event) -> Thread:
    """Hear what messengers say, beside the duties: they keep a question open until there is an answer."""
    listener = Thread(target=telegram.poll_forever, args=(stop,), name="telegram")
    listener.start()
    return listener


def work(stop: Event, duties: Sequence[Duty] = DUTIES) -> None:
    """Do what is due until told to stop. What fails is logged and tried again, later each time it fails again."""
    due = {duty.name: 0.0 for duty in duties}  # when each is due again, by the monotonic clock
    failures = dict.fromkeys(due, 0)
    while not stop.is_set():
        try:
            with alone("work") as is_alone:
                for duty in duties if is_alone else ():
                    if stop.is_set() or time.monotonic() < due[duty.name]:
                        continue
                    failures[duty.name] = 0 if do(duty) else failures[duty.name] + 1
                    due[duty.name] = time.monotonic() + pause(duty, failures[duty.name]).total_seconds()
        except (DatabaseError, InterfaceError, sqlite3.Error, OSError) as error:
            log.error("The database cannot be reached: %s", type(error).__name__)
        close_old_connections()
        stop.wait(ROUND)


def work_once(duties: Sequence[Duty] = DUTIES) -> bool:
    """Do every duty once; whether all went well. Does nothing while another worker is at it."""
    with alone("work") as is_alone:
        done = [do(duty) for duty in duties] if is_alone else []
    return all(done)


def do(duty: Duty) -> bool:
    """Whether it went well. One duty that fails holds no other one up."""
    try:
        duty.do()
    except Exception:
        log.exception("%s: failed, will be tried again", duty.name)
        return False
    return True


def pause(duty: Duty, failures: int) -> timedelta:
    """How long until a duty is done again, after so many failures in a row."""
    if not failures:
        return duty.every
    return min(timedelta(minutes=2 ** min(failures - 1, 10)), max(LONGEST_PAUSE, duty.every))
