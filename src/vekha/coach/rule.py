"""What a rule is. A rule only points: at words of a statement, with the values its sentences need.

The sentences themselves (title, message, why, question, rewrite, examples) stand in the TOML file beside the rule, in
three languages; `rules/__init__.py` joins the two and is the list of all rules.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from vekha.coach.document import NO_FIELDS, Fields, Language, Span
from vekha.coach.settings import Settings, Severity
from vekha.coach.statement import Statement


class On(StrEnum):
    """What a rule judges. `SET` is an objective with its members, `LIST` all objectives together."""

    OBJECTIVE = "objective"
    KEY_RESULT = "key_result"
    INITIATIVE = "initiative"
    SET = "set"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Peer:
    """Another objective of the company with its key results, to compare with."""

    objective: Statement
    key_results: tuple[Statement, ...] = ()
    level: str = ""  # company, team, person; empty where it is not known
    team: str = ""
    is_supported: bool = False  # the judged objective says that it contributes to this one


class Context(NamedTuple):
    """What a rule may look at beside the statement it judges. The statement itself is among its siblings.

    `known` names the fields that the source has at all (for key results, initiatives or objectives, whichever is
    judged): only where some have an owner, one without is worth a word.
    """

    settings: Settings
    judged: On | None = None  # as what: an objective is judged alone, and once more with its members
    objective: Statement | None = None
    key_results: tuple[Statement, ...] = ()
    initiatives: tuple[Statement, ...] = ()
    why: str = ""  # the objective's purpose, where it stands beside the title
    reality: str = ""  # the situation that calls for it
    level: str = ""
    team: str = ""
    objectives: tuple[Statement, ...] = ()  # only when a whole list is judged
    peers: tuple[Peer, ...] = ()  # others with a line like one of this set's, those from above first
    fields: Fields = NO_FIELDS  # what stands beside the statement, in other columns or lines
    key_result_fields: tuple[Fields, ...] = ()  # in the order of the key results; empty where there are none
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Flag:
    """A place the rule objects to. `span` None means the whole statement.

    `values` fill the holes of the rule's sentences, always with the author's own words. `variant` picks one of several
    wordings (a task named as a noun reads differently from one named as a verb).
    """

    span: Span | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    severity: Severity | None = None  # where this place weighs differently from the rule's own severity
    variant: str = ""


Check = Callable[[Statement, Context], Iterator[Flag]]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a rule says about one flag, as templates with {holes}. An empty `rewrite` means there is none to offer."""

    message: str
    question: str
    rewrite: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that shows the rule at work. For a bad one: the words it flags, and a better sentence in its place."""

    text: str
    flags: str = ""
    better: str = ""
    objective: str = ""
    key_results: tuple[str, ...] = ()
    initiatives: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    better_key_results: tuple[str, ...] = ()
    better_initiatives: tuple[str, ...] = ()
    better_objectives: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)  # what stands beside the text; "" for a field left empty
    peers: tuple["Example", ...] = ()  # objectives of others
    level: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """All that a rule says in one language. The variant "" is the wording where no other is asked for."""

    title: str
    why: str
    variants: Mapping[str, Wording]
    bad: tuple[Example, ...]
    good: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """The TOML file beside a rule."""

    source: str  # whose advice the rule encodes
    status: str  # "preview" or "stable"
    severity: Severity
    stage: int  # the company's milestone from which the rule speaks; before it the rule only asks
    silent_beside: frozenset[str]  # codes that already say it about the same statement
    words: Mapping[Language, Words]


@dataclass(frozen=True)
class Rule:
    """One thing an expert objects to."""

    code: str
    on: tuple[On, ...]
    check: Check
    read_book: Callable[[], Book]

    @cached_property
    def book(self) -> Book:
        """What the rule says, read when it first speaks."""
        return self.read_book()
