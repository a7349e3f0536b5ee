"""Documents in all the shapes people paste them in: `texts/X.txt` holds what `texts/X.json` says, and nothing else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from vekha.coach.document import Document, Language, Objective
from vekha.coach.reading import read

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_holds_these_okrs_and_nothing_else(path: Path) -> None:
    document = read(path.read_text(encoding="utf-8"))
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert _told(document) == expected["objectives"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_span_covers_its_statement_from_the_first_to_the_last_character(path: Path) -> None:
    document = read(path.read_text(encoding="utf-8"))
    for words, place in _statements(document):
        covered = document.text[place]
        assert _letters(covered)[:8] == _letters(words)[:8]
        assert _letters(covered)[-3:] == _letters(words)[-3:] or "→" in words
        assert not re.match(r"[\s*_;-]|.*\s$", covered, re.DOTALL)


def test_every_language_has_texts() -> None:
    assert {path.name[:2] for path in TEXTS} == {"en", "ru", "zh"}


def test_a_span_survives_entities_and_emphasis() -> None:
    text = "O: &laquo;Tea **tastes** of tea&raquo;\nKR1: cups&nbsp;sold &mdash; from 10 to&#32;<b>30&#37;</b>\n"
    (objective,) = read(text).objectives
    (key_result,) = objective.key_results
    assert objective.title == "Tea tastes of tea"
    assert key_result.text == "cups sold — from 10 to 30%"
    assert objective.span is not None
    assert key_result.span is not None
    assert text[slice(*objective.span)] == "Tea **tastes** of tea"
    assert text[slice(*key_result.span)] == "cups&nbsp;sold &mdash; from 10 to&#32;<b>30&#37;"


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    text = "\ufeffЦель: Чай вкусный\r\nKR1: чашек с 10 до 30\r\n"
    (objective,) = read(text).objectives
    assert (objective.title, objective.key_results[0].text) == ("Чай вкусный", "чашек с 10 до 30")
    assert objective.span is not None
    assert text[slice(*objective.span)] == "Чай вкусный"


def test_what_stands_beside_a_key_result_is_not_part_of_it() -> None:
    texts = {
        "en-status": {"current": "72%", "target": "90%", "status": "at risk"},
        "ru-sublines": {"start": "310", "target": "500", "current": "355", "owner": "Алла"},
        "zh-sublines": {"start": "22%", "target": "60%", "current": "31%", "owner": "田野"},
        "ru-tsv-merged": {"start": "11%", "target": "20%", "current": "13%", "owner": "Лебедева"},
        "zh-columns-described": {"owner": "贺敏", "weight": "60%", "due": "6月30日"},
        "ru-owners-inline": {"owner": "Инна", "progress": "40%"},
        "en-metric-table": {"current": "31%", "target": "55%", "due": "June"},
        "ru-weekly-check": {"current": "63%", "confidence": "7 из 10"},
        "en-status-tails": {"current": "75%", "status": "green"},
        "ru-status-tails": {"current": "75 %"},
        "zh-weekly-mixed": {"current": "78%", "confidence": "6/10"},
    }
    for name, expected in texts.items():
        fields = _read(name)[0].key_results[0].fields
        assert {name: getattr(fields, name) for name in fields.__slots__ if getattr(fields, name)} == expected, name


def test_what_stands_beside_an_objective_is_its_context() -> None:
    assert _read("ru-motivation")[0].why.startswith("из 800 переехавших")
    assert _read("zh-motivation")[0].why.startswith("去年新签的客户里")
    assert _read("en-goal-headings-metrics")[0].why == "half of them wait two weeks for a laptop."
    assert [objective.reality for objective in _read("ru-context")] == [
        "половина саженцев не переживает первое лето.",
        "денег на саженцы хватает до мая.",
    ]
    assert _read("ru-owners-inline")[0].fields.owner == "Инна"
    assert _read("zh-owners-inline")[0].fields.owner == "邹凯"
    second = _read("zh-owners-inline")[0].key_results[1].fields
    assert (second.owner, second.due) == ("贺敏", "6月30日")
    assert _read("ru-motivation")[0].fields.owner == "Ольга"
    assert [objective.level for objective in _read("en-cascade")] == ["company", "team"]


def test_a_name_in_brackets_is_an_owner_only_where_the_document_does_so_more_than_once() -> None:
    once = "O: Fewer crashes (Android)\nKR1: crash rate from 3% to 1%"
    twice = "O: Fewer crashes (Frank)\nKR1: crash rate from 3% to 1% (Joyce)"
    assert read(once).objectives[0].title == "Fewer crashes (Android)"
    assert [read(twice).objectives[0].title, read(twice).objectives[0].fields.owner] == ["Fewer crashes", "Frank"]


def test_a_note_in_brackets_is_a_field_unless_it_holds_the_numbers_of_the_measure() -> None:
    title, note = "O: Calls are rare (weight 40%)", "(owner: Ann, due: 30 June) [at risk]"
    (objective,) = read(f"{title}\nKR1: calls a day 90 → 30 {note}\nKR2: 95% solved (now: 80%)").objectives
    first, second = objective.key_results
    assert (objective.title, objective.fields.weight) == ("Calls are rare", "40%")
    assert first.text == "calls a day 90 → 30"
    assert (first.fields.owner, first.fields.due, first.fields.status) == ("Ann", "30 June", "at risk")
    assert second.text == "95% solved (now: 80%)"


def test_the_language_is_that_of_the_statements() -> None:
    assert read("Objective: Чай вкусный\nKey Results:\n1. Чашек с 10 до 30").language is Language.RU
    assert read("Objective：让茶更好喝\nKR1：每天卖出的杯数从10提升到30").language is Language.ZH
    assert read("Цель: Tea tastes of tea\nKR1: cups sold a day from 10 to 30").language is Language.EN


def test_mission_vision_and_strategy_stand_before_the_objectives() -> None:
    texts = {
        "Mission: tea for all\nVision: a cup in every hand\n## Strategy\nshops near offices": "O: x\nKR1: 5",
        "Миссия: чай для всех\nВидение: чашка в каждой руке\nСтратегия: лавки у офисов": "Цель: х\nКР1: 5",
        "使命：人人有茶\n愿景：人手一杯\n战略：开在写字楼旁": "目标：好茶\nKR1：5杯",
    }
    for told, okr in texts.items():
        guidance = read(f"{told}\n\n{okr}").guidance
        words = [re.split(r"[:：\n]\s*", line, maxsplit=1)[1] for line in told.replace("y\n", "y:").split("\n")]
        assert [guidance.mission, guidance.vision, guidance.strategy] == words


@pytest.mark.parametrize(("text", "certainties"), [
    ("Objective: Tea tastes\nKR1: cups from 10 to 30\nInitiatives:\n- new kettle", [1.0, 1.0, 1.0]),
    ("| Objective | Key result |\n|---|---|\n| Tea tastes | cups from 10 to 30 |", [1.0, 1.0]),
    ("Objective: Tea tastes\nKey results:\nCups from 10 to 30\nGuests from 5 to 9", [1.0, 0.9, 0.9]),
    ("Objective: Tea tastes\nResults:\n- cups from 10 to 30\n- guests from 5 to 9", [1.0, 0.8, 0.8]),
    ("Objective: Tea tastes\n- cups from 10 to 30\n- guests smile", [1.0, 0.75, 0.6]),
    ("OKR Q1\n\n**Tea tastes**\n- cups from 10 to 30", [0.6, 0.75]),
    ("We will make tea taste as measured by: cups from 10 to 30.", [0.65, 0.65]),
])  # fmt: skip
def test_the_reader_is_as_certain_as_its_evidence(text: str, certainties: list[float]) -> None:
    (objective,) = read(text).objectives
    of_key_results = [item.certainty for item in objective.key_results]
    of_initiatives = [item.certainty for item in objective.initiatives]
    assert [objective.certainty, *of_key_results, *of_initiatives] == certainties


def test_progress_score_commitment_and_what_it_supports_are_fields_of_their_own() -> None:
    text = (
        "O1 (aspirational, 40%): Tea tastes\nAligned to: Company O2\nKR1: cups from 10 to 30 (0.7)\nKR2: guests 5 → 9"
    )
    (objective,) = read(f"{text} [60%]").objectives
    assert (objective.fields.commitment, objective.fields.progress) == ("aspirational", "40%")
    assert objective.fields.supports == "Company O2"
    assert [item.fields.score or item.fields.progress for item in objective.key_results] == ["0.7", "60%"]


@pytest.mark.parametrize("sentence", [
    "目标(O),根据企业的方向告诉你去哪里;关键结果(KR)告诉你是否到达。",
    "Objective is a statement of direction. Key results are measurable.",
    "Цель - это то, куда мы идём.\nKR - это способ понять, что дошли.",
    "Objective: [your objective]\nKR1: [from X to Y]",
    "Цель: ___\nKR1: ___",
])  # fmt: skip
def test_an_explanation_or_an_empty_form_is_no_okr(sentence: str) -> None:
    assert read(sentence).objectives == ()


def _read(name: str) -> tuple[Objective, ...]:
    path = Path(__file__).parent / "texts" / f"{name}.txt"
    return read(path.read_text(encoding="utf-8")).objectives


def _told(document: Document) -> list[dict[str, object]]:
    return [
        {
            "title": objective.title,
            "key_results": [item.text for item in objective.key_results],
            "initiatives": [item.text for item in objective.initiatives],
        }
        for objective in document.objectives
    ]


def _statements(document: Document) -> Iterator[tuple[str, slice]]:
    for objective in document.objectives:
        members = [(item.text, item.span) for item in objective.key_results]
        members += [(item.text, item.span) for item in objective.initiatives]
        for words, span in [(objective.title, objective.span), *members]:
            assert span is not None
            yield words, slice(*span)


def _letters(text: str) -> str:
    return re.sub(r"&\w+;|&#\d+;|\W", "", text)
