"""The coach: different statements a second on one core, memory on a long stream, cold starts on a page of text."""

import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import vekha
from vekha.coach.document import KeyResult, Objective
from vekha.coach.review import company as compare

VEKHA = str(Path(sys.executable).parent / "vekha")
KINDS = {"o_": "objective", "k_": "key_result", "i_": "initiative"}
_NUMBER = re.compile(r"(?<![\w.,])\d{1,2}(?![\w.,])")


class Stream(NamedTuple):
    """How `vekha review --jsonl` went through a stream of different statements, start-up included."""

    statements: int
    per_second: float  # of processor time
    megabytes: float  # the most memory it had


def statements(count: int, seed: int = 1) -> Iterator[str]:
    """Lines of `--jsonl`, all different, in three languages, as long as real ones.

    Each is one of the rules' examples with other numbers and with one word of another example.
    """
    chance = random.Random(seed)
    examples = [(kind, language, texts) for kind, language, texts in _examples() if len(texts) > 1]
    told: set[str] = set()
    while len(told) < count:
        kind, language, texts = chance.choice(examples)  # also another one where no new words are left
        words, others = (_words(text, language) for text in chance.sample(texts, 2))
        words[chance.randrange(len(words))] = chance.choice(others)
        text = ("" if language == "zh" else " ").join(words)
        text = _NUMBER.sub(lambda _: str(chance.randint(2, 99)), text)
        if text not in told:
            told.add(text)
            yield json.dumps({"id": len(told), "kind": kind, "text": text}, ensure_ascii=False)


def _words(text: str, language: str) -> list[str]:
    return [text[start : start + 2] for start in range(0, len(text), 2)] if language == "zh" else text.split()


def _examples() -> Iterator[tuple[str, str, list[str]]]:
    for file in sorted(files("vekha.coach.rules").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".toml") or file.name[:2] not in KINDS:
            continue
        rule = tomllib.loads(file.read_text(encoding="utf-8"))
        for language in ("ru", "en", "zh"):
            shown = [*rule[language]["bad"], *rule[language]["good"]]
            texts = [example if isinstance(example, str) else example["text"] for example in shown]
            yield KINDS[file.name[:2]], language, texts


def stream(count: int) -> Stream:
    """A stream of so many different statements through one process, which has one thread."""
    process = subprocess.Popen([VEKHA, "review", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stdin
    for line in statements(count):
        process.stdin.write(line.encode() + b"\n")
    process.stdin.close()
    _, _, used = os.wait4(process.pid, 0)
    return Stream(count, count / (used.ru_utime + used.ru_stime), used.ru_maxrss / 1024)


def cold_start(language: str, runs: int = 7) -> float:
    """Median milliseconds of processor time of `vekha review` on a page of text, as a new process each time.

    Its modules are compiled, as an installation leaves them; the first run, which may have to do it, does not count.
    """
    file = Path(vekha.__file__).parent / "advice" / "examples" / f"{language}.toml"
    text = "\n\n".join(example["text"] for example in tomllib.loads(file.read_text(encoding="utf-8"))["examples"])
    installed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(runs + 1):
        process = subprocess.Popen(
            [VEKHA, "review", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=installed
        )
        assert process.stdin
        process.stdin.write(text.encode())
        process.stdin.close()
        _, _, used = os.wait4(process.pid, 0)
        times.append((used.ru_utime + used.ru_stime) * 1000)
    return statistics.median(times[1:])


def company(objectives: int = 2_000) -> float:
    """Seconds in which the objectives of a whole company are compared with one another, read for the first time."""
    subjects = ("orders", "returns", "visitors", "bookings", "complaints", "repairs", "invoices", "lessons", "queues")
    things = ("bread", "boats", "books", "bicycles", "boots", "pianos", "pumps", "tractors", "tiles", "toys", "tents")
    places = ("north", "south", "harbour", "airport", "campus", "factory", "market", "station", "island", "valley")

    def about(number: int) -> str:
        return f"{subjects[number % 9]} of {things[number % 11]} in the {places[number % 10]}"

    listed = [
        Objective(
            f"Make people glad about {about(number)}",
            key_results=tuple(
                KeyResult(f"{about(number * 3 + i).capitalize()} from {number} to {number % 7}") for i in range(3)
            ),
            level=("company", "team", "team", "person")[number % 4],
            team=f"Team {number % 90}",
        )
        for number in range(objectives)
    ]
    started = time.process_time()
    compare(listed)
    return time.process_time() - started
