// Levels, teams, objectives and links of the map's data as Cytoscape takes them.
import { course, lines, roadPicture, stroke, wide } from "./map-look.js";

const LONG = 1500; // px; a longer link has no more dashes than this one: thousands of dashes cost a second

export const levels = (data) =>
  data.levels.map((level, place) => ({
    data: { id: `level-${place}`, label: level.title },
    classes: "level",
    position: { x: level.x + data.width / 2, y: 24 },
  }));

export const name = (name, data) => ({
  data: { id: name.id, label: `▾ ${name.title}`, turn: name.turn },
  classes: "name",
  position: { x: name.x + data.width / 2, y: name.y + 10 },
});

export function node(node, data, colours) {
  const width = wide(node, data);
  const label = [...lines(node.title, width, colours.font), ...(node.says ? [node.says] : [])];
  return {
    data: {
      id: node.id,
      title: node.title,
      label: label.slice(-3).join("\n"),
      width,
      ...(node.kind === "team" ? {} : { road: roadPicture(node, width, colours) }),
    },
    classes: node.alone ? `${node.kind} alone` : node.kind,
    position: { x: node.x + width / 2, y: node.y + data.height / 2 },
  };
}

// The bends of a link are told by how far along the straight line and how far beside it they lie.
export function link(link, id, data, colours) {
  const [from, to] = link.ends;
  const [start, first, second, end] = course(from, to, data);
  const across = [end[0] - start[0], end[1] - start[1]];
  const length = Math.hypot(...across) || 1;
  const along = ([x, y]) => ((x - start[0]) * across[0] + (y - start[1]) * across[1]) / length ** 2;
  const beside = ([x, y]) => ((y - start[1]) * across[0] - (x - start[0]) * across[1]) / length;
  const side = (point, node) => (point[0] > node.x ? "50% 0%" : "-50% 0%");
  const dashes = stroke(link, false, colours).dashes ?? [1];
  return {
    data: {
      id,
      source: link.from,
      target: link.to,
      weights: [first, second].map((bend) => along(bend).toFixed(4)).join(" "),
      distances: [first, second].map((bend) => beside(bend).toFixed(2)).join(" "),
      begin: side(start, from),
      end: side(end, to),
      dashes: dashes.map((dash) => dash * Math.max(1, length / LONG)).join(" "),
    },
    classes: link.state,
  };
}
