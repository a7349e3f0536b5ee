// The map of objectives. The address holds the view: another view is fetched as the page of that address, of which the
// marked parts are taken over, and as its data, which is drawn on the canvas. Without this script the list stands alone.
import { MapCanvas } from "./map-canvas.js";
import { offer } from "./map-save.js";
import { Ways } from "./map-ways.js";

const element = document.getElementById("map");
const frame = document.getElementById("map-frame");
const outline = document.getElementById("outline");
const status = document.getElementById("status");
const PAUSE = 180; // ms without a key until the words about the chosen node are fetched

let canvas, ways;
let chosen = "";
let filter = ""; // the name of the one that has been changed and keeps the focus
let asking = new AbortController();

async function fetched(address) {
  const answer = await fetch(address, { signal: asking.signal });
  if (!answer.ok || answer.redirected) return location.reload(); // the session has ended
  return answer;
}

const isList = () => frame.classList.contains("as-list");
const shown = () => (isList() ? outline : element);

// Take over what the server says of the address: filters, list, panel; of a choice alone only what is said of it.
async function takeOver() {
  const page = new DOMParser().parseFromString(await (await fetched(location.href)).text(), "text/html");
  const { activeElement } = document;
  for (const part of document.querySelectorAll("[data-view-part]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || (part !== activeElement && part.contains(activeElement) && !filter)) continue;
    part.replaceChildren(...document.adoptNode(fresh).childNodes);
    window.htmx?.process(part);
  }
  const before = shown();
  frame.classList.toggle("as-list", page.getElementById("map-frame").classList.contains("as-list"));
  offer(canvas, !isList());
  if (filter) document.querySelector(`[data-view-form] [name="${filter}"]`).focus({ preventScroll: true });
  else if (activeElement === before && before !== shown()) (shown().querySelector(".is-chosen a") ?? shown()).focus();
  filter = "";
  if (pressed) return press(pressed);
  const said = document.querySelector("#panel h2");
  if (said && document.activeElement === element) {
    status.textContent = [said, ...document.querySelectorAll("#panel .pct, #panel .pace")].map((part) => part.textContent).join(", ");
  }
}

// The view that is on its way; keys pressed meanwhile act on what it shows.
let coming = Promise.resolve();
function fetchView(still) {
  coming = guarded(show(still));
}

let isBegun = false;
async function show(still) {
  asking.abort();
  asking = new AbortController();
  const asList = new URLSearchParams(location.search).get("show") === "list";
  const [answer] = await Promise.all([asList ? null : fetched(element.dataset.source + location.search), isBegun && takeOver()]);
  isBegun = true;
  if (asList) return document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" });
  const data = await answer.json();
  if (!data.nodes.length) return; // the page says so
  ways = new Ways(data);
  chosen = data.chosen;
  canvas.draw(data, chosen, still);
}

const guarded = (work) => work.catch((error) => {
  if (error.name === "AbortError") return;
  frame.classList.add("as-list");
  frame.prepend(document.getElementById("map-trouble").content.cloneNode(true));
  throw error;
});

function go(address, still) {
  const { activeElement } = document;
  filter = activeElement.matches("[data-view-form] select") ? activeElement.name : "";
  if (!filter && activeElement.closest("[data-view-part]")) shown().focus({ preventScroll: true });
  history.pushState(null, "", address);
  fetchView(still);
}

let soon;
function choose(id) {
  if (!id || id === chosen) return;
  [chosen, pressed] = [id, null];
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

// The links of the panel act for the chosen node; pressed before the panel has caught up, they act when it has.
let pressed = null;
function press(kind) {
  const link = document.querySelector(`#panel [data-${kind}-of="${chosen}"]`);
  pressed = link ? null : kind;
  link?.click();
}

const keys = {
  ArrowUp: () => choose(ways.alongLevel(chosen, -1)),
  ArrowDown: () => choose(ways.alongLevel(chosen, 1)),
  ArrowLeft: () => choose(ways.alongLink(chosen, false)),
  ArrowRight: () => choose(ways.alongLink(chosen, true)),
  Enter: () => press("page"),
  " ": () => press("turn"),
  0: () => canvas.whole(),
};

document.addEventListener("keydown", (event) => {
  if (!canvas || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  if (event.key.toLowerCase() === "l" || event.code === "KeyL") return document.querySelector("[data-as-list]").click();
  const act = event.target === element || event.key === "0" ? keys[event.key] : null;
  if (!act || !chosen || isList()) return;
  event.preventDefault();
  coming.then(act);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="?"]');
  if (!link || !canvas || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.getAttribute("href"), link.matches("[data-turn-of]") ? chosen : undefined);
});

document.addEventListener("submit", (event) => {
  if (!canvas || !event.target.matches("[data-view-form]")) return;
  event.preventDefault();
  go(`?${new URLSearchParams([...new FormData(event.target)].filter(([, value]) => value))}`);
});
// An answer to what waits. Where it is not taken, it is sent once more as a page, which says why and keeps the words.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!canvas || !form.matches("[data-answer]")) return;
  event.preventDefault();
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.headers.has("HX-Redirect")) return form.submit();
  element.focus({ preventScroll: true });
  fetchView(chosen);
});
document.addEventListener("change", ({ target }) => target.matches("[data-view-form] select") && target.form.requestSubmit());
addEventListener("popstate", () => canvas && fetchView());

async function begin() {
  const isWide = matchMedia("(min-width: 761px)").matches;
  if (!isWide) return; // the list stands there already
  const { default: cytoscape } = await import("../vendor/cytoscape.esm.min.mjs");
  canvas = new MapCanvas(cytoscape, element);
  canvas.cy.on("tap", "node", ({ target }) => (target.hasClass("name") ? go(target.data("turn")) : choose(target.id())));
  canvas.cy.on("dbltap", "node", () => press("turn"));
  await show();
  canvas.cy.one("render", () => {
    performance.mark("map drawn");
    element.dataset.drawn = "";
  });
  offer(canvas, !isList());
  if (document.activeElement === document.body && !isList()) element.focus({ preventScroll: true });
  const repaint = () => canvas.repaint();
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  addEventListener("resize", () => canvas.resize());
}
if (element) guarded(begin());
