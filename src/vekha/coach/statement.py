"""The analysis of one sentence. Rules read this and nothing else: they never see a language.

Every part carries its span into the sentence as it was written, so that a finding can point at words and a rewrite can
put other words in their place. What is not known is said to be unknown (`None`, `OTHER`), never guessed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar, cast

from vekha.coach.document import Language, Span

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """A property that is answered once and kept with its object; later it costs no more than any attribute."""

    def __init__(self, ask: Callable[[Any], Answer]) -> None:
        self._ask = ask
        self.__doc__ = ask.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, asked: Any, owner: type) -> Answer:
        answer: Answer = self._ask(asked)
        asked.__dict__[self._name] = answer
        return answer


class Role(StrEnum):
    """As what the sentence was written."""

    OBJECTIVE = "objective"
    KEY_RESULT = "key_result"
    INITIATIVE = "initiative"


class Fact(Enum):
    """Something that is known about a part of a sentence."""

    __hash__ = object.__hash__  # rules look facts up dozens of times a statement; by name that is ten times slower


class Kind(Fact):
    """What the predicate does, whatever the language. The first group changes something, the second makes something."""

    CHANGE_UP = auto()  # raise, grow
    CHANGE_DOWN = auto()  # cut, shorten
    IMPROVE = auto()  # better, without saying which way a number goes
    REACH = auto()  # reach, achieve, win
    BECOME = auto()  # become, turn into
    ELIMINATE = auto()  # get rid of
    KEEP = auto()  # keep, hold, maintain
    CONTINUE = auto()  # go on doing

    BUILD = auto()  # develop, create, set up
    DELIVER = auto()  # launch, release, migrate
    RUN_EVENT = auto()  # hold, conduct, take part
    COMMUNICATE = auto()  # call, write, publish, present
    RESEARCH = auto()  # analyse, find out, plan, decide
    OPERATE = auto()  # process, review, answer, support: daily work
    ACQUIRE = auto()  # attract, sign, sell, win customers
    HIRE = auto()  # hire, recruit
    LEARN = auto()  # study, train oneself
    OTHER = auto()


class Form(Fact):
    """How the predicate stands in the sentence."""

    IMPERATIVE = auto()  # infinitive, imperative, bare verb: "launch", «запустить», 上线
    FINITE = auto()  # "we launch", "users complete", «сократится»
    GERUND = auto()  # "launching"
    ACTION_NOUN = auto()  # "launch of", «запуск»
    PASSIVE_STATE = auto()  # "is launched", «запущено»
    NONE = auto()  # no predicate: a noun phrase


class Dimension(Fact):
    """What a number counts."""

    PERCENT = auto()
    POINTS = auto()  # percentage points
    MONEY = auto()
    DURATION = auto()
    COUNT = auto()
    SCORE = auto()  # 4.5 of 5, NPS 40
    RATIO = auto()  # twice, ×2
    RANK = auto()  # first place, top 10


class Bound(Fact):
    """What the number is to the measure."""

    FROM = auto()
    TO = auto()
    BY = auto()
    AT_LEAST = auto()
    AT_MOST = auto()
    EXACT = auto()
    SCALE = auto()  # the 10 of "8 of 10"


class Trait(Fact):
    """What is known about a metric from its name."""

    VANITY = auto()
    ACTIVITY = auto()  # counts what we do
    OUTPUT = auto()  # counts what we make
    LAGGING = auto()
    QUALITY = auto()
    SPEED = auto()
    COST = auto()
    SATISFACTION = auto()
    MONEY = auto()
    HEALTH = auto()  # business as usual: uptime, payroll on time
    NATURAL_ZERO = auto()  # starts at nothing, so a start value may be left out


class Direction(Fact):
    """Which way the sentence wants the metric to go."""

    UP = auto()
    DOWN = auto()
    KEEP = auto()
    NONE = auto()


class Predicate(NamedTuple):
    """A verb (or a noun that stands for one) with its meaning."""

    span: Span
    text: str
    lemma: str
    kind: Kind
    form: Form
    concept: str | None = None  # shared by the languages: "increase", "launch"
    subject: Span | None = None  # who or what does it, or is in that state: "users" of "users complete"
    object: Span | None = None  # the words it governs: "onboarding" of "users complete onboarding"
    negated: bool = False


class Quantity(NamedTuple):
    """A number with its unit and its part in the sentence.

    `value` is in `unit`, already scaled («3,5 млн» is 3500000, «2 мин 37 с» is 157 seconds); the span holds number and
    unit without the words that relate it («с», "at least"). A SCALE is the 10 of "8 of 10": no target.
    """

    span: Span
    value: float | None
    dimension: Dimension
    bound: Bound
    unit: str | None = None
    per: str | None = None  # "month" of "30 a month"
    ambiguous: bool = False  # 1,200 in a Russian text
    counted: Span | None = None  # the noun behind a count: "20 calls" → "calls"


class Measure(NamedTuple):
    """A metric: what is measured, from where to where.

    `name` are the author's words for it. A number that names no metric of its own measures what it counts: "20 calls"
    is a measure named "calls". A metric that is only named in a purpose or a means is not a measure of the sentence.
    """

    span: Span
    name: str
    concept: str | None = None  # "retention", "nps"; None: a metric we do not know
    traits: frozenset[Trait] = frozenset()
    start: Quantity | None = None
    target: Quantity | None = None
    delta: Quantity | None = None
    direction: Direction = Direction.NONE


class TimeKind(Enum):
    """What a time frame is for."""

    DEADLINE = auto()  # by 30 June
    PERIOD = auto()  # in Q3, this year
    RECURRENCE = auto()  # every week


class TimeFrame(NamedTuple):
    """When: a date, a span of time, a rhythm."""

    span: Span
    kind: TimeKind


class Hit(NamedTuple):
    """Words of a lexicon class found in the sentence. `plural`: "deals", not "deal"; Chinese does not say."""

    span: Span
    text: str
    concept: str
    plural: bool = False


@dataclass(frozen=True)
class Statement:
    """All that is known about one sentence.

    `hits` holds the lexicon classes by name (`vague_amounts`, `superlatives`, `slogans`, `systems` …), each in order of
    appearance; which classes there are, and what each is for, stands in `languages/concepts.toml`. `content` are the
    words that carry meaning, without verbs of the sentence, numbers, dates and function words; their concept is the
    lemma. Predicates, quantities and hits inside purposes and means are listed too: compare spans to leave them out.
    """

    raw: str
    role: Role
    language: Language
    predicates: tuple[Predicate, ...] = ()  # in order of appearance; the first is the leading one
    quantities: tuple[Quantity, ...] = ()
    measures: tuple[Measure, ...] = ()
    time_frames: tuple[TimeFrame, ...] = ()
    purposes: tuple[Span, ...] = ()  # so that …, чтобы …, 以便 …
    means: tuple[Span, ...] = ()  # through …, за счёт …, 通过 …
    hits: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict, hash=False)
    word_count: int = 0
    find_content: Callable[[], tuple[Hit, ...]] = field(default=tuple, repr=False, compare=False)

    @Kept
    def lead(self) -> Predicate | None:
        """The predicate that opens the sentence, if there is one."""
        return self.predicates[0] if self.predicates else None

    @Kept
    def content(self) -> tuple[Hit, ...]:
        """The words that carry meaning, looked for when a rule first asks."""
        return self.find_content()

    def found(self, lexicon_class: str) -> tuple[Hit, ...]:
        """The hits of one lexicon class, in order of appearance."""
        return self.hits.get(lexicon_class, ())


def once(ask: Callable[[Statement], Answer]) -> Callable[[Statement], Answer]:
    """What many rules ask of a statement, answered once and kept with it."""
    name = f"{ask.__module__}.{ask.__name__}".replace(".", "_")
    kept = Kept(ask)
    kept.__set_name__(Statement, name)
    setattr(Statement, name, kept)
    return cast(Callable[[Statement], Answer], attrgetter(name))
