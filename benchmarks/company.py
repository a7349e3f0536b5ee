"""Makes the company to measure, in the database that the environment names, and says how to reach it, as JSON."""

import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vekha.goals.models import Objective
    from vekha.people.models import Person

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")


KEY_RESULTS = [
    "Repeat bookings from 9% to 25%",
    "Launch a mobile app",
    "Improve the rating of breakfast",
    "Make 400 calls to guests who left a complaint",
    "Nights sold through partners from 140 to 60 a month",
]


def pasted(number: int) -> str:
    """A draft of five key results that the server has not seen before."""
    lines = [f"KR{place}: {text} in house {number}" for place, text in enumerate(KEY_RESULTS, 1)]
    return "\n".join([f"Objective: Guests of house {number} come back within the year", *lines])


def draft(owner: "Person", beside: "Objective") -> "Objective":
    """A draft of five key results, half of them as a coach would not leave them."""
    from vekha.goals.actions import key_results, objectives

    title = "Guests who stay once come back within the year"
    written = objectives.write(by=owner, cycle=beside.cycle, title=title, level="person", owner=owner)
    for text in KEY_RESULTS:
        key_results.add(written, by=owner, text=text, kind="done")
    return written


def main(people: int, objectives: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    settings.ALLOWED_HOSTS.append("testserver")
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.SECURE_SSL_REDIRECT = False
    call_command("migrate", verbosity=0)

    from vekha.demo import build
    from vekha.goals.models import KeyResult, Objective
    from vekha.people.models import Person

    if build.is_empty():
        build.company("en", size=people, objectives=objectives)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
    dora = Person.objects.get(email__startswith="dora@")
    owed = KeyResult.objects.owed_by(dora).filter(kind=KeyResult.Kind.REACH).first()
    objective = Objective.objects.filter(key_results__owner=dora, state=Objective.State.ACTIVE).first()
    assert owed
    assert objective
    pages = {
        "My week": reverse("goals:my-week"),
        "Company, 40 objectives with their key results": reverse("goals:company") + "?level=team",
        "Objective": reverse("goals:objective", args=[objective.pk]),
        "Planning, every team of a cycle": reverse("rituals:planning"),
        "Coach beside an objective": reverse("advice:objective", args=[objective.pk]),
        "Coach beside a draft of five key results": reverse("advice:objective", args=[draft(dora, objective).pk]),
    }
    check_in = reverse("goals:check-in", args=[owed.pk])

    client = Client()
    client.force_login(dora)
    queries = {}
    for page, path in pages.items():
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.get(path)
        assert response.status_code == 200, (page, response.status_code)
        queries[page] = len(captured)
    fields = {"value": "3", "confidence": "7", "note": "counted"}
    with CaptureQueriesContext(connection) as captured:
        response = client.post(check_in, fields, headers={"HX-Request": "true"})
    assert response.status_code == 200, response.status_code
    queries["A check-in"] = len(captured)
    with CaptureQueriesContext(connection) as captured:
        response = client.post(reverse("advice:coach"), {"text": pasted(0)})
    assert response.status_code == 200, response.status_code
    queries["A pasted draft, other words each time"] = len(captured)
    print(
        json.dumps(
            {
                "email": dora.email,
                "password": build.PASSWORD,
                "pages": pages,
                "check_in": check_in,
                "coach": reverse("advice:coach"),
                "queries": queries,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
