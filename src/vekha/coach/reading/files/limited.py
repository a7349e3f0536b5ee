"""A process of its own for each document: what goes wrong in a parser, or takes too much, ends there."""

import json
import os
import signal
import subprocess
import sys

from vekha.coach.document import Place, Unit
from vekha.coach.reading.files.kinds import Kind
from vekha.coach.reading.files.limits import Limits
from vekha.coach.reading.files.page import Page
from vekha.coach.reading.files.unreadable import Unreadable, Why

_WORKER = "vekha.coach.reading.files.worker"


def page_of(data: bytes, kind: Kind, limits: Limits) -> Page:
    """The page that a worker makes of the document within these limits of time and memory, or Unreadable."""
    allowed = (str(limits.seconds), str(limits.memory_megabytes))
    try:
        # The arguments are our own; -P keeps modules of the current folder out.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", "-m", _WORKER, kind, *allowed],
            input=data,
            capture_output=True,
            env=_environment(),
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(Why.TOO_SLOW, most=limits.seconds) from None
    except OSError:  # the system starts no process
        raise Unreadable(Why.STOPPED) from None
    if done.returncode:
        raise _death(done.returncode, limits)
    answer = json.loads(done.stdout)
    if "why" in answer:
        raise Unreadable(Why(answer["why"]), **answer["values"])
    return Page(answer["text"], tuple(Place(start, Unit(unit), name) for start, unit, name in answer["places"]))


def _environment() -> dict[str, str]:
    """Where our modules lie, and nothing that could be a secret."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}


def _death(code: int, limits: Limits) -> Unreadable:
    if code == -getattr(signal, "SIGXCPU", 0):
        return Unreadable(Why.TOO_SLOW, most=limits.seconds)
    if code == -getattr(signal, "SIGKILL", 0) or code == -signal.SIGTERM:
        return Unreadable(Why.STOPPED)
    return Unreadable(Why.BROKEN)
