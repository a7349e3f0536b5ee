// The coach reads along: a moment after typing stops its remarks stand in the margin, and their marks in the words.
// Ctrl . next remark, Alt Enter its wording, Alt A answer, Alt D dismiss.
const form = document.getElementById("draft");
const PAUSE = 150; // milliseconds
let timer, asking, isComposing = false;

async function ask() {
  asking?.abort();
  asking = new AbortController();
  try {
    const options = { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual", signal: asking.signal };
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

// --- marks in the words: a mirror under each field holds the same words and gives it its height ---

const read = new Map(); // a field → its words as the coach has read them: [{text, mark, number}]
const fieldOf = (part) => form.querySelector(`textarea[data-place="${part}"]`);

function take(mirror) {
  const field = fieldOf(mirror.dataset.mirror);
  if (!field) return;
  const pieces = [];
  for (const node of mirror.childNodes) {
    if (node.nodeName === "SUP") pieces.at(-1).ends.push(node);
    else if (node.textContent) pieces.push({ text: node.textContent, mark: node.nodeName === "MARK" ? node.className : "", ends: [] });
  }
  read.set(field, pieces);
  reflect(field);
}

function drawn(text, mark) {
  if (!mark) return document.createTextNode(text);
  return Object.assign(document.createElement("mark"), { className: mark, textContent: text });
}

// What has been typed since the coach has read it stands between the marks before and behind it.
function reflect(field) {
  const mirror = field.parentElement.querySelector(".mirror");
  const pieces = read.get(field) ?? [];
  const before = pieces.map((piece) => piece.text).join(""), now = field.value;
  let head = 0, tail = 0;
  while (head < before.length && head < now.length && before[head] === now[head]) head++;
  while (tail < before.length - head && tail < now.length - head && before.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const front = [], back = [];
  let place = 0;
  for (const { text, mark, ends } of pieces) {
    const end = place + text.length, rest = before.length - tail;
    if (place < head) front.push(drawn(text.slice(0, head - place), mark));
    if (end > rest && end > head) back.push(drawn(text.slice(Math.max(0, Math.max(rest, head) - place)), mark));
    if (end <= head) front.push(...ends.map((sup) => sup.cloneNode(true)));
    else if (end > rest) back.push(...ends.map((sup) => sup.cloneNode(true)));
    place = end;
  }
  mirror.replaceChildren(...front, now.slice(head, now.length - tail), ...back, "\u200b");
  mirror.hidden = false;
  field.parentElement.classList.add("on");
}

function reflectAll() {
  for (const field of form.querySelectorAll(".statement > textarea")) {
    if (read.has(field)) reflect(field);
    else take(field.parentElement.querySelector(".mirror"));
  }
}

// --- by keyboard and by a click on marked words ---

const notes = () => [...form.querySelectorAll(".finding")].filter((note) => note.checkVisibility());
const current = () => document.activeElement.closest?.(".finding") ?? notes().find((note) => note.matches(".current"));

function go(note, takesFocus = true) {
  for (const other of form.querySelectorAll(".finding.current, .mirror .current")) other.classList.remove("current");
  note.classList.add("current");
  form.querySelector(`.mirror [data-note="f${note.querySelector(".n")?.textContent}"]`)?.parentElement.classList.add("current");
  if (takesFocus) note.focus({ preventScroll: true });
  note.scrollIntoView({ block: "nearest" });
}

const write = (details) => details.querySelector("textarea, input:not([type=hidden])")?.focus();

function reply(note, name) {
  const control = note.querySelector(`[data-reply="${name}"]`);
  if (!control) return;
  const gap = name === "accept" && [...note.querySelectorAll(".blank")].find((each) => !each.value.trim());
  if (gap) gap.focus();
  else control.click();
  if (control.parentElement.open) write(control.parentElement);
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === ".") {
    const shown = notes();
    const next = shown[(shown.indexOf(current()) + 1) % shown.length];
    if (next) go(next);
  } else if (event.altKey && !event.ctrlKey && { Enter: 1, KeyA: 1, KeyD: 1 }[event.code]) {
    const beside = document.activeElement.closest?.("[data-row]")?.querySelector(".finding");
    const note = current() ?? beside ?? notes()[0];
    if (!note) return;
    go(note);
    reply(note, { Enter: "accept", KeyA: "answer", KeyD: "dismiss" }[event.code]);
  } else if (event.key === "Enter" && event.target.matches?.(".finding .blank")) {
    reply(event.target.closest(".finding"), "accept");
  } else return;
  event.preventDefault();
});
form.addEventListener("toggle", ({ target }) => {
  if (target.matches("details.reply") && target.open && !target.querySelector(":focus")) write(target);
}, true);
form.addEventListener("click", ({ target }) => {
  if (!target.matches(".statement > textarea") || target.selectionStart !== target.selectionEnd) return;
  let place = 0;
  for (const node of target.parentElement.querySelector(".mirror").childNodes) {
    if (node.nodeName === "SUP") continue;
    place += node.textContent.length;
    if (place <= target.selectionStart) continue;
    const number = node.nodeName === "MARK" && node.nextSibling?.nodeName === "SUP" && node.nextSibling.textContent;
    const note = number && notes().find((each) => each.querySelector(".n")?.textContent === number);
    if (note) go(note, false);
    return;
  }
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
  const left = form.querySelector(".finding .field-error")?.closest(".finding") ?? submitter.closest("[data-margin]")?.querySelector(".finding") ?? notes()[0];
  if (left) go(left);
});
reflectAll();
