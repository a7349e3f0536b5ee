"""The commands of the web app: `vekha serve`, `work`, `demo`, `doctor`, `manage`."""

import argparse
import logging
import os
import platform
import shutil
import signal
import sqlite3
import sys
import threading
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext, ngettext

LEAST_FREE_MB = 200
# Said before any language can be loaded.
CORRECT_THE_ENVIRONMENT = "Correct the environment variable. · Исправьте переменную окружения. · 改正这个环境变量。"


def serve(arguments: list[str]) -> int:
    """Bring the database up to date and answer requests until stopped."""
    _optimise("serve", arguments)
    _set_up()
    options = _server_parser("serve", gettext("Bring the database up to date and serve Vekha.")).parse_args(arguments)
    _prepare()
    return _run_server(options)


def demo(arguments: list[str]) -> int:
    """Serve a demo company. A second start keeps what was changed; `--fresh` begins anew."""
    _optimise("demo", arguments)
    _set_up()
    from vekha.demo import build
    from vekha.people.models import Organisation

    parser = _server_parser("demo", gettext("Serve a demo company; a second start keeps what was changed."))
    parser.add_argument(
        "--language",
        choices=["ru", "en", "zh"],
        help=gettext("the language of the company and its people; the system's by default"),
    )
    parser.add_argument("--fresh", action="store_true", help=gettext("throw the embedded database away and begin anew"))
    parser.add_argument("--size", type=int, metavar="N", help=gettext("scale the company up to N people"))
    parser.add_argument("--no-serve", action="store_true", help=gettext("only make the company"))
    options = parser.parse_args(arguments)
    if options.fresh:
        _drop_embedded_database()
    _prepare()
    is_new = build.is_empty()
    if is_new:
        build.company(options.language or build.system_language(), size=options.size)
    translation.activate(Organisation.current().language)
    if not is_new and (options.size or options.language):
        print(gettext("There is a company already and it is kept; --fresh begins anew."))
    print(build.invitation_to_sign_in(f"http://{options.host}:{options.port}/"), flush=True)
    return 0 if options.no_serve else _run_server(options)


def work(arguments: list[str]) -> int:
    """Do what is due by time: reminders, news, readings of KPIs, what is computed ahead; hear what messengers say."""
    _set_up()
    from vekha.config import worker

    parser = argparse.ArgumentParser(
        prog="vekha work",
        description=gettext("Send reminders and news, read KPIs, answer messengers, compute what pages only show."),
    )
    parser.add_argument("--once", action="store_true", help=gettext("do everything once, for a timer of your own"))
    options = parser.parse_args(arguments)
    _prepare()
    if options.once:
        return 0 if worker.work_once() else 1
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    listener = worker.listen(stop)
    try:
        worker.work(stop)
    finally:  # whatever ends the one ends the other
        stop.set()
        listener.join()
    return 0


def doctor(arguments: list[str]) -> int:
    """Say what is missing or misconfigured, and what to do about it. Exit code 1 if anything must be mended."""
    try:
        _set_up()
    except Exception as error:  # whatever the environment holds, the doctor answers
        return _report([(False, str(error), CORRECT_THE_ENVIRONMENT)])
    description = gettext("Say what is missing or misconfigured, and what to do about it.")
    argparse.ArgumentParser(prog="vekha doctor", description=description).parse_args(arguments)
    return _report(_diagnose())


def manage(arguments: list[str]) -> int:
    """Run one of Django's own commands."""
    _set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["vekha manage", *arguments])
    return 0


def _server_parser(command: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"vekha {command}", description=description)
    parser.add_argument("--host", default="127.0.0.1", help=gettext("address to listen on"))
    parser.add_argument("--port", type=int, default=8000, help=gettext("port to listen on"))
    parser.add_argument("--workers", type=int, default=2, help=gettext("processes that answer requests"))
    return parser


def _set_up() -> None:
    """Load the web app, and speak the language of the system from here on."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")
    import django

    django.setup()
    from vekha.demo import build

    translation.activate(build.LANGUAGES[build.system_language()])


def _optimise(command: str, arguments: list[str]) -> None:
    """Start again under `python -O`, which also the server's workers inherit."""
    if sys.flags.optimize or os.environ.get("VEKHA_DEBUG"):
        return
    os.execv(sys.executable, [sys.executable, "-O", "-m", "vekha.cli", command, *arguments])


