// The map on a canvas, drawn by Cytoscape. Places come from the server; here are only looks, panning and the choice.
import * as elements from "./map-elements.js";
import { inks, roadPicture, wide } from "./map-look.js";
import { style } from "./map-style.js";

const LOWEST_ZOOM = 0.02;
const HIGHEST_ZOOM = 2;
const TALLEST = 1700; // px; a taller map is looked at through a window that pans

export class MapCanvas {
  constructor(cytoscape, element) {
    // Cytoscape adds a <style> of one line unless it is there already; the page's policy would refuse it.
    if (!document.getElementById("__________cytoscape_stylesheet")) {
      document.head.append(Object.assign(document.createElement("meta"), { id: "__________cytoscape_stylesheet" }));
    }
    this.element = element;
    element.addEventListener("wheel", (event) => this.#turnWheel(event), { capture: true, passive: false });
    this.cy = cytoscape({
      container: element,
      autoungrabify: true,
      autounselectify: true,
      boxSelectionEnabled: false,
      minZoom: LOWEST_ZOOM,
      maxZoom: HIGHEST_ZOOM,
      textureOnViewport: true,
      layout: { name: "preset" },
    });
    for (const kind of ["focus", "blur"]) element.addEventListener(kind, () => this.#showFocus());
    this.cy.on("viewport", () => this.#hasMoved() && this.#furnish());
    this.cy.on("mouseover", "node[turn], node[title]", () => (element.style.cursor = "pointer"));
    this.cy.on("mouseout", "node", () => (element.style.cursor = ""));
  }

  // Draw the view; where `still` names a node, that one stays where it was on the screen.
  draw(data, chosen, still) {
    const before = still && this.nodes?.has(still) && this.#shown(still).renderedPosition();
    this.data = data;
    this.chosen = chosen;
    this.nodes = new Map(data.nodes.map((node) => [node.id, node]));
    this.links = data.links.map((link) => ({ ...link, ends: [this.nodes.get(link.from), this.nodes.get(link.to)] }));
    this.there = new Set();
    this.colours = inks(this.element);
    this.height = Math.max(0, ...data.nodes.map((node) => node.y + data.height)) + 16;
    this.fits = this.height <= TALLEST;
    this.element.style.height = this.fits ? `${this.height}px` : "";
    this.cy.batch(() => {
      this.cy.elements().remove();
      this.cy.style(style(this.colours, this.data));
      this.cy.add(elements.levels(data));
    });
    this.cy.resize();
    this.rest();
    const after = before && this.nodes.has(still) && this.#shown(still).renderedPosition();
    if (after && !this.fits) this.cy.panBy({ x: before.x - after.x, y: before.y - after.y });
    this.choose(chosen);
  }

  // What is in sight is put on the canvas when it comes into sight: of a map of thousands only a window is looked at.
  // A link is drawn where one of its ends is in sight, and those of the chosen node always.
  #furnish(everything = false) {
    if (!this.data) return;
    const { y1, y2 } = (this.window = this.cy.extent());
    const air = (y2 - y1) / 2;
    const isInSight = ({ y }) => everything || (y + this.data.height > y1 - air && y < y2 + air);
    const fresh = [];
    const add = (thing, draw) => {
      if (this.there.has(thing.id)) return;
      this.there.add(thing.id);
      fresh.push(draw(thing, this.data, this.colours));
    };
    for (const node of this.data.nodes) if (isInSight(node)) add(node, elements.node);
    for (const name of this.data.names) if (isInSight(name)) add(name, elements.name);
    const turned = [];
    for (const [place, link] of this.links.entries()) {
      const isSeen = link.ends.some(isInSight) || link.from === this.chosen || link.to === this.chosen;
      if (isSeen === Boolean(link.isSeen)) continue;
      link.isSeen = isSeen;
      if (link.isThere) turned.push(this.cy.getElementById(`link-${place}`));
      else {
        link.isThere = true;
        for (const end of link.ends) add(end, elements.node);
        fresh.push(elements.link(link, `link-${place}`, this.data, this.colours));
      }
    }
    if (!fresh.length && !turned.length) return;
    this.cy.batch(() => {
      this.cy.add(fresh);
      for (const link of turned) link.toggleClass("away");
    });
  }

  // A quarter of a window since it was furnished last.
  #hasMoved() {
    const { y1, y2 } = this.cy.extent();
    const quarter = (y2 - y1) / 4;
    return !this.window || Math.abs(y1 - this.window.y1) > quarter || Math.abs(y2 - this.window.y2) > quarter;
  }

  #shown(id) {
    const node = this.nodes.get(id);
    if (node && !this.there.has(id)) {
      this.there.add(id);
      this.cy.add(elements.node(node, this.data, this.colours));
    }
    return this.cy.getElementById(id);
  }

