"""What each format promises to those who read it."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import wcwidth

from vekha.coach import report, rules
from vekha.coach.document import Language, Place, Unit
from vekha.coach.marks import Mark
from vekha.coach.reading import read
from vekha.coach.review import Review, judge_example, review
from vekha.coach.settings import Severity, default_settings

TEXTS = {
    Language.RU: "Цель: Внедрить CRM\nKR1: Разработать <отчёты> & дашборды\nKR2: Доля сделок в CRM с 10 до 80 %\n",
    Language.EN: "Objective: Implement a CRM\nKR1: Build reports & <charts>\nKR2: Deals in it from 10% to 80%\n",
    Language.ZH: "目标：上线 CRM 系统\nKR1：开发<报表> & 看板\nKR2：系统内成交占比从 10% 提高到 80%\n",
}
SARIF_SCHEMA = Path(__file__).parents[4] / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
EACH = pytest.mark.parametrize("language", Language)


def reviewed(language: Language, stage: int | None = None) -> Review:
    return review(read(TEXTS[language], source=f"plan {language}.txt"), replace(default_settings(), stage=stage))


@EACH
def test_text_asks_before_it_explains_and_marks_the_words(language: Language) -> None:
    found = reviewed(language)
    text = report.as_text([found])
    for finding in found.findings:
        said = finding.said()
        assert said.question in text
        assert text.index(said.question) < text.index(said.message)
    words = next(finding.words for finding in found.findings if finding.code == "K-TASK")
    assert f"[{words}]¹" in text
    assert "\x1b" not in text


@EACH
def test_colour_replaces_the_brackets(language: Language) -> None:
    text = report.as_text([reviewed(language)], colour=True)
    assert "\x1b[" in text
    assert "]¹" not in text


@EACH
def test_lines_fit_the_width_of_the_terminal(language: Language) -> None:
    text = report.as_text([reviewed(language)], colour=True, width=60)
    assert max(wcwidth.width(line) for line in text.splitlines()) <= 60


def test_quiet_shows_objections_only_and_nothing_where_there_is_none() -> None:
    text = report.as_text([reviewed(Language.EN)], quiet=True)
    assert "K-TASK" in text
    assert "clear" not in text
    assert "To rewrite" not in text
    fine = review(read("Objective: Guests find their room ready\nKR: Rooms ready before noon from 60% to 95%\n"))
    assert fine.findings != ()
    assert report.as_text([fine], quiet=True) == ""


DISMISSED = "Objective: Guests find their room ready\nKR: Launch the app <!-- vekha: K-TASK: by | law -->\n"


def test_every_report_shows_what_was_dismissed_and_why() -> None:
    found = review(read(DISMISSED, source="plan.md"))
    assert "K-TASK · Dismissed by the author: by | law" in report.as_text([found])
    assert "Dismissed by the author: by | law" in report.as_html([found])
    assert r"Dismissed by the author: by \| law" in report.as_markdown([found])
    (document,) = json.loads(report.as_json([found]))["documents"]
    assert [f["dismissed"] for f in document["objectives"][0]["findings"] if f["code"] == "K-TASK"] == ["by | law"]
    assert (document["counts"]["errors"], document["counts"]["dismissed"]) == (0, 1)
    (result,) = [r for r in json.loads(report.as_sarif([found]))["runs"][0]["results"] if r["ruleId"] == "K-TASK"]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "by | law"}]


@EACH
def test_every_report_for_people_shows_the_marks_of_a_good_objective(language: Language) -> None:
    say = report.phrases(language)
    for written in (report.as_text, report.as_html, report.as_markdown):
        text = written([reviewed(language)])
        assert all(say[f"mark_{mark}"] in text for mark in Mark)


@EACH
def test_markdown_marks_the_words_and_escapes_what_would_be_markup(language: Language) -> None:
    text = report.as_markdown([reviewed(language)])
    words = next(finding.words for finding in reviewed(language).findings if finding.code == "K-TASK")
    assert f"<mark>{words}</mark>" in text
    assert "\\<" in text
    for finding in reviewed(language).findings:
        assert finding.code in text


def test_the_reader_may_have_another_language_than_the_author() -> None:
    text = report.as_text([reviewed(Language.RU)], Language.EN)
    assert "Not a key result yet" in text
    assert "Разработать" in text


@EACH
def test_a_text_without_okrs_is_told_so(language: Language) -> None:
    nothing = review(read("2 + 2 = 4"))
    assert report.phrases(language)["nothing_found"] in report.as_text([nothing], language)
    assert report.phrases(language)["nothing_found"] in report.as_html([nothing], language)


def test_what_a_stage_holds_back_is_counted_and_not_shown() -> None:
    found = reviewed(Language.EN, stage=1)
    text = report.as_text([found])
    assert any(finding.held_back for finding in found.findings)
    assert "O-SOLUTION" not in text
    assert "Held back for later milestones" in text


def test_every_phrase_is_there_in_three_languages_with_the_same_holes() -> None:
    def holes(text: str) -> list[str]:
        return sorted(re.findall(r"\{(\w+)\}", text))

    english = report.phrases(Language.EN)
    for language in Language:
        words = report.phrases(language)
        assert words.keys() == english.keys()
        assert {key: holes(text) for key, text in words.items()} == {key: holes(text) for key, text in english.items()}


@EACH
def test_json_keeps_to_its_schema(language: Language) -> None:
    schema = json.loads(files("vekha.coach").joinpath("review.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(report.as_json([reviewed(language), reviewed(language, stage=1), review(read(""))]))
    jsonschema.validate(data, schema)
    document = data["documents"][0]
    task = next(f for objective in document["objectives"] for f in objective["findings"] if f["code"] == "K-TASK")
    start, end = task["span"]
    assert TEXTS[language][start:end] == task["words"]


@EACH
def test_sarif_points_at_the_words(language: Language) -> None:
    found = reviewed(language)
    sarif = json.loads(report.as_sarif([found]))
    assert sarif["version"] == "2.1.0"
    (run,) = sarif["runs"]
    described = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert described == [rule.code for rule in rules.ALL]
    assert len(run["results"]) == len(found.findings)
    lines = TEXTS[language].splitlines()
    for result, finding in zip(run["results"], found.findings, strict=True):
        assert described[result["ruleIndex"]] == result["ruleId"] == finding.code
        assert result["level"] in ("error", "warning", "note")
        assert (result["level"] == "note") == (finding.severity is Severity.HINT)
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert " " not in place["artifactLocation"]["uri"]
        region = place["region"]
        assert lines[region["startLine"] - 1][region["startColumn"] - 1 :].startswith(finding.words)
        assert finding.words in lines[region["endLine"] - 1][: region["endColumn"] - 1]


@pytest.mark.skipif(not SARIF_SCHEMA.exists(), reason="no node_modules: the schema of SARIF comes by npm ci")
@EACH
def test_sarif_keeps_to_the_published_schema(language: Language) -> None:
    schema = json.loads(SARIF_SCHEMA.read_text(encoding="utf-8"))
    found = [reviewed(language), review(read(DISMISSED, source="plan of a team.md")), review(read(""))]
    jsonschema.validate(json.loads(report.as_sarif(found)), schema)


def test_a_place_in_a_table_is_named_where_there_are_no_lines() -> None:
    text = "Objective: Guests find their room ready\nKR: Launch the app\n"
    cells = (Place(0, Unit.CELL, "Plan!B2"), Place(text.index("KR"), Unit.CELL, "Plan!C2"))
    found = review(replace(read(text, source="plan.xlsx"), places=cells))
    assert "(cell Plan!C2)" in report.as_text([found])
    results = json.loads(report.as_sarif([found]))["runs"][0]["results"]
    (location,) = next(result["locations"] for result in results if result["ruleId"] == "K-TASK")
    assert location["logicalLocations"] == [{"name": "cell Plan!C2"}]
    assert "region" not in location["physicalLocation"]


class Page(HTMLParser):
    """Checks that tags are closed in order, and keeps what would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.fetched += [value or "" for name, value in attributes if name in ("src", "href")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@EACH
def test_html_is_one_well_formed_file_that_fetches_nothing(language: Language) -> None:
    html = report.as_html([reviewed(language)])
    page = Page()
    page.feed(html)
    assert page.open == []
    assert page.fetched == []
    assert "url(" not in html
    assert "&lt;" in html
    assert "<mark" in html


@EACH
def test_every_rule_explains_itself(language: Language) -> None:
    for rule in rules.ALL:
        text = report.rule_as_text(rule, language)
        assert rule.code in text
        example = rule.book.words[language].bad[0]
        assert example.text in text
        asked = next(found for found in judge_example(rule, example, language) if found.code == rule.code)
        assert asked.said(language).question in text
        assert rule.code in report.rules_as_text(language)
