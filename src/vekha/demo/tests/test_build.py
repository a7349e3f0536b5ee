from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.utils import timezone

from vekha.activity.models import Event
from vekha.advice.models import ErrorCount, Relation, Reply
from vekha.demo import build
from vekha.goals import inbox
from vekha.goals.actions.drafts import words_of
from vekha.goals.models import (
    Agreement,
    Alignment,
    AlignmentStep,
    CheckIn,
    Comment,
    Cycle,
    Initiative,
    KeyResult,
    Objective,
    Offer,
)
from vekha.goals.progress import Pace
from vekha.kpis.corridor import Health
from vekha.kpis.models import Kpi
from vekha.people.models import Organisation, Person, Team

LANGUAGES = sorted(file.stem for file in build.COMPANIES.glob("*.toml"))


def test_there_is_a_company_in_each_language() -> None:
    assert LANGUAGES == ["en", "ru", "zh"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_the_company_is_of_the_promised_size(language: str) -> None:
    build.company(language)

    assert (Person.objects.count(), Team.objects.count(), Cycle.objects.dated().count()) == (60, 12, 5)
    assert (Objective.objects.count(), KeyResult.objects.count()) == (50, 137)
    assert set(Objective.objects.values_list("level", flat=True)) == {"company", "team", "person"}
    assert set(KeyResult.objects.values_list("kind", flat=True)) == {"reach", "keep", "steps", "done"}
    assert Cycle.objects.dated().filter(ends=None).count() == 1
    assert CheckIn.objects.count() > 500
    assert Initiative.objects.count() >= 50
    assert Person.objects.filter(is_active=False).count() == 1
    assert Organisation.current().language == build.LANGUAGES[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_what_is_stored_is_what_would_be_recomputed(language: str) -> None:
    build.company(language)
    stored = ("current", "progress", "confidence", "previous_confidence", "checked_in_on")

    for key_result in KeyResult.objects.all():
        before = [getattr(key_result, name) for name in stored]
        key_result.recompute()
        assert [getattr(key_result, name) for name in stored] == before, key_result

    for objective in Objective.objects.all():
        before = [getattr(objective, name) for name in stored[1:]]
        objective.recompute()
        assert [getattr(objective, name) for name in stored[1:]] == before, objective


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2026, 11, 29), date(2027, 1, 1), date(2028, 2, 29)])
@pytest.mark.django_db
def test_the_demo_is_fresh_on_any_day(today: date) -> None:
    with time_machine.travel(datetime.combine(today, time(15), UTC)):
        build.company("en")

    running = Cycle.objects.running(today)
    assert running.count() == 3
    key_results = KeyResult.objects.filter(objective__in=Objective.objects.in_play(), objective__cycle__in=running)
    paces = {key_result.standing(today).pace for key_result in key_results}
    assert {Pace.ON_PACE, Pace.BEHIND, Pace.AT_RISK, Pace.STALE} <= paces


@pytest.mark.django_db
def test_every_check_in_is_told_in_the_feed_and_none_lies_ahead() -> None:
    build.company("en")

    assert Event.objects.filter(verb="check_in.recorded").count() == CheckIn.objects.count()
    assert not CheckIn.objects.filter(at__gt=timezone.now()).exists()


@pytest.mark.django_db
def test_a_larger_company_is_the_same_one_over_and_over_under_one_roof() -> None:
    build.company("en", size=150, objectives=90)

    assert Person.objects.count() == 180
    assert Objective.objects.count() == 90
    assert Team.objects.filter(parent=None).count() == 1
    assert Team.objects.count() == 12 + 2 * 11


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_its_people_have_replied_to_the_coach_and_see_related_objectives(language: str) -> None:
    build.company(language)

    written = [reply for objective in build.read(language)["objectives"] for reply in objective.get("replies", ())]
    assert sorted(Reply.objects.values_list("text", flat=True)) == sorted(reply["text"] for reply in written)
    assert Event.objects.filter(verb__startswith="remark.").count() == len(written)
    assert Relation.objects.exists()


