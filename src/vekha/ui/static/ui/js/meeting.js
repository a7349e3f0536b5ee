// The weekly meeting: ← and → go from point to point, the clock ticks, and whoever follows goes where the meeting goes,
// but never away from words that are not written down yet. The page works without this.
const WAYS = { ArrowLeft: "prev", ArrowRight: "next" };
const TICK = 1000; // ms
const clocks = [...document.querySelectorAll("[data-clock]")];

document.addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  if (!way || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], details[open] > nav, dialog")) return;
  document.querySelector(`.ways [data-way="${way}"]`)?.click();
});

// The words of the clock, written anew with seconds; a reader is told the words that came with the page.
const spelled = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

function tick() {
  for (const part of clocks) {
    const gone = Math.max(0, Date.now() / 1000 - Number(part.dataset.clock));
    const whole = Number(part.dataset.minutes) * 60;
    part.firstElementChild.textContent = `${part.dataset.words ?? ""} ${spelled(gone)} / ${spelled(whole)}`;
    part.classList.toggle("over", gone > whole);
    if (part === clocks[0]) part.closest(".clock").style.setProperty("--p", Math.min(100, (gone / whole) * 100));
  }
}
for (const part of clocks) {
  const words = Object.assign(document.createElement("span"), { className: "sr", textContent: part.textContent });
  const digits = document.createElement("span");
  digits.setAttribute("aria-hidden", "true");
  part.replaceChildren(digits, words);
}
if (clocks.length) {
  tick();
  setInterval(tick, TICK);
}

const hasWords = () => document.querySelector("#write textarea")?.value.trim();

document.addEventListener("htmx:afterSettle", () => {
  const way = document.querySelector("#where [data-go]");
  if (way && !hasWords()) location.assign(way.href);
});

// On a wide screen the points are open beside what is spoken of.
const agenda = document.querySelector("[data-agenda]");
if (agenda && matchMedia("(min-width: 1061px)").matches) agenda.open = true;
