"""What is drawn: the nodes and links of the map with their places, as the browser gets them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vekha.goals.models import Objective
from vekha.goals.progress import Standing
from vekha.insights import layout
from vekha.insights.choices import Choices
from vekha.insights.layout import Block
from vekha.insights.network import LEVELS, Link, Node, Shown
from vekha.ui.formats import number
from vekha.ui.templatetags.marks import percents


def level_names() -> dict[str, str]:
    """The names of the columns."""
    return {
        Objective.Level.COMPANY: _("Company"),
        Objective.Level.TEAM: _("Teams"),
        Objective.Level.PERSON: _("Personal"),
    }


def data(shown: Shown, teams: Mapping[int, str], choices: Choices) -> dict[str, Any]:
    """The picture as JSON: boxes with their places at natural size, links between them, names of levels and teams."""
    links = drawn_links(shown)
    columns = columns_of(shown)
    places = layout.place(columns, [(link["from"], link["to"]) for link in links])
    names = level_names()
    return {
        "width": layout.WIDTH,
        "height": layout.HEIGHT,
        "indent": layout.INDENT,
        "nodes": [node | at(places[node["id"]]) for node in drawn_nodes(shown, teams)],
        "links": links,
        "names": [
            {
                "id": block.name,
                "title": teams[int(block.name.partition("-")[2])],
                "turn": choices.turned(f"t{block.name.partition('-')[2]}", is_open=True, opens=shown.folds),
                **at(places[block.name]),
            }
            for column in columns
            for block in column
            if block.name
        ],
        "levels": [
            {"title": names[level], "x": number * layout.COLUMN}
            for number, (level, column) in enumerate(zip(LEVELS, columns, strict=True))
            if column
        ],
    }


def at(place: tuple[float, float]) -> dict[str, float]:
    return {"x": place[0], "y": place[1]}


def columns_of(shown: Shown) -> list[list[Block]]:
    """The blocks of each level from top to bottom: the company's objectives one by one, then teams, folded or not."""
    columns: list[list[Block]] = [[] for _level in LEVELS]
    folded: set[int | None] = set()
    for (level, team), group in groupby(shown.nodes.values(), key=lambda node: (node.objective.level, node.team)):
        column = columns[LEVELS.index(level)]
        if level == Objective.Level.COMPANY or team is None:
            column += [Block(rows(node)) for node in group]
        elif team not in shown.folded:
            column.append(Block(tuple(row for node in group for row in rows(node)), f"{level}-{team}"))
        elif team not in folded:
            column.append(Block(((f"t{team}", 0),)))
            folded.add(team)
    return columns


def rows(node: Node) -> tuple[tuple[str, int], ...]:
    """An objective and the key results that are unfolded under it."""
    return ((node.key, 0), *((leaf.key, 1) for leaf in node.key_results))


def drawn_nodes(shown: Shown, teams: Mapping[int, str]) -> list[dict[str, Any]]:
    """Every node without its place, in the order of the map."""
    drawn: list[dict[str, Any]] = []
    of_team: dict[int, list[Node]] = {}
    for node in shown.nodes.values():
        if node.team is not None and shown.is_folded(node):
            if node.team not in of_team:
                drawn.append({"id": f"t{node.team}", "kind": "team"})
            of_team.setdefault(node.team, []).append(node)
            continue
        drawn.append(
            {
                "id": node.key,
                "kind": "objective",
                "title": node.objective.title,
                "alone": node.is_alone,
                "beside": node.pk in shown.beside,
                **road(node.standing),
            }
        )
        drawn += [
            {"id": leaf.key, "kind": "key_result", "title": leaf.key_result.text, **road(leaf.standing)}
            for leaf in node.key_results
        ]
    for line in drawn:
        if line["kind"] == "team":
            team = int(line["id"][1:])
            line["title"] = teams[team]
            line["says"] = how_many(of_team[team])
            line["alone"] = all(node.is_alone for node in of_team[team])
            line["beside"] = all(node.pk in shown.beside for node in of_team[team])
    return drawn


def how_many(nodes: Sequence[Node]) -> str:
    """What a folded team says of its objectives."""
    return ngettext("%(number)s objective", "%(number)s objectives", len(nodes)) % {"number": number(len(nodes))}


def road(standing: Standing) -> dict[str, Any]:
    """Where the walked line ends and the waymark stands, from 0 to 100."""
    return {
        "walked": None if standing.progress is None else percents(standing.progress),
        "pole": None if standing.expected is None else percents(standing.expected),
        "pace": standing.pace,
    }


def drawn_links(shown: Shown) -> list[dict[str, Any]]:
    """The links between drawn nodes. Those of a folded team that go the same way become one."""
    leaves = {leaf.key_result.pk: leaf.key for node in shown.nodes.values() for leaf in node.key_results}
    drawn: dict[tuple[str, str, str], dict[str, Any]] = {}
    for link in shown.links:
        source, goal = _ends(link, shown, leaves)
        if source != goal and (source, goal, link.state) not in drawn:
            drawn[source, goal, link.state] = {"from": source, "to": goal, "kind": link.kind, "state": link.state}
    return list(drawn.values())


def _ends(link: Link, shown: Shown, leaves: Mapping[int, str]) -> Iterable[str]:
    """The keys between which a link is drawn: key results where they are unfolded."""
    ends = ((link.source, link.source_key_result), (link.goal, link.goal_key_result))
    return [
        shown.drawn_as(pk) if key_result is None or key_result not in leaves else leaves[key_result]
        for pk, key_result in ends
    ]
