// The weekly meeting: ← and → go from point to point, the clock ticks, and whoever follows goes where the meeting goes,
// but never away from words that are not written down yet. The page works without this.
const WAYS = { ArrowLeft: "prev", ArrowRight: "next" };
const TICK = 1000; // ms
const clock = document.querySelector("[data-clock]");

document.addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  if (!way || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], details[open] > nav, dialog")) return;
  document.querySelector(`.ways [data-way="${way}"]`)?.click();
});

const spelled = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

function tick() {
  const gone = Math.max(0, Date.now() / 1000 - Number(clock.dataset.begun));
  const whole = Number(clock.dataset.minutes) * 60;
  const digits = clock.querySelector(".clock-digits");
  digits.textContent = `${spelled(gone)} / ${spelled(whole)}`;
  digits.hidden = false;
  clock.style.setProperty("--p", Math.min(100, (gone / whole) * 100));
  clock.classList.toggle("over", gone > whole);
}
if (clock) {
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
