"""What the coach asks across the company: of objectives beside one another, where a single one shows nothing.

Each question stands with what it was seen by, and judges nothing: the answer may well be that all is as it should be.
What has to be compared by words was compared beforehand (`actions.related`); the rest follows from who is linked to
whom. A reader is asked only about what they may see.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from vekha.advice.company_facts import CompanyFacts, Known, Link, beside, carried_by, compared
from vekha.advice.models import OPEN, CoachSettings, Relation
from vekha.coach.review import ALIGNMENT
from vekha.goals.models import Alignment, Objective
from vekha.people.models import Person
from vekha.ui import formats

Kind, Level = Alignment.Kind, Objective.Level
MOST_COMPARED = 400  # relations of a cycle; whoever has so many to talk about begins with the nearest
LEVELS = (Level.COMPANY, Level.TEAM, Level.PERSON)  # from above


class About(StrEnum):
    """What a question is about, in the order of what to talk about first."""

    OPPOSITE = "opposite"
    COPY = "copy"
    UNANSWERED = "unanswered"
    UNSUPPORTED = "unsupported"
    SAME = "same"
    TEAM_LOAD = "team-load"
    PERSON_LOAD = "person-load"
    ORPHAN = "orphan"


WORDS: dict[About, tuple[Promise, Promise]] = {
    About.OPPOSITE: (
        _("Which of the two should happen?"),
        _("One team moves the number up, the other down: what one gains, the other loses."),
    ),
    About.COPY: (
        _("What will the team itself change, so that the number above moves?"),
        _(
            "The lower line says again what stands above. A number handed down tells what will be measured, "
            "not what anybody will do differently."
        ),
    ),
    About.UNANSWERED: (
        _("What becomes of the plan if the answer is no?"),
        _("It depends on something that nobody has answered yet."),
    ),
    About.UNSUPPORTED: (
        _("Who will make this come true?"),
        _("No objective of this cycle that you see supports it, neither agreed nor asked."),
    ),
    About.SAME: (
        _("Do the two teams know of each other?"),
        _("They say nearly the same. It may be one objective of both, or two different parts of one."),
    ),
    About.ORPHAN: (
        _("What above would be missed without it?"),
        _("It is linked to nothing above that you see. That can be right; then its why has to carry it alone."),
    ),
}
LOADS = {
    About.TEAM_LOAD: _("What would the team leave out first?"),
    About.PERSON_LOAD: _("What of this could somebody else carry?"),
}


ABOUT = {
    Relation.Kind.OPPOSITE: About.OPPOSITE,
    Relation.Kind.COPY: About.COPY,
    Relation.Kind.SAME: About.SAME,
}


@dataclass(frozen=True, slots=True)
class Side:
    """An objective that a question is about, with the words of it that brought the question up."""

    pk: int
    title: str
    level: str
    teams: tuple[str, ...] = ()
    statement: str = ""  # empty: the title itself

    @property
    def words(self) -> str:
        return self.statement or self.title

    @property
    def who(self) -> str:
        """Its teams; without any, its level."""
        return formats.names(self.teams) or str(Level(self.level).label)


@dataclass(frozen=True, slots=True)
class Case:
    """What a question was seen by: one objective, two beside each other, or a team or a person with much to carry."""

    one: Side | None = None
    other: Side | None = None
    team: tuple[int, str] | None = None  # key and name
    person: tuple[int, str] | None = None
    count: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the coach, and all it was seen by."""

    about: About
    cases: tuple[Case, ...]
    limit: int = 0  # that was passed, where there is one

    MOST_SHOWN: ClassVar = 6

    @property
    def shown(self) -> tuple[Case, ...]:
        """The first cases; enough to see what is meant."""
        return self.cases[: self.MOST_SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.cases) - self.MOST_SHOWN)

    @property
    def ask(self) -> Promise:
        return LOADS[self.about] if self.about in LOADS else WORDS[self.about][0]

    @property
    def why(self) -> str | Promise:
        match self.about:
            case About.TEAM_LOAD:
                return ngettext(
                    "More than %(limit)d objective that you see share the same people and the same weeks.",
                    "More than %(limit)d objectives that you see share the same people and the same weeks.",
                    self.limit,
                ) % {"limit": self.limit}
            case About.PERSON_LOAD:
                return ngettext(
                    "You see more than %(limit)d key result of one person: each wants a thought every week.",
                    "You see more than %(limit)d key results of one person: each wants a thought every week.",
                    self.limit,
                ) % {"limit": self.limit}
            case _:
                return WORDS[self.about][1]


