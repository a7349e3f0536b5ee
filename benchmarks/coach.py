"""The coach: statements a second on one core, and the cold start on a page of text."""

import json
import os
import statistics
import subprocess
import sys
import time
import tomllib
from importlib.resources import files
from pathlib import Path

import vekha

VEKHA = str(Path(sys.executable).parent / "vekha")
STATEMENTS = 6000


def statements() -> list[str]:
    """The rules' own examples, bad and good, in three languages: as `--jsonl` lines, repeated to a fixed number."""
    lines = []
    for file in sorted(files("vekha.coach.rules").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".toml") or file.name[:2] not in ("k_", "o_"):
            continue
        kind = "key_result" if file.name.startswith("k_") else "objective"
        rule = tomllib.loads(file.read_text(encoding="utf-8"))
        for language in ("ru", "en", "zh"):
            texts = [example["text"] for example in rule[language]["bad"]] + [
                example if isinstance(example, str) else example["text"] for example in rule[language]["good"]
            ]
            lines += [(kind, text) for text in texts]
    return [
        json.dumps(
            {
                "id": number,
                "kind": lines[number % len(lines)][0],
                "text": lines[number % len(lines)][1] + f" ({number})",
            },
            ensure_ascii=False,
        )
        for number in range(STATEMENTS)
    ]


def per_second() -> float:
    """Statements a second of `vekha review --jsonl`, each a different text, start-up included."""
    fed = "\n".join(statements()).encode()
    started = time.perf_counter()
    subprocess.run(
        ["taskset", "-c", "0", VEKHA, "review", "--jsonl"], input=fed, stdout=subprocess.DEVNULL, check=False
    )
    return STATEMENTS / (time.perf_counter() - started)


def cold_start(language: str, runs: int = 7) -> float:
    """Median milliseconds of `vekha review` on a page of text, as a new process each time."""
    file = Path(vekha.__file__).parent / "advice" / "examples" / f"{language}.toml"
    text = "\n\n".join(example["text"] for example in tomllib.loads(file.read_text(encoding="utf-8"))["examples"])
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run(
            [VEKHA, "review", "-"], input=text.encode(), stdout=subprocess.DEVNULL, env=os.environ, check=False
        )
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)
