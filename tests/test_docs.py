"""What the documents say is what the code does."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.core.management.base import BaseCommand

from docs.screenshots import PICTURES
from vekha.coach import rules
from vekha.coach.document import Language
from vekha.coach.reading import read
from vekha.coach.review import review
from vekha.coach.settings import Severity, default_settings

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src/vekha"
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "src").rglob("*.md"), *ROOT.glob("benchmarks/*.md")])
LANGUAGES = ("en", "ru", "zh")
# Pages in three languages; of the READMEs the English one bears no language in its name.
IN_THREE_LANGUAGES = sorted(
    page for page in DOCS.rglob("*.md") if page.suffixes[:-1] and page.suffixes[0][1:] in LANGUAGES
)
READMES = {"en": "README.md", "ru": "README.ru.md", "zh": "README.zh.md"}
COMMAND_LINE = DOCS / "reference/command-line.md"


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def language_of(page: Path) -> str:
    return next((suffix[1:] for suffix in page.suffixes if suffix[1:] in LANGUAGES), "en")


def without_code(text: str) -> str:
    """A page without its blocks and pieces of code."""
    return re.sub(r"`[^`\n]+`", "", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL))


# --- settings --------------------------------------------------------------------------------------------------------


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    code = (SOURCE / "config/settings.py").read_text()
    page = (DOCS / "reference/settings.md").read_text()

    in_code = set(re.findall(r'env[.\w]*\(\s*"(VEKHA_\w+)"', code))
    in_page = {
        name for row in page.splitlines() if row.startswith("|") for name in re.findall(r"VEKHA_\w+", row.split("|")[1])
    }

    assert in_code == in_page


# --- links and languages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text(encoding="utf-8")))
    for target in targets:
        if re.match(r"[a-z]+:", target):
            continue
        path, _, heading = target.partition("#")
        aim = (page.parent / path).resolve() if path else page
        assert aim.exists(), target
        assert aim.is_relative_to(ROOT), target
        if heading:
            assert heading in headings(aim), target


def headings(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_every_picture_is_taken_by_the_script_shown_somewhere_and_small() -> None:
    shown = {picture.resolve() for page in PAGES for _, picture in pictures(page)}
    taken = {DOCS / "images" / language / f"{name}.png" for language in LANGUAGES for name in PICTURES}

    assert shown == taken
    assert {picture for picture in (DOCS / "images").rglob("*") if picture.is_file()} == taken
    assert [picture.name for picture in taken if picture.stat().st_size > 100_000] == []
    assert sum(picture.stat().st_size for picture in taken) < 6_000_000


@pytest.mark.parametrize("page", [page for page in PAGES if "/images/" in page.read_text(encoding="utf-8")], ids=name)
def test_a_picture_is_of_the_language_of_its_page_and_is_told_in_it(page: Path) -> None:
    language = language_of(page)
    script = {"en": r"[A-Za-z]{3}", "ru": r"[А-Яа-я]{3}", "zh": r"[\u4e00-\u9fff]{3}"}[language]
    for told, picture in pictures(page):
        assert picture.parent.name == language, picture
        assert re.search(script, told), picture


def pictures(page: Path) -> list[tuple[str, Path]]:
    """The pictures of a page: what is said of each to those who do not see it, and its file."""
    found = re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", without_code(page.read_text(encoding="utf-8")))
    return [(told, page.parent / picture) for told, picture in found]


def test_what_people_read_from_beginning_to_end_is_in_three_languages() -> None:
    for kind in ("tutorial", "how-to", "explanation"):
        assert [page for page in (DOCS / kind).glob("*.md") if page not in IN_THREE_LANGUAGES] == []


@pytest.mark.parametrize("page", [*IN_THREE_LANGUAGES, *(ROOT / readme for readme in READMES.values())], ids=name)
def test_a_page_in_three_languages_exists_in_all_and_begins_with_links_to_the_others(page: Path) -> None:
    language, stem = language_of(page), page.name.split(".")[0]
    others = {READMES[other] if stem == "README" else f"{stem}.{other}.md" for other in LANGUAGES if other != language}
    first_line = page.read_text(encoding="utf-8").splitlines()[0]

    assert set(re.findall(r"\]\(([^)]+)\)", first_line)) == others
    assert all((page.parent / other).exists() for other in others)


@pytest.mark.parametrize(
    "stem", sorted({page.with_suffix("").with_suffix("") for page in IN_THREE_LANGUAGES}), ids=name
)
def test_the_three_languages_of_a_page_have_the_same_parts(stem: Path) -> None:
    """As many headings, steps, rows and blocks of code in each, so that none has fallen behind."""
    shapes = {language: shape(stem.with_suffix(f".{language}.md")) for language in LANGUAGES}
    assert shapes["ru"] == shapes["en"]
    assert shapes["zh"] == shapes["en"]


def test_the_readmes_have_the_same_parts() -> None:
    shapes = {language: shape(ROOT / readme) for language, readme in READMES.items()}
    assert shapes["ru"] == shapes["en"]
    assert shapes["zh"] == shapes["en"]


def shape(page: Path) -> list[str]:
    """The marks that lines begin with, in their order: headings, numbered steps, items, rows, fences, pictures."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return [mark[0] for line in lines if (mark := re.match(r" *(#+|\d+\.|-|\||```\w*|!)(?= |\||\[|$)", line))]


# --- words of the screen ---------------------------------------------------------------------------------------------


def words_of_the_screen(language: str) -> set[str]:
    """All that the pages can say in that language."""
    found: set[str | None] = set()
    for catalogue in SOURCE.glob("*/locale/ru/LC_MESSAGES/django.po"):
        locale = {"en": "ru", "ru": "ru", "zh": "zh_Hans"}[language]
        with (catalogue.parents[2] / locale / "LC_MESSAGES/django.po").open("rb") as file:
            for message in read_po(file):
                words = message.id if language == "en" else message.string
                found |= set(words) if isinstance(words, (tuple, list)) else {words}
    phrases = tomllib.loads((SOURCE / "coach/phrases.toml").read_text(encoding="utf-8"))[language]
    return {words.casefold() for words in [*found, *phrases.values()] if words}


@pytest.mark.parametrize(
    "page",
    [
        *(page for page in IN_THREE_LANGUAGES if page.parent.name in {"tutorial", "how-to"}),
        *map(ROOT.joinpath, READMES.values()),
    ],
    ids=name,
)
def test_what_is_printed_bold_stands_on_the_screen(page: Path) -> None:
    screen = words_of_the_screen(language_of(page))
    bold = re.findall(r"\*\*(.+?)\*\*", without_code(page.read_text(encoding="utf-8")), re.DOTALL)
    missing = [words for words in bold if " ".join(words.split()).casefold() not in screen]
    assert missing == []


# --- the coach -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_rules_is_true(language: str) -> None:
    page = (DOCS / f"explanation/coach.{language}.md").read_text(encoding="utf-8")
    phrases = tomllib.loads((SOURCE / "coach/phrases.toml").read_text(encoding="utf-8"))[language]
    rows = {
        tuple(cell.strip() for cell in row.strip("|").split("|"))
        for row in page.splitlines()
        if re.match(r"\| `[OKSI]-[A-Z]+` \|", row)
    }
    assert rows == {
        (
            f"`{rule.code}`",
            rule.book.words[Language(language)].title,
            phrases[rule.book.severity],
            str(rule.book.stage),
        )
        for rule in rules.ALL
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_coach_says_of_the_tutorials_texts_what_the_tutorial_says(language: str) -> None:
    page = (DOCS / f"tutorial/first-cycle.{language}.md").read_text(encoding="utf-8")
    before, after = re.findall(r"^ *```text\n(.*?)^ *```$", page, re.MULTILINE | re.DOTALL)
    told = set(re.findall(r"`([OKSI]-[A-Z]+)`", page))

    first_stage = replace(default_settings(), stage=1)
    found, left = review(read(before), first_stage), review(read(after), first_stage)

    assert {finding.code for finding in found.findings if not finding.held_back} == told
    assert [finding.code for finding in left.findings if finding.severity is not Severity.HINT] == []
    (objective,) = (reviewed.objective for reviewed in left.objectives)
    assert (len(objective.key_results), len(objective.initiatives)) == (3, 1)


# --- the command line ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A folder and an environment in which `vekha` is the one under test."""
    folder = tmp_path_factory.mktemp("command-line")
    program = folder / "vekha"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m vekha.cli "$@"\n')
    program.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("VEKHA_", "LC_", "LANG"))}
    environment |= {
        "PATH": f"{folder}:{environment['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "LC_ALL": "C.UTF-8",
        "VEKHA_DATA": str(folder / "data"),
        "COLUMNS": "100",
    }
    return {"cwd": folder, "env": environment}


