// Checking in by keyboard: one row is open at a time; Enter checks it in and opens the next. The rows are forms that
// work without this; here they only open, move the focus and mirror the scale. See goals/_check_in.html.
const saved = []; // rows checked in from this page, for Z
const SCALES = /^[kmbtкмт]$/i;
const PAUSE = 200; // ms without a key until the road is asked for
const GRACE = 700; // ms within which "1" and "0" on the scale are ten

const rows = () => [...document.querySelectorAll("form.checkin")];
const current = () => document.querySelector("form.checkin.open");
const named = (row, name) => row.querySelector(`[name="${name}"]`);
const isText = (element) => element.matches?.("textarea, select, input:not([type=checkbox], [type=radio])");
// A number never begins with a letter, and behind one only the letters of a scale have a meaning (3k, 3 млн).
const isAtBeginning = (field) => field.selectionStart === 0 && field.selectionEnd === field.value.length;
const isBehindNumber = ({ name, value }, key) => name === "value" && /\d$/.test(value) && !SCALES.test(key);
const entry = (row) => named(row, "value") ?? row.querySelector(".tick:not(.past) input") ?? row.querySelector(".tick input");

function hasWords(row) {
  return ["value", "confidence", "note", "blocker"].some((name) => named(row, name)?.value);
}

function open(row) {
  if (row === current()) return;
  current()?.classList.remove("open", "blocked");
  row.classList.add("open");
  row.classList.toggle("blocked", Boolean(named(row, "blocker").value));
  showBelief(row);
}

function go(row) {
  open(row);
  const field = row.querySelector('[aria-invalid="true"]') ?? entry(row);
  field.focus();
  if (field.name === "value") field.select(); // what is typed next replaces it
  row.scrollIntoView({ block: "nearest" });
}

// The confidence typed in the small box is the one that counts; scale and gauge follow it.
function showBelief(row) {
  const { value } = named(row, "confidence");
  for (const step of row.querySelectorAll("[name=scale]")) step.checked = step.value === value;
  const degree = Number(value || named(row, "confidence").placeholder) || 0;
  for (const gauge of row.querySelectorAll(".conf i")) gauge.style.setProperty("--c", degree);
  const number = row.querySelector(".believed b");
  if (value && number) number.textContent = value;
}

function believe(row, value) {
  named(row, "confidence").value = value;
  showBelief(row);
  row.querySelector("[name=scale]:checked")?.focus();
}

function nextAfter(row) {
  const all = rows();
  const due = all.filter((other) => other !== row && "owed" in other.dataset && !other.matches(".htmx-request"));
  return due.find((other) => all.indexOf(other) > all.indexOf(row)) ?? due[0];
}

function move(row, by) {
  const all = rows();
  const next = all[all.indexOf(row) + by];
  if (next) go(next);
}

function undo() {
  const button = undoOfLast();
  if (button) button.form.requestSubmit(button);
}

// The key cap Z stands where it would act.
function undoOfLast() {
  while (saved.length && !document.querySelector(`#${saved.at(-1)}.said .after button`)) saved.pop();
  for (const row of document.querySelectorAll(".checkin.is-new")) row.classList.toggle("is-last", row.id === saved.at(-1));
  return saved.length ? document.querySelector(`#${saved.at(-1)} .after button`) : null;
}

function showBlocker(row) {
  row.classList.add("blocked");
  named(row, "blocker").focus();
}

const commands = {
  n: (row) => named(row, "note").focus(),
  b: showBlocker,
  z: undo,
};
const letter = (event) => (/^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace("Key", "").toLowerCase());

let lastDigit = { at: 0, value: "" };
function digitOnScale(row, digit) {
  const isTen = digit === "0" && lastDigit.value === "1" && performance.now() - lastDigit.at < GRACE;
  lastDigit = { at: performance.now(), value: digit };
  row.querySelector(`[name=scale][value="${isTen ? 10 : digit}"]`).click();
}

function tickUpTo(box) {
  const boxes = [...box.closest("form").querySelectorAll("[name=steps]")];
  for (const other of boxes) {
    if (box.checked && boxes.indexOf(other) < boxes.indexOf(box)) other.checked = true;
    if (!box.checked && boxes.indexOf(other) > boxes.indexOf(box)) other.checked = false;
  }
}

