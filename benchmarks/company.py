"""Makes the company to measure, in the database that the environment names, and says how to reach it, as JSON."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")


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
        "Coach beside an objective": reverse("advice:objective", args=[objective.pk]),
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
    print(
        json.dumps(
            {"email": dora.email, "password": build.PASSWORD, "pages": pages, "check_in": check_in, "queries": queries}
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
