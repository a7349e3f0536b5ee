"""Two sides ask and answer; whoever is late is told, and no word is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from vekha.activity.models import Event, Notice
from vekha.goals.actions import alignments
from vekha.goals.models import Alignment, Cycle, KeyResult, Objective
from vekha.people.models import Membership, Person, Team

State = Alignment.State


@pytest.fixture
def grace(sales: Team) -> Person:
    """She leads Sales."""
    person = Person.objects.create_user("grace@northlight.example", "a long enough one", name="Grace", language="en")
    Membership.objects.create(person=person, team=sales, role=Membership.Role.LEAD)
    return person


def written(title: str, team: Team, owner: Person, cycle: Cycle, **fields: object) -> Objective:
    objective = Objective.objects.create(
        cycle=cycle, title=title, level="team", owner=owner, state=Objective.State.PROPOSED, **fields
    )
    objective.teams.add(team)
    return objective


@pytest.fixture
def theirs(objective: Objective, sales: Team, grace: Person, cycle: Cycle) -> Objective:
    return written("New clients come with clean stock data", sales, grace, cycle)


@pytest.fixture
def alignment(objective: Objective, theirs: Objective, boris: Person) -> Alignment:
    """Boris asks Grace to agree that his objective supports hers."""
    return alignments.request(objective, by=boris, to=theirs, text="Your clients wait for us")


def said(alignment: Alignment) -> list[tuple[str, str]]:
    return list(alignment.steps.values_list("state", "text"))


def test_a_request_waits_for_the_other_side_which_hears_of_it(alignment: Alignment, grace: Person) -> None:
    assert alignment.state == State.REQUESTED
    assert said(alignment) == [("requested", "Your clients wait for us")]
    assert Notice.objects.filter(person=grace, event__verb="alignment.requested").exists()


def test_the_log_of_neither_side_names_the_other_objective_or_the_reason(
    alignment: Alignment, objective: Objective, theirs: Objective
) -> None:
    told = str(list(Event.objects.filter(verb__startswith="alignment.").values_list("changes", flat=True)))

    assert Event.objects.filter(verb="alignment.requested").count() == 2
    for words in (objective.title, theirs.title, "Your clients wait for us"):
        assert words not in told


def test_accepting_a_counter_proposal_takes_what_it_proposed(
    alignment: Alignment, theirs: Objective, boris: Person, grace: Person
) -> None:
    key_result = KeyResult.objects.create(objective=theirs, text="Stock data complete: 40 to 95 %", start=40, target=95)

    alignments.counter(alignment, by=grace, seen=1, text="Rather this one", kind="depends_on", to_key_result=key_result)
    assert alignment.state == State.COUNTERED
    with pytest.raises(PermissionDenied):
        alignments.accept(alignment, by=grace, seen=2)
    alignments.accept(alignment, by=boris, seen=2)

    alignment.refresh_from_db()
    assert (alignment.state, alignment.kind, alignment.to_key_result) == (State.ACCEPTED, "depends_on", key_result)


def test_a_counter_proposal_leads_back_to_the_whole_objective(
    objective: Objective, theirs: Objective, boris: Person, grace: Person
) -> None:
    part = KeyResult.objects.create(objective=theirs, text="Stock data complete")
    asked = alignments.request(objective, by=boris, to=theirs, to_key_result=part)

    alignments.counter(asked, by=grace, seen=1, text="All of it depends on you")
    alignments.accept(asked, by=boris, seen=2)

    assert Alignment.objects.get().to_key_result is None


def test_a_key_result_removed_after_it_was_proposed_does_not_become_the_whole_objective_in_silence(
    alignment: Alignment, theirs: Objective, boris: Person, grace: Person
) -> None:
    part = KeyResult.objects.create(objective=theirs, text="Stock data complete")
    alignments.counter(alignment, by=grace, seen=1, text="Rather this one", to_key_result=part)
    part.delete()

    with pytest.raises(ValidationError, match="“Stock data complete” has been removed meanwhile"):
        alignments.accept(Alignment.objects.get(), by=boris, seen=2)
    alignments.counter(Alignment.objects.get(), by=boris, seen=2, text="Then all of it")
    alignments.accept(Alignment.objects.get(), by=grace, seen=3)

    assert Alignment.objects.get().state == State.ACCEPTED


@pytest.mark.parametrize("verb", ["decline", "counter"])
def test_no_and_something_else_need_a_reason(alignment: Alignment, grace: Person, verb: str) -> None:
    words = {"decline": "reason", "counter": "text"}[verb]

    with pytest.raises(ValidationError) as refused:
        getattr(alignments, verb)(alignment, by=grace, seen=1, **{words: "  "})

    assert "text" in refused.value.message_dict
    assert Alignment.objects.get().state == State.REQUESTED


def test_whoever_answers_late_is_told_what_was_said_meanwhile(
    alignment: Alignment, grace: Person, anna: Person
) -> None:
    alignments.accept(alignment, by=grace, seen=1)

    with pytest.raises(ValidationError, match="Grace has answered: accepted") as refused:
        alignments.decline(Alignment.objects.get(), by=anna, seen=1, reason="Not this quarter")

    assert refused.value.code == "conflict"
    assert Alignment.objects.get().state == State.ACCEPTED


def test_the_side_that_asks_cannot_answer_itself(alignment: Alignment, boris: Person) -> None:
    with pytest.raises(PermissionDenied):
        alignments.accept(alignment, by=boris, seen=1)


def test_either_side_may_end_what_was_agreed_and_says_why(alignment: Alignment, boris: Person, grace: Person) -> None:
    alignments.accept(alignment, by=grace, seen=1)

    with pytest.raises(ValidationError, match="Say why it ends"):
        alignments.withdraw(alignment, by=grace, seen=2)
    alignments.withdraw(alignment, by=grace, seen=2, reason="The product is sold")

    assert said(alignment)[-1] == ("withdrawn", "The product is sold")


@pytest.mark.parametrize(
    ("is_accepted", "words"),
    [(True, "Ended an alignment that was accepted"), (False, "Took a request for alignment back")],
)
def test_the_feed_tells_an_end_from_a_request_taken_back(
    alignment: Alignment,
    boris: Person,
    grace: Person,
    client_of: Callable[[Person], Client],
    is_accepted: bool,
    words: str,
) -> None:
    if is_accepted:
        alignments.accept(alignment, by=grace, seen=1)
    alignments.withdraw(alignment, by=boris, seen=alignment.steps.count(), reason="The product is sold")

    assert words in client_of(grace).get("/inbox/").content.decode()


def test_a_circle_is_refused_even_by_way_of_others(
    alignment: Alignment,
    objective: Objective,
    theirs: Objective,
    sales: Team,
    grace: Person,
    boris: Person,
    cycle: Cycle,
) -> None:
    third = written("Every region sells", sales, grace, cycle)
    alignments.request(theirs, by=grace, to=third)

    with pytest.raises(ValidationError, match="close a circle"):
        alignments.request(third, by=grace, to=objective)
    with pytest.raises(ValidationError, match="close a circle"):
        alignments.request(objective, by=boris, to=objective)

    assert alignments.request(third, by=grace, to=objective, kind="depends_on").pk


def test_the_same_is_not_asked_twice_while_it_is_open(
    alignment: Alignment, objective: Objective, theirs: Objective, boris: Person, grace: Person
) -> None:
    with pytest.raises(ValidationError, match="asked already"):
        alignments.request(objective, by=boris, to=theirs)

    alignments.decline(alignment, by=grace, seen=1, reason="We stop onboarding there")
    assert alignments.request(objective, by=boris, to=theirs).pk != alignment.pk


def test_two_requests_do_not_become_the_same_by_way_of_a_counter_proposal(
    alignment: Alignment, objective: Objective, theirs: Objective, boris: Person, grace: Person
) -> None:
    alignments.accept(alignment, by=grace, seen=1)
    other = alignments.request(objective, by=boris, to=theirs, kind="depends_on")
    alignments.counter(other, by=grace, seen=1, text="Rather support us", kind="supports")

    with pytest.raises(ValidationError, match="asked already"):
        alignments.accept(other, by=boris, seen=2)


def test_what_the_answering_side_cannot_see_is_not_asked_of_them(
    objective: Objective, theirs: Objective, boris: Person
) -> None:
    objective.visibility = Objective.Visibility.PRIVATE
    objective.save()

    with pytest.raises(ValidationError, match="do not see") as refused:
        alignments.request(objective, by=boris, to=theirs)
    assert refused.value.code == "unseen"


def test_what_one_cannot_see_cannot_be_aligned_with(objective: Objective, theirs: Objective, boris: Person) -> None:
    theirs.visibility = Objective.Visibility.PRIVATE
    theirs.save()

    with pytest.raises(PermissionDenied):
        alignments.request(objective, by=boris, to=theirs)


def test_what_ends_before_the_other_begins_cannot_help_it(
    objective: Objective, sales: Team, grace: Person, boris: Person
) -> None:
    later = Cycle.objects.create(name="Q1 2027", starts=date(2027, 1, 1), ends=date(2027, 3, 31))
    next_year = written("Chains reorder by themselves", sales, grace, later)

    with pytest.raises(ValidationError, match="ends before") as refused:
        alignments.request(objective, by=boris, to=next_year)
    assert refused.value.code == "times"


def test_what_is_over_takes_no_requests(objective: Objective, theirs: Objective, boris: Person) -> None:
    theirs.state = Objective.State.DROPPED
    theirs.save()

    with pytest.raises(ValidationError, match="is over"):
        alignments.request(objective, by=boris, to=theirs)


def test_the_owner_of_a_key_result_answers_for_it(
    theirs: Objective, key_result: KeyResult, grace: Person, dora: Person
) -> None:
    asked = alignments.request(theirs, by=grace, to=key_result.objective, to_key_result=key_result, kind="depends_on")

    alignments.accept(asked, by=dora, seen=1)

    assert Alignment.objects.get().state == State.ACCEPTED


def test_whom_a_change_concerns_is_asked_in_one_go_however_many_are_aligned(
    objective: Objective,
    sales: Team,
    grace: Person,
    boris: Person,
    gleb: Person,
    cycle: Cycle,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    owners = []
    for number in range(5):
        owner = Person.objects.create_user(f"owner{number}@northlight.example", "a long enough one", name=f"{number}")
        other = written(f"Theirs {number}", sales, owner, cycle)
        Alignment.objects.create(objective=other, to_objective=objective)
        owners.append(owner)
    Alignment.objects.create(objective=written("Gone", sales, gleb, cycle), to_objective=objective)
    Alignment.objects.create(objective=written("Over", sales, boris, cycle), to_objective=objective, state="declined")

    with django_assert_num_queries(2):
        concerned = alignments.neighbours(objective)

    assert {person.pk for person in concerned} == {person.pk for person in (*owners, grace)}


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["request", "counter", "accept", "decline", "withdraw"]),
        st.sampled_from(["boris", "grace"]),
        st.booleans(),  # whether they look at the page again before they act
    ),
    max_size=14,
)


@given(moves=MOVES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_two_sides_do_they_end_in_one_state_and_lose_no_reason(
    moves: list[tuple[str, str, bool]], objective: Objective, theirs: Objective, boris: Person, grace: Person
) -> None:
    Alignment.objects.all().delete()
    people = {"boris": boris, "grace": grace}
    alignment = alignments.request(objective, by=boris, to=theirs, text="0")
    open_page = {"boris": 1, "grace": 1}  # how many steps each has before their eyes
    kept = ["0"]
    for number, (verb, who, looks) in enumerate(moves, 1):
        alignment = Alignment.objects.latest("pk")
        if looks:
            open_page[who] = alignment.steps.count()
        word = str(number)
        try:
            match verb:
                case "request":
                    alignments.request(objective, by=people[who], to=theirs, text=word)
                    open_page[who] = 1
                case "accept":
                    alignments.accept(alignment, by=people[who], seen=open_page[who], text=word)
                case "counter":
                    alignments.counter(alignment, by=people[who], seen=open_page[who], text=word)
                case _:
                    getattr(alignments, verb)(alignment, by=people[who], seen=open_page[who], reason=word)
        except (ValidationError, PermissionDenied):
            continue
        kept.append(word)

    seen_by = [
        {each.pk: (each.state, said(each)) for each in Alignment.objects.visible_to(person)}
        for person in people.values()
    ]
    assert seen_by[0] == seen_by[1]
    assert [text for each in Alignment.objects.all() for _state, text in said(each)] == kept
    for each in Alignment.objects.all():
        assert said(each)[-1][0] == each.state
    assert Alignment.objects.filter(state__in=Alignment.STANDING).count() <= 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one after the other by itself")
@pytest.mark.django_db(transaction=True)
def test_of_yes_and_no_at_once_one_stands_and_the_other_is_told(
    alignment: Alignment, grace: Person, anna: Person
) -> None:
    def answer(yes: bool) -> str:
        try:
            mine = Alignment.objects.get(pk=alignment.pk)
            if yes:
                alignments.accept(mine, by=grace, seen=1)
            else:
                alignments.decline(mine, by=anna, seen=1, reason="Not now")
        except ValidationError as error:
            return str(error.code)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as people:
        outcomes = sorted(people.map(answer, [True, False]))

    assert outcomes == ["conflict", "done"]
    assert alignment.steps.count() == 2


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one after the other by itself")
@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_cannot_close_a_circle(
    objective: Objective, theirs: Objective, boris: Person, grace: Person
) -> None:
    def ask(of_boris: bool) -> str:
        try:
            mine, other = (objective.pk, theirs.pk) if of_boris else (theirs.pk, objective.pk)
            by = boris if of_boris else grace
            alignments.request(Objective.objects.get(pk=mine), by=by, to=Objective.objects.get(pk=other))
        except ValidationError as error:
            return str(error.code)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(ask, [True, False])) == ["circle", "done"]
