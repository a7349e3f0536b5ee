"""The limited process: a task and its data on standard input, what was found as JSON on standard output.

`python -P -m vekha.kpis.worker SECONDS MEGABYTES`. The first line of the input is the task: its name and its options as
JSON; the rest is data. Nothing of Django is loaded.
"""

import json
import sys
from dataclasses import asdict
from typing import Any

from vekha.confined import confine
from vekha.kpis.trouble import NoReading, Trouble
from vekha.kpis.values import Found


def answer(task: str, options: dict[str, Any], data: bytes) -> dict[str, Any]:
    """What was found, or why nothing was, in the form that is passed on."""
    try:
        return {"found": [asdict(each) for each in done(task, options, data)]}
    except NoReading as problem:
        return {"trouble": problem.trouble, "detail": problem.detail}
    except (MemoryError, RecursionError):
        return {"trouble": Trouble.TOO_LARGE, "detail": ""}


def done(task: str, options: dict[str, Any], data: bytes) -> list[Found]:
    # Each task loads its own libraries: a process lives for one.
    match task:
        case "table":
            from vekha.kpis import tables

            return tables.found_in(data, **options)
        case "json":
            from vekha.kpis import documents

            return documents.found_in(data, **options)
        case "metrics":
            from vekha.kpis import metrics

            return metrics.found_in(data, **options)
        case "sql":
            from vekha.kpis import databases

            return databases.found_in(**options)
    raise ValueError(task)


def main() -> None:
    confine(*map(int, sys.argv[1:]))
    out, sys.stdout = sys.stdout.buffer, sys.stderr  # what a library prints is no answer
    asked = json.loads(sys.stdin.buffer.readline())
    said = answer(asked["task"], asked["options"], sys.stdin.buffer.read())
    # A pipe, which RLIMIT_FSIZE leaves alone.
    out.write(json.dumps(said).encode())
    out.flush()


if __name__ == "__main__":
    main()
