"""Comments, mentions, reactions, requests to read: what is said, and who hears of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vekha.activity.models import Event, Notice
from vekha.goals import mentions
from vekha.goals.actions import conversation
from vekha.goals.models import Comment, Initiative, KeyResult, Objective, Reaction, ReviewRequest
from vekha.people.models import Membership, Person, Team

EVERYBODY = ("anna", "boris", "chen", "dora", "emil", "frida", "gleb")
PRIVATE, TEAMS = Objective.Visibility.PRIVATE, Objective.Visibility.TEAMS


def told(verb: str) -> set[str]:
    """Who heard of the last deed of that kind."""
    event = Event.objects.filter(verb=verb).first()
    return set(Notice.objects.filter(event=event).values_list("person__name", flat=True))


def people(*names: str) -> list[Person]:
    return [Person(pk=place, name=name, email=f"p{place}@northlight.example") for place, name in enumerate(names, 1)]


# --- names in a text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Dora Kinsella, look", ["Dora Kinsella"]),
        ("what says @dora?", ["Dora Kinsella"]),
        ("(@Boris Hartley) and @Dora", ["Boris Hartley", "Dora Kinsella"]),
        ("请看@王小明看一下", ["王小明"]),
        ("＠王小明", ["王小明"]),
        ("@Анна Белова: да", ["Анна Белова"]),
        ("@Анна, да", ["Анна Белова"]),
        ("@p2@northlight.example.", ["Boris Hartley"]),
        ("@Annabel Lee", ["Annabel Lee"]),
    ],
)
def test_a_name_behind_an_at_is_found_as_people_write_it(text: str, expected: list[str]) -> None:
    here = people("Dora Kinsella", "Boris Hartley", "王小明", "王小", "Анна Белова", "Anna", "Annabel Lee")

    assert [str(mention.person) for mention in mentions.read(text, here)] == expected


@pytest.mark.parametrize("text", ["dora@kinsella.example", "https://example.com/@Dora", "@ Dora", "a@Dora", "@", ""])
def test_an_address_mentions_nobody(text: str) -> None:
    assert mentions.read(text, people("Dora Kinsella")) == []


def test_a_name_that_may_mean_two_or_nobody_means_nobody() -> None:
    several, unknown, one = mentions.read("@Anna @Zoe @Anna Lee", people("Anna Lee", "Anna Bell"))

    assert (several.name, several.person, len(several.people)) == ("Anna", None, 2)
    assert (unknown.name, unknown.person, len(unknown.people)) == ("Zoe", None, 0)
    assert str(one.person) == "Anna Lee"


# --- who may see it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("visibility", list(Objective.Visibility))
def test_its_readers_are_those_who_see_it(
    visibility: str, key_result: KeyResult, frida: Person, request: pytest.FixtureRequest
) -> None:
    key_result.owner = frida
    key_result.save()
    objective = key_result.objective
    objective.visibility = visibility
    objective.save()
    everybody = [request.getfixturevalue(name) for name in EVERYBODY]

    readers = set(objective.readers())

    assert readers == {person for person in everybody if objective in Objective.objects.visible_to(person)}
    assert frida in readers


# --- comments --------------------------------------------------------------------------------------------------------


def test_those_hear_of_a_comment_whom_it_concerns(
    objective: Objective, key_result: KeyResult, boris: Person, chen: Person, dora: Person, emil: Person, frida: Person
) -> None:
    place = f"keyresult/{key_result.pk}"
    conversation.comment(objective, by=frida, place=place, text="Median of which warehouses?")
    assert told("comment.written") == {"Boris", "Dora"}  # who speaks for it, who owns the part

    conversation.comment(objective, by=chen, place=place, text="All of them. @Emil, @Dora")
    assert told("comment.written") == {"Boris", "Dora", "Emil", "Frida"}

    conversation.comment(objective, by=boris, text="Elsewhere")
    assert told("comment.written") == set()
    assert set(Comment.objects.get(text__startswith="All").mentions.all()) == {dora, emil}


def test_whoever_may_not_see_it_is_neither_mentioned_nor_told(
    objective: Objective, boris: Person, dora: Person, frida: Person
) -> None:
    conversation.comment(objective, by=frida, text="While it was open")
    objective.visibility = TEAMS
    objective.save()

    conversation.comment(objective, by=dora, text="@Frida, and @Boris")

    assert told("comment.written") == {"Boris"}
    assert list(Comment.objects.get(by=dora).mentions.all()) == [boris]
    unknown, _boris = conversation.mentions_in("@Frida, and @Boris", objective)
    assert unknown.people == ()


def test_who_only_looks_or_sees_nothing_does_not_comment(objective: Objective, emil: Person, frida: Person) -> None:
    with pytest.raises(PermissionDenied):
        conversation.comment(objective, by=emil, text="I only look")
    objective.visibility = PRIVATE
    objective.save()
    with pytest.raises(PermissionDenied):
        conversation.comment(objective, by=frida, text="I do not see it")


def test_a_comment_is_about_a_part_that_is_there(objective: Objective, key_result: KeyResult, dora: Person) -> None:
    work = Initiative.objects.create(objective=objective, text="Import wizard")
    other = Objective.objects.create(cycle=objective.cycle, title="Another")
    foreign = KeyResult.objects.create(objective=other, text="Of another")
    for place in ("", "title", "why", "reality", f"keyresult/{key_result.pk}", f"initiative/{work.pk}"):
        conversation.comment(objective, by=dora, place=place, text="Here")

    for place in (f"keyresult/{foreign.pk}", "keyresult/0", "owner"):
        with pytest.raises(ValidationError, match="no longer there"):
            conversation.comment(objective, by=dora, place=place, text="Nowhere")
    for text, refusal in ((" \n", "blank"), ("x" * 5001, "too long: 5001")):
        with pytest.raises(ValidationError, match=refusal):
            conversation.comment(objective, by=dora, text=text)
    assert Comment.objects.count() == 6


def test_a_thread_is_settled_as_far_as_it_was_read_and_opens_again(
    objective: Objective, boris: Person, dora: Person
) -> None:
    first = conversation.comment(objective, by=dora, text="First")
    second = conversation.comment(objective, by=boris, text="Second")
    conversation.comment(objective, by=dora, place="why", text="Elsewhere")
    conversation.comment(objective, by=dora, text="Written meanwhile")

    conversation.settle(second, by=boris)
    conversation.settle(second, by=boris)

    assert set(Comment.objects.exclude(settled_at=None)) == {first, second}
    assert told("comment.settled") == {"Dora"}
    assert Event.objects.filter(verb="comment.settled").count() == 1

    conversation.reopen(first, by=dora)
    assert not Comment.objects.exclude(settled_at=None).exists()
    assert told("comment.reopened") == {"Boris"}


def test_a_reaction_is_told_to_the_author_once(objective: Objective, boris: Person, dora: Person) -> None:
    said = conversation.comment(objective, by=dora, text="Nine days is too few")

    conversation.react(said, by=boris, kind="agree")
    conversation.react(said, by=boris, kind="agree")
    with pytest.raises(ValidationError, match="no such reaction"):
        conversation.react(said, by=boris, kind="love")
    assert Reaction.objects.get().person == boris
    assert told("comment.reacted") == {"Dora"}
    assert Event.objects.filter(verb="comment.reacted").count() == 1

    conversation.unreact(said, by=boris, kind="agree")
    assert not Reaction.objects.exists()


# --- requests to read ------------------------------------------------------------------------------------------------


def test_whoever_is_asked_to_read_hears_of_it_and_so_does_who_asked(
    objective: Objective, boris: Person, chen: Person, frida: Person
) -> None:
    of_chen, _of_frida = conversation.ask_to_read(objective, by=boris, people=[chen, frida], note="Is nine right? ")
    assert Notice.objects.filter(event__verb="review.asked").count() == 2

    conversation.acknowledge(of_chen, by=chen, answer="It is")

    assert told("review.acknowledged") == {"Boris"}
    assert Event.objects.get(verb="review.acknowledged").changes == {"answer": "It is"}
    assert ReviewRequest.objects.open().get().person == frida
    with pytest.raises(ValidationError, match="already that you read it"):
        conversation.acknowledge(of_chen, by=chen)


def test_nobody_is_asked_if_one_of_them_cannot_be(
    objective: Objective, boris: Person, chen: Person, dora: Person, frida: Person, gleb: Person
) -> None:
    objective.visibility = TEAMS
    objective.save()
    conversation.ask_to_read(objective, by=boris, people=[dora])

    for person, refusal in (
        (frida, "Frida does not see this objective"),
        (gleb, "Gleb has left"),
        (dora, "Dora was asked already"),
    ):
        with pytest.raises(ValidationError, match=refusal):
            conversation.ask_to_read(objective, by=boris, people=[chen, person])
    with pytest.raises(ValidationError, match="Say who is asked"):
        conversation.ask_to_read(objective, by=boris, people=[])
    assert ReviewRequest.objects.get().person == dora


def test_only_the_one_who_was_asked_acknowledges_and_only_while_they_see_it(
    objective: Objective, boris: Person, emil: Person, frida: Person
) -> None:
    of_emil, of_frida = conversation.ask_to_read(objective, by=boris, people=[emil, frida])
    with pytest.raises(PermissionDenied):
        conversation.acknowledge(of_emil, by=frida)
    conversation.acknowledge(of_emil, by=emil)  # who only looks may say that they have

    Objective.objects.update(visibility=PRIVATE)
    with pytest.raises(PermissionDenied):
        conversation.acknowledge(of_frida, by=frida)


def test_a_lead_of_another_team_speaks_for_it_as_well(
    objective: Objective, sales: Team, frida: Person, dora: Person
) -> None:
    objective.teams.add(sales)
    Membership.objects.filter(person=frida).update(role=Membership.Role.LEAD)

    conversation.comment(objective, by=dora, text="To both teams")

    assert told("comment.written") == {"Boris", "Frida"}