@pytest.mark.django_db
def test_a_repeated_company_is_not_read_by_the_coach() -> None:
    build.company("en", size=150, objectives=90)
    assert not Reply.objects.exists()
    assert not Relation.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_its_people_have_asked_and_answered_one_another(language: str) -> None:
    build.company(language)

    states = Alignment.objects.values_list("state", flat=True)
    assert Alignment.objects.count() == len(build.read(language)["alignments"])
    assert set(states) == set(Alignment.State.values)
    for alignment in Alignment.objects.prefetch_related("steps"):
        steps = list(alignment.steps.all())
        assert steps[0].state == Alignment.State.REQUESTED
        assert steps[-1].state == alignment.state
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert all(step.by for step in steps)
        if alignment.state in {Alignment.State.DECLINED, Alignment.State.COUNTERED}:
            assert steps[-1].text
    assert not AlignmentStep.objects.filter(at__gt=timezone.now()).exists()
    assert Event.objects.filter(verb__startswith="alignment.").count() == 2 * AlignmentStep.objects.count()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_ideas_wait_in_the_backlog_and_one_objective_goes_on_in_the_next_cycle(language: str) -> None:
    build.company(language)

    waiting = Objective.objects.filter(cycle__is_backlog=True)
    assert [objective.state for objective in waiting] == ["draft"] * 3
    assert [bool(objective.closing_note) for objective in waiting.order_by("pk")] == [True, True, False]
    carried = Objective.objects.exclude(origin=None).get()
    assert carried.is_carried_over
    assert carried.origin
    assert carried.origin.state == "closed"
    latest, first = carried.versions.all()
    assert latest.words == words_of(carried) != first.words
    assert first.at < latest.at < timezone.now()


@pytest.mark.django_db
def test_each_copy_of_the_company_is_aligned_in_itself() -> None:
    build.company("en", size=150, objectives=110)

    assert Alignment.objects.count() > 2 * len(build.read("en")["alignments"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_something_stands_open_somebody_is_asked_and_some_have_agreed(language: str) -> None:
    build.company(language)

    offer = Offer.objects.open().get()
    assert offer.person.email.startswith("dora@")
    assert KeyResult.objects.filter(owner=None).exclude(offers=offer).count() == 3
    agreed = {agreement.words == agreement.objective.agreed_words() for agreement in Agreement.objects.all()}
    assert agreed == {True, False}
    assert Event.objects.filter(verb__in=["offer.made", "agreement.given"]).count() == 1 + Agreement.objects.count()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_the_next_cycle_is_being_planned(language: str) -> None:
    build.company(language)

    ahead = Cycle.objects.get(starts__gt=timezone.localdate())
    assert ahead.lessons
    assert set(ahead.objectives.values_list("state", flat=True)) == {"draft", "proposed", "agreed"}
    assert not Objective.objects.filter(created_at__gt=timezone.now()).exists()
    assert Alignment.objects.open().filter(objective__cycle=ahead).count() == 3
    (copy,) = Relation.objects.filter(kind=Relation.Kind.COPY, objective__cycle=ahead)
    assert (copy.objective.level, copy.other.level) == ("team", "company")
    assert ErrorCount.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_dora_s_inbox_has_what_waits_and_news_of_the_past(language: str) -> None:
    build.company(language)
    dora = Person.objects.get(email__startswith="dora@")

    kinds = [waiting.kind for waiting in inbox.waiting(dora)]
    assert kinds == ["offer", "reviewrequest", "comment", "objective"]
    assert inbox.news(dora).filter(seen_at=None).count() >= 1
    assert inbox.news(dora).exclude(seen_at=None).exists()
    assert Comment.objects.exclude(settled_at=None).count() == 3
    assert not Event.objects.filter(at__gt=timezone.now()).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "en", "zh"])
def test_its_kpis_show_every_health_there_is(language: str) -> None:
    build.company(language)

    kpis = list(Kpi.objects.all())
    assert {kpi.health() for kpi in kpis} == set(Health)
    assert Kpi.objects.filter(visibility=Kpi.Visibility.TEAMS).count() == 1
    for kpi in kpis:
        kpi.full_clean()
        stored = (kpi.value, kpi.read_at)
        kpi.recompute()
        assert (kpi.value, kpi.read_at) == stored
