"""A company that has kept score for half a year, over real HTTP: its pages, check-ins, and 200 people at once.

    python -m benchmarks --only keeping-score
    .ci/with-postgres .venv/bin/python -m benchmarks --only keeping-score

5,000 people, 6,000 key results that are worked on, each checked in weekly for 26 weeks. Pages are asked for by many
signed-in people in turn: by one client, one request after the other, and by four at once. The clients share the machine
with the server.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from benchmarks.web import HOST, PORT, wait_for

if TYPE_CHECKING:
    from vekha.goals.models import KeyResult

PEOPLE, OBJECTIVES = 5000, 3340
WEEKS = 26
REQUESTS, WARM_UP = 120, 20
CLIENTS = 4
VISITORS = 20  # whose pages are asked for in turn
AT_ONCE = 200  # people who check in at the same moment
MOST_ROWS = 3  # each in so many key results of their own
TOKEN = "b" * 32  # of the forms: cookie and field have to agree, no more
# The aims for p95 of one request after the other, in milliseconds.
AIMS = {"My week": 80, "A check-in": 60, "Company, 40 objectives": 150, "Company as of nine weeks ago": 300}


@dataclass(frozen=True)
class Answer:
    status: int  # 0: the connection broke
    milliseconds: float
    kilobytes: float


@dataclass(frozen=True)
class Speed:
    page: str
    alone: Sequence[Answer]  # one request after the other
    together: Sequence[Answer]  # CLIENTS at once
    per_second: float  # while they are together
    processor: float | None  # milliseconds of the server's processes for a request; None where that cannot be told


@dataclass(frozen=True)
class AtOnce:
    """What came of it when everybody checked in at the same moment."""

    people: int
    answers: Sequence[Answer]
    seconds: float
    lost: Sequence[str]  # what does not stand as it was said, in words


class Client:
    """Somebody's browser, signed in."""

    def __init__(self, session: str) -> None:
        self.connection = http.client.HTTPConnection(HOST, PORT, timeout=120)
        self.cookies = f"sessionid={session}; csrftoken={TOKEN}"

    def ask(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        """GET, or with fields what the row on My week posts."""
        headers = {"Cookie": self.cookies, "Accept-Encoding": "gzip"}
        if fields:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": TOKEN}
            headers |= {"HX-Request": "true", "HX-Current-URL": f"http://{HOST}:{PORT}/"}
        started = time.perf_counter()
        try:
            self.connection.request("POST" if fields else "GET", path, urlencode(fields) if fields else None, headers)
            response = self.connection.getresponse()
            status, content = response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            print(f"{path}: {error!r} after {time.perf_counter() - started:.1f} s", file=sys.stderr)
            self.connection.close()
            status, content = 0, b""
        return Answer(status, (time.perf_counter() - started) * 1000, len(content) / 1024)


def measure(database: str, folder: Path) -> tuple[list[Speed], AtOnce]:
    """Make the company unless it is there, start the server, time the pages, let everybody check in at once."""
    with served(database, folder, PEOPLE, OBJECTIVES) as (facts, server):
        time.sleep(5)  # the coach's dictionaries are being loaded
        speeds = [_time(page, visits, server) for page, visits in facts["pages"].items()]
        speeds.insert(1, _time("A check-in", facts["check_ins"], server, say_next))
        return speeds, all_at_once(facts["at_once"], database, folder)


@contextmanager
def served(database: str, folder: Path, people: int, objectives: int) -> Iterator[tuple[dict[str, Any], int]]:
    """A company of that size and a server with two workers: who may visit what, and the server's process."""
    facts = _run(database, folder, ["make", str(people), str(objectives)])
    command = [str(Path(sys.executable).parent / "vekha"), "serve", "--port", str(PORT), "--workers", "2"]
    server = subprocess.Popen(command, env=_environment(database, folder))
    try:
        wait_for(server)
        yield facts, server.pid
    finally:
        server.terminate()
        server.wait(20)


def _run(database: str, folder: Path, arguments: Sequence[str], given: str = "") -> Any:
    """What a process of its own answers, with this database."""
    command = [sys.executable, "-m", "benchmarks.keeping_score", *arguments]
    environment = _environment(database, folder)
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True, input=given)
    return json.loads(done.stdout.splitlines()[-1])


