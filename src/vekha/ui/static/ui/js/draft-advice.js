// The coach reads along: a moment after typing stops its remarks stand in the margin, and their marks in the words.
import { numberAt, reflect, reflectAll, take } from "./draft-marks.js";
import { remarksIn, reply } from "./remarks.js";

const form = document.getElementById("draft");
const PAUSE = 150; // milliseconds
let timer, asking, isComposing = false;

// What the coach does not read is not sent: what stood in the fields before, and what is being said to it.
const words = () => new URLSearchParams([...new FormData(form)].filter(([name]) => !/^(was|asked|theirs|answer|because|blank)-/.test(name)));

async function ask() {
  asking?.abort();
  asking = new AbortController();
  try {
    const options = { method: "POST", body: words(), redirect: "manual", signal: asking.signal };
    const response = await fetch(form.dataset.advice, options);
    if (response.ok) show(new DOMParser().parseFromString(await response.text(), "text/html").body);
  } catch (error) {
    if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error; // without a connection saving says so
  }
}
function askSoon() {
  clearTimeout(timer);
  if (!isComposing) timer = setTimeout(ask, PAUSE);
}

function show(said, replied = "") {
  if (isComposing) return;
  const active = document.activeElement;
  for (const margin of said.querySelectorAll("[data-margin]")) exchange(margin, replied);
  for (const part of said.querySelectorAll('[data-part="answer"], [data-part="count"], [data-part="marks"]')) {
    const mine = form.querySelector(`[data-part="${part.dataset.part}"]`);
    if (mine.contains(document.activeElement) || mine.innerHTML === part.innerHTML) continue;
    if (part.dataset.part === "marks") [...part.querySelectorAll("details")].forEach((details, place) => (details.open = mine.querySelectorAll("details")[place]?.open ?? false));
    mine.innerHTML = part.innerHTML;
  }
  for (const mirror of said.querySelectorAll("[data-mirror]")) take(mirror);
  if (active.isConnected && document.activeElement !== active) active.focus({ preventScroll: true });
}

// A remark that somebody is replying to stays as it is while it is asked, and while their words stand in it.
const isTypedIn = (note) => [...note.querySelectorAll("textarea, input:not([type=hidden], [type=radio])")].some((control) => control.value.trim());
const isInUse = (note) => note.contains(document.activeElement) || note.querySelector("details[open]") || isTypedIn(note);

function exchange(theirs, replied) {
  const mine = form.querySelector(`[data-margin="${theirs.dataset.margin}"]`);
  if (!mine || mine.innerHTML === theirs.innerHTML) return;
  for (const note of mine.querySelectorAll(".finding")) {
    if (note.dataset.note === replied || !isInUse(note)) continue;
    const other = theirs.querySelector(`[data-note="${CSS.escape(note.dataset.note)}"]`);
    if (other?.matches(".finding")) {
      note.querySelector(".n").textContent = other.querySelector(".n")?.textContent ?? "";
      note.querySelector("[name^=asked-]").value = other.querySelector("[name^=asked-]").value;
      other.replaceWith(note);
    } else if (isTypedIn(note) && !other) theirs.append(note);
  }
  mine.replaceChildren(...theirs.childNodes);
}

// --- by keyboard and by a click on marked words ---

const remarks = remarksIn("#draft", {
  beside: () => document.activeElement.closest?.("[data-row]")?.querySelector(".finding"),
  onGo(note) {
    for (const other of form.querySelectorAll(".mirror .current")) other.classList.remove("current");
    form.querySelector(`.mirror [data-note="f${note.querySelector(".n")?.textContent}"]`)?.parentElement.classList.add("current");
  },
});

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.altKey || !event.target.matches(".finding .blank")) return;
  reply(event.target.closest(".finding"), "accept");
  event.preventDefault();
});
form.addEventListener("click", ({ target }) => {
  if (!target.matches(".statement > textarea") || target.selectionStart !== target.selectionEnd) return;
  const number = numberAt(target, target.selectionStart);
  const note = number && remarks.all().find((each) => each.querySelector(".n")?.textContent === number);
  if (note) remarks.go(note, false);
});

form.addEventListener("compositionstart", () => (isComposing = true));
form.addEventListener("compositionend", () => {
  isComposing = false;
  askSoon();
});
form.addEventListener("input", ({ target }) => {
  if (target.closest(".finding")) return;
  if (target.matches(".statement > textarea")) reflect(target);
  askSoon();
});
form.addEventListener("draft:reflect", ({ target }) => reflect(target));
form.addEventListener("draft:changed", askSoon);
form.addEventListener("draft:merged", ({ detail: { answer, submitter, isCurrent, isChange } }) => {
  reflectAll();
  const [, replied] = submitter?.name === "reply" ? submitter.value.split(" ") : [];
  if (answer.querySelector('[data-margin="title"]')) show(answer, replied);
  if (!isCurrent || isChange) askSoon();
  if (!submitter || !["reply", "take-back"].includes(submitter.name)) return;
  const left = form.querySelector(".finding .field-error")?.closest(".finding") ?? submitter.closest("[data-margin]")?.querySelector(".finding") ?? remarks.all()[0];
  if (left) remarks.go(left);
});
reflectAll();
