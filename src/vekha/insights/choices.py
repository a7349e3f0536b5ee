"""What of the map somebody wants to see. All of it stands in the address, so that a view can be sent to others."""

from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from vekha.goals.models import Objective
from vekha.people.search import search_words

LINKS = ("teams", "waiting", "declined", "none")
ALL = "all"  # in `open`: every team
MOST_KEYS = 100  # in `open` and `shut`: an address has an end
MOST_STEPS = 9


@dataclass(frozen=True)
class Choices:
    """The choices of one address; each field is a word of it. Empty: not chosen."""

    cycle: str = ""
    team: str = ""
    level: str = ""
    owner: str = ""
    state: str = ""
    links: str = ""
    q: str = ""  # words to find
    around: str = ""  # an objective: only what it goes with and what goes with it
    steps: str = ""  # how far around; empty: all the way
    at: str = ""  # the node chosen on the map: o12, k7 or t5
    open: tuple[str, ...] = ()  # unfolded: teams where there are many objectives (t5, or all), key results (o12)
    shut: tuple[str, ...] = ()  # folded teams where they are unfolded at first
    show: str = ""  # "list" instead of the map
    page: str = ""  # of the list

    @classmethod
    def read(cls, query: QueryDict) -> "Choices":
        """What the address says; a word that means nothing is passed over."""
        said = {field.name: query.get(field.name, "").strip()[:100] for field in fields(cls)}
        said["q"] = search_words(said["q"])
        for name in ("cycle", "team", "owner", "around", "steps", "page"):
            said[name] = said[name] if said[name].isdecimal() and len(said[name]) < 10 else ""
        said["level"] = said["level"] if said["level"] in Objective.Level.values else ""
        said["state"] = said["state"] if said["state"] in Objective.State.values else ""
        said["links"] = said["links"] if said["links"] in LINKS else ""
        keys = {name: _keys(query.get(name, "")) for name in ("open", "shut")}
        return cls(**{**said, **keys})  # type: ignore[arg-type]

    @property
    def is_list(self) -> bool:
        return self.show == "list"

    @property
    def reach(self) -> int | None:
        """How many links away from `around` is still shown; None: all the way."""
        return min(max(int(self.steps), 1), MOST_STEPS) if self.steps else None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the cycle leaves objectives out."""
        return any((self.team, self.level, self.owner, self.state, self.links, self.q, self.around))

    def address(self, **changes: Any) -> str:
        """The address of this view with some choices made anew. The list begins at its first page again."""
        wanted = {**vars(self), "page": "", **changes}
        said = {
            name: ",".join(choice) if isinstance(choice, tuple) else str(choice)
            for name, choice in wanted.items()
            if choice
        }
        return "?" + urlencode(said, safe=",")

    def turned(self, key: str, *, is_open: bool, opens: bool) -> str:
        """The address after folding or unfolding this node and choosing it.

        `opens`: it is folded unless `open` names it; else it is unfolded unless `shut` names it.
        """
        named = self.open if opens else self.shut
        is_named = is_open if opens else not is_open
        rest = tuple(other for other in named if other != key)
        after = rest if is_named else (*rest, key)
        return self.address(at=key, **{"open" if opens else "shut": after})


def _keys(said: str) -> tuple[str, ...]:
    """The node keys of a list like «t5,o12», each once."""
    keys = (key for key in said.split(",") if key == ALL or (key[:1] in {"t", "o"} and key[1:].isdecimal()))
    return tuple(dict.fromkeys(key for key in keys if len(key) < 10))[:MOST_KEYS]