  // Natural size from the top; what is wider than the window is made smaller.
  rest() {
    const right = Math.max(this.data.width, ...this.data.nodes.map((node) => node.x + this.data.width));
    this.cy.viewport({ zoom: Math.min(1, (this.element.clientWidth - 8) / right), pan: { x: 4, y: 4 } });
    this.#furnish();
    this.cy.userPanningEnabled(!this.fits);
  }

  resize() {
    this.cy.resize();
    if (this.fits) this.rest();
  }

  // The whole map in the window.
  whole() {
    if (this.fits) return this.rest();
    this.#furnish(true);
    this.cy.fit(undefined, 8);
  }

  // Show which node is chosen: it and its links in ink, what they lead to clear, the rest soft.
  choose(id) {
    this.chosen = id;
    this.#furnish();
    this.cy.batch(() => {
      this.cy.elements(".chosen, .lit, .near").removeClass("chosen lit near");
      const node = this.#shown(id);
      node.addClass("chosen");
      node.connectedEdges().addClass("lit").connectedNodes().addClass("near");
    });
    this.#showFocus();
    this.#bringIntoView(id);
  }

  // The keys act on the chosen node while the map has the focus, so the ring stands around that node.
  #showFocus() {
    this.cy.elements(".focused").removeClass("focused");
    if (this.element.matches(":focus-visible")) this.cy.elements(".chosen").addClass("focused");
  }

  // The same in the colours of day or night.
  repaint() {
    if (!this.data) return;
    this.colours = inks(this.element);
    this.cy.style(style(this.colours, this.data));
    for (const node of this.data.nodes) if (node.kind !== "team") this.cy.getElementById(node.id).data("road", roadPicture(node, wide(node, this.data), this.colours));
  }

  async png() {
    this.#furnish(true);
    const scale = Math.min(2, 16000 / Math.max(this.height, 1));
    return this.cy.png({ output: "blob-promise", full: true, scale, bg: this.colours.snow });
  }

  #bringIntoView(id) {
    const node = this.cy.getElementById(id);
    if (!node.length) return;
    const box = node.renderedBoundingBox({ includeLabels: false });
    if (this.fits) {
      const { top } = this.element.getBoundingClientRect();
      if (document.activeElement !== this.element) return;
      if (top + box.y1 < 8) scrollBy(0, top + box.y1 - 60);
      else if (top + box.y2 > innerHeight - 8) scrollBy(0, top + box.y2 - innerHeight + 60);
    } else if (box.x1 < 0 || box.y1 < 0 || box.x2 > this.cy.width() || box.y2 > this.cy.height()) {
      if (this.cy.zoom() < 0.5) this.cy.zoom(1);
      this.cy.center(node);
    }
  }

  // The wheel moves the map up and down, with Ctrl (and a pinch) it zooms; at its ends the page scrolls on.
  #turnWheel(event) {
    if (event.ctrlKey || event.metaKey) {
      this.cy.userPanningEnabled(true);
      return;
    }
    event.stopImmediatePropagation();
    if (this.fits) return;
    const bottom = this.height * this.cy.zoom() + this.cy.pan().y;
    if (event.deltaY < 0 ? this.cy.pan().y >= 4 : bottom <= this.cy.height()) return;
    event.preventDefault();
    this.cy.panBy({ x: -event.deltaX, y: -event.deltaY });
  }
}
