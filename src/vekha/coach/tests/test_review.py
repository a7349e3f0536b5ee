"""How findings are put together: places in the text, stages, what is not repeated, what is not judged."""

from dataclasses import replace

import pytest

from vekha.coach import rules
from vekha.coach.document import Document, Fields, Initiative, KeyResult, Language, Objective, Span
from vekha.coach.reading import read
from vekha.coach.review import Finding, judge, judge_example, review
from vekha.coach.settings import Severity, default_settings
from vekha.coach.statement import Role

TEXT = """Цель: Стать любимой пекарней студентов
KR1: Запустить доставку в общежития
KR2: Увеличить число постоянных покупателей с 200 до 500
"""


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in found]


def test_a_finding_points_at_its_words_in_the_document() -> None:
    (task,) = [finding for finding in review(read(TEXT)).findings if finding.code == "K-TASK"]
    assert task.span is not None
    assert TEXT[task.span.start : task.span.end] == task.words == "Запустить"
    assert task.target == "key_results[0]"


def test_a_metric_is_quoted_by_its_name_and_not_in_the_case_of_its_sentence() -> None:
    (vanity,) = judge("key_result", "Набрать 40 тысяч просмотров роликов о заводе")
    assert vanity.values["measure"] == "просмотры роликов о заводе"
    assert "«просмотры роликов о заводе»" in vanity.said().message


def test_quotation_marks_inside_quoted_words_are_the_inner_ones() -> None:
    (task,) = [f for f in judge("key_result", "Внедрить систему «Сокол»") if f.code == "K-TASK"]
    assert "«Внедрить систему „Сокол“»" in task.said().question
    assert "Внедрить систему «Сокол»" in str(task.rewrite)


def test_a_statement_without_a_place_gets_offsets_into_itself() -> None:
    stored = Objective(
        "Стать любимой пекарней", key_results=(KeyResult("Запустить доставку"), KeyResult("Выручка: с 2 до 3 млн"))
    )
    (task,) = [f for f in review(Document("", "", Language.RU, (stored,))).findings if f.code == "K-TASK"]
    assert task.span == Span(0, 9)


def test_a_statement_joined_from_pieces_is_marked_as_a_whole() -> None:
    text = "Стать любимой пекарней\nЗапустить\nдоставку"
    whole = Span(23, len(text))
    stored = Objective("Стать любимой пекарней", Span(0, 22), (KeyResult("Запустить доставку", whole),))
    (task,) = [f for f in review(Document("-", text, Language.RU, (stored,))).findings if f.code == "K-TASK"]
    assert task.span == whole


def test_an_early_stage_turns_later_findings_into_held_back_hints() -> None:
    document = read("Цель: Поддерживать работу склада\nKR: Запустить доставку")
    found = {f.code: f for f in review(document, replace(default_settings(), stage=1)).findings}
    assert found["O-OPS"].held_back
    assert found["O-OPS"].severity is Severity.HINT
    assert not found["K-TASK"].held_back
    assert found["K-TASK"].severity is Severity.ERROR


def test_without_a_stage_every_rule_speaks_at_its_own_severity() -> None:
    found = judge("objective", "Поддерживать работу склада")
    assert [(finding.code, finding.severity, finding.held_back) for finding in found] == [
        ("O-OPS", Severity.ERROR, False)
    ]


def test_a_task_is_not_also_blamed_for_having_no_number() -> None:
    assert codes(judge("key_result", "Launch the new dealer portal")) == ["K-TASK"]


def test_a_target_that_stands_in_its_own_column_counts() -> None:
    bare = Objective("Become the bakery students love", key_results=(KeyResult("Regular customers"),))
    filled = Objective(
        "Become the bakery students love",
        key_results=(KeyResult("Regular customers", fields=Fields(start="200", target="500")),),
    )
    assert "K-NOMETRIC" in codes(review(Document("", "", Language.EN, (bare,))).findings)
    assert "K-NOMETRIC" not in codes(review(Document("", "", Language.EN, (filled,))).findings)


def test_a_purpose_beside_the_title_answers_so_that_what() -> None:
    title, results = "Beat the shipping record", (KeyResult("Orders: from 2 to 3"), KeyResult("Errors: from 5 to 1"))
    bare = Document("", "", Language.EN, (Objective(title, key_results=results),))
    answered = Document("", "", Language.EN, (Objective(title, key_results=results, why="Builders stop waiting"),))
    assert "O-WHY" in codes(review(bare).findings)
    assert "O-WHY" not in codes(review(answered).findings)


