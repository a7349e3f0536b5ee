"""Objectives and what links them, as one person may see it: the whole of a cycle first, then what the choices leave.

The order of the nodes follows from the whole, so that a filter takes nodes away and never shuffles those that stay.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from django.db.models import F, Q

from vekha.goals.models import Alignment, Cycle, KeyResult, Objective
from vekha.goals.progress import Standing
from vekha.goals.tally import GIVEN_UP
from vekha.insights.choices import ALL, Choices
from vekha.people.models import Person, Team

LEVELS = tuple(Objective.Level.values)  # the columns, from left to right
MOST_NODES = 150  # where there are more, teams are folded at first
STATES: dict[str, str] = {
    Alignment.State.ACCEPTED: "accepted",
    Alignment.State.REQUESTED: "waiting",
    Alignment.State.COUNTERED: "waiting",
    Alignment.State.DECLINED: "declined",
}
# What the map needs of an objective.
DRAWN = (
    "title",
    "level",
    "state",
    "visibility",
    "owner",
    "cycle",
    "progress",
    "own_starts",
    "own_ends",
    "own_rhythm",
    "checked_in_on",
)


@dataclass(slots=True)
class Node:
    """An objective on the map."""

    objective: Objective
    standing: Standing
    owner_name: str
    teams: list[int]
    team: int | None  # the first that was named: it stands there
    is_beyond: bool  # of another cycle, shown for what it is linked to
    is_alone: bool = True  # linked to nobody: a link that was declined does not count
    key_results: list["Leaf"] = field(default_factory=list)  # when they are unfolded

    @property
    def pk(self) -> int:
        return self.objective.pk

    @property
    def key(self) -> str:
        return f"o{self.objective.pk}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A key result on the map."""

    key_result: KeyResult
    standing: Standing

    @property
    def key(self) -> str:
        return f"k{self.key_result.pk}"


@dataclass(frozen=True, slots=True)
class Link:
    """An alignment: one objective, or a key result of it, with another."""

    pk: int
    source: int
    source_key_result: int | None
    goal: int
    goal_key_result: int | None
    kind: str
    state: str  # accepted, waiting, declined


@dataclass(frozen=True)
class Network:
    """All objectives that count in some cycles, in their order, and their links. What was dropped: `given_up`."""

    nodes: Mapping[int, Node]
    links: Sequence[Link]
    given_up: Mapping[int, Node]

    @cached_property
    def alone(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.is_alone and not node.is_beyond]


def load(
    person: Person,
    cycles: Mapping[int, Cycle],
    scope: Collection[int],
    teams: Sequence[Team],
    threshold: float,
    today: date,
) -> Network:
    """The network of the cycles in `scope`. Three queries. `cycles`: all there are; `teams`: all, in tree order."""
    inside = Q(objective__cycle__in=scope) | Q(to_objective__cycle__in=scope)
    stored = Alignment.objects.visible_to(person).filter(inside, state__in=STATES).order_by("pk")
    links, beyond = [], set()
    for pk, source, source_part, goal, goal_part, kind, state, source_cycle, goal_cycle in stored.values_list(
        "pk",
        "objective",
        "key_result",
        "to_objective",
        "to_key_result",
        "kind",
        "state",
        "objective__cycle",
        "to_objective__cycle",
    ):
        links.append(Link(pk, source, source_part, goal, goal_part, kind, STATES[state]))
        if source_cycle not in scope:
            beyond.add(source)
        if goal_cycle not in scope:
            beyond.add(goal)
    visible = Objective.objects.visible_to(person).filter(Q(cycle__in=scope) | Q(pk__in=beyond))
    of_teams: dict[int, list[int]] = {}
    through = Objective.teams.through.objects.filter(objective__in=visible.order_by().values("pk"))
    places = {team.pk: place for place, team in enumerate(teams)}
    for pk, team in through.order_by("pk").values_list("objective_id", "team_id"):
        of_teams.setdefault(pk, []).append(team)
    nodes: dict[int, Node] = {}
    given_up: dict[int, Node] = {}
    for objective in visible.only(*DRAWN).annotate(owner_name=F("owner__name")).order_by("pk"):
        objective.cycle = cycles[objective.cycle_id]
        own = of_teams.get(objective.pk, [])
        node = Node(
            objective=objective,
            standing=objective.standing(today, threshold),
            owner_name=objective.owner_name or "",  # type: ignore[attr-defined]  # annotated above
            teams=own,
            team=own[0] if own else None,
            is_beyond=objective.cycle_id not in scope,
        )
        (given_up if objective.state in GIVEN_UP else nodes)[objective.pk] = node
    links = [link for link in links if link.source in nodes and link.goal in nodes]
    for link in links:
        if link.state != "declined":
            nodes[link.source].is_alone = nodes[link.goal].is_alone = False
    return Network(in_order(nodes, links, places), links, given_up)


def in_order(nodes: Mapping[int, Node], links: Iterable[Link], places: Mapping[int, int]) -> dict[int, Node]:
    """By level, then team as the tree has them; within a team beside what they are linked to one level above."""
    partners = neighbours(links)
    rank: dict[int, float] = {}
    ordered: dict[int, Node] = {}
    for level in LEVELS:
        above = dict(rank)

        def place(node: Node, above: Mapping[int, float] = above) -> tuple[float, ...]:
            beside = [above[pk] for pk in partners.get(node.pk, ()) if pk in above]
            mean = sum(beside) / len(beside) if beside else float("inf")
            if node.objective.level == Objective.Level.COMPANY:
                return (0, 0, node.pk)
            return (-1 if node.team is None else places[node.team], mean, node.pk)

        for number, node in enumerate(sorted((n for n in nodes.values() if n.objective.level == level), key=place)):
            ordered[node.pk] = node
            rank[node.pk] = number
    return ordered


