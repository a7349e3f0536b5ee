"""Who is mentioned in a text: «@Name», the name or the first name as it is written here, or an e-mail.

Pure: whom a name may mean is given. Names in Chinese need no space behind them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vekha.people.models import Person

AT = re.compile(r"(?<![A-Za-z0-9._%+/-])[@＠](?=\w)")  # not within an address of the web or of mail
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
WORD = re.compile(r"[\w'’-]+")
LONGEST = 150  # of a name


@dataclass(frozen=True)
class Mention:
    """A place where a name stands behind an @, and whom it may mean: nobody, one person, or several."""

    start: int
    end: int
    name: str
    people: "tuple[Person, ...]"

    @property
    def person(self) -> "Person | None":
        return self.people[0] if len(self.people) == 1 else None


def beginnings(text: str) -> set[str]:
    """How the names in it begin, in one case: enough to look for those who may be meant."""
    return {text[at.end() :][:2].casefold() for at in AT.finditer(text)}


def read(text: str, people: "Iterable[Person]") -> list[Mention]:
    """All mentions in the text, in their order, if these are the people who may be meant."""
    people = list(people)
    return [_read_one(text, at.start(), at.end(), people) for at in AT.finditer(text)]


def _read_one(text: str, start: int, behind: int, people: "list[Person]") -> Mention:
    tail = text[behind : behind + LONGEST + 1]
    if email := EMAIL.match(tail):
        address = email.group()
        return Mention(start, behind + len(address), address, tuple(p for p in people if p.email == address.lower()))
    named = [person for person in people if _begins_with(tail, person.name)]
    if named:
        longest = max(len(person.name) for person in named)
        return Mention(start, behind + longest, tail[:longest], tuple(p for p in named if len(p.name) == longest))
    word = WORD.match(tail)
    first_name = word.group() if word else ""
    called = (person for person in people if person.name.lower().startswith(first_name.lower() + " "))
    return Mention(start, behind + len(first_name), first_name, tuple(called))


def _begins_with(tail: str, name: str) -> bool:
    if not tail.lower().startswith(name.lower()):
        return False
    following = tail[len(name) : len(name) + 1]
    return _is_han(name[-1]) or not following.isalnum()


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"
