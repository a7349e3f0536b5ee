"""`make bench`: the speeds that the project promises, measured on this machine, as Markdown."""

import argparse
import os
import platform
import tempfile
from pathlib import Path

from benchmarks import alignment_map, coach, drafts, keeping_score, letters, processor, related, web


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="requests a page")
    parts = ["web", "keeping-score", "drafts", "map", "coach", "related", "letters", "processor"]
    parser.add_argument("--only", choices=parts)
    parser.add_argument("--postgres", default=os.environ.get("VEKHA_DATABASE", ""), help="address of an empty database")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.runs} requests a page\n")
    if options.only in {None, "web"}:
        for size in web.SIZES:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder)
                print(f"## {size.name}, SQLite\n")
                print(
                    web.table(web.measure(size, f"sqlite:///{path}/bench.sqlite3", path, options.runs)),
                    "\n",
                    flush=True,
                )
        if options.postgres:
            size = web.SIZES[-1]
            with tempfile.TemporaryDirectory() as folder:
                print(f"## {size.name}, PostgreSQL\n")
                print(web.table(web.measure(size, options.postgres, Path(folder), options.runs)), "\n", flush=True)
    if options.only in {None, "keeping-score"}:
        for name, address in (("SQLite", "sqlite:///{folder}/bench.sqlite3"), ("PostgreSQL", options.postgres)):
            with tempfile.TemporaryDirectory() as folder:
                if address:
                    print(f"## Keeping score, {name}\n", flush=True)
                    speeds, at_once = keeping_score.measure(address.format(folder=folder), Path(folder))
                    print(keeping_score.table(speeds), "\n", keeping_score.words(at_once), "\n", sep="\n", flush=True)
    if options.only in {None, "drafts"}:
        with tempfile.TemporaryDirectory() as folder:
            print(f"## {drafts.PEOPLE} people write at once, SQLite\n")
            print(drafts.table(drafts.measure(f"sqlite:///{folder}/bench.sqlite3", Path(folder))), "\n", flush=True)
    if options.only in {None, "processor"}:
        with tempfile.TemporaryDirectory() as folder:
            print("## Processor time of the coach's requests, SQLite\n")
            print(processor.table(processor.measure(Path(folder))), "\n", flush=True)
    if options.only in {None, "map"}:
        with tempfile.TemporaryDirectory() as folder:
            print("## Map, SQLite\n")
            speeds = alignment_map.measure(f"sqlite:///{folder}/bench.sqlite3", Path(folder))
            print(alignment_map.table(speeds), "\n", flush=True)
    if options.only in {None, "coach"}:
        print("## Coach\n")
        for count in (20_000, 200_000):
            went = coach.stream(count)
            speed = f"{went.per_second:,.0f} a second on one core, at most {went.megabytes:.0f} MB"
            print(f"`vekha review --jsonl`, {went.statements:,} different statements: {speed}", flush=True)
        for language in ("ru", "en", "zh"):
            print(f"cold start on a page of text, {language}: {coach.cold_start(language):.0f} ms of processor time")
        print(f"2,000 objectives with 6,000 key results compared with one another: {coach.company(2_000):.1f} s")
    if options.only in {None, "letters"}:
        print("## Letters to everybody at once, SQLite\n")
        speeds = []
        for people in (10_000, 100_000):
            with tempfile.TemporaryDirectory() as folder:
                speeds += letters.measure(f"sqlite:///{folder}/bench.sqlite3", Path(folder), people)
        print(letters.table(speeds), "\n", flush=True)
    if options.only in {None, "related"}:
        print("## Related objectives\n")
        print(related.table([related.measure("words"), related.measure("meaning")]))


if __name__ == "__main__":
    main()
