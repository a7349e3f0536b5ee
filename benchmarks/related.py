"""Related objectives: a first refresh, one after a few edits, and the look-up of a page, by words and by meaning.

    python -m benchmarks.related

The objectives are made of the rules' examples in three languages, all different, over 40 teams.
"""

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")

OBJECTIVES = 2000
TEAMS = 40
LOOKUPS = 300


class Speed(NamedTuple):
    """Seconds of a refresh, milliseconds of a look-up (processor time, on one core), megabytes at most."""

    embedder: str
    statements: int
    relations: int
    first: float
    after_ten_edits: float
    lookup_p50: float
    lookup_p95: float
    megabytes: float


def measure(embedder: str) -> Speed:
    """In a process and a database of its own. `embedder`: words or meaning."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"VEKHA_DATA": folder, "VEKHA_DATABASE": f"sqlite:///{Path(folder)}/bench.sqlite3"}
        ran = subprocess.run(
            [sys.executable, "-m", "benchmarks.related", embedder],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    return Speed(*json.loads(ran.stdout.splitlines()[-1]))


def table(speeds: list[Speed]) -> str:
    rows = [
        f"| {speed.embedder} | {speed.relations:,} | {speed.first:.1f} | {speed.after_ten_edits:.1f} "
        f"| {speed.lookup_p50:.1f} / {speed.lookup_p95:.1f} | {speed.megabytes:.0f} |"
        for speed in speeds
    ]
    head = f"| {OBJECTIVES:,} objectives, compared by | relations | first refresh, s | after ten edits, s "
    return "\n".join([head + "| look-up p50 / p95, ms | MB at most |", "|---|---|---|---|---|---|", *rows])


def _measured(name: str) -> Speed:
    import django

    django.setup()
    from django.core.management import call_command
    from django.template import engines

    from vekha.advice.actions import related
    from vekha.advice.related import Lexical, best_embedder
    from vekha.goals.models import KeyResult, Objective
    from vekha.people.models import Person

    call_command("migrate", verbosity=0)
    _fill()
    embedder = Lexical() if name == "words" else best_embedder()
    started = time.process_time()
    done = related.refresh(embedder)
    first = time.process_time() - started

    for key_result in KeyResult.objects.order_by("?")[:10]:
        KeyResult.objects.filter(pk=key_result.pk).update(text=f"{key_result.text} 7")
    started = time.process_time()
    related.refresh(embedder)
    after_ten_edits = time.process_time() - started

    template = engines["django"].from_string("{% load related %}{% related_objectives objective %}")
    reader = Person.objects.get()
    times = []
    for objective in Objective.objects.order_by("?")[:LOOKUPS]:
        started = time.process_time()
        template.render({"objective": objective, "user": reader})
        times.append(1000 * (time.process_time() - started))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    p95 = statistics.quantiles(times, n=20)[-1]
    return Speed(name, done.statements, done.relations, first, after_ten_edits, statistics.median(times), p95, peak)


def _fill() -> None:
    from datetime import date

    from benchmarks import coach
    from vekha.goals.models import Cycle, KeyResult, Objective
    from vekha.people.models import Organisation, Person, Team

    Organisation(name="Measured", language="en").save()
    Person.objects.create_user("reader@example.com", "a long enough one", name="Reader")
    cycle = Cycle.objects.create(name="Now", starts=date(2026, 10, 1), ends=date(2026, 12, 31))
    teams = [Team.objects.create(name=f"Team {number}") for number in range(TEAMS)]
    texts = [json.loads(line)["text"][:300] for line in coach.statements(4 * OBJECTIVES)]
    random.Random(2).shuffle(texts)
    objectives = [
        Objective(cycle=cycle, title=text, state=Objective.State.ACTIVE, search_text="") for text in texts[:OBJECTIVES]
    ]
    objectives = Objective.objects.bulk_create(objectives)
    links = Objective.teams.through
    links.objects.bulk_create(
        links(objective_id=objective.pk, team_id=teams[number % TEAMS].pk)
        for number, objective in enumerate(objectives)
    )
    KeyResult.objects.bulk_create(
        KeyResult(objective=objectives[number % OBJECTIVES], text=text)
        for number, text in enumerate(texts[OBJECTIVES:])
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_measured(sys.argv[1])))
    else:
        print(table([measure("words"), measure("meaning")]))
