"""Many people check in at the same moment, against the real server with two workers: none is refused, nothing is lost.

`python -m benchmarks --only keeping-score` does the same with 200 people in a large company.
"""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from benchmarks import keeping_score, web

pytestmark = pytest.mark.django_db(transaction=True)  # on PostgreSQL the server works in the database of the tests


def test_nobody_is_refused_and_nothing_that_was_said_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setattr(web, "PORT", port)
    monkeypatch.setattr(keeping_score, "PORT", port)
    database = f"sqlite:///{tmp_path}/vekha.sqlite3"
    if connection.vendor == "postgresql":
        it = connection.settings_dict
        database = f"postgres://{it['USER']}:{it['PASSWORD']}@{it['HOST']}:{it['PORT']}/{it['NAME']}"
    else:
        with closing(sqlite3.connect(tmp_path / "vekha.sqlite3")) as file:
            connection.connection.backup(file)  # the tables are made already

    with keeping_score.served(database, tmp_path, people=60, objectives=50) as (facts, _server):
        done = keeping_score.all_at_once(facts["at_once"], database, tmp_path)

    assert done.people > 20
    assert {answer.status for answer in done.answers} == {200}
    assert done.lost == []
