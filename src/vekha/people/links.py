"""Links in letters that work without signing in: each for one person and one thing, signed, and void when they ask."""

from django.core import signing

from vekha.people.models import Person


def sign(person: Person, purpose: str, about: str = "") -> str:
    """The part of a link that says who it is for and what it opens. `purpose` keeps links of different kinds apart."""
    return signing.dumps([person.pk, person.letter_links, about], salt=f"vekha.link.{purpose}")


def read(link: str, purpose: str) -> tuple[Person, str] | None:
    """Whose link it is and what it is about; None for one that is broken, forged, void, or of somebody who has left."""
    try:
        pk, number, about = signing.loads(link, salt=f"vekha.link.{purpose}")
    except signing.BadSignature:
        return None
    person = Person.objects.active().filter(pk=pk, letter_links=number).first()
    return (person, about) if person else None
