"""Formats that are text: HTML, CSV, JSON, YAML, Markdown, in the layouts that people and programs use."""

import csv
import io
import json
from collections.abc import Callable
from html import escape
from typing import Any

import yaml

from vekha.coach.tests.files.contents import Content

Layout = Callable[[Content], bytes]

# --- HTML ------------------------------------------------------------------------------------------------------------


def wiki_export(content: Content) -> bytes:
    """Headings and lists among navigation, scripts and a footer."""
    words = content.words
    body = f"<h1>{escape(content.heading)}</h1>"
    for goal in content.goals:
        body += f"<h2>{words.objective}{words.colon}{escape(goal.title)}</h2>"
        body += f"<p><strong>{words.key_results}</strong></p><ul>"
        body += "".join(f"<li><p>{escape(each.text)}</p></li>" for each in goal.key_results) + "</ul>"
        if goal.initiatives:
            body += f"<p><b>{words.initiatives}</b></p><ol>"
            body += "".join(f"<li>{escape(each)}</li>" for each in goal.initiatives) + "</ol>"
    page = (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{words.objective}: wiki</title>"
        "<style>p {}</style></head>"
        f"<body><nav><ul><li>{words.objective} 1: menu</li></ul></nav><script>var kr1 = 'KR1: 5';</script>"
        f"<div id='main-content'>{body}</div><footer>{words.key_result}7: 2026</footer></body></html>"
    )
    return page.encode()


def table_with_spans(content: Content) -> bytes:
    words = content.words
    names = (words.objective, words.key_results, words.start, words.target, words.owner, words.initiatives)
    rows = "".join(f"<th>{name}</th>" for name in names)
    body = f"<tr><td colspan='6'><b>{escape(content.heading)}</b></td></tr><tr>{rows}</tr>"
    for goal in content.goals:
        count = len(goal.key_results)
        for place, each in enumerate(goal.key_results):
            cells = "".join(f"<td>{escape(said)}</td>" for said in (each.text, each.start, each.target, each.owner))
            if place == 0:
                listed = "".join(f"<li>{escape(initiative)}</li>" for initiative in goal.initiatives)
                cells = (
                    f"<td rowspan='{count}'>{escape(goal.title)}</td>{cells}<td rowspan={count}><ul>{listed}</ul></td>"
                )
            body += f"<tr>{cells}</tr>"
    return f"<html><body><table>{body}</table></body></html>".encode()


def saved_from_an_editor(content: Content) -> bytes:
    """Divisions and line breaks with labels typed by hand, in an old encoding."""
    words = content.words
    lines = []
    for number, goal in enumerate(content.goals, 1):
        title = f"{words.objective} {number}{words.colon}{escape(goal.title)}"
        lines.append(f"<div><span style='font-weight:700'>{title}</span></div>")
        for place, each in enumerate(goal.key_results, 1):
            lines.append(f"<div>{words.key_result}{place}{words.colon}<span>{escape(each.text)}</span></div>")
        if goal.initiatives:
            listed = "<br>".join(f"- {escape(each)}" for each in goal.initiatives)
            lines.append(f"<div>{words.initiatives}{words.colon.strip()}<br>{listed}</div>")
        lines.append("<div><br></div>")
    encoding = {"ru": "windows-1251", "zh": "gb2312", "en": "iso-8859-1"}[content.language]
    page = f"<html><head><meta http-equiv='Content-Type' content='text/html; charset={encoding}'></head><body>"
    return (page + "\n".join(lines) + "</body></html>").encode(encoding, "xmlcharrefreplace")


HTML: list[Layout] = [wiki_export, table_with_spans, saved_from_an_editor]

# --- CSV -------------------------------------------------------------------------------------------------------------


def _table(content: Content) -> list[list[str]]:
    words = content.words
    rows = [[words.objective, words.key_results, words.owner, words.start, words.target, words.initiatives, "ID"]]
    for goal in content.goals:
        for place, each in enumerate(goal.key_results):
            told = [goal.title if place == 0 else "", each.text, each.owner, each.start, each.target]
            rows.append([*told, "\n".join(goal.initiatives) if place == 0 else "", str(len(rows))])
    return rows


def _separated(rows: list[list[str]], sign: str) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=sign).writerows(rows)
    return file.getvalue()


def excel_with_mark(content: Content) -> bytes:
    """Semicolons and a mark of UTF-8, as Excel saves it in many countries; the heading in a line of its own."""
    return _separated([[content.heading], *_table(content)], ";").encode("utf-8-sig")


