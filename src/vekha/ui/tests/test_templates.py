"""What the strict content policy asks of every template of the project."""

import re
from pathlib import Path

import pytest

import vekha

TEMPLATES = sorted(Path(vekha.__file__).parent.rglob("templates/**/*.html"))
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.I),
    "style block": re.compile(r"<style", re.I),
    "handler attribute": re.compile(r"\s(?:on[a-z]+|hx-on[:\w-]*)=", re.I),
    "style that is not a custom property": re.compile(
        r"""\sstyle=["'](?!\s*--)|\sstyle=["'][^"']*;\s*(?!--)[a-z]""", re.I
    ),
    # A link that somebody follows loads nothing by itself.
    "address of another host": re.compile(r"""(?:src|(?<!<a )href)=["'](?:https?:)?//""", re.I),
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
