"""How objectives of many teams stand to one another."""

from dataclasses import replace

from vekha.coach.company import Company
from vekha.coach.document import Document, Fields, KeyResult, Language, Objective
from vekha.coach.review import Finding, company, review
from vekha.coach.rule import Peer
from vekha.coach.statement import Role
from vekha.coach.understand import understand

OURS = Objective(
    "Be the carrier people choose",
    key_results=(KeyResult("NPS from 20 to 45"), KeyResult("Second tickets within a year from 18% to 35%")),
    level="company",
)
COPY = Objective(
    "Trains that arrive",
    key_results=(KeyResult("NPS from 20 to 45"), KeyResult("Trains on time from 70% to 92%")),
    level="team",
    team="Operations",
)
MORE = Objective(
    "Not a day without bread",
    key_results=(KeyResult("Increase flour inventory from 60 to 90 days"),),
    level="team",
    team="Bakery",
)
LESS = Objective(
    "Free the store",
    key_results=(KeyResult("Reduce flour inventory from 60 to 25 days"),),
    level="team",
    team="Warehouse",
)


def said(found: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.target, finding.variant) for finding in found]


def test_a_copy_and_a_contradiction_are_found_and_nothing_else_is_judged() -> None:
    ours, copy, more, less = company([OURS, COPY, MORE, LESS])
    assert said(ours) == []
    assert said(copy) == [("key_results[0]", "")]
    assert said(more) == [("key_results[0]", "against")]
    assert said(less) == [("key_results[0]", "against")]
    assert less[0].said().message == (
        "Others are pulling the same number the other way: “Increase flour inventory from 60 to 90 days” (Bakery)."
    )


def test_an_objective_taken_over_with_a_word_about_it_is_no_copy() -> None:
    taken = replace(COPY, title=OURS.title, key_results=COPY.key_results[1:])
    assert said(list(company([OURS, taken]))[1]) == [("set", "twin")]
    assert list(company([OURS, replace(taken, fields=Fields(supports=f"O1 {OURS.title}"))]))[1] == ()


def test_a_document_is_compared_with_itself() -> None:
    document = Document("-", "", Language.EN, (OURS, COPY))
    found = review(document).objectives[1].findings
    assert ("key_results[0]", "") in [(f.target, f.variant) for f in found if f.code == "S-ALIGN"]


def test_an_objective_is_compared_with_few_of_many() -> None:
    def peer(title: str) -> Peer:
        return Peer(understand(title, Role.OBJECTIVE, Language.EN))

    titles = [f"Win the trust of depot {number}" for number in range(500)]
    titles += ["Bring fresh bread to remote villages", "Bring fresh milk to remote villages"]
    everybody = Company([Objective(title) for title in titles], [peer(title) for title in titles])
    assert [each.objective.raw for each in everybody.around(500)] == titles[501:]
    assert len(everybody.around(0)) <= 20


def test_no_objectives_are_no_trouble() -> None:
    assert list(company([])) == []