def examples(page: Path) -> Iterator[tuple[str, str]]:
    """The commands of a page's console blocks, each with the output that stands under it."""
    for block in re.findall(r"^```console\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = example.splitlines()
            while lines and lines[0].startswith(">"):
                command += "\n" + lines.pop(0)[2:]
            yield command, "\n".join(lines)


def test_the_examples_of_the_command_line_are_true(shell: dict[str, Any]) -> None:
    shown = list(examples(COMMAND_LINE))
    assert shown
    code = 0
    for command, expected in shown:
        ran = subprocess.run(
            ["sh", "-c", f"(exit {code})\n{command}"],
            **shell,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        code = ran.returncode
        if expected.startswith("{"):
            assert is_like(values(ran.stdout), values(expected)), f"{command}\n{ran.stdout}"
        else:
            pattern = ".*".join(re.escape(piece) for piece in expected.split("…"))
            assert re.fullmatch(pattern, ran.stdout.strip("\n"), re.DOTALL), f"{command}\n{ran.stdout}"


def values(text: str) -> list[Any]:
    """The JSON values of a text, one after the other."""
    found, decoder, place = [], json.JSONDecoder(), 0
    while place < len(text := text.strip()):
        value, place = decoder.raw_decode(text, place)
        found.append(value)
        place += len(text[place:]) - len(text[place:].lstrip())
    return found


def is_like(actual: Any, expected: Any) -> bool:
    """Whether a value is the expected one; "…" stands for any."""
    match expected:
        case "…":
            return True
        case dict():
            return actual.keys() == expected.keys() and all(is_like(actual[key], expected[key]) for key in expected)
        case list():
            return len(actual) == len(expected) and all(map(is_like, actual, expected))
        case _:
            return bool(actual == expected)


def options(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--[a-z][\w-]*", text)) - {"--help"}


def sections(page: Path) -> dict[str, str]:
    """The page's parts by the command in their heading; what stands deeper belongs to the part above it."""
    parts = re.split(r"^## vekha (\w+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def table_options(section: str) -> set[str]:
    """The options that the section's table of options lists in its first column."""
    return options(" ".join(row.split("|")[1] for row in section.splitlines() if row.startswith("| `--")))


def test_commands_and_options_are_those_of_the_help(shell: dict[str, Any]) -> None:
    def helped(*command: str) -> str:
        asked = ["vekha", *command, "--help"]
        return str(subprocess.run(asked, **shell, capture_output=True, encoding="utf-8", check=True).stdout)

    listed = helped()
    page = sections(COMMAND_LINE)
    assert set(page) == set(re.findall(r"^    (\w+) ", listed, re.MULTILINE)) | {
        "serve",
        "work",
        "demo",
        "doctor",
        "manage",
    }
    assert all(command in listed for command in page)
    for command in set(page) - {"manage"}:
        assert table_options(page[command]) == options(helped(command)), command
    django_own = options(BaseCommand().create_parser("vekha", "any").format_help())
    assert table_options(page["manage"]) == options(helped("manage", "administrator")) - django_own
