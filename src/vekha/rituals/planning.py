"""Where the planning of a cycle stands: team by team, what holds it up, what carries the strategy, who took part.

Everything is counted of what the reader may see, in a fixed number of queries.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from vekha.activity.models import Event
from vekha.advice import company_questions
from vekha.advice.company_facts import CompanyFacts, Known
from vekha.advice.company_questions import Question
from vekha.goals.models import Cycle, Objective
from vekha.people.models import Membership, Person, Team
from vekha.ui import formats

State, Level = Objective.State, Objective.Level
# What people do while they plan, by the events of the log; the first that fits counts.
DEEDS: dict[str, tuple[str, ...]] = {
    "agreed": ("agreement.", "objective.agreed"),
    "answered": ("alignment.", "offer.", "review.", "remark.", "key_result.claimed", "key_result.released"),
    "commented": ("comment.",),
    "wrote": ("objective.written", "objective.drafted", "objective.changed", "key_result.", "initiative."),
}


@dataclass(frozen=True)
class TeamState:
    """A team's part of a cycle at a glance. Personal objectives of its members are not counted."""

    team: Team
    objectives: Sequence[Known]
    members: Mapping[int, str]  # names of the people at work, by key
    heard: int  # of them, who took part
    to_answer: int = 0  # requests of others that wait for the team
    asked: int = 0  # own requests that wait for others

    def count(self, *states: str) -> int:
        return sum(one.state in states for one in self.objectives)

    @property
    def drafts(self) -> int:
        return self.count(State.DRAFT)

    @property
    def proposed(self) -> int:
        return self.count(State.PROPOSED)

    @property
    def agreed(self) -> int:
        return self.count(State.AGREED)

    @property
    def active(self) -> int:
        """Begun, some of them closed since."""
        return self.count(State.ACTIVE, State.CLOSED)

    @property
    def with_why(self) -> int:
        return sum(one.has_why for one in self.objectives)

    @property
    def unowned(self) -> int:
        """Key results that nobody owns."""
        return sum(one.unowned for one in self.objectives)

    @property
    def errors(self) -> int:
        """That the coach found and nobody has replied to."""
        return sum(one.errors or 0 for one in self.objectives)

    @property
    def has_agreed(self) -> bool:
        """Whether there is something, and nothing of it is left to agree to."""
        return bool(self.objectives) and all(one.is_settled for one in self.objectives)


@dataclass(frozen=True)
class Block:
    """An objective that others, or its own people, cannot go past. All that has to be done is done on its page."""

    objective: Known
    teams: str
    holds: int  # objectives that wait for it
    requests: int  # to be answered by its side
    unowned: int = 0  # key results that nobody owns
    errors: int = 0  # that the coach found

    @property
    def is_proposed(self) -> bool:
        return self.objective.state == State.PROPOSED

    @property
    def is_draft(self) -> bool:
        return self.objective.state == State.DRAFT


@dataclass(frozen=True)
class Backing:
    """An objective of the company, and the teams that support it or have offered to."""

    objective: Known
    accepted: str
    waiting: str


@dataclass(frozen=True)
class Participation:
    """Who took part: people by what they did, and those who have not been heard yet."""

    counts: Mapping[str, int]  # people, by deed
    heard: int
    people: int
    silent: Sequence[tuple[int, str]]  # key and name


