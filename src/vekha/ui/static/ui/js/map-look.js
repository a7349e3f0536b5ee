// How the map looks: colours from the page's tokens, titles broken into two lines, roads as small pictures. Both the
// canvas (map-canvas.js) and the exported picture (map-svg.js) draw from here.
const TOKENS = ["snow", "sheet", "ink", "ink-2", "line", "edge", "act", "risk", "behind", "stale"];
export const FONT_SIZE = 12.5;
export const NOTE_SIZE = 12;
export const LINE_HEIGHT = 1.28;
export const PADDING = 9;
const ROAD_HEIGHT = 9;
// A word with the space behind it; a Chinese sign with the signs that may not begin a line.
const PIECES = /[\u2e80-\u9fff\uf900-\ufaff][，。、：；？！）」》]*|[^\s\u2e80-\u9fff\uf900-\ufaff]+\s*|\s+/g;

// The tokens as colours of this moment: light or dark.
export function inks(element) {
  const probe = element.appendChild(document.createElement("i"));
  const colours = Object.fromEntries(
    TOKENS.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return { ...colours, font: getComputedStyle(element).fontFamily };
}

const widths = new Map();
const pen = document.createElement("canvas").getContext("2d");
function width(piece, font) {
  pen.font = `600 ${FONT_SIZE}px ${font}`; // as the chosen node writes it
  if (!widths.has(piece)) widths.set(piece, pen.measureText(piece).width);
  return widths.get(piece);
}

// The title in at most two lines of a node of this width; what does not fit ends in an ellipsis.
export function lines(title, wide, font) {
  const room = wide - 2 * PADDING;
  const rows = [""];
  let used = 0;
  for (const piece of title.match(PIECES) ?? []) {
    const wide = width(piece, font);
    if (used && used + width(piece.trimEnd(), font) > room) {
      if (rows.length === 2) return [rows[0].trimEnd(), `${rows[1].trimEnd()}…`];
      rows.push("");
      used = 0;
    }
    rows[rows.length - 1] += piece;
    used += wide;
  }
  return rows.map((row) => row.trimEnd());
}

// The road along the lower edge of a node, as the parts of an SVG: walked ink, debt in bands, fog, and the waymark.
export function road({ walked, pole, pace }, wide, colours) {
  const at = (share) => Math.round((wide * share) / 100);
  const parts = [`<path d="M0 8.5H${wide}" stroke="${colours.edge}"/>`];
  const line = (from, to, colour, dashes) =>
    to > from &&
    parts.push(`<path d="M${from} 7.5H${to}" stroke="${colour}" stroke-width="3"${dashes ? ` stroke-dasharray="${dashes}"` : ""}/>`);
  if (pace === "stale") line(0, at(walked ?? 0), colours.stale, "2 2");
  else line(0, at(walked ?? 0), colours.ink);
  if (pace === "behind" || pace === "at_risk") line(at(walked ?? 0) + 1, at(pole), pace === "behind" ? colours.behind : colours.risk, "4 2");
  if (pole !== null && pole !== undefined) {
    const x = Math.min(Math.max(at(pole), 3), wide - 3);
    parts.push(`<path d="M${x} 1V9" stroke="${colours.ink}" stroke-width="2"/><path d="M${x - 3} 0h6l-3 4z" fill="${colours.ink}"/>`);
  }
  return parts.join("");
}

// The same as an address for the canvas. Alike roads are one picture.
const pictures = new Map();
export function roadPicture(node, wide, colours) {
  const key = `${node.walked}|${node.pole}|${node.pace}|${wide}|${colours.ink}`;
  if (!pictures.has(key)) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${ROAD_HEIGHT}" fill="none">${road(node, wide, colours)}</svg>`;
    pictures.set(key, `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`);
  }
  return pictures.get(key);
}

// What a link looks like by its state; `lit`: it belongs to the chosen node.
export function stroke(link, lit, colours) {
  if (link.state === "waiting") return { colour: colours.act, width: 1.75, dashes: [6, 4], sign: "?" };
  if (link.state === "declined") return { colour: colours.risk, width: 1.25, dashes: [1.5, 4], sign: "×" };
  return lit ? { colour: colours.ink, width: 2 } : { colour: colours.edge, width: 1.25 };
}

// Where a link begins, bends and ends: from one side of a node to the facing side of the other; between two nodes of
// one column in a bow on their right.
export function course(from, to, data) {
  const sides = (node) => [node.x, node.x + wide(node, data)];
  const middle = (node) => node.y + data.height / 2;
  const [fromLeft, fromRight] = sides(from);
  const [toLeft, toRight] = sides(to);
  let start, end, bend;
  if (toRight <= fromLeft) [start, end] = [fromLeft, toRight];
  else if (fromRight <= toLeft) [start, end] = [fromRight, toLeft];
  else [start, end] = [fromRight, toRight];
  if (start === fromRight && end === toRight) bend = Math.max(start, end) + 40 + Math.min(24, Math.abs(middle(from) - middle(to)) / 24);
  else bend = (start + end) / 2;
  return [
    [start, middle(from)],
    [bend, middle(from)],
    [bend, middle(to)],
    [end, middle(to)],
  ];
}

export const wide = (node, data) => data.width - (node.kind === "key_result" ? data.indent : 0);
