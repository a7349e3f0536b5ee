// A screen on the wall: turns its pages by itself, asks the server for new numbers after each round and each minute, and
// goes on with what it has when nobody answers. Arrows turn, Space stops and goes on, Esc leaves.
const wall = document.querySelector("[data-wall]");
const FRESH = 60_000; // ms: older numbers are asked for again
const SIZES = [1, 0.9, 0.8, 0.7, 0.6, 0.5]; // nobody scrolls a wall: what is too long is drawn smaller
let screens, place, turning, asked;
let goes = Number(wall.dataset.seconds) > 0;
const seconds = Number(wall.dataset.seconds) || 20;

function take(first) {
  screens = [...wall.querySelectorAll("[data-screen]")];
  place = Math.min(first, screens.length - 1);
}

function paint() {
  screens.forEach((screen, each) => (screen.hidden = each !== place));
  wall.querySelectorAll(".wall-bands a").forEach((band, each) => {
    if (each === place) band.setAttribute("aria-current", "true");
    else band.removeAttribute("aria-current");
  });
  fit();
}

function show(next) {
  place = (next + screens.length) % screens.length;
  paint();
  clearTimeout(turning);
  if (goes) turning = setTimeout(on, seconds * 1000);
}

function fit() {
  const whole = document.documentElement;
  const isWall = matchMedia("(min-width: 761px)").matches;
  for (const size of SIZES) {
    screens[place].style.zoom = isWall ? size : 1;
    if (!isWall || whole.scrollHeight <= whole.clientHeight) return;
  }
}

async function on() {
  if (place === screens.length - 1) await renew();
  show(place + 1);
}

// The same page anew; while nobody answers what stands here stays, and says of when it is.
async function renew() {
  const say = (what) => wall.querySelectorAll("[data-lost], [data-ended]").forEach((words) => (words.hidden = !words.matches(what)));
  asked = Date.now();
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(15_000) });
    if (!answer.ok) throw new Error(answer.status);
    const anew = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-wall]");
    if (!anew) return say("[data-ended]");
    const focused = [...wall.querySelectorAll(".wall-foot a")].indexOf(document.activeElement);
    wall.replaceChildren(...anew.childNodes);
    take(place);
    words();
    paint();
    wall.querySelectorAll(".wall-foot a")[focused]?.focus();
  } catch {
    say("[data-lost]");
  }
}

// What Space would do now.
function words() {
  const link = wall.querySelector("[data-go]");
  const said = link.querySelector("span");
  const begun = Number(wall.dataset.seconds) > 0;
  link.dataset.first ??= said.textContent;
  said.textContent = goes === begun ? link.dataset.first : link.dataset.other;
}

function toggle() {
  goes = !goes;
  words();
  show(place);
}

wall.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const band = [...wall.querySelectorAll(".wall-bands a")].indexOf(link);
  if (band < 0 && !link.matches("[data-turn], [data-go]")) return;
  event.preventDefault();
  if (link.matches("[data-go]")) toggle();
  else show(band < 0 ? place + Number(link.dataset.turn) : band);
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const deeds = {
    ArrowRight: () => show(place + 1),
    ArrowLeft: () => show(place - 1),
    PageDown: () => show(place + 1),
    PageUp: () => show(place - 1),
    Home: () => show(0),
    End: () => show(screens.length - 1),
    " ": toggle,
    Escape: () => wall.querySelector("[data-leave]").click(),
  };
  if (!deeds[event.key]) return;
  event.preventDefault();
  deeds[event.key]();
});
window.addEventListener("resize", fit);
window.addEventListener("online", renew);
setInterval(() => Date.now() - asked >= FRESH && renew(), FRESH / 4);

asked = Date.now();
take(Math.max(0, [...wall.querySelectorAll("[data-screen]")].findIndex((screen) => !screen.hidden)));
show(place);
