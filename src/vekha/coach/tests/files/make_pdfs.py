"""Prints the contents as PDF, each in one of four layouts: `python -m vekha.coach.tests.files.make_pdfs CHROMIUM`.

The files lie in `pdfs/` and are committed: a test cannot rely on a browser and its fonts.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

from vekha.coach.tests.files.contents import CONTENTS, Content

FOLDER = Path(__file__).parent / "pdfs"
_STYLE = """
@page { size: A4; margin: 20mm 22mm }
body { font: 11pt/1.45 'DejaVu Sans', 'Noto Sans CJK SC' } h1 { font-size: 20pt } h2 { font-size: 14pt }
.columns { columns: 2; column-gap: 9mm; font-size: 10pt } .columns section { break-inside: avoid; margin-bottom: 8mm }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt } td, th { vertical-align: top; text-align: left }
.ruled td, .ruled th { border: 0.75pt solid #888; padding: 1.5mm }
.plain td, .plain th { padding: 2.2mm 4mm 2.2mm 0; line-height: 1.2 }
"""


def report(content: Content) -> str:
    """Headings, bullets and numbers of a word processor."""
    words = content.words
    html = f"<h1>{escape(content.heading)}</h1>"
    for goal in content.goals:
        html += f"<h2>{words.objective}{words.colon}{escape(goal.title)}</h2><p><b>{words.key_results}</b></p><ul>"
        html += "".join(f"<li>{escape(each.text)}</li>" for each in goal.key_results) + "</ul>"
        if goal.initiatives:
            html += f"<p><b>{words.initiatives}</b></p><ol>"
            html += "".join(f"<li>{escape(each)}</li>" for each in goal.initiatives) + "</ol>"
    return html


def two_columns(content: Content) -> str:
    words = content.words
    html = f"<h1>{escape(content.heading)}</h1><div class=columns>"
    for number, goal in enumerate(content.goals, 1):
        html += f"<section><b>{words.objective} {number}{words.colon}{escape(goal.title)}</b>"
        for place, each in enumerate(goal.key_results, 1):
            html += f"<p>{words.key_result}{number}.{place}{words.colon}{escape(each.text)}</p>"
        if goal.initiatives:
            html += f"<p>{words.initiatives}{words.colon.strip()}</p>"
            html += "".join(f"<p>– {escape(each)}</p>" for each in goal.initiatives)
        html += "</section>"
    return html + "</div>"


def ruled_table(content: Content) -> str:
    return _table(content, "ruled")


def plain_table(content: Content) -> str:
    return _table(content, "plain")


def _table(content: Content, style: str) -> str:
    words = content.words
    names = (words.objective, words.key_results, words.start, words.target, words.owner)
    html = f"<h1>{escape(content.heading)}</h1><table class={style}><tr>{''.join(f'<th>{name}' for name in names)}"
    for goal in content.goals:
        for place, each in enumerate(goal.key_results):
            html += "<tr>" + (f"<td rowspan={len(goal.key_results)}>{escape(goal.title)}" if place == 0 else "")
            html += f"<td>{escape(each.text)}<td>{each.start}<td>{each.target}<td>{escape(each.owner)}"
    html += "</table>"
    return html


LAYOUTS: list[Callable[[Content], str]] = [report, two_columns, ruled_table, plain_table]


def layout_of(content: Content) -> Callable[[Content], str]:
    return LAYOUTS[CONTENTS.index(content) % len(LAYOUTS)]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for content in CONTENTS:
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "page.html"
            head = f"<html lang={content.language}><meta charset=utf-8><style>{_STYLE}</style>"
            page.write_text(head + layout_of(content)(content), encoding="utf-8")
            target = FOLDER / f"{content.name}.pdf"
            options = [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                f"--user-data-dir={folder}/u",
            ]
            subprocess.run(
                [sys.argv[1], *options, f"--print-to-pdf={target}", str(page)], check=True, stderr=subprocess.DEVNULL
            )


if __name__ == "__main__":
    main()