def neighbours(links: Iterable[Link]) -> dict[int, list[int]]:
    """With whom each objective is linked, whichever side asked."""
    partners: dict[int, list[int]] = {}
    for link in links:
        partners.setdefault(link.source, []).append(link.goal)
        partners.setdefault(link.goal, []).append(link.source)
    return partners


@dataclass(frozen=True)
class Shown:
    """What the choices leave of a network."""

    nodes: Mapping[int, Node]
    links: Sequence[Link]
    beside: Collection[int]  # not asked for, shown because what was asked for is linked to them
    folded: Collection[int]  # teams of which only the name is shown
    are_many: bool
    folds: bool  # whether teams are folded at first: where there are many, unless all were unfolded
    counts: Mapping[str, int]  # how much each choice of links would show

    def drawn_as(self, pk: int) -> str:
        """The key of the node that stands for an objective: itself, or its team when that is folded."""
        node = self.nodes[pk]
        return f"t{node.team}" if self.is_folded(node) else node.key

    def is_folded(self, node: Node) -> bool:
        return node.team in self.folded and node.objective.level != Objective.Level.COMPANY


def choose(network: Network, choices: Choices, found: Set[int] | None, below: Set[int] | None) -> Shown:
    """What the choices leave. `found`: the objectives with the words; `below`: the team and those under it.

    Team, owner, words and cycle choose objectives, and what these are linked to is shown beside them; level and state
    hold for everything.
    """
    whole: Iterable[Node] = network.nodes.values()
    if choices.state in GIVEN_UP:
        whole = network.given_up.values()
    nodes = {
        node.pk: node
        for node in whole
        if (not choices.level or node.objective.level == choices.level)
        and (not choices.state or node.objective.state == choices.state)
    }
    links = [link for link in network.links if link.source in nodes and link.goal in nodes]
    if choices.around:
        near = _around(int(choices.around), links, choices.reach)
        nodes = {pk: node for pk, node in nodes.items() if pk in near}
    words = choices.q.casefold()
    asked = {
        pk
        for pk, node in nodes.items()
        if (choices.around or not node.is_beyond)
        and (below is None or not below.isdisjoint(node.teams))
        and (not choices.owner or node.objective.owner_id == int(choices.owner))
        and (found is None or pk in found or words in node.owner_name.casefold())
    }
    links = [
        link
        for link in links
        if link.source in nodes and link.goal in nodes and (link.source in asked or link.goal in asked)
    ]
    of_kind = {
        "": links,
        "teams": [link for link in links if between_teams(nodes[link.source], nodes[link.goal])],
        "waiting": [link for link in links if link.state == "waiting"],
        "declined": [link for link in links if link.state == "declined"],
    }
    counts = {kind: len(some) for kind, some in of_kind.items()}
    counts["none"] = sum(nodes[pk].is_alone for pk in asked)
    links = of_kind.get(choices.links, [])
    ends = {pk for link in links for pk in (link.source, link.goal)}
    match choices.links:
        case "":
            kept = asked | ends
        case "none":
            kept = {pk for pk in asked if nodes[pk].is_alone}
        case _:
            kept = ends
    nodes = {pk: node for pk, node in nodes.items() if pk in kept}
    are_many = len(nodes) > MOST_NODES
    shown = Shown(nodes, links, kept - asked, (), are_many, are_many and ALL not in choices.open, counts)
    return replace(shown, folded=_folded(shown, choices))


def between_teams(one: Node, other: Node) -> bool:
    """Whether neither is the company's and they belong to different teams."""
    company = Objective.Level.COMPANY
    return company not in (one.objective.level, other.objective.level) and set(one.teams).isdisjoint(other.teams)


def _folded(shown: Shown, choices: Choices) -> set[int]:
    """The teams that are folded: at first all but those that were opened, or only those that were shut.

    The team of the chosen objective is never folded.
    """
    company = Objective.Level.COMPANY
    teams = {node.team for node in shown.nodes.values() if node.team and node.objective.level != company}
    named = {int(key[1:]) for key in (choices.open if shown.folds else choices.shut) if key[0] == "t"}
    chosen = {node.team for node in shown.nodes.values() if node.key == choices.at and node.team}
    return (teams - named if shown.folds else teams & named) - chosen


def _around(centre: int, links: Iterable[Link], reach: int | None) -> set[int]:
    """What the objective goes with, step by step, and what goes with it. Declined links lead nowhere."""
    up: dict[int, set[int]] = {}
    down: dict[int, set[int]] = {}
    for link in links:
        if link.state != "declined":
            up.setdefault(link.source, set()).add(link.goal)
            down.setdefault(link.goal, set()).add(link.source)
    near = {centre}
    for way in (up, down):
        seen, edge, steps = {centre}, {centre}, 0
        while edge and (reach is None or steps < reach):
            edge = {other for pk in edge for other in way.get(pk, ())} - seen
            seen |= edge
            steps += 1
        near |= seen
    return near


def load_key_results(nodes: Iterable[Node], today: date, threshold: float) -> None:
    """Load the key results of these objectives. One query, with a row for each step."""
    unfolded = {node.pk: node for node in nodes}
    found = KeyResult.objects.filter(objective__in=list(unfolded)).annotate(step_weight=F("steps__weight"))
    in_order = found.with_planned().order_by("position", "pk", "steps__position", "steps__pk")
    for _, rows in groupby(in_order, key=attrgetter("pk")):
        key_result, *others = rows
        weights = [row.step_weight for row in (key_result, *others) if row.step_weight is not None]  # type: ignore[attr-defined]  # the plugin loses it
        node = unfolded[key_result.objective_id]
        key_result.objective = node.objective
        node.key_results.append(Leaf(key_result, key_result.standing(today, threshold, weights)))
