"""A process of its own for what others have written: what goes wrong there, or takes too much, ends there.

The coach has the same for documents; neither may know the other.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from vekha.kpis.trouble import NoReading, Trouble
from vekha.kpis.values import Found

SECONDS = 20
MEGABYTES = 600
MOST_TURNS = 2  # at once, of people who wait for them
_WORKER = "vekha.kpis.worker"
_turns = threading.BoundedSemaphore(MOST_TURNS)


@contextmanager
def turn() -> Iterator[None]:
    """What somebody waits for is done inside, whatever it is: few at once. Raises NoReading when all are taken."""
    if not _turns.acquire(blocking=False):
        raise NoReading(Trouble.BUSY)
    try:
        yield
    finally:
        _turns.release()


def found_by(task: str, options: dict[str, Any], data: bytes = b"") -> list[Found]:
    """What a worker finds within the limits of time and memory. Raises NoReading.

    Options, which may hold secrets, go through the pipe: they stand in no list of processes.
    """
    asked = json.dumps({"task": task, "options": options}).encode() + b"\n"
    try:
        # The arguments are our own; -P keeps modules of the current folder out.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", "-m", _WORKER, str(SECONDS), str(MEGABYTES)],
            input=asked + data,
            capture_output=True,
            env=_environment(),
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoReading(Trouble.TOO_SLOW) from None
    if done.returncode:
        is_slow = done.returncode in {-getattr(signal, "SIGXCPU", 0), -getattr(signal, "SIGKILL", 0)}
        raise NoReading(Trouble.TOO_SLOW if is_slow else Trouble.BROKEN)
    answer = json.loads(done.stdout)
    if "trouble" in answer:
        raise NoReading(Trouble(answer["trouble"]), answer["detail"])
    return [Found(**each) for each in answer["found"]]


def _environment() -> dict[str, str]:
    """Where our modules lie, and nothing that could be a secret or say where a database is."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    quiet = {"PYTHONUTF8": "1", "HOME": os.devnull, "OPENBLAS_NUM_THREADS": "1"}
    return kept | quiet | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