def _environment(database: str, folder: Path) -> dict[str, str]:
    return os.environ | {"VEKHA_DATA": str(folder), "VEKHA_DATABASE": database}


def say_next(number: int) -> dict[str, str]:
    """What somebody types in a row, another value each time."""
    return {"value": str(number % 90 + 1), "confidence": str(number % 11), "note": "Counted on Thursday, as always"}


def _time(
    page: str,
    visits: Sequence[tuple[str, str]],  # by whose session, to which address
    server: int,
    fields: Callable[[int], dict[str, str] | None] = lambda number: None,
) -> Speed:
    clients = {session: Client(session) for session, _path in visits}
    asked = ((clients[session], path, fields(number)) for number, (session, path) in enumerate(cycle(visits), 1))
    for client, path, typed in islice(asked, WARM_UP):
        client.ask(path, typed)
    before = processor_time(server)
    alone = [client.ask(path, typed) for client, path, typed in islice(asked, REQUESTS)]
    used = processor_time(server) - before
    shares: list[list[tuple[str, str, dict[str, str] | None]]] = [[] for _ in range(CLIENTS)]
    for number, (session, path) in enumerate(islice(cycle(visits), REQUESTS)):
        shares[number % CLIENTS].append((session, path, fields(number)))

    def ask_all(share: list[tuple[str, str, dict[str, str] | None]]) -> list[Answer]:
        own = {session: Client(session) for session, _path, _fields in share}
        return [own[session].ask(path, typed) for session, path, typed in share]

    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        together = [answer for answers in pool.map(ask_all, shares) for answer in answers]
    rate = len(together) / (time.perf_counter() - started)
    return Speed(page, alone, together, rate, used / REQUESTS * 1000 if used else None)


def all_at_once(people: Sequence[dict[str, Any]], database: str, folder: Path) -> AtOnce:
    """Everybody checks in their own rows, and adds one to a key result that all of them share."""
    start = Barrier(len(people))

    def check_in(number: int, person: dict[str, Any]) -> list[Answer]:
        client = Client(person["session"])
        start.wait()
        answers = [client.ask(path, say_next(number + place)) for place, path in enumerate(person["own"])]
        return [*answers, client.ask(person["shared"], {"value": "+1"})]

    since, started = datetime.now(UTC), time.perf_counter()
    with ThreadPoolExecutor(len(people)) as pool:
        answered = list(pool.map(check_in, range(len(people)), people))
    seconds = time.perf_counter() - started
    own = {
        path: int(say_next(number + place)["value"])
        for number, person in enumerate(people)
        for place, path in enumerate(person["own"])
    }
    said = {"own": own, "shared": people[0]["shared"], "people": len(people), "since": since.isoformat()}
    lost = _run(database, folder, ["verify"], json.dumps(said))
    return AtOnce(len(people), [answer for each in answered for answer in each], seconds, lost)


