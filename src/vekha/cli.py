"""The command `vekha`. What the coach does needs no Django; the rest is loaded only when it is called."""

import argparse
import atexit
import gc
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from vekha import __version__

# Commands of the web application: functions of `vekha.config.commands`, each given the arguments after its name.
APPLICATION = ("serve", "work", "demo", "doctor", "manage")
_ALLOCATIONS = 100_000  # between two looks for garbage: what loads stays, and a statement leaves none of its own


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        if argv and argv[0] in APPLICATION:
            return _application(argv[0], argv[1:])
        return _coach(argv)
    except BrokenPipeError:
        # The reader of our output has seen enough; do not complain when the interpreter closes it.
        with suppress(OSError):
            sys.stdout = open("/dev/null", "w")  # noqa: SIM115
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as problem:
        if argv and argv[0] in APPLICATION:
            raise
        return _crashed(problem)  # the exit code that Python would give, 1, means that the coach objects


def _crashed(problem: Exception) -> int:
    from vekha.coach import command

    last = traceback.extract_tb(problem.__traceback__)[-1]
    return command.crashed(f"{type(problem).__name__}: {problem} ({Path(last.filename).name}, {last.lineno})")


def _application(command: str, argv: list[str]) -> int:
    from vekha.config import commands

    run: Any = getattr(commands, command)
    return int(run(argv) or 0)


def _coach(argv: list[str]) -> int:
    parser = _parser()
    options = parser.parse_args(argv)
    if options.command == "review" and bool(options.files) == options.jsonl:
        parser.error("review FILE… | review --jsonl < lines")
    gc.set_threshold(_ALLOCATIONS)
    atexit.register(gc.freeze)  # nor is there any to look for when the process ends
    from vekha.coach import command
    from vekha.coach.document import Language

    language = Language(options.language) if getattr(options, "language", None) else None
    match options.command:
        case "read":
            return command.read(options.files, options.format)
        case "review" if options.jsonl:
            return command.review_lines(options.stage, language)
        case "review":
            return command.review_files(options.files, options.format, options.stage, language, quiet=options.quiet)
        case "explain":
            return command.explain(options.code, language)
        case _:
            return command.list_rules(language)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vekha",
        description="Reads OKRs and reviews them the way a good coach would. · Читает OKR и разбирает их, как хороший "
        "коуч. · 读懂 OKR，并像好教练一样追问。",
        epilog="serve, work, demo, doctor, manage: the web application · веб-приложение · 网页应用 "
        "(vekha COMMAND --help)",
    )
    parser.add_argument("--version", action="version", version=f"vekha {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    read = commands.add_parser("read", help="what is read in a text · что прочитано в тексте · 从文中读到什么")
    read.add_argument("files", nargs="+", metavar="FILE")
    read.add_argument("--format", choices=("json", "markdown"), default="json")

    review = commands.add_parser("review", help="what the coach says · что говорит коуч · 教练意见")
    review.add_argument("files", nargs="*", metavar="FILE")
    review.add_argument("--jsonl", action="store_true", help="statements from standard input, one JSON object a line")
    review.add_argument("--format", choices=("text", "json", "sarif", "html", "markdown"), default="text")
    review.add_argument(
        "--quiet", action="store_true", help="objections only · только возражения · 只看需要改写和斟酌的"
    )
    review.add_argument("--stage", type=int, choices=(1, 2, 3, 4))
    _add_language(review)

    explain = commands.add_parser("explain", help="one rule · одно правило · 一条规则")
    explain.add_argument("code", metavar="CODE")
    _add_language(explain)

    _add_language(commands.add_parser("rules", help="all rules · все правила · 全部规则"))
    return parser


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=("ru", "en", "zh"), help="of the answer · ответа · 回答的语言")


if __name__ == "__main__":
    sys.exit(main())
