from django.template.loader import render_to_string
from django.utils import translation

from vekha.activity.models import Event
from vekha.people.actions import founding, invitations, organisation, people, teams
from vekha.people.models import Organisation, Person

PHRASE = "winter road to the north"


def test_everything_that_happens_to_people_can_be_told_in_each_language(dora: Person, frida: Person) -> None:
    facts = {"organisation": "Northlight", "language": "en", "email": "anna@northlight.example", "name": "Anna"}
    anna = founding.found(**facts, password=PHRASE)
    organisation.edit(Organisation.current(), by=anna, mission="Parcels that arrive")
    people.edit(dora, by=anna, job="Engineer")
    people.set_role(dora, by=anna, role="coach")
    people.leave(frida, by=anna)
    people.come_back(frida, by=anna)
    data = teams.create(by=anna, name="Data")
    teams.edit(data, by=anna, purpose="Figures that are believed")
    membership = teams.add_member(data, dora, by=anna)
    teams.set_lead(membership, by=anna, leads=True)
    teams.remove_member(membership, by=anna)
    teams.remove(data, by=anna)
    invitations.withdraw(invitations.invite(by=anna, email="a@northlight.example", language="en"), by=anna)
    ines = invitations.invite(by=anna, email="ines@northlight.example", language="en")
    invitations.accept(ines, name="Ines", password=PHRASE, language="en")

    events = list(Event.objects.all())
    assert len({event.verb for event in events}) == 15
    for event in events:
        words = set()
        for language in ("en", "ru", "zh-hans"):
            with translation.override(language):
                words.add(render_to_string(event.template, {"event": event, "changes": event.changes}))
        assert len(words) == 3, event.verb
