// The map as a picture for documents: the same places, lines and colours as on the canvas, as an SVG.
import { FONT_SIZE, LINE_HEIGHT, NOTE_SIZE, PADDING, course, lines, road, stroke, wide } from "./map-look.js";

const MARGIN = 16;
const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const place = (node) => `${node.x} ${node.y}`;

export function svg({ data, colours, nodes }, title) {
  const right = Math.max(data.width, ...data.nodes.map((node) => node.x + data.width)) + 80;
  const bottom = Math.max(data.height, ...data.nodes.map((node) => node.y + data.height));
  const [width, height] = [right + 2 * MARGIN, bottom + 2 * MARGIN];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" font-family="${escape(colours.font)}" fill="none">`,
    `<title>${escape(title)}</title><rect x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}" fill="${colours.snow}"/>`,
    ...data.levels.map((level) => `<path d="M${level.x} 24h${data.width}" stroke="${colours.ink}"/>${text(level.x, 17, level.title, colours["ink-2"])}`),
    ...data.names.map((name) => text(name.x, name.y + 14, name.title, colours["ink-2"])),
    ...data.links.map((link) => line(link, nodes, data, colours)),
    ...data.nodes.map((node) => box(node, data, colours)),
    ...data.links.map((link) => knot(link, nodes, data, colours)),
    "</svg>",
  ].join("\n");
}

const text = (x, y, words, colour, size = NOTE_SIZE) => `<text x="${x}" y="${y}" font-size="${size}" fill="${colour}">${escape(words)}</text>`;

function line(link, nodes, data, colours) {
  const [start, first, second, end] = course(nodes.get(link.from), nodes.get(link.to), data);
  const { colour, width, dashes } = stroke(link, false, colours);
  return `<path d="M${start} C${first} ${second} ${end}" stroke="${colour}" stroke-width="${width}"${dashes ? ` stroke-dasharray="${dashes}"` : ""}/>`;
}

function knot(link, nodes, data, colours) {
  const { colour, sign } = stroke(link, false, colours);
  if (!sign) return "";
  const points = course(nodes.get(link.from), nodes.get(link.to), data);
  const [x, y] = [0, 1].map((axis) => (points[0][axis] + 3 * points[1][axis] + 3 * points[2][axis] + points[3][axis]) / 8);
  return `<circle cx="${x}" cy="${y}" r="8" fill="${colours.snow}" stroke="${colour}" stroke-width="1.5"/><text x="${x}" y="${y + 4}" font-size="11" font-weight="700" text-anchor="middle" fill="${colour}">${sign}</text>`;
}

function box(node, data, colours) {
  const width = wide(node, data);
  const words = [...lines(node.title, width, colours.font), ...(node.says ? [node.says] : [])];
  const rows = words.map((words, row) => text(PADDING, 5 + FONT_SIZE + row * FONT_SIZE * LINE_HEIGHT, words, colours.ink, FONT_SIZE));
  const fill = node.alone ? `stroke-dasharray="3 2" fill="${colours.snow}"` : `fill="${colours.sheet}"`;
  const walked = node.kind === "team" ? "" : `<g transform="translate(0 ${data.height - 9})">${road(node, width, colours)}</g>`;
  return `<g transform="translate(${place(node)})"><rect width="${width}" height="${data.height}" rx="3" stroke="${colours.edge}" ${fill}/>${rows.join("")}${walked}</g>`;
}