def of_cycle(facts: CompanyFacts, person: Person) -> list[Question]:
    """What is asked about a cycle as a whole. Three queries."""
    settings = CoachSettings.current().for_stage(None)
    cases: dict[About, list[Case]] = {about: [] for about in About}
    if ALIGNMENT not in settings.off:
        for about, case in _compared(facts):
            cases[about].append(case)
    cases[About.UNANSWERED] += [_waiting(link, facts) for link in facts.links if _is_unanswered(link, facts)]
    supporters = facts.supporters()
    cases[About.UNSUPPORTED] += [Case(_side(one, facts)) for one in facts.above if one.pk not in supporters]
    cases[About.ORPHAN] += [Case(_side(one, facts)) for one in _orphans(facts)]
    cases[About.TEAM_LOAD] += _loaded_teams(facts, settings.limits.objectives)
    # Who carries more than one objective may hold at most has no week left for any of them.
    heavy = settings.limits.key_results_at_most
    for key, name, count in carried_by(facts.cycle, person, heavy):
        cases[About.PERSON_LOAD].append(Case(person=(key, name), count=count))
    limits = {About.TEAM_LOAD: settings.limits.objectives, About.PERSON_LOAD: heavy}
    return [Question(about, tuple(found), limits.get(about, 0)) for about, found in cases.items() if found]


def of_objective(objective: Objective, person: Person, relations: Iterable[Relation]) -> list[Question]:
    """What is asked about one objective among the others. `relations`: those to ask about. One query, two of a team's
    objective that supports none.
    """
    if objective.state not in OPEN:
        return []
    cases: dict[About, list[Case]] = {about: [] for about in About}
    for relation in relations:
        sides = (_of(objective, relation.statement), _of(relation.other, relation.other_statement))
        cases[ABOUT[Relation.Kind(relation.kind)]].append(_from_below(*sides))
    links = list(Alignment.objects.visible_to(person).of(objective).select_related("to_objective"))
    supporting = [link for link in links if link.kind == Kind.SUPPORTS and link.state in Alignment.STANDING]
    for link in links:
        awaits = link.kind == Kind.DEPENDS_ON and link.state in Alignment.OPEN
        if awaits and link.objective_id == objective.pk:
            cases[About.UNANSWERED].append(Case(_of(objective), _of(link.to_objective), since=link.asked_at))
    if objective.level == Level.COMPANY and not any(link.to_objective_id == objective.pk for link in supporting):
        cases[About.UNSUPPORTED].append(Case(_of(objective)))
    if objective.level == Level.TEAM and not any(link.objective_id == objective.pk for link in supporting):
        above = Objective.objects.visible_to(person).filter(level=Level.COMPANY, state__in=OPEN)
        if above.filter(cycle__in=beside(objective.cycle)).exists():
            cases[About.ORPHAN].append(Case(_of(objective)))
    return [Question(about, tuple(found)) for about, found in cases.items() if found]


def _compared(facts: CompanyFacts) -> Iterator[tuple[About, Case]]:
    """What the words of two objectives ask, each pair once."""
    asked = compared(facts.cycle).with_question().filter(Q(is_asked=True)).order_by("kind", "-likeness", "pk")
    columns = ("objective_id", "other_id", "kind", "statement", "other_statement")
    seen = set()
    for pk, other, kind, *statements in asked.values_list(*columns)[:MOST_COMPARED]:
        pair = [facts.known.get(pk), facts.known.get(other)]
        sides = [_side(one, facts, words) for one, words in zip(pair, statements, strict=True) if one and one.is_open]
        if len(sides) == 2 and frozenset({pk, other}) not in seen:
            seen.add(frozenset({pk, other}))
            yield ABOUT[Relation.Kind(kind)], _from_below(*sides)


def _from_below(one: Side, other: Side) -> Case:
    """Two sides, the lower level first."""
    lower, upper = sorted((one, other), key=lambda side: -LEVELS.index(Level(side.level)))
    return Case(lower, upper)


def _is_unanswered(link: Link, facts: CompanyFacts) -> bool:
    is_here = facts.known[link.objective].cycle == facts.cycle.pk
    return is_here and link.kind == Kind.DEPENDS_ON and not link.is_accepted


def _waiting(link: Link, facts: CompanyFacts) -> Case:
    one, other = facts.known[link.objective], facts.known[link.to]
    return Case(_side(one, facts), _side(other, facts), since=link.asked_at)


def _orphans(facts: CompanyFacts) -> Iterator[Known]:
    """Team objectives that support nothing, where there is something above."""
    if not facts.above:
        return
    supporting = {link.objective for link in facts.links if link.kind == Kind.SUPPORTS}
    for one in facts.here:
        if one.level == Level.TEAM and one.is_open and one.pk not in supporting:
            yield one


def _loaded_teams(facts: CompanyFacts, limit: int) -> Iterator[Case]:
    """Teams with more objectives than the coach's limit for a list of them, the fullest first."""
    counts = Counter(team for one in facts.here if one.level == Level.TEAM and one.is_open for team in one.teams)
    for team, count in counts.most_common():
        if count > limit:
            yield Case(team=(team, facts.teams[team]), count=count)


def _side(one: Known, facts: CompanyFacts, statement: str = "") -> Side:
    return Side(one.pk, one.title, one.level, tuple(facts.team_names(one)), _unless(statement, one.title))


def _of(objective: Objective, statement: str = "") -> Side:
    return Side(objective.pk, objective.title, objective.level, (), _unless(statement, objective.title))


def _unless(statement: str, title: str) -> str:
    return "" if statement == title else statement