def _prepare() -> None:
    """Migrate the database and collect the static files; both are quick when there is nothing to do."""
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    if not settings.DEBUG:
        _collect_static()


def _collect_static() -> None:
    """Collect the static files once for each version of them, not at every start."""
    from django.conf import settings
    from django.core.management import call_command

    source = settings.PACKAGE / "ui" / "static"
    newest = max(file.stat().st_mtime_ns for file in source.rglob("*") if file.is_file())
    stamp = settings.STATIC_ROOT / "collected"
    state = f"{settings.VERSION} {newest}"
    if stamp.exists() and stamp.read_text() == state:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state)


def _drop_embedded_database() -> None:
    from vekha.config import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] != "django.db.backends.sqlite3":
        sys.exit(gettext("--fresh throws away the embedded database only; empty this one yourself."))
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database['NAME']}{suffix}").unlink(missing_ok=True)


def _run_server(options: argparse.Namespace) -> int:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    logging.getLogger("granian").setLevel(logging.WARNING)
    Server(
        "vekha.config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=2,
        log_level=LogLevels.warning,
    ).serve()
    return 0


def _diagnose() -> list[tuple[bool, str, str]]:
    """What was looked at: whether it is well, what it is, what to do if it is not."""
    from django.conf import settings

    folder = _existing(settings.DATA)
    free = shutil.disk_usage(folder).free // 2**20
    libraries = settings.PACKAGE / "ui" / "static" / "ui" / "vendor" / "htmx.min.js"
    here = {"127.0.0.1", "localhost", "[::1]"}
    return [
        (
            sys.version_info >= (3, 11),
            f"Python {platform.python_version()}",
            gettext("Vekha needs Python 3.11 or newer."),
        ),
        (
            sqlite3.sqlite_version_info >= (3, 37),
            f"SQLite {sqlite3.sqlite_version}",
            gettext("The embedded database needs SQLite 3.37 or newer: update the system, or set VEKHA_DATABASE."),
        ),
        (
            os.access(folder, os.W_OK),
            gettext("data in %s") % settings.DATA,
            gettext("Make the folder writable, or name another one in VEKHA_DATA."),
        ),
        (free > LEAST_FREE_MB, gettext("%d MB free there") % free, gettext("Free some disk space.")),
        (
            libraries.exists(),
            gettext("browser libraries"),
            gettext("Build the package again: uv pip install --editable ."),
        ),
        _database(),
        (
            settings.HTTPS or set(settings.ALLOWED_HOSTS) <= here,
            "HTTPS" if settings.HTTPS else gettext("HTTP, for this machine only"),
            gettext("Others reach Vekha unencrypted: put a proxy with HTTPS before it and set VEKHA_HTTPS=1."),
        ),
        (
            bool(settings.EMAIL_HOST) or set(settings.ALLOWED_HOSTS) <= here,
            gettext("mail by %s") % settings.EMAIL_HOST if settings.EMAIL_HOST else gettext("mails are printed"),
            gettext("Invitations do not arrive: name the mail server in VEKHA_MAIL_HOST."),
        ),
    ]


def _database() -> tuple[bool, str, str]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Exception as error:  # a driver that is missing, a server that is down, a wrong password
        return (
            False,
            gettext("database: %s") % error,
            gettext("Check VEKHA_DATABASE, and that the database server runs."),
        )
    if waiting:
        return (
            False,
            ngettext("database: %d migration waits", "database: %d migrations wait", waiting) % waiting,
            gettext("Run vekha serve, or vekha manage migrate."),
        )
    return True, gettext("database: %s") % connection.vendor, ""


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return folder if folder.exists() else _existing(folder.parent)


def _report(findings: list[tuple[bool, str, str]]) -> int:
    for well, what, remedy in findings:
        print(f"✓ {what}" if well else f"✗ {what}\n  {remedy}")
    return 0 if all(well for well, _, _ in findings) else 1
