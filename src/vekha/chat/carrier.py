"""Messages to the services that apprise knows, from a process of its own: it opens its connections by itself, so it
does so where each address is judged, time and memory are limited, and nothing of ours can be reached.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from types import TracebackType
from typing import Any, Self

from django.conf import settings

from vekha.chat.trouble import NotCarried, Trouble

SECONDS = 10.0  # that a message may take
SECONDS_TO_START = 60.0  # apprise is big, and the machine may be busy
CPU_SECONDS = 120  # of the process, for all its messages
MEGABYTES = 700
LONGEST = 3500  # characters
_PROCESS = "vekha.chat.carrier_process"


class Carrier:
    """Carries messages one after the other. The process starts with the first; one that ends is followed by another."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._end()

    def carry(self, address: str, text: str, *, schemes: list[str], inside: tuple[str, ...] = (), api: str = "") -> str:
        """Bring the text to the address; the name of the service that took it. Raises NotCarried.

        `inside`: hosts that are allowed besides those of the settings. A text that mentions everybody mentions nobody.
        """
        asked = {
            "address": address,
            "schemes": schemes,
            "text": harmless(text[:LONGEST]),
            "api": api,
            "seconds": SECONDS / 2,
        }
        if inside:  # a process that may reach more carries this one message
            self._end()
        try:
            self._start([*settings.INSIDE_ALLOWED, *inside])
            said = self._ask(asked, SECONDS)
        finally:
            if inside:
                self._end()
        if "trouble" in said:
            raise NotCarried(Trouble(said["trouble"]))
        return str(said["service"])

    def _start(self, inside: list[str]) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        # The arguments are our own; -P keeps modules of the current folder out.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", _PROCESS, str(CPU_SECONDS), str(MEGABYTES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may hold addresses
            env=_environment(),
        )
        self._ask({"inside": inside}, SECONDS_TO_START)

    def _ask(self, asked: dict[str, Any], seconds: float) -> dict[str, str]:
        """Addresses go through the pipe: they stand in no list of processes."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise NotCarried(Trouble.BROKEN)
        clock = threading.Timer(seconds, process.kill)
        clock.start()
        try:
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = b""
        finally:
            is_over = not clock.is_alive()
            clock.cancel()
        if not line:
            self._end()
            raise NotCarried(Trouble.TOO_SLOW if is_over else Trouble.BROKEN)
        said: dict[str, str] = json.loads(line)
        return said

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not written goes nowhere
                    pipe.close()


def harmless(text: str) -> str:
    """The text without marks by which a service calls everybody: an invisible sign parts them."""
    return text.replace("@", "@\u2060").replace("<!", "<\u2060!")


def _environment() -> dict[str, str]:
    """Where our modules lie, and nothing that could be a secret, a proxy, or say where a database is."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "SSL_CERT_FILE") if name in os.environ}
    quiet = {"PYTHONUTF8": "1", "HOME": os.devnull, "NETRC": os.devnull}
    return kept | quiet | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
