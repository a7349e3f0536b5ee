"""Looks for inputs that make the coach stumble or think for too long: `python -m evaluation.fuzz TARGET SECONDS`

TARGET is `read` (a page: read, reviewed, written and read again), `understand` (one statement in three languages) or
`files` (bytes under a name). An input that raises, or takes a second of the processor for each 10 kB, is written to
`crash-…` in the folder one is in, and the search ends. Coverage leads the search (atheris, on Linux).
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["vekha.coach"]):
    from vekha.coach import reading, report, rules
    from vekha.coach.document import Language
    from vekha.coach.reading.files import Unreadable, read_file
    from vekha.coach.reading.write import markdown
    from vekha.coach.review import judge, review

SECONDS_OF_10_KB = 1.0
KINDS = ("objective", "key_result", "initiative", "set")
SUFFIXES = ("txt", "md", "html", "csv", "tsv", "json", "yaml", "docx", "xlsx", "pptx", "pdf", "zip")
_PIECES: list[str] = json.loads(Path(__file__).with_name("pieces.json").read_text(encoding="utf-8"))


def main(target: str, seconds: str) -> None:
    """Searches for so long."""
    words = [example.text for rule in rules.ALL for each in Language for example in rule.book.words[each].bad]
    look = {"read": _page, "understand": _statement, "files": _file}[target]

    for text in ("Ready", "Готово", "完成"):  # dictionaries are loaded before the clock is watched
        judge("key_result", text)

    def once(data: bytes) -> None:
        provider = atheris.FuzzedDataProvider(data)
        _timed(look, provider, [*_PIECES, *words])

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=4096", "-rss_limit_mb=4096"], once)
    atheris.Fuzz()


def _timed(look: Callable[[atheris.FuzzedDataProvider, list[str]], int], provider: object, pieces: list[str]) -> int:
    started = time.process_time()
    size = look(provider, pieces)
    took = time.process_time() - started
    if took > SECONDS_OF_10_KB * max(1.0, size / 10_000):
        raise TimeoutError(f"{took:.1f} s for {size} bytes")
    return size


def _text(provider: atheris.FuzzedDataProvider, pieces: list[str]) -> str:
    """Free characters among the pieces that texts about OKRs are made of."""
    parts = []
    while provider.remaining_bytes() > 2:
        if provider.ConsumeBool():
            parts.append(pieces[provider.ConsumeIntInRange(0, len(pieces) - 1)])
        else:
            parts.append(provider.ConsumeUnicodeNoSurrogates(provider.ConsumeIntInRange(1, 12)))
    return "".join(parts)


def _page(provider: atheris.FuzzedDataProvider, pieces: list[str]) -> int:
    text = _text(provider, pieces)
    document = reading.read(text)
    found = review(document)
    report.as_json([found])
    report.as_html([found])
    reading.read(markdown(document.objectives, document.language))
    return len(text.encode())


def _statement(provider: atheris.FuzzedDataProvider, pieces: list[str]) -> int:
    kind = KINDS[provider.ConsumeIntInRange(0, len(KINDS) - 1)]
    text = _text(provider, pieces)
    for language in Language:
        for finding in judge(kind, text, objective=text, key_results=[text, text], language=language):
            finding.said()
    return len(text.encode())


def _file(provider: atheris.FuzzedDataProvider, pieces: list[str]) -> int:
    suffix = SUFFIXES[provider.ConsumeIntInRange(0, len(SUFFIXES) - 1)]
    data = provider.ConsumeBytes(provider.remaining_bytes())
    with suppress(Unreadable):
        read_file(data, f"a.{suffix}")
    return len(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
