"""The commands of the web app: `vekha serve`, `demo`, `doctor`, `manage`."""

import argparse
import logging
import os
import platform
import shutil
import sqlite3
import sys
import time
from pathlib import Path


def serve(arguments: list[str]) -> int:
    """Bring the database up to date and answer requests until stopped."""
    options = _server_options("vekha serve", arguments)
    _optimise("serve", arguments)
    _prepare()
    return _run_server(options)


def demo(arguments: list[str]) -> int:
    """Serve a demo company. A second start keeps what was changed; `--fresh` begins anew."""
    parser = _server_parser("vekha demo")
    parser.add_argument(
        "--language", choices=["ru", "en", "zh"], help="whose company; the system's language by default"
    )
    parser.add_argument("--fresh", action="store_true", help="throw the embedded database away and begin anew")
    parser.add_argument("--size", type=int, metavar="N", help="scale the company up to N people")
    parser.add_argument("--no-serve", action="store_true", help="only make the company")
    options = parser.parse_args(arguments)
    _optimise("demo", arguments)
    if options.fresh:
        _drop_embedded_database()
    _prepare()
    from vekha.demo import build

    language = options.language or build.system_language()
    if build.is_empty():
        started = time.perf_counter()
        build.company(language, size=options.size)
        print(f"Demo company made in {time.perf_counter() - started:.1f} s.")
    elif options.size or options.language:
        print("There is a company already; --fresh begins anew.")
    print(build.invitation_to_sign_in(f"http://{options.host}:{options.port}/"), flush=True)
    return 0 if options.no_serve else _run_server(options)


def doctor(arguments: list[str]) -> int:
    """Say what is missing or misconfigured, and what to do about it. Exit code 1 if anything must be mended."""
    argparse.ArgumentParser(prog="vekha doctor", description=doctor.__doc__).parse_args(arguments)
    return _report(_diagnose())


def manage(arguments: list[str]) -> int:
    """Run one of Django's own commands."""
    _set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["vekha manage", *arguments])
    return 0


def _server_parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=name)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    return parser


def _server_options(name: str, arguments: list[str]) -> argparse.Namespace:
    return _server_parser(name).parse_args(arguments)


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")
    import django

    django.setup()


def _optimise(command: str, arguments: list[str]) -> None:
    """Start again under `python -O`, which also the server's workers inherit."""
    if sys.flags.optimize or os.environ.get("VEKHA_DEBUG"):
        return
    os.execv(sys.executable, [sys.executable, "-O", "-m", "vekha.cli", command, *arguments])


def _prepare() -> None:
    """Migrate the database and collect the static files; both are quick when there is nothing to do."""
    _set_up()
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
        sys.exit("--fresh throws away the embedded database only; empty this one yourself.")
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
    findings = [
        (
            sys.version_info >= (3, 11),
            f"Python {platform.python_version()}",
            "Vekha needs Python 3.11 or newer.",
        ),
        (
            sqlite3.sqlite_version_info >= (3, 31),
            f"SQLite {sqlite3.sqlite_version}",
            "The embedded database needs SQLite 3.31 or newer: update the system, or set VEKHA_DATABASE.",
        ),
    ]
    try:
        _set_up()
        from django.conf import settings
    except Exception as error:
        return [*findings, (False, f"settings: {error}", "Correct the environment variable named there.")]
    findings.append(
        (
            os.access(_existing(settings.DATA), os.W_OK),
            f"data in {settings.DATA}",
            "Make it writable, or set VEKHA_DATA.",
        )
    )
    free = shutil.disk_usage(_existing(settings.DATA)).free // 2**20
    findings.append((free > 200, f"{free} MB free there", "Free some disk space."))
    vendor = settings.PACKAGE / "ui" / "static" / "ui" / "vendor" / "htmx.min.js"
    findings.append((vendor.exists(), "browser libraries", "Build the package again: uv pip install --editable ."))
    findings.append(_database())
    if not settings.DEBUG:
        findings.append(
            (
                settings.HTTPS or set(settings.ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]"},
                "HTTPS" if settings.HTTPS else "HTTP, for this machine only",
                "Others reach Vekha without encryption: put a proxy with HTTPS before it and set VEKHA_HTTPS=1.",
            )
        )
    findings.append(
        (
            bool(settings.EMAIL_HOST),
            f"mail by {settings.EMAIL_HOST or 'the console'}",
            "Mails are printed only: set VEKHA_MAIL_HOST.",
        )
    )
    return findings


def _database() -> tuple[bool, str, str]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Exception as error:
        return False, f"database: {error}", "Check VEKHA_DATABASE and that the server runs."
    if waiting:
        return False, f"database: {waiting} migrations wait", "Run vekha serve, or vekha manage migrate."
    return True, f"database {connection.vendor}", ""


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return folder if folder.exists() else _existing(folder.parent)


def _report(findings: list[tuple[bool, str, str]]) -> int:
    for well, what, remedy in findings:
        print(f"{'ok  ' if well else 'MEND'}  {what}" + ("" if well else f"\n      {remedy}"))
    return 0 if all(well for well, _, _ in findings) else 1