def test_the_question_is_asked_in_the_readers_language_with_the_authors_words() -> None:
    (finding,) = judge("key_result", "Запустить доставку")
    assert "Would that count" in finding.said(Language.EN).question
    assert "доставку" in finding.said(Language.EN).question
    assert finding.rewrite == judge("key_result", "Запустить доставку", language=Language.ZH)[0].rewrite


def test_what_the_input_does_not_know_is_not_judged() -> None:
    assert codes(judge("set", "Become the bakery students love")) == []
    assert codes(judge("set", "Become the bakery students love", key_results=[])) == ["S-FEW"]


def test_findings_of_a_set_name_their_member() -> None:
    found = judge(
        "set",
        "Become the bakery students love",
        key_results=["Regular customers: from 200 to 500", "Launch delivery to dormitories"],
        initiatives=["Regular customers: from 200 to 500"],
    )
    assert [(f.code, f.target) for f in found] == [("K-TASK", "key_results[1]"), ("I-RESULT", "initiatives[0]")]


def test_objectives_without_any_key_results_are_not_blamed_one_by_one() -> None:
    listed = tuple(Objective(title) for title in ("Стать любимой пекарней студентов", "Вернуть ночных покупателей"))
    assert codes(review(Document("-", "", Language.RU, listed)).findings) == []


def test_levels_are_counted_apart() -> None:
    several = [
        Objective("Win back the night shift customers", level=level) for level in ("company", "team") for _ in range(4)
    ]
    assert review(Document("", "", Language.EN, tuple(several))).list_findings == ()
    same = tuple(Objective("Win back the night shift customers") for _ in range(8))
    assert codes(review(Document("", "", Language.EN, same)).list_findings) == ["S-MANY"]


def test_a_text_without_okrs_has_no_findings() -> None:
    assert review(read("Привет, как дела?")).findings == ()


def test_initiatives_are_work_and_may_be() -> None:
    stored = Objective(
        "Become the bakery students love",
        key_results=(KeyResult("Regulars: from 200 to 500"), KeyResult("Rating from 4.1 to 4.7")),
        initiatives=(
            Initiative("Launch delivery to dormitories"),
            Initiative("Ask 20 students what they eat at night"),
        ),
    )
    assert codes(review(Document("", "", Language.EN, (stored,))).findings) == []


def test_a_page_pasted_as_one_statement_is_judged_by_its_beginning() -> None:
    page = "Launch the portal. " * 10_000
    assert codes(judge("key_result", page)) == ["K-TASK"]


def test_a_line_still_empty_is_not_judged() -> None:
    assert codes(judge("set", "", key_results=["", "Launch the portal"], initiatives=[""])) == ["K-TASK"]


@pytest.mark.parametrize(
    "text",
    [
        "Half of our passengers come from the other bank of the river",
        "Половина пассажиров приходит от тех, кто уже плавал с нами",
        "一半的乘客由老乘客介绍而来",
        "Nobody who has booked waits longer than ten minutes",
    ],
)
def test_a_number_in_a_sentence_about_people_is_at_most_a_question(text: str) -> None:
    assert {finding.severity for finding in judge("objective", text)} <= {Severity.HINT}


def test_who_sets_out_to_learn_may_count_what_was_tried() -> None:
    tried = "Hold 8 tastings"
    learning = judge("key_result", tried, objective="Find out why hikers walk past our bakery")
    selling = judge("key_result", tried, objective="Become the bakery hikers plan their walk around")
    assert [finding.severity for finding in learning] == [Severity.HINT]
    assert [finding.severity for finding in selling] == [Severity.WARNING]


def test_six_key_results_are_a_question_and_seven_an_objection() -> None:
    lines = [f"Orders from village {name} from 5% to 20%" for name in "abcdefg"]
    for count, severity in ((6, Severity.HINT), (7, Severity.WARNING)):
        found = judge("set", "Bring fresh bread to the villages", key_results=lines[:count])
        assert [finding.severity for finding in found if finding.code == "S-MANY"] == [severity]


@pytest.mark.parametrize("language", Language)
def test_a_rewrite_with_its_blanks_left_is_asked_about_but_no_error(language: Language) -> None:
    for rule in rules.ALL:
        for example in rule.book.words[language].bad:
            for finding in judge_example(rule, example, language):
                kind = finding.target.partition("[")[0].removesuffix("s")
                if finding.rewrite and kind in tuple(Role):
                    assert not has_error(judge(kind, finding.rewrite, language=language)), finding.rewrite


def has_error(found: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in found)