def commas(content: Content) -> bytes:
    return _separated(_table(content), ",").encode()


def old_encoding(content: Content) -> bytes:
    encoding = {"ru": "cp1251", "zh": "gb18030", "en": "utf-8"}[content.language]
    return _separated(_table(content), ";").encode(encoding)


def tabs(content: Content) -> bytes:
    return _separated(_table(content), "\t").encode("utf-16")


CSV: list[Layout] = [excel_with_mark, commas, old_encoding, tabs]

# --- JSON and YAML ---------------------------------------------------------------------------------------------------


def nested(content: Content) -> Any:
    """What a program's interface gives: objects in objects."""
    return {
        "data": {
            "objectives": [
                {
                    "id": f"obj-{number}",
                    "title": goal.title,
                    "owner": {"id": 5, "name": goal.key_results[0].owner},
                    "keyResults": [
                        {"id": place, "title": each.text, "startValue": each.start, "targetValue": each.target}
                        | {"owner": {"name": each.owner}}
                        for place, each in enumerate(goal.key_results)
                    ],
                    "initiatives": [{"name": each, "state": "open"} for each in goal.initiatives],
                }
                for number, goal in enumerate(content.goals)
            ],
            "total": len(content.goals),
        }
    }


def in_own_words(content: Content) -> Any:
    """Keys in the language of the content, texts right in lists."""
    words = content.words
    return {
        content.heading: [
            {
                words.objective: goal.title,
                words.key_results: [
                    f"{words.key_result}{place}: {each.text}" for place, each in enumerate(goal.key_results, 1)
                ],
                words.initiatives: list(goal.initiatives),
            }
            for goal in content.goals
        ]
    }


def related(content: Content) -> Any:
    """Flat lists that point to one another, as tables of a database are given out."""
    key_results, initiatives = [], []
    for number, goal in enumerate(content.goals):
        key_results += [{"objective_id": number, "name": each.text, "owner": each.owner} for each in goal.key_results]
        initiatives += [{"objective_id": number, "name": each} for each in goal.initiatives]
    objectives = [{"id": number, "name": goal.title} for number, goal in enumerate(content.goals)]
    return {"objectives": objectives, "key_results": key_results, "initiatives": initiatives}


def counted(content: Content) -> Any:
    """Each part under its number."""
    return {
        f"O{number}": {
            "title": goal.title,
            **{f"KR{place}": each.text for place, each in enumerate(goal.key_results, 1)},
            "tasks": list(goal.initiatives),
        }
        for number, goal in enumerate(content.goals, 1)
    }


def typed(content: Content) -> Any:
    """A tree of records that say what they are."""
    return [
        {
            "type": "objective",
            "attributes": {"title": goal.title, "level": "team"},
            "children": [
                *({"type": "key_result", "attributes": {"title": each.text}} for each in goal.key_results),
                *({"type": "initiative", "attributes": {"title": each}} for each in goal.initiatives),
            ],
        }
        for goal in content.goals
    ]


RECORDS: list[Callable[[Content], Any]] = [nested, in_own_words, related, counted, typed]


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def as_yaml(value: Any) -> bytes:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False).encode()


# --- Markdown and text -----------------------------------------------------------------------------------------------


def markdown_page(content: Content) -> bytes:
    words = content.words
    lines = [f"# {content.heading}", ""]
    for goal in content.goals:
        lines += [f"## {words.objective}{words.colon}{goal.title}", "", f"### {words.key_results}", ""]
        lines += [f"- {each.text}" for each in goal.key_results]
        if goal.initiatives:
            lines += ["", f"### {words.initiatives}", "", *(f"- {each}" for each in goal.initiatives)]
        lines.append("")
    return "\n".join(lines).encode()


def typed_text(content: Content) -> bytes:
    words = content.words
    lines = [content.heading, ""]
    for number, goal in enumerate(content.goals, 1):
        lines.append(f"{words.objective} {number}{words.colon}{goal.title}")
        lines += [
            f"  {words.key_result}{number}.{place}{words.colon}{each.text}"
            for place, each in enumerate(goal.key_results, 1)
        ]
        if goal.initiatives:
            lines += [f"{words.initiatives}{words.colon.strip()}", *(f"  * {each}" for each in goal.initiatives)]
        lines.append("")
    return "\r\n".join(lines).encode({"ru": "cp1251", "zh": "gb18030", "en": "utf-8"}[content.language])


TEXT: list[Layout] = [markdown_page, typed_text]
