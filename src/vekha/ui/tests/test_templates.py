"""What the strict content policy and the three languages ask of every template of the project."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import vekha
from vekha import ui

TEMPLATES = sorted(Path(vekha.__file__).parent.rglob("templates/**/*.html"))
LOCALE = Path(ui.__file__).parent / "locale"
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.I),
    "style block": re.compile(r"<style", re.I),
    "handler attribute": re.compile(r"\s(?:on[a-z]+|hx-on[:\w-]*)=", re.I),
    "style that is not a custom property": re.compile(
        r"""\sstyle=["'](?!\s*--)|\sstyle=["'][^"']*;\s*(?!--)[a-z]""", re.I
    ),
    "address of another host": re.compile(r"""(?:src|href)=["'](?:https?:)?//""", re.I),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_template_keeps_to_the_content_policy(path: Path) -> None:
    text = path.read_text()
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []


def test_the_patterns_know_what_they_forbid() -> None:
    bad = {
        "inline script": "<script>x</script>",
        "style block": "<style>a{}</style>",
        "handler attribute": '<a onclick="x">',
        "style that is not a custom property": '<a style="--p:1; color:red">',
        "address of another host": '<script src="//example.org/x.js"></script>',
    }
    assert all(FORBIDDEN[name].search(text) for name, text in bad.items())
    assert not FORBIDDEN["style that is not a custom property"].search('<i style="--p:1;--e:2">')


@pytest.mark.parametrize("language", ["ru", "zh_Hans"])
def test_every_sentence_of_the_ui_is_translated_and_compiled(language: str) -> None:
    folder = LOCALE / language / "LC_MESSAGES"
    with (folder / "django.po").open("rb") as stream:
        written = {key(message): message for message in read_po(stream) if message.id}
    with (folder / "django.mo").open("rb") as stream:
        compiled = {key(message): strings(message) for message in read_mo(stream) if message.id}
    assert [name for name, message in written.items() if message.fuzzy or not all(strings(message))] == []
    assert compiled == {name: strings(message) for name, message in written.items()}


def key(message: Message) -> tuple[str | None, str]:
    context = message.context.decode() if isinstance(message.context, bytes) else message.context  # as read_mo has it
    return context, message.id if isinstance(message.id, str) else message.id[0]


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)