def processor_time(process: int) -> float:
    """Seconds of processor time that a process and all below it have used; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return 0.0
    ticks = int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK") + sum(processor_time(int(child)) for child in children)


def table(speeds: Sequence[Speed]) -> str:
    """The speeds as Markdown; bold is short of its aim."""
    lines = [
        f"| | p50 / p95 / p99, ms | aim p95 | processor, ms | {CLIENTS} at once: p50 / p95 / p99, ms | a second "
        "| kB | not 200 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for it in speeds:
        aim = AIMS.get(it.page)
        processor = "" if it.processor is None else f"{it.processor:.0f}"
        size = statistics.median(answer.kilobytes for answer in it.alone)
        failed = sum(answer.status != 200 for answer in (*it.alone, *it.together))
        lines.append(
            f"| {it.page} | {_spread(it.alone, aim)} | {aim or ''} | {processor} | {_spread(it.together)} "
            f"| {it.per_second:.0f} | {size:.0f} | {failed} |"
        )
    return "\n".join(lines)


def words(done: AtOnce) -> str:
    """What came of everybody checking in at once, as Markdown."""
    failed = sum(answer.status != 200 for answer in done.answers)
    rate = len(done.answers) / done.seconds
    return (
        f"{done.people} people at once, {len(done.answers)} check-ins in {done.seconds:.1f} s ({rate:.0f} a second): "
        f"p50 / p95 / p99 {_spread(done.answers)} ms; not 200: {failed}; lost or wrong: {len(done.lost)}"
        + "".join(f"\n- {what}" for what in done.lost[:20])
    )


def _spread(answers: Sequence[Answer], aim: int | None = None) -> str:
    times = [answer.milliseconds for answer in answers]
    cut = statistics.quantiles(times, n=100)
    p95 = f"{cut[94]:.0f}" if aim is None or cut[94] <= aim else f"**{cut[94]:.0f}**"
    return f"{statistics.median(times):.0f} / {p95} / {cut[98]:.0f}"


def make(people: int, objectives: int) -> dict[str, Any]:
    """Make the company unless it is there, and say who may visit what."""
    from django.core.management import call_command
    from django.db import connection

    from vekha.demo import build

    call_command("migrate", verbosity=0)
    if build.is_empty():
        build.company("en", size=people, objectives=objectives)
        keep_score()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
    return facts()


def keep_score() -> None:
    """Check in every key result that is worked on, every week for half a year; some fall silent, two in three owe."""
    from django.db import transaction
    from django.utils import timezone

    from vekha.activity.models import Event
    from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective

    now = timezone.now()
    Cycle.objects.running().filter(starts__gt=now - timedelta(weeks=WEEKS + 1)).update(
        starts=now.date() - timedelta(weeks=WEEKS + 1)
    )
    with transaction.atomic():
        worked_on = KeyResult.objects.filter(objective__state=Objective.State.ACTIVE)
        CheckIn.objects.filter(key_result__in=worked_on).delete()
        Event.objects.filter(verb="check_in.recorded").delete()
        for chunk in _chunks(worked_on.select_related("objective__cycle").prefetch_related("steps").order_by("pk")):
            said = [list(_half_a_year(key_result, now)) for key_result in chunk]
            CheckIn.objects.bulk_create([check_in for history in said for check_in in history])
            for key_result, history in zip(chunk, said, strict=True):
                key_result.follow(history, [step.weight for step in key_result.steps.all()])
            KeyResult.objects.bulk_update(
                chunk, ["current", "progress", "confidence", "previous_confidence", "checked_in_on"]
            )
            _tell(said)
        for objective in Objective.objects.in_play().select_related("cycle").prefetch_related("key_results"):
            objective.recompute()


def _chunks(key_results: Any) -> Iterator[list[Any]]:
    found = list(key_results)
    for first in range(0, len(found), 500):
        yield found[first : first + 500]


def _half_a_year(key_result: "KeyResult", now: Any) -> Iterator[Any]:
    """The check-ins of one key result: towards its target at its own speed, around its corridor, step by step."""
    from vekha.goals.models import CheckIn, KeyResult

    number = key_result.pk
    steps = len(key_result.steps.all())
    speed = number % 9 + 3  # tenths of what is needed
    belief = 2 if number % 10 == 0 else min(speed, 9)  # one in ten sees it darker than the numbers
    last = 4 if number % 13 == 0 else 0 if number % 3 == 0 else 1  # weeks ago
    for week in range(WEEKS, last - 1, -1):
        gone = (WEEKS - week) / WEEKS
        match key_result.kind:
            case KeyResult.Kind.KEEP:
                middle = key_result.low if key_result.low is not None else key_result.high or 0
                value = round(middle * (1 + ((number + week) % 7 - 3) / 50), 2)
            case KeyResult.Kind.STEPS:
                value = float(int(steps * gone))
            case KeyResult.Kind.DONE:
                value = float(gone > 0.9)
            case _:
                start, target = key_result.start or 0, key_result.target or 0
                walked = gone * speed / 10 + ((number + week) % 5 - 2) / 100
                value = round(start + (target - start) * walked, 2)
        at = now - timedelta(weeks=week, minutes=number % 300)
        yield CheckIn(
            key_result=key_result,
            author_id=key_result.owner_id,
            at=at,
            recorded_at=at,
            value=value,
            confidence=max(0, belief - week % 2),
            note=f"Counted on Thursday: {value} after {WEEKS - week} weeks" if week % 2 else "",
            blocker="Waiting for the list of addresses" if (number + week) % 20 == 0 else "",
        )


def _tell(said: list[list[Any]]) -> None:
    """The events of these check-ins; whoever owns the objective hears of them, and has seen those before last week."""
    from vekha.activity.log import reference
    from vekha.activity.models import Event, Notice

    events, heard = [], []
    for history in said:
        before = None
        for check_in in history:
            key_result = check_in.key_result
            event = Event(
                verb="check_in.recorded",
                actor_id=check_in.author_id,
                at=check_in.at,
                subject=reference(key_result.objective),
                target=reference(check_in),
                changes={
                    "key_result": key_result.text,
                    "kind": key_result.kind,
                    "unit": key_result.unit,
                    "value": [before, check_in.value],
                    "confidence": check_in.confidence,
                    "note": check_in.note,
                    "blocker": check_in.blocker,
                },
            )
            before = check_in.value
            events.append(event)
            if key_result.objective.owner_id not in (None, check_in.author_id):
                is_new = check_in is history[-1]
                heard.append(
                    Notice(
                        person_id=key_result.objective.owner_id, event=event, seen_at=None if is_new else check_in.at
                    )
                )
    Event.objects.bulk_create(events)
    for notice in heard:
        notice.event_id = notice.event.pk
    Notice.objects.bulk_create(heard)


def facts() -> dict[str, Any]:
    """Who may visit what: sessions with addresses for each page, and the rows of those who check in at once."""
    from django.conf import settings
    from django.test import Client as Visitor
    from django.urls import reverse
    from django.utils import timezone

    from vekha.goals.models import Cycle, KeyResult, Objective
    from vekha.kpis.models import Kpi
    from vekha.people.models import Membership, Person, Team

    settings.ALLOWED_HOSTS.append("testserver")

    def session(person: Person) -> str:
        visitor = Visitor()
        visitor.force_login(person)
        return visitor.cookies["sessionid"].value

    owed = KeyResult.objects.owed().filter(kind=KeyResult.Kind.REACH, owner__role="member", owner__is_active=True)
    rows: dict[int, list[KeyResult]] = {}
    for key_result in owed.select_related("objective").order_by("pk"):
        rows.setdefault(key_result.owner_id or 0, []).append(key_result)
    people = list(Person.objects.filter(pk__in=rows).order_by("pk"))
    people = people[:: max(1, len(people) // AT_ONCE)][:AT_ONCE]
    sessions = {person.pk: session(person) for person in people}

    def check_in(key_result: KeyResult) -> str:
        return reverse("goals:check-in", args=[key_result.pk])

    # A key result that all of them lead, so that all may check it in.
    everybody, _is_new = Team.objects.get_or_create(name="Everybody at once")
    Membership.objects.filter(team=everybody).delete()
    Membership.objects.bulk_create(
        Membership(team=everybody, person=person, role=Membership.Role.LEAD) for person in people
    )
    running = Cycle.objects.running().order_by("ends").first()
    shared, _is_new = Objective.objects.get_or_create(
        title="Everybody calls one client", cycle=running, state=Objective.State.ACTIVE
    )
    shared.teams.set([everybody])
    calls = shared.key_results.create(text="Calls from 0 to 1000", start=0, target=1000, owner=people[0])
    calls.check_ins.create(value=0, author=people[0])
    calls.recompute()

    some = people[:: max(1, len(people) // VISITORS)]
    mine = [rows[person.pk][0] for person in some]
    teams = [
        Membership.objects.filter(person=person).exclude(team=everybody).values_list("team", flat=True).first() or 1
        for person in some
    ]
    on = timezone.localdate() - timedelta(weeks=9)
    board = reverse("goals:company") + "?level=team"

    def visits(paths: Sequence[str]) -> list[tuple[str, str]]:
        return [(sessions[person.pk], path) for person, path in zip(some, cycle(paths), strict=False)]

    pages = {
        "My week": [reverse("goals:my-week")] * len(some),
        "Company, 40 objectives": [board] * len(some),
        "Company as of nine weeks ago": [f"{board}&on={on}"] * len(some),
        "Team": [reverse("goals:team", args=[team]) for team in teams],
        "Objective": [reverse("goals:objective", args=[one.objective_id]) for one in mine],
        "Key result": [reverse("goals:key-result", args=[one.pk]) for one in mine],
        "KPIs": [reverse("kpis:board")] * len(some),
        "A KPI": [
            reverse("kpis:kpi", args=[pk])
            for pk in Kpi.objects.filter(visibility="everyone").values_list("pk", flat=True)[: len(some)]
        ],
        "Inbox": [reverse("goals:inbox")] * len(some),
    }
    return {
        "pages": {page: visits(paths) for page, paths in pages.items()},
        "check_ins": visits([check_in(one) for one in mine]),
        "at_once": [
            {
                "session": sessions[person.pk],
                "own": [check_in(one) for one in rows[person.pk][:MOST_ROWS]],
                "shared": check_in(calls),
            }
            for person in people
        ],
    }


def verify(said: dict[str, Any]) -> list[str]:
    """What does not stand as it was said by all at once, in words; empty: nothing was lost."""
    from django.urls import resolve

    from vekha.activity.log import reference
    from vekha.activity.models import Event
    from vekha.goals.models import CheckIn, KeyResult, Objective

    wrong = []
    own = {resolve(path).kwargs["pk"]: value for path, value in said["own"].items()}
    shared = resolve(said["shared"]).kwargs["pk"]
    key_results = KeyResult.objects.in_bulk([*own, shared])
    for pk, value in own.items():
        if key_results[pk].current != value:
            wrong.append(f"key result {pk}: said {value}, stands at {key_results[pk].current}")
    if key_results[shared].current != said["people"]:
        wrong.append(f"the shared key result stands at {key_results[shared].current}, not at {said['people']}")
    touched = Objective.objects.filter(key_results__in=key_results).distinct()
    for thing in (*key_results.values(), *touched):
        before = (thing.progress, thing.confidence, thing.previous_confidence, thing.checked_in_on)
        thing.recompute()
        if before != (thing.progress, thing.confidence, thing.previous_confidence, thing.checked_in_on):
            wrong.append(f"{thing._meta.model_name} {thing.pk} is not what follows from its check-ins")
    made = CheckIn.objects.filter(key_result__in=key_results, at__gte=said["since"])
    if len(made) != len(own) + said["people"]:
        wrong.append(f"{len(made)} check-ins stand of {len(own) + said['people']}")
    events = Event.objects.filter(verb="check_in.recorded", target__in=[reference(check_in) for check_in in made])
    if events.count() != len(made) or events.values("target").distinct().count() != len(made):
        wrong.append(f"{events.count()} events tell of {len(made)} check-ins")
    return wrong


def main(what: str, *arguments: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")
    import django

    django.setup()
    print(json.dumps(make(*map(int, arguments)) if what == "make" else verify(json.loads(sys.stdin.read()))))


if __name__ == "__main__":
    main(*sys.argv[1:])