// While a value is being typed, the road shows where it would lead.
let asking = new AbortController();
async function foresee(row) {
  asking.abort();
  const { signal } = (asking = new AbortController());
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  if (signal.aborted) return;
  const fields = new URLSearchParams(new FormData(row));
  for (const name of ["csrfmiddlewaretoken", "note", "blocker"]) fields.delete(name);
  const address = `${row.getAttribute("hx-post")}?${fields}`;
  const answer = await fetch(address, { signal, headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.headers.has("HX-Redirect")) return; // it is only an outlook
  row.querySelector(".facts-cell").innerHTML = await answer.text();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key === "Process" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const { target, key } = event;
  const row = target.closest?.("form.checkin") ?? (target === document.body || target.closest?.("#main") ? current() : null);
  if (document.querySelector("dialog[open]")) return;
  const inText = isText(target);
  const isFree = !inText || (target.name === "value" && isAtBeginning(target)) || isBehindNumber(target, key);
  const acts = target.matches?.("a, button, summary");

  if (isFree && letter(event) === "z" && !event.shiftKey) {
    event.preventDefault();
    return undo();
  }
  if (!row) return;
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (target.matches("textarea") && target.value) return;
    event.preventDefault();
    return move(row, key === "ArrowDown" ? 1 : -1);
  }
  if (key === "Enter" && !event.shiftKey && !acts && row.contains(target)) {
    event.preventDefault();
    return row.requestSubmit(row.querySelector(".button.main"));
  }
  if (key === "Escape" && row.contains(target)) {
    if (target === entry(row)) row.classList.remove("open");
    return target === entry(row) ? row.querySelector(".kr a").focus() : entry(row).focus();
  }
  if (target.name === "scale" && /^\d$/.test(key)) {
    event.preventDefault();
    return digitOnScale(row, key);
  }
  if (target.name === "scale" && (key === "Backspace" || key === "Delete")) return believe(row, "");
  if (isFree && commands[letter(event)] && key.length === 1) {
    event.preventDefault();
    return commands[letter(event)](row);
  }
  if (inText) return;
  if (key === "=") {
    event.preventDefault();
    if (named(row, "value")) named(row, "value").value = "=";
    row.requestSubmit(row.querySelector(".button.main"));
  } else if (/^[\d+\-.,]$/.test(key)) {
    named(row, "value")?.focus(); // and the digit goes there
  }
});

// A row under the mouse opens once the button is up: opening moves it, and the click would fall beside what it was for.
let isPressed = false;
document.addEventListener("mousedown", () => (isPressed = true), true);
document.addEventListener("mouseup", () => {
  isPressed = false;
  setTimeout(() => openAround(document.activeElement)); // behind the click
}, true);
document.addEventListener("focusin", ({ target }) => isPressed || openAround(target));

function openAround(field) {
  const row = field.closest("form.checkin");
  if (!row || row.matches(".open") || field.matches(".kr a")) return;
  open(row);
  if (field.name === "confidence") (row.querySelector("[name=scale]:checked, .was input") ?? named(row, "scale")).focus();
}

// On the way down, so that the form is in order before typed.js keeps it.
document.addEventListener(
  "input",
  ({ target }) => {
    const row = target.closest("form.checkin");
    if (!row) return;
    if (target.name === "scale") believe(row, target.value);
    else if (target.name === "confidence") showBelief(row);
    else if (target.name === "steps") tickUpTo(target);
    else if (target.name === "value" && /^[=＝]$/.test(target.value)) return row.requestSubmit(row.querySelector(".button.main"));
    if (["value", "steps", "done"].includes(target.name)) foresee(row);
  },
  true,
);

document.addEventListener("click", ({ target }) => {
  const row = target.closest("form.checkin");
  if (!row) return;
  if (target.closest("[data-blocker]")) showBlocker(row);
  else if (!row.matches(".open") && !target.closest("a, button, label, input, textarea")) go(row);
});

// The next row opens while the answer is on its way, so that no key is lost between two rows.
document.addEventListener("htmx:beforeRequest", ({ target, detail }) => {
  if (!target.matches("form.checkin") || detail.requestConfig.verb !== "post") return;
  asking.abort();
  const next = nextAfter(target);
  if (next) go(next);
  else document.activeElement.blur();
});

document.addEventListener("htmx:load", ({ target }) => {
  if (target.matches?.(".checkin.is-new")) {
    saved.push(target.id);
    undoOfLast();
    if (document.activeElement !== document.body) return;
    (document.getElementById("week-end-title") ?? target.querySelector(".after button"))?.focus(); // that was the last one
  } else if (target.matches?.("form.checkin[data-open]")) {
    undoOfLast();
    const now = current();
    if (!now || !hasWords(now) || target.id === now.id) go(target); // never away from what is being typed
  }
});

// At the beginning: the row the address names, the one where something waits, or the first that is due.
const here = location.hash && document.querySelector(`form.checkin${location.hash}`);
const first = here || rows().find((row) => "open" in row.dataset || row.querySelector(".restored")) || rows().find((row) => "owed" in row.dataset);
for (const row of rows()) showBelief(row);
if (first) matchMedia("(pointer: coarse)").matches && !here ? open(first) : go(first);
