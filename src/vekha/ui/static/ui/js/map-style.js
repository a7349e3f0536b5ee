// How Cytoscape draws nodes and links of the map, in the colours of this moment.
import { FONT_SIZE, LINE_HEIGHT, NOTE_SIZE, PADDING, stroke } from "./map-look.js";

export function style(colours, data) {
  const link = (state, lit) => {
    const look = stroke({ state }, lit, colours);
    return {
      "line-color": look.colour,
      width: look.width,
      ...(look.dashes ? { "line-style": "dashed", "line-dash-pattern": "data(dashes)", "line-cap": state === "declined" ? "round" : "butt" } : {}),
      ...(look.sign
        ? {
            label: look.sign,
            color: look.colour,
            "font-size": 11,
            "font-weight": 700,
            "text-background-color": colours.snow,
            "text-background-opacity": 1,
            "text-background-padding": 3,
            "text-background-shape": "circle",
            "text-border-color": look.colour,
            "text-border-width": 1.5,
            "text-border-opacity": 1,
          }
        : {}),
    };
  };
  const text = { "font-family": colours.font, "text-halign": "right", "text-justification": "left", "text-wrap": "wrap", "line-height": LINE_HEIGHT };
  return [
    {
      selector: "node",
      style: {
        ...text,
        shape: "round-rectangle",
        "corner-radius": 3,
        width: data.width,
        height: data.height,
        "background-color": colours.sheet,
        "border-width": 1,
        "border-color": colours.line,
        label: "data(label)",
        color: colours["ink-2"],
        "font-size": FONT_SIZE,
        "text-valign": "bottom",
        "text-margin-x": PADDING - data.width,
        "text-margin-y": 5 - data.height,
        "min-zoomed-font-size": 4,
        "overlay-opacity": 0,
      },
    },
    {
      selector: "node[road]",
      style: {
        "background-image": "data(road)",
        "background-width": "data(width)",
        "background-height": 9,
        "background-position-x": 0,
        "background-position-y": "100%",
        "background-image-containment": "over",
      },
    },
    { selector: ".key_result", style: { width: "data(width)", "text-margin-x": PADDING - data.width + data.indent } },
    { selector: ".team", style: { "border-width": 1, "border-style": "double", "border-color": colours.edge } },
    { selector: ".alone", style: { "border-style": "dashed", "background-color": colours.snow, "border-color": colours.edge } },
    { selector: ".near", style: { color: colours.ink, "border-color": colours.edge } },
    { selector: ".chosen", style: { color: colours.ink, "border-color": colours.ink, "border-width": 2, "border-style": "solid", "font-weight": 600 } },
    { selector: ".chosen.focused", style: { "outline-width": 2, "outline-color": colours.act, "outline-offset": 3 } },
    {
      selector: ".level",
      style: { height: 1, "border-width": 0, shape: "rectangle", "background-color": colours.ink, color: colours["ink-2"], "font-size": NOTE_SIZE, "text-valign": "top", "text-margin-x": -data.width, "text-margin-y": -4, events: "no" },
    },
    {
      selector: ".name",
      style: { height: 16, "border-width": 0, "background-opacity": 0, color: colours["ink-2"], "font-size": NOTE_SIZE, "text-valign": "center", "text-margin-x": -data.width, "text-margin-y": 0 },
    },
    {
      selector: "edge",
      style: {
        "curve-style": "unbundled-bezier",
        "edge-distances": "endpoints",
        "control-point-weights": "data(weights)",
        "control-point-distances": "data(distances)",
        "source-endpoint": "data(begin)",
        "target-endpoint": "data(end)",
        "font-family": colours.font,
        "overlay-opacity": 0,
        events: "no",
      },
    },
    { selector: ".away", style: { display: "none" } },
    ...["accepted", "waiting", "declined"].flatMap((state) => [
      { selector: `edge.${state}`, style: link(state, false) },
      { selector: `edge.${state}.lit`, style: { ...link(state, true), "z-index": 2 } },
    ]),
  ];
}
