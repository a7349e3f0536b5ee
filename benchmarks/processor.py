"""What one request of the coach costs the processor: live advice, saving a draft, the panel beside an objective.

In one process, without a network, by processor time: other work on the machine changes little of it.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

REQUESTS = 100  # a row
SIGNED_IN = {"HTTP_ACCEPT_ENCODING": "gzip", "SERVER_NAME": "localhost"}


@dataclass(frozen=True)
class Cost:
    what: str
    times: list[float]  # milliseconds of processor time
    queries: int


def measure(folder: Path) -> list[Cost]:
    """Make a company with drafts in that folder, and ask."""
    os.environ |= {"VEKHA_DATA": str(folder), "VEKHA_DATABASE": f"sqlite:///{folder}/bench.sqlite3"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "vekha.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from benchmarks.company import draft
    from benchmarks.drafts import FieldsOf
    from vekha.advice import coaching
    from vekha.demo import build
    from vekha.goals.models import Objective
    from vekha.people.models import Person

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    build.company("en")
    coaching.warm_up()
    dora = Person.objects.get(email__startswith="dora@")
    active = Objective.objects.filter(state=Objective.State.ACTIVE).first()
    assert active
    objective = draft(dora, active)
    client = Client()
    client.force_login(dora)
    page, advice = (reverse(f"advice:{name}", args=[objective.pk]) for name in ("draft", "draft-advice"))
    found = FieldsOf(client.get(page, **SIGNED_IN).content).found
    fields: dict[str, Any] = {name: [value for other, value in found if other == name] for name, _value in found}
    changing = ["title", next(name for name in fields if name.startswith("kr-") and name.endswith("-text"))]
    begun = {name: fields[name][0] for name in changing}

    def type_on(number: int) -> None:
        fields.update({name: f"{begun[name]}, week {number}" for name in changing})

    def post(path: str, fields: dict[str, Any]) -> Any:
        sent = urlencode(fields, doseq=True)
        form = "application/x-www-form-urlencoded"
        return lambda: client.post(path, sent, form, headers={"HX-Request": "true"}, **SIGNED_IN)

    def ask(number: int) -> Any:
        type_on(number)
        return post(advice, {name: value for name, value in fields.items() if not name.startswith("was-")})

    def save(number: int) -> Any:
        type_on(number)
        fields["was-title"] = Objective.objects.values_list("title", flat=True).get(pk=objective.pk)
        fields[f"was-{changing[1]}"] = objective.key_results.values_list("text", flat=True)[0]
        return post(page, fields)

    def look(_number: int) -> Any:
        address = reverse("advice:objective", args=[active.pk])
        return lambda: client.get(address, headers={"HX-Request": "true"}, **SIGNED_IN)

    def look_at_changed(number: int) -> Any:
        Objective.objects.filter(pk=objective.pk).update(title=f"{begun['title']}, month {number}")
        address = reverse("advice:objective", args=[objective.pk])
        return lambda: client.get(address, headers={"HX-Request": "true"}, **SIGNED_IN)

    return [
        _cost("Live advice while typing", ask),
        _cost("Saving a new title and a new key result", save),
        _cost("Coach beside an objective", look),
        _cost("Coach beside an objective with five key results, changed before each request", look_at_changed),
    ]


def _cost(what: str, prepared: Callable[[int], Callable[[], Any]]) -> Cost:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(5):
        answer = prepared(number)()
        assert answer.status_code == 200, (what, answer.status_code)
    request = prepared(6)
    with CaptureQueriesContext(connection) as captured:
        request()
    queries = len(captured)
    times = []
    for number in range(10, 10 + REQUESTS):
        request = prepared(number)
        started = time.process_time()
        request()
        times.append((time.process_time() - started) * 1000)
    return Cost(what, times, queries)


def table(costs: list[Cost]) -> str:
    """The costs as Markdown."""
    lines = ["| processor time of a request | p50, ms | p95, ms | queries |", "|---|---|---|---|"]
    for cost in costs:
        cut = statistics.quantiles(cost.times, n=20)
        lines.append(f"| {cost.what} | {statistics.median(cost.times):.1f} | {cut[18]:.1f} | {cost.queries} |")
    return "\n".join(lines)
