"""Who is with us? The objectives of a cycle and what links them, as a map and as a list."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from vekha.goals import permissions
from vekha.goals.actions import alignments as verbs
from vekha.goals.models import Alignment, AlignmentStep, Cycle, Objective
from vekha.goals.models.objective import behind_until
from vekha.insights import picture
from vekha.insights.choices import ALL, Choices
from vekha.insights.network import STATES, Leaf, Link, Network, Node, Shown, choose, load, load_key_results
from vekha.people.access import Request, signed_in
from vekha.people.models import Person, Team
from vekha.ui import formats

LINES_A_PAGE = 100
MOST_OWNERS = 300  # to choose from by name; where there are more, search finds them
LINKS: tuple[tuple[str, Promise], ...] = (
    ("", pgettext_lazy("map", "All links")),
    ("teams", pgettext_lazy("map", "between teams")),
    ("waiting", pgettext_lazy("map", "waiting")),
    ("declined", pgettext_lazy("map", "declined")),
    ("none", pgettext_lazy("map", "without links")),
)
STEPS: tuple[tuple[str, Promise], ...] = (
    ("1", pgettext_lazy("map", "one step")),
    ("2", pgettext_lazy("map", "two steps")),
    ("", pgettext_lazy("map", "all the way")),
)


MODULES = (
    "ui/vendor/cytoscape.esm.min.mjs",
    *(f"ui/js/map-{name}.js" for name in ("canvas", "elements", "look", "save", "style", "svg", "ways")),
)


@dataclass(frozen=True)
class Choice:
    """A way to see the map; `count`: how much it would show."""

    words: Promise
    url: str
    is_chosen: bool
    count: int = 0


@dataclass(frozen=True)
class View:
    """What one address shows to one person."""

    person: Person
    choices: Choices
    cycles: Mapping[int, Cycle]
    teams: Mapping[int, Team]  # in tree order
    network: Network
    shown: Shown

    @classmethod
    def of(cls, request: Request) -> "View":
        person, choices = request.user, Choices.read(request.GET)
        today, threshold = timezone.localdate(), behind_until()
        cycles = {cycle.pk: cycle for cycle in Cycle.objects.all()}
        teams = {team.pk: team for team in Team.objects.all().in_tree_order()}
        network = load(person, cycles, scope(cycles, choices, today), list(teams.values()), threshold, today)
        found = None
        if choices.q:
            found = set(Objective.objects.visible_to(person).search(choices.q).values_list("pk", flat=True))
        below = team_and_below(int(choices.team), teams.values()) if choices.team else None
        shown = choose(network, choices, found, below)
        unfolded = [node for node in shown.nodes.values() if node.key in choices.open and not shown.is_folded(node)]
        if unfolded:
            load_key_results(unfolded, today, threshold)
        return cls(person, choices, cycles, teams, network, shown)

    @cached_property
    def chosen(self) -> Node | Leaf | Team | None:
        """What stands at `at`; else the first objective of all."""
        at = self.choices.at
        if at[:1] == "t" and at[1:].isdecimal() and int(at[1:]) in self.shown.folded:
            return self.teams[int(at[1:])]
        first: Node | Leaf | Team | None = None
        for node in self.shown.nodes.values():
            if node.key == at or (at[:1] == "t" and at == f"t{node.team}"):
                return node
            for leaf in node.key_results:
                if leaf.key == at:
                    return leaf
            if first is None:
                first = self.teams[node.team] if node.team and self.shown.is_folded(node) else node
        return first

    @property
    def chosen_key(self) -> str:
        match self.chosen:
            case None:
                return ""
            case Team() as team:
                return f"t{team.pk}"
            case node:
                return node.key


@require_GET
@signed_in
def map_data(request: Request) -> HttpResponse:
    """The picture that the same choices draw, as JSON."""
    view = View.of(request)
    names = {pk: team.name for pk, team in view.teams.items()}
    return JsonResponse(picture.data(view.shown, names, view.choices) | {"chosen": view.chosen_key})


@require_GET
@signed_in
def alignment_map(request: Request) -> HttpResponse:
    view = View.of(request)
    choices, shown = view.choices, view.shown
    lines = outline(view)
    page = Paginator(lines, LINES_A_PAGE).get_page(choices.page or page_of(lines, choices.at))
    page.object_list = furnished(view, page.object_list)
    context = {
        "choices": choices,
        "view": view,
        "answer": (answer := Answer.of(view.network)),
        "asking": in_words([view.teams[pk].name for pk in answer.asking]),
        "first_url": choices.address(at=answer.first.key) if answer.first else "",
        "alone_url": choices.address(links="none"),
        "links": [
            Choice(words, choices.address(links=key), key == choices.links, shown.counts[key]) for key, words in LINKS
        ],
        "cycles": cycle_choices(view),
        "levels": picture.level_names().items(),
        "states": Objective.State.choices,
        "owners": owners(view),
        "page": page,
        "panel": Panel.of(view),
        "steps": [
            Choice(words, choices.address(steps=steps), steps == (choices.steps and str(choices.reach)))
            for steps, words in STEPS
        ],
        "centre": view.shown.nodes.get(int(choices.around)) if choices.around else None,
        "modules": MODULES,  # that map.js imports, so that the browser need not find them out one by one
        "everything": Choices(cycle=choices.cycle, show=choices.show).address(),
        "all_open": choices.address(open=(ALL,) if shown.folds else (), shut=()) if shown.are_many else "",
        "as_list": choices.address(show="" if choices.is_list else "list"),
    }
    return render(request, "insights/map.html", context)


def scope(cycles: Mapping[int, Cycle], choices: Choices, today: date) -> Collection[int]:
    """The cycle asked for; else all that run now; else the newest."""
    if choices.cycle and int(choices.cycle) in cycles:
        return {int(choices.cycle)}
    running = {pk for pk, cycle in cycles.items() if cycle.is_running(today)}
    return running or set(list(cycles)[:1])


def team_and_below(pk: int, teams: Iterable[Team]) -> set[int]:
    """The team and all under it; `teams` in tree order."""
    below = {pk}
    for team in teams:
        if team.parent_id in below:
            below.add(team.pk)
    return below


def cycle_choices(view: View) -> list[tuple[str, str]]:
    """The cycles to choose from, with all that run now in front."""
    named = [(str(pk), str(cycle)) for pk, cycle in view.cycles.items()]
    return [("", _("All that run now")), *named]


def owners(view: View) -> list[tuple[int, str]]:
    """Who owns something here, by name. Of very many only the reader and the one who is chosen."""
    nodes = [*view.network.nodes.values(), *view.network.given_up.values()]
    named = {node.objective.owner_id: node.owner_name for node in nodes if node.objective.owner_id}
    if len(named) > MOST_OWNERS:
        kept = {view.person.pk, int(view.choices.owner or 0)}
        named = {pk: name for pk, name in named.items() if pk in kept}
    return sorted(named.items(), key=lambda owner: owner[1].casefold())


@dataclass(frozen=True)
class Answer:
    """What the sentence under the title says: who goes with the first objective of the company, and who with nobody."""

    first: Node | None
    teams: Sequence[int]  # that go with it
    asking: Sequence[int]  # that ask to
    alone: int
    links: int

    @classmethod
    def of(cls, network: Network) -> "Answer":
        company = Objective.Level.COMPANY
        whole = (node for node in network.nodes.values() if not node.is_beyond)
        first = next((node for node in whole if node.objective.level == company), None)
        accepted: list[int] = []
        asking: list[int] = []
        for link in network.links:
            team = network.nodes[link.source].team
            if first is None or link.goal != first.pk or team is None or link.state == "declined":
                continue
            teams = accepted if link.state == "accepted" else asking
            if team not in teams:
                teams.append(team)
        asking = [team for team in asking if team not in accepted]
        standing = sum(link.state == "accepted" for link in network.links)
        return cls(first, accepted, asking, len(network.alone), standing)


def in_words(names: Sequence[str]) -> str:
    """“Sales”, “Support”"""
    return formats.names(_("“%(name)s”") % {"name": name} for name in names)


@dataclass(frozen=True)
class Tie:
    """A link as one of its two objectives sees it."""

    link: Link
    other: Node
    has_asked: bool  # this objective asked the other one
    address: str  # of the map with the other one chosen

    @property
    def what(self) -> str:
        """Kind, side and state in one word, for the words of a template."""
        return f"{self.link.kind}-{'out' if self.has_asked else 'in'}-{self.link.state}"


@dataclass(frozen=True)
class Line:
    """A line of the list: an objective with its ties, or a folded team."""

    level: str
    team: Team | None
    node: Node | None
    folded: Sequence[Node] = ()  # of the team
    ties: Sequence[Tie] = ()
    turn: str = ""  # the address where the team is unfolded

    @property
    def says(self) -> str:
        """How many objectives the folded team has."""
        return picture.how_many(self.folded)


def outline(view: View) -> list[Line]:
    """The lines of the list in the order of the map; a folded team stands where the first of its objectives would."""
    shown, names = view.shown, picture.level_names()
    lines: list[Line] = []
    folded: dict[int, list[Node]] = {}
    for node in shown.nodes.values():
        level = names[node.objective.level]
        if node.team is None or node.objective.level == Objective.Level.COMPANY:
            lines.append(Line(level, None, node))
        elif not shown.is_folded(node):
            lines.append(Line(level, view.teams[node.team], node))
        elif node.team in folded:
            folded[node.team].append(node)
        else:
            folded[node.team] = [node]
            lines.append(Line(level, view.teams[node.team], None, folded=folded[node.team]))
    return lines


def page_of(lines: Sequence[Line], key: str) -> int:
    """The page of the list on which a node stands; else the first."""
    at = next((number for number, line in enumerate(lines) if line.node and line.node.key == key), 0)
    return at // LINES_A_PAGE + 1


def furnished(view: View, lines: Iterable[Line]) -> list[Line]:
    """The lines of one page with addresses, and ties: those that the objective asked for stand first."""
    nodes, links = view.shown.nodes, view.shown.links
    asked: dict[int, list[Link]] = {}
    for link in links:
        asked.setdefault(link.source, []).append(link)
    for link in links:
        asked.setdefault(link.goal, []).append(link)

    def ties(pk: int) -> Iterable[Tie]:
        for link in asked.get(pk, ()):
            other = nodes[link.goal if link.source == pk else link.source]
            yield Tie(link, other, link.source == pk, view.choices.address(at=other.key))

    def whole(line: Line) -> Line:
        if line.node:
            return replace(line, ties=tuple(ties(line.node.pk)))
        key = f"t{line.team.pk}" if line.team else ""
        return replace(line, turn=view.choices.turned(key, is_open=False, opens=view.shown.folds))

    return [whole(line) for line in lines]


@dataclass(frozen=True)
class Said:
    """An alignment of the chosen objective with the last word on it."""

    alignment: Alignment
    other: Node
    other_team: Team | None
    has_asked: bool
    last: AlignmentStep | None
    may_answer: bool
    address: str  # of the map with the other one chosen
    asked: Objective  # the side that answers
    steps: int  # how many there are to see

    @property
    def page(self) -> str:
        """Where all of it stands and can be answered."""
        return reverse("goals:objective", args=[self.asked.pk]) + "#alignments"

    @property
    def what(self) -> str:
        """The same as of a `Tie`."""
        state = STATES[self.alignment.state]
        return f"{self.alignment.kind}-{'out' if self.has_asked else 'in'}-{state}"

    @property
    def days(self) -> int:
        """For how many days it has waited."""
        since = self.last.at if self.last else self.alignment.asked_at
        return max(0, (timezone.now() - since).days)


@dataclass(frozen=True)
class Panel:
    """What stands beside the map about the chosen node."""

    node: Node | None = None
    leaf: Leaf | None = None
    team: Team | None = None
    teams: Sequence[Team] = ()
    nodes: Sequence[Node] = ()  # of the folded team
    with_us: Sequence[Said] = ()
    goes_with: Sequence[Said] = ()
    waiting: Sequence[Said] = ()
    declined: Sequence[Said] = ()
    turn: str = ""
    is_open: bool = False
    around: str = ""

    @classmethod
    def of(cls, view: View) -> "Panel":
        match view.chosen:
            case None:
                return cls()
            case Team() as team:
                nodes = [node for node in view.shown.nodes.values() if node.team == team.pk]
                turn = view.choices.turned(f"t{team.pk}", is_open=False, opens=view.shown.folds)
                return cls(team=team, nodes=[node for node in nodes if view.shown.is_folded(node)], turn=turn)
            case Leaf() as leaf:
                return cls(leaf=leaf)
            case node:
                return cls._of_objective(view, node)

    @classmethod
    def _of_objective(cls, view: View, node: Node) -> "Panel":
        said = said_of(view, node)
        states = Alignment.State
        accepted = [one for one in said if one.alignment.state == states.ACCEPTED]
        is_open = node.key in view.choices.open
        return cls(
            node=node,
            teams=[view.teams[pk] for pk in node.teams],
            with_us=[one for one in accepted if not one.has_asked],
            goes_with=[one for one in accepted if one.has_asked],
            waiting=[one for one in said if one.alignment.is_open],
            declined=[one for one in said if one.alignment.state == states.DECLINED],
            turn=view.choices.turned(node.key, is_open=is_open, opens=True),
            is_open=is_open,
            around=view.choices.address(around=node.pk, steps="1", at=node.key),
        )


def said_of(view: View, node: Node) -> list[Said]:
    """The alignments of an objective that its links stand for. Five queries at most."""
    ends = {link.pk: link for link in view.network.links if node.pk in (link.source, link.goal)}
    steps = Prefetch("steps", AlignmentStep.objects.select_related("by"))
    stored = Alignment.objects.filter(pk__in=list(ends)).select_related("key_result", "to_key_result")
    alignments = list(stored.prefetch_related(steps))
    nodes = view.network.nodes
    for alignment in alignments:
        alignment.objective = nodes[alignment.objective_id].objective
        alignment.to_objective = nodes[alignment.to_objective_id].objective
    sides = {turn[0].pk: turn[0] for alignment in alignments if (turn := verbs.whose_turn(alignment))}
    if sides:
        prefetch_related_objects(list(sides.values()), "teams", "key_results")
        prefetch_related_objects([view.person], "memberships")
    said = []
    for alignment in alignments:
        has_asked = alignment.objective_id == node.pk
        other = nodes[alignment.to_objective_id if has_asked else alignment.objective_id]
        turn = verbs.whose_turn(alignment)
        said.append(
            Said(
                alignment,
                other,
                view.teams[other.team] if other.team and other.objective.level != Objective.Level.COMPANY else None,
                has_asked,
                next(iter(reversed(alignment.steps.all())), None),
                turn is not None and permissions.can_speak_for(view.person, *turn),
                view.choices.address(at=other.key),
                turn[0] if turn else node.objective,
                len(alignment.steps.all()),
            )
        )
    return said
