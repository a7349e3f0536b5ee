"""The commands of the web app, run as a person runs them."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

VEKHA = str(Path(sys.executable).parent / "vekha")


def vekha(*arguments: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("VEKHA_")}
    return subprocess.run(
        [VEKHA, *arguments],
        env=clean | {"VEKHA_DATA": str(data), "LC_ALL": "C.UTF-8"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_doctor_says_what_to_do_and_is_content_afterwards(tmp_path: Path) -> None:
    before = vekha("doctor", data=tmp_path)
    assert before.returncode == 1
    assert "vekha serve" in before.stdout

    assert vekha("manage", "migrate", "-v0", data=tmp_path).returncode == 0
    after = vekha("doctor", data=tmp_path)
    assert after.returncode == 0, after.stdout


@pytest.mark.parametrize(("code", "word"), [("ru_RU.UTF-8", "база данных"), ("zh_CN.UTF-8", "数据库")])
def test_the_doctor_speaks_the_language_of_the_system(tmp_path: Path, code: str, word: str) -> None:
    assert word in vekha("doctor", data=tmp_path, LC_ALL=code, LANG=code).stdout


def test_a_setting_that_cannot_be_read_is_named_without_a_trace(tmp_path: Path) -> None:
    doctor = vekha("doctor", data=tmp_path, VEKHA_SESSION_DAYS="a month")
    assert doctor.returncode == 1
    assert "VEKHA_SESSION_DAYS" in doctor.stdout
    assert "Traceback" not in doctor.stdout + doctor.stderr


def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    doctor = vekha("doctor", data=tmp_path, VEKHA_DATABASE="postgres://vekha@127.0.0.1:1/vekha")
    assert doctor.returncode == 1
    assert "VEKHA_DATABASE" in doctor.stdout


def test_the_demo_keeps_what_was_changed_until_it_is_begun_anew(tmp_path: Path) -> None:
    first = vekha("demo", "--no-serve", "--language", "en", data=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "dora@" in first.stdout
    database = sqlite3.connect(tmp_path / "vekha.sqlite3")
    database.execute("UPDATE people_organisation SET name = 'Changed'")
    database.commit()
    database.close()

    assert "Changed" in vekha("demo", "--no-serve", data=tmp_path).stdout
    assert "Changed" not in vekha("demo", "--no-serve", "--fresh", data=tmp_path).stdout


def test_the_secret_is_random_kept_and_private(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other, one):
        vekha("doctor", data=folder)
    assert (one / "secret").read_text() != (other / "secret").read_text()
    assert (one / "secret").stat().st_mode & 0o077 == 0


def test_a_killed_server_leaves_a_sound_database(tmp_path: Path) -> None:
    assert vekha("demo", "--no-serve", "--language", "en", data=tmp_path).returncode == 0
    environment = os.environ | {"VEKHA_DATA": str(tmp_path)}
    server = subprocess.Popen(
        [VEKHA, "serve", "--port", "8971", "--workers", "1"], env=environment, start_new_session=True
    )
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen("http://127.0.0.1:8971/sign-in/", timeout=2)
                break
            except OSError:
                time.sleep(0.2)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()

    database = sqlite3.connect(tmp_path / "vekha.sqlite3")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert vekha("doctor", data=tmp_path).returncode == 0
