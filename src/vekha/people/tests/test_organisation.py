import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vekha.activity.models import Event
from vekha.conftest import ClientOf
from vekha.people.actions import organisation as verbs
from vekha.people.models import Organisation, Person

PAGE = "/settings/organisation/"
FACTS = {"name": "Northlight", "language": "en", "stage": "2", "behind_until": "25", "mission": "", "vision": ""}


def test_a_change_is_saved_and_logged_with_what_was_before(organisation: Organisation, anna: Person) -> None:
    verbs.edit(organisation, by=anna, mission="Parcels that arrive", stage=3)

    assert Organisation.current().mission == "Parcels that arrive"
    event = Event.objects.get()
    assert (event.verb, event.changes) == (
        "organisation.changed",
        {"mission": ["", "Parcels that arrive"], "stage": ["2", "3"]},
    )


def test_saying_the_same_again_is_no_event(organisation: Organisation, anna: Person) -> None:
    verbs.edit(organisation, by=anna, name="Northlight")

    assert not Event.objects.exists()


def test_only_administrators_change_it(organisation: Organisation, chen: Person) -> None:
    with pytest.raises(PermissionDenied):
        verbs.edit(organisation, by=chen, name="Chen's")


@pytest.mark.parametrize("points", [0, 101])
def test_the_threshold_is_a_number_of_points_between_1_and_100(
    organisation: Organisation, anna: Person, points: int
) -> None:
    with pytest.raises(ValidationError) as refused:
        verbs.edit(organisation, by=anna, behind_until=points)

    assert list(refused.value.message_dict) == ["behind_until"]
    assert Organisation.current().behind_until == 25


def test_the_page_saves_and_comes_back(organisation: Organisation, anna: Person) -> None:
    answer = ClientOf(anna).post(PAGE, FACTS | {"vision": "No parcel waits", "coach_is_open": "on"})

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert (Organisation.current().vision, Organisation.current().coach_is_open) == ("No parcel waits", True)


def test_the_first_organisation_is_made_on_the_page(anna: Person) -> None:
    ClientOf(anna).post(PAGE, FACTS)

    assert Organisation.objects.get().name == "Northlight"


def test_objections_keep_what_was_typed(organisation: Organisation, anna: Person) -> None:
    answer = ClientOf(anna).post(PAGE, FACTS | {"name": "", "strategy": "A long text that took an hour"})

    assert answer.status_code == 422
    assert "A long text that took an hour" in answer.content.decode()
