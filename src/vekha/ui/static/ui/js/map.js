// The map of objectives. The address holds the view: another view is fetched as the page of that address, of which the
// marked parts are taken over, and as its data, which is drawn on the canvas. Without this script the list stands alone.
import { MapCanvas } from "./map-canvas.js";
import { svg } from "./map-svg.js";

const element = document.getElementById("map");
const frame = document.getElementById("map-frame");
const status = document.getElementById("status");
const STATES = ["accepted", "waiting", "declined"];
const PAUSE = 180; // ms without a key until the words about the chosen node are fetched

let canvas, data;
let chosen = "";
let came = null; // the last step along a link, so that the arrow back leads back
let asking = new AbortController();

const byId = (id) => data.nodes.find((node) => node.id === id);

async function fetched(address) {
  const answer = await fetch(address, { signal: asking.signal });
  if (!answer.ok || answer.redirected) return location.reload(); // the session has ended
  return answer;
}

// Take over what the server says of the address: filters, list, panel; of a choice alone only what is said of it.
async function takeOver() {
  const page = new DOMParser().parseFromString(await (await fetched(location.href)).text(), "text/html");
  for (const part of document.querySelectorAll("[data-view-part]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || part.contains(document.activeElement)) continue;
    part.replaceChildren(...document.adoptNode(fresh).childNodes);
    window.htmx?.process(part);
  }
  frame.classList.toggle("as-list", page.getElementById("map-frame").classList.contains("as-list"));
  prepare();
  const said = document.querySelector("#panel h2");
  if (said && document.activeElement === element) {
    status.textContent = [said, ...document.querySelectorAll("#panel .pct, #panel .pace")].map((part) => part.textContent).join(", ");
  }
}

async function show(still) {
  asking.abort();
  asking = new AbortController();
  const [answer] = await Promise.all([fetched(element.dataset.source + location.search), data && takeOver()]);
  data = await answer.json();
  chosen = data.chosen;
  if (frame.classList.contains("as-list")) return document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" });
  canvas.draw(data, chosen, still);
}

const guarded = (work) => work.catch((error) => {
  if (error.name === "AbortError") return;
  frame.classList.add("as-list");
  frame.prepend(document.getElementById("map-trouble").content.cloneNode(true));
  throw error;
});

function go(address, still) {
  document.activeElement?.closest("[data-view-part]") && element.focus({ preventScroll: true });
  history.pushState(null, "", address);
  guarded(show(still));
}

let soon;
function choose(id) {
  if (!id || id === chosen) return;
  chosen = id;
  canvas.choose(id);
  const address = new URL(location.href);
  address.searchParams.set("at", id);
  history.replaceState(null, "", address.search.replaceAll("%2C", ","));
  clearTimeout(soon);
  soon = setTimeout(() => {
    asking.abort();
    asking = new AbortController();
    guarded(takeOver());
  }, PAUSE);
}

// Where the arrows lead: up and down within the column, left and right along a link: what was agreed first, then the
// nearest, and the way back leads back.
function alongLevel(by) {
  const column = (node) => data.levels.findLastIndex((level) => level.x <= node.x);
  const here = byId(chosen);
  const nodes = data.nodes.filter((node) => column(node) === column(here)).sort((one, other) => one.y - other.y);
  return nodes[nodes.indexOf(here) + by]?.id;
}

function alongLink(isRight) {
  const here = byId(chosen);
  const partners = data.links
    .filter((link) => link.from === chosen || link.to === chosen)
    .map((link) => ({ node: byId(link.from === chosen ? link.to : link.from), rank: STATES.indexOf(link.state) }));
  const isAside = ({ node }) => (isRight ? node.x > here.x + data.indent : node.x < here.x - data.indent);
  const aside = partners.filter(isAside);
  const ways = aside.length ? aside : partners.filter(({ node }) => Math.abs(node.x - here.x) <= data.indent);
  const far = ({ node }) => Math.abs(node.y - here.y);
  const [nearest] = ways.sort((one, other) => one.rank - other.rank || far(one) - far(other));
  const isBack = came?.to === chosen && came.isRight !== isRight && ways.some(({ node }) => node.id === came.from);
  const next = isBack ? came.from : nearest?.node.id;
  if (next) came = { from: chosen, to: next, isRight };
  return next;
}

const turn = () => {
  const link = document.querySelector("#panel [data-turn]");
  if (link) go(link.getAttribute("href"), chosen);
};
const keys = {
  ArrowUp: () => choose(alongLevel(-1)),
  ArrowDown: () => choose(alongLevel(1)),
  ArrowLeft: () => choose(alongLink(false)),
  ArrowRight: () => choose(alongLink(true)),
  Enter: () => document.querySelector("#panel [data-chosen-page]")?.click(),
  " ": turn,
  0: () => canvas.whole(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  if (event.key.toLowerCase() === "l" || event.code === "KeyL") return document.querySelector("[data-as-list]").click();
  const act = event.target === element || event.key === "0" ? keys[event.key] : null;
  if (!act || !byId(chosen) || frame.classList.contains("as-list")) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="?"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.getAttribute("href"), link.matches("[data-turn]") ? chosen : undefined);
});

function filter(form) {
  const said = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.pushState(null, "", `?${said}`);
  guarded(show());
}
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-view-form]")) return;
  event.preventDefault();
  document.activeElement.blur();
  filter(event.target);
});
// An answer to what waits. Where it is not taken, it is sent once more as a page, which says why and keeps the words.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-answer]")) return;
  event.preventDefault();
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.headers.has("HX-Redirect")) return form.submit();
  element.focus({ preventScroll: true });
  guarded(show(chosen));
});
document.addEventListener("change", ({ target }) => target.matches("[data-view-form] select") && target.form.requestSubmit());
addEventListener("popstate", () => guarded(show()));

// What only the script can do becomes visible: copying the address, saving the picture.
function prepare() {
  document.getElementById("map-export").hidden = false;
}

const save = (blob, name) => {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
document.addEventListener("click", async ({ target }) => {
  const kind = target.closest("[data-export]")?.dataset.export;
  if (kind === "svg") save(new Blob([svg(canvas, document.title)], { type: "image/svg+xml" }), "vekha-map.svg");
  if (kind === "png") save(await canvas.png(), "vekha-map.png");
  const copy = target.closest("[data-copy-view]");
  if (!copy) return;
  await navigator.clipboard?.writeText(location.href);
  const words = copy.textContent;
  copy.textContent = status.textContent = copy.dataset.copied;
  setTimeout(() => (copy.textContent = words), 2000);
});

async function begin() {
  const isWide = matchMedia("(min-width: 761px)").matches;
  if (!isWide) return; // the list stands there already
  const { default: cytoscape } = await import("../vendor/cytoscape.esm.min.mjs");
  canvas = new MapCanvas(cytoscape, element);
  canvas.cy.on("tap", "node", ({ target }) => (target.hasClass("name") ? go(target.data("turn")) : choose(target.id())));
  canvas.cy.on("dbltap", "node", turn);
  await show();
  canvas.cy.one("render", () => {
    performance.mark("map drawn");
    element.dataset.drawn = "";
  });
  prepare();
  if (document.activeElement === document.body && !frame.classList.contains("as-list")) element.focus({ preventScroll: true });
  const repaint = () => canvas.repaint();
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  addEventListener("resize", () => canvas.cy.resize() && canvas.fits && canvas.rest());
}
if (element) guarded(begin());
