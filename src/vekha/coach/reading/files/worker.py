"""The limited process: a document on standard input, its page as JSON on standard output.

`python -P -m vekha.coach.reading.files.worker KIND SECONDS MEGABYTES < plan.docx`
"""

import importlib
import json
import sys
from typing import Any

from vekha.coach.reading.files.kinds import Kind
from vekha.coach.reading.files.page import Page
from vekha.coach.reading.files.unreadable import Unreadable, Why
from vekha.confined import confine


def answer(data: bytes, kind: Kind) -> dict[str, Any]:
    """The page, or why there is none, in the form that is passed on."""
    module = importlib.import_module(f"vekha.coach.reading.files.{kind}")
    try:
        page: Page = module.page_of(data)
    except Unreadable as problem:
        return {"why": problem.why, "values": problem.values}
    except MemoryError:
        return {"why": Why.TOO_MUCH_MEMORY, "values": {}}
    except RecursionError:
        return {"why": Why.TOO_DEEP, "values": {}}
    except Exception:  # whatever a parser stumbles over, the document is not as its kind should be
        return {"why": Why.BROKEN, "values": {}}
    return {"text": _whole(page.text), "places": page.places}


def _whole(text: str) -> str:
    """The text, as long as it was, without halves of characters and zero bytes: neither can be kept anywhere."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


def main() -> None:
    kind, seconds, megabytes = sys.argv[1:]
    confine(int(seconds), int(megabytes))
    out, sys.stdout = sys.stdout.buffer, sys.stderr  # what a library prints is no answer
    said = answer(sys.stdin.buffer.read(), Kind(kind))
    # A pipe, which RLIMIT_FSIZE leaves alone.
    out.write(json.dumps(said).encode())
    out.flush()


if __name__ == "__main__":
    main()