@dataclass(frozen=True)
class Planning:
    """The planning of a cycle as one person sees it. Nine queries, three of them for the coach's questions."""

    cycle: Cycle
    facts: CompanyFacts
    questions: Sequence[Question]
    teams: Sequence[TeamState]  # that have people or objectives, in the order of the tree
    participation: Participation

    @classmethod
    def of(cls, cycle: Cycle, person: Person) -> "Planning":
        facts = CompanyFacts.of(cycle, person)
        deeds = _deeds(cycle, person)
        rows = Membership.objects.filter(person__is_active=True).order_by("person__name")
        members: dict[int, dict[int, str]] = defaultdict(dict)
        for team, key, name in rows.values_list("team_id", "person_id", "person__name"):
            members[team][key] = name
        return cls(
            cycle=cycle,
            facts=facts,
            questions=company_questions.of_cycle(facts, person),
            teams=_team_states(facts, members, deeds),
            participation=_participation(members, deeds),
        )

    @property
    def agreed(self) -> int:
        """Teams that have agreed to all they wrote."""
        return sum(team.has_agreed for team in self.teams)

    @property
    def is_empty(self) -> bool:
        return not self.facts.here

    @cached_property
    def awaited(self) -> TeamState | None:
        """The team that most requests wait for."""
        first = max(self.teams, key=lambda team: team.to_answer, default=None)
        return first if first and first.to_answer else None

    @cached_property
    def blocks(self) -> list[Block]:
        """What holds the planning up, the objectives that most others wait for first."""
        return sorted(self._blocks(), key=lambda block: (-block.holds, block.is_draft, block.objective.pk))

    @cached_property
    def backing(self) -> list[Backing]:
        """The company's objectives with who carries them, those that nobody supports first."""
        supporters = self.facts.supporters()
        found = []
        for one in self.facts.above:
            by: dict[str, bool] = {}
            for link in supporters.get(one.pk, ()):
                for name in self.facts.team_names(self.facts.known[link.objective]):
                    by[name] = by.get(name, False) or link.is_accepted
            accepted, waiting = ([name for name in by if by[name] is is_accepted] for is_accepted in (True, False))
            found.append(Backing(one, formats.names(accepted), formats.names(waiting)))
        return sorted(found, key=lambda each: (bool(each.accepted), bool(each.waiting)))

    def neighbours(self, team: TeamState) -> tuple[TeamState | None, TeamState | None]:
        """The teams before and after it."""
        place = self.teams.index(team)
        before = self.teams[place - 1] if place else None
        return before, next(iter(self.teams[place + 1 :]), None)

    def questions_to(self, team: TeamState) -> list[Question]:
        """The questions that concern the team, with only what of it they were seen by."""
        own = {one.pk for one in team.objectives}
        found = []
        for question in self.questions:
            cases = tuple(
                case
                for case in question.cases
                if own & {side.pk for side in (case.one, case.other) if side}
                or (case.team and case.team[0] == team.team.pk)
                or (case.person and case.person[0] in team.members)
            )
            if cases:
                found.append(replace(question, cases=cases))
        return found

    def rows_of(self, team: TeamState) -> list[Block]:
        """All objectives of the team with what is to be done about each."""
        blocks = {block.objective.pk: block for block in self.blocks}
        rows = (blocks.get(one.pk, Block(one, teams="", holds=0, requests=0)) for one in team.objectives)
        return [replace(row, unowned=row.objective.unowned, errors=row.objective.errors or 0) for row in rows]

    def _blocks(self) -> Iterator[Block]:
        requests: Counter[int] = Counter()
        waiting: dict[int, set[int]] = defaultdict(set)
        for link in self.facts.links:
            if not link.is_accepted:
                requests[link.waits_for] += 1
                waiting[link.waits_for].add(link.objective + link.to - link.waits_for)
            waiting[link.to].add(link.objective)
        for one in self.facts.known.values():
            is_here = one.cycle == self.cycle.pk and one.is_open
            is_proposed = is_here and one.state == State.PROPOSED
            is_ready = is_proposed or (is_here and one.state == State.AGREED)
            is_waited_for = requests[one.pk] or (is_here and not one.is_settled)
            block = Block(
                objective=one,
                teams=formats.names(self.facts.team_names(one)),
                holds=len(waiting[one.pk]) if is_waited_for else 0,
                requests=requests[one.pk],
                unowned=one.unowned if is_ready else 0,
                errors=(one.errors or 0) if is_proposed else 0,
            )
            if block.holds or block.unowned or is_proposed:
                yield block


def _team_states(
    facts: CompanyFacts, members: Mapping[int, Mapping[int, str]], deeds: Mapping[int, set[str]]
) -> list[TeamState]:
    """The teams that have people or objectives, each parent before its children."""
    objectives: dict[int, list[Known]] = defaultdict(list)
    to_answer: Counter[int] = Counter()
    asked: Counter[int] = Counter()
    for one in facts.here:
        for team in one.teams if one.level != Level.PERSON else ():
            objectives[team].append(one)
    for link in facts.links:
        if not link.is_accepted:
            answering = facts.known[link.waits_for]
            asking = facts.known[link.objective + link.to - link.waits_for]
            to_answer.update(answering.teams)
            asked.update(asking.teams)
    return [
        TeamState(
            team=team,
            objectives=objectives[team.pk],
            members=members.get(team.pk, {}),
            heard=sum(bool(deeds.get(key)) for key in members.get(team.pk, ())),
            to_answer=to_answer[team.pk],
            asked=asked[team.pk],
        )
        for team in Team.objects.all().in_tree_order()
        if members.get(team.pk) or objectives[team.pk]
    ]


def _deeds(cycle: Cycle, person: Person) -> dict[int, set[str]]:
    """What each person did to plan the cycle's objectives, by the log. Check-ins and steps to other states are none."""
    seen = Objective.objects.visible_to(person).filter(cycle=cycle).order_by()
    subjects = seen.annotate(subject=Concat(Value("objective/"), Cast("pk", CharField()))).values("subject")
    events = Event.objects.filter(subject__in=subjects, actor__is_active=True).exclude(verb__startswith="check_in.")
    found: dict[int, set[str]] = defaultdict(set)
    for actor, verb in events.order_by().values_list("actor_id", "verb").distinct():
        deed = next((deed for deed, beginnings in DEEDS.items() if verb.startswith(beginnings)), None)
        if deed:
            found[actor].add(deed)
    return found


def _participation(members: Mapping[int, Mapping[int, str]], deeds: Mapping[int, set[str]]) -> Participation:
    """Among the people of all teams, and whoever else was heard."""
    everybody = {key: name for team in members.values() for key, name in team.items()}
    silent = sorted((name, key) for key, name in everybody.items() if key not in deeds)
    counts = {deed: sum(deed in done for done in deeds.values()) for deed in reversed(DEEDS)}
    return Participation(
        counts={deed: count for deed, count in counts.items() if count},
        heard=len(deeds),
        people=len(everybody.keys() | deeds.keys()),
        silent=[(key, name) for name, key in silent],
    )
