"""Every word a person can read exists in Russian, English and Chinese."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.template.base import Lexer, TokenType

SOURCE = Path(__file__).parent.parent / "src/vekha"
CATALOGUES = sorted(SOURCE.glob("*/locale/*/LC_MESSAGES/django.po"))
APPS = sorted({file.parents[3] for file in CATALOGUES})
# parts.html shows the components by the names they have in the code.
TEMPLATES = sorted(file for file in SOURCE.glob("*/templates/**/*.html") if file.name != "parts.html")


def name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_each_app_speaks_russian_and_chinese() -> None:
    for app in APPS:
        assert {file.parents[1].name for file in CATALOGUES if file.is_relative_to(app)} == {"ru", "zh_Hans"}


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=name)
def test_nothing_is_left_untranslated(catalogue: Path) -> None:
    with catalogue.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]

    assert messages
    for message in messages:
        strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        assert all(strings), f"not translated: {message.id}"
        assert not message.fuzzy, f"fuzzy: {message.id}"


@pytest.mark.parametrize("language", ["ru", "zh_Hans"])
def test_a_string_says_the_same_in_every_app(language: str) -> None:
    """The catalogues of all apps become one: of two translations of a string, one would be read everywhere."""
    said: dict[tuple[str, str | None], set[str]] = {}
    for catalogue in (each for each in CATALOGUES if each.parents[1].name == language):
        with catalogue.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    singular = str(message.id[0] if message.pluralizable else message.id)
                    said.setdefault((singular, message.context), set()).add(str(message.string))
    assert {string: ways for string, ways in said.items() if len(ways) > 1} == {}


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=name)
def test_what_runs_is_what_is_written(catalogue: Path, tmp_path: Path) -> None:
    if not shutil.which("msgfmt"):
        pytest.skip("msgfmt is not installed (gettext)")
    subprocess.run(["msgfmt", "--check-format", "-o", tmp_path / "django.mo", catalogue], check=True)
    assert (tmp_path / "django.mo").read_bytes() == catalogue.with_suffix(".mo").read_bytes()


@pytest.mark.parametrize("app", APPS, ids=name)
def test_no_string_is_missing_from_the_catalogues(app: Path, tmp_path: Path) -> None:
    if not shutil.which("xgettext"):
        pytest.skip("xgettext is not installed (gettext)")
    copy = tmp_path / app.name
    shutil.copytree(app, copy, ignore=shutil.ignore_patterns("static", "tests", "migrations"))
    subprocess.run(
        [
            sys.executable,
            "-P",
            "-m",
            "django",
            "makemessages",
            "-l",
            "ru",
            "-l",
            "zh_Hans",
            "--no-obsolete",
            "--no-location",
        ],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    for kept in (file for file in CATALOGUES if file.is_relative_to(app)):
        with kept.open("rb") as now, (tmp_path / kept.relative_to(SOURCE)).open("rb") as fresh:
            known = {message.id for message in read_po(now)}
            used = {message.id for message in read_po(fresh)}
        assert used - known == set(), f"missing from {name(kept)}"


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_no_template_says_anything_untranslated(template: Path) -> None:
    """Words between the tags stand inside translate or blocktranslate."""
    text, inside = [], 0
    for token in Lexer(template.read_text(encoding="utf-8")).tokenize():
        if token.token_type is TokenType.BLOCK:
            tag = token.split_contents()[0]
            inside += tag in {"blocktranslate", "comment"}
            inside -= tag in {"endblocktranslate", "endcomment"}
        elif token.token_type is TokenType.TEXT and not inside:
            text.append(token.contents)
    bare = re.sub(r"<!--.*?-->|<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", " ".join(text), flags=re.DOTALL)
    bare = re.sub(
        r"""\b(?:class|(?:hx|data)-[\w-]+)(?:=(?:"[^"]*"|'[^']*'))?""", " ", bare
    )  # of a body-attributes block
    bare = re.sub(r"&\w+;|[<>\"'=/]|\b(Vekha|OKR|KR|O|JSON|SARIF|KPI|Esc|Ctrl|Enter|Tab|C|Z|N|B|S)\d*\b", " ", bare)
    words = re.findall(r"[A-Za-zА-Яа-я]{3,}", bare)
    assert words == [], f"{name(template)}: {words[:8]}"
