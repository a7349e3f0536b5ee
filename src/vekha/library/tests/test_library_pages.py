"""Find a set, begin a draft from it, keep one's own."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from vekha.conftest import ClientOf
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.library import shelf
from vekha.library.actions import templates
from vekha.library.models import Template
from vekha.people.models import Organisation, Person, Team

KEY = "one-conversation-settles-it"


def html(client: ClientOf, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("en", "repeat story", "A customer tells us their problem once and leaves with it settled"),
        ("ru", "ВОЗВРАТЫ правил", "Клиент рассказывает о проблеме один раз и уходит с решением"),
        ("zh-hans", "违规退款", "客户的问题说一遍就能解决，不用反复讲"),
    ],
)
def test_sets_are_found_by_their_words_in_ones_own_language(
    dora: Person, organisation: Organisation, client_of: type[ClientOf], language: str, words: str, title: str
) -> None:
    dora.language = language
    dora.save()

    assert title in html(client_of(dora), f"/library/?q={words}")


def test_a_set_counts_its_key_results_up_as_the_reader_s_language_does(
    dora: Person, organisation: Organisation, client_of: type[ClientOf]
) -> None:
    serves_two = next(
        each for each in shelf.all_sets("zh") if any(len(initiative.serves) == 2 for initiative in each.initiatives)
    )
    dora.language = "zh-hans"
    dora.save()

    page = html(client_of(dora), f"/library/sets/{serves_two.key}/")

    assert re.search(r"KR ?\d、KR ?\d", page)


def test_role_and_situation_narrow_the_list(
    dora: Person, organisation: Organisation, client_of: type[ClientOf]
) -> None:
    page = html(client_of(dora), "/library/?role=support&situation=retention")

    assert KEY in page
    for other in shelf.find("en", role="finance"):
        assert other.key not in page


def test_any_number_of_words_may_be_typed(dora: Person, organisation: Organisation, client_of: type[ClientOf]) -> None:
    client = client_of(dora)

    assert KEY in html(client, "/library/?q=repeat+sto%00ry")
    assert client.get("/library/", {"q": "w " * 1200}).status_code == 200


def test_what_nobody_wrote_about_is_said_so(
    dora: Person, organisation: Organisation, client_of: type[ClientOf]
) -> None:
    assert "No set has all of these words" in html(client_of(dora), "/library/?q=zeppelin")
    assert client_of(dora).get("/library/sets/no-such-set/").status_code == 404


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_a_draft_begins_with_gaps_for_ones_own_figures(
    today: object,
    dora: Person,
    product: Team,
    cycle: Cycle,
    organisation: Organisation,
    client_of: type[ClientOf],
    language: str,
) -> None:
    found = shelf.by_key(KEY, language)
    assert found

    answer = client_of(dora).post(
        f"/library/sets/{KEY}/?in={language}", {"cycle": cycle.pk, "level": "team", "team": product.pk}
    )

    draft = Objective.objects.get()
    assert answer["Location"] == f"/objectives/{draft.pk}/"
    assert (draft.title, draft.state, draft.owner, list(draft.teams.all())) == (found.title, "draft", dora, [product])
    assert [each.text for each in draft.key_results.all()] == [each.blank for each in found.key_results]
    colon = "：" if language == "zh" else ": "
    assert [each.definition for each in draft.key_results.all()] == [
        f"{each.metric}{colon}{each.definition}" for each in found.key_results
    ]
    assert {each.kind for each in draft.key_results.all()} == {KeyResult.Kind.REACH}
    assert all(each.start is each.target is each.low is each.high is None for each in draft.key_results.all())
    initiative = draft.initiatives.first()
    assert initiative
    assert [each.position + 1 for each in initiative.key_results.all()] == list(found.initiatives[0].serves)


def test_a_set_for_a_team_needs_the_team(
    today: object, dora: Person, cycle: Cycle, organisation: Organisation, client_of: type[ClientOf]
) -> None:
    answer = client_of(dora).post(f"/library/sets/{KEY}/", {"cycle": cycle.pk, "level": "team", "team": ""})

    assert answer.status_code == 422
    assert "A draft of this level needs a team." in answer.content.decode()
    assert not Objective.objects.exists()


def test_an_objective_of_ones_own_is_kept_and_begun_from(
    objective: Objective, key_result: KeyResult, boris: Person, dora: Person, product: Team, client_of: type[ClientOf]
) -> None:
    client_of(boris).post(f"/library/objectives/{objective.pk}/keep/", {"advice": "Not for resellers"})
    kept = Template.objects.get()

    assert objective.title in html(client_of(dora), "/library/?q=ship")
    assert "Not for resellers" in html(client_of(dora), f"/library/templates/{kept.pk}/")
    client_of(dora).post(
        f"/library/templates/{kept.pk}/", {"cycle": objective.cycle_id, "level": "team", "team": product.pk}
    )

    draft = Objective.objects.get(state="draft")
    assert [each.text for each in draft.key_results.all()] == [key_result.text]


def test_the_library_says_how_a_template_is_kept_and_its_page_takes_it_out(
    objective: Objective, key_result: KeyResult, boris: Person, dora: Person, emil: Person, client_of: type[ClientOf]
) -> None:
    assert "Keep as a template" in html(client_of(boris), "/library/")
    assert "Keep as a template" not in html(client_of(emil), "/library/")
    kept = templates.keep(objective, by=boris, language="en")
    address = f"/library/templates/{kept.pk}/"

    assert "Take it out of the library" in html(client_of(boris), address)
    assert "Take it out of the library" not in html(client_of(dora), address)


def test_what_not_everybody_sees_is_not_kept(
    objective: Objective, key_result: KeyResult, boris: Person, client_of: type[ClientOf]
) -> None:
    objective.visibility = Objective.Visibility.TEAMS
    objective.save()

    answer = client_of(boris).post(f"/library/objectives/{objective.pk}/keep/", follow=True)

    assert "Not everybody sees this objective" in answer.content.decode()
    assert not Template.objects.exists()


def test_a_template_is_read_while_everybody_sees_its_objective(
    objective: Objective, key_result: KeyResult, boris: Person, dora: Person, client_of: type[ClientOf]
) -> None:
    kept = templates.keep(objective, by=boris, language="en")
    address, client = f"/library/templates/{kept.pk}/", client_of(dora)
    assert address in html(client, "/library/?q=ship")

    for hidden in (Objective.Visibility.TEAMS, Objective.Visibility.PRIVATE):
        Objective.objects.update(visibility=hidden)
        assert address not in html(client, "/library/") + html(client, "/library/?q=ship")
        assert client.get(address).status_code == client.post(address, {"level": "team"}).status_code == 404

    Template.objects.update(origin=None)
    assert address in html(client, "/library/?q=ship")
    assert client.get(address).status_code == 200


def test_kept_once_more_a_template_is_found_by_its_new_words_and_stands_first(
    objective: Objective, key_result: KeyResult, boris: Person, client_of: type[ClientOf]
) -> None:
    before = templates.keep(objective, by=boris, language="en")
    Template.objects.create(title="Meanwhile", language="en", kept_by=boris)
    Template.objects.update(kept_at=timezone.now() - timedelta(days=1))
    objective.title = "Parcels arrive unbroken"
    objective.save()

    again = templates.keep(objective, by=boris, language="en")

    assert again == before
    assert list(Template.objects.values_list("title", flat=True)) == [objective.title, "Meanwhile"]
    client = client_of(boris)
    assert objective.title in html(client, "/library/?q=unbroken")


def test_only_those_who_may_keep_and_take_out(
    objective: Objective, key_result: KeyResult, boris: Person, frida: Person, chen: Person, client_of: type[ClientOf]
) -> None:
    assert client_of(frida).post(f"/library/objectives/{objective.pk}/keep/").status_code == 403
    kept = templates.keep(objective, by=boris, language="en")

    assert client_of(frida).post(f"/library/templates/{kept.pk}/remove/").status_code == 404
    assert client_of(chen).post(f"/library/templates/{kept.pk}/remove/").status_code == 302
    assert not Template.objects.exists()


def test_fifteen_queries_are_enough(
    objective: Objective,
    key_result: KeyResult,
    boris: Person,
    client_of: type[ClientOf],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(40):
        Template.objects.create(title=f"Kept {number}", language="en", kept_by=boris)
    client = client_of(boris)

    for address in ("/library/", f"/library/sets/{KEY}/", f"/library/templates/{Template.objects.latest('pk').pk}/"):
        with django_assert_max_num_queries(15):
            client.get(address)
