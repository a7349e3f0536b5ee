// The page of a draft saves itself: a second after typing stops and when a field is left. The answer is the same form as
// it stands now; what it brings goes into the page without touching the field that somebody is in, or what was typed since.
//
// draft-rows.js adds and orders rows, draft-advice.js shows what the coach says, draft-marks.js its marks in the words.
// They speak by events of the form: draft:changed (to be saved), draft:merged (an answer is in the page).
const form = document.getElementById("draft");
const state = form.querySelector("[data-state]");
const copy = `typed:${document.body.dataset.person}:${location.pathname}:draft`; // a copy on this device, until it is saved
const PAUSE = 1000, RETRY = 5000, HEARTBEAT = 20_000; // milliseconds
let timer, isSending = false, isDirty = false, isClosed = false, unsent = null, waiting = null;

form.classList.add("live");

const say = (name) => {
  state.textContent = state.dataset[name] ?? "";
  state.classList.toggle("trouble-state", ["offline", "refused", "closed"].includes(name));
};
const plain = (text) => text.replace(/\s+/g, " ").trim();
const fieldsNow = (submitter) => {
  const fields = new URLSearchParams(new FormData(form));
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  return fields;
};

function changed(pause = PAUSE) {
  isDirty = true;
  localStorage.setItem(copy, JSON.stringify({ sent: false, fields: String(fieldsNow()) }));
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

async function save(submitter) {
  clearTimeout(timer);
  if (isClosed) return;
  if (isSending) return void (waiting = submitter ?? waiting ?? true);
  // What may or may not have arrived is sent once more as it was: the server recognises it.
  const sent = unsent ?? fieldsNow(submitter);
  if (unsent && submitter) waiting = submitter;
  isSending = true;
  isDirty &&= Boolean(unsent);
  say("saving");
  try {
    const response = await fetch(form.action, { method: "POST", body: sent, headers: { "HX-Request": "true" } });
    const away = response.headers.get("HX-Redirect");
    const isSignIn = away && new URL(away, location.href).searchParams.has("next");
    if (away && (submitter || (!isSignIn && !isDirty))) return leave(away, sent);
    if (response.status >= 500) throw new Error(response.status);
    if (away || (!response.ok && response.status !== 422)) return say("refused");
    const html = await response.text();
    if (notSaved(html)) return;
    unsent = null;
    merge(html, sent, submitter);
    if (!response.ok && submitter?.name === "then") form.querySelector(".trouble")?.scrollIntoView({ block: "center" });
    if (!isDirty && response.ok) localStorage.removeItem(copy);
    say("saved");
  } catch (error) {
    if (!(error instanceof TypeError) && !/^\d+$/.test(error.message)) throw error;
    unsent = sent;
    isDirty = true;
    say("offline");
    timer = setTimeout(save, RETRY);
    return;
  } finally {
    isSending = false;
  }
  const next = waiting;
  waiting = null;
  if (next || isDirty) save(next === true ? undefined : next);
}

// All is saved: the copy goes once the next page is there, and stays if that is sign-in (typed.js tells).
function leave(address, sent) {
  if (!isDirty) localStorage.setItem(copy, JSON.stringify({ sent: true, fields: String(sent) }));
  location.assign(address);
}

// Somebody has proposed it or taken it over meanwhile: nothing more is saved here, and what was not is there to be copied.
function notSaved(html) {
  const notice = new DOMParser().parseFromString(html, "text/html").querySelector("[data-not-saved]");
  if (!notice) return false;
  form.querySelector('[data-part="trouble"]').replaceChildren(notice);
  notice.scrollIntoView({ block: "center" });
  isClosed = true;
  say("closed");
  return true;
}

// What the coach reads of the page.
const words = () => String(new URLSearchParams([...new FormData(form)].filter(([name]) => !/^(was|asked)-|-(id|before)$/.test(name))));

// An answer holds what the page does not show yet: rows that stand there as they were sent are empty in it.
function merge(html, sent, submitter) {
  const answer = new DOMParser().parseFromString(html, "text/html").getElementById("draft");
  const active = document.activeElement;
  const before = words();
  if (submitter) active.blur();
  arrange(form.querySelector(".draft-rows"), answer.querySelector(".draft-rows"), "kr", sent, submitter);
  for (const list of answer.querySelectorAll("[data-work]")) {
    const mine = form.querySelector(`[data-work="${list.dataset.work}"]`);
    if (mine) arrange(mine, list, "in", sent, submitter);
  }
  form.querySelector('[data-row="loose"]').hidden = !form.querySelector('[data-work="loose"]').children.length;
  for (const theirs of answer.querySelectorAll(".statement > textarea")) settle(theirs, answer, sent);
  for (const theirs of answer.querySelectorAll('input[name$="-id"], input[name$="-before"]')) {
    const mine = form.elements[theirs.name];
    if (mine) mine.value = theirs.value;
  }
  for (const theirs of answer.querySelectorAll("[data-part]")) {
    if (theirs.parentElement.closest("[data-part]")) continue;
    const mine = form.querySelector(`[data-part="${theirs.dataset.part}"]`);
    if (mine) exchange(mine, theirs, answer, sent);
  }
  if (!submitter && active.isConnected && document.activeElement !== active) active.focus({ preventScroll: true });
  const isCurrent = [...form.querySelectorAll(".statement > textarea")].every((field) => field.value === (sent.get(field.name) ?? field.value));
  form.dispatchEvent(new CustomEvent("draft:merged", { detail: { answer, submitter, isCurrent, isChange: before !== words() } }));
}

// What was saved as it was sent is known to stand there now. What others wrote comes in where nobody is writing.
function settle(theirs, answer, sent) {
  const mine = form.elements[theirs.name], was = form.elements[`was-${theirs.name}`];
  const before = sent.get(theirs.name);
  if (!mine || before === null) return;
  const next = answer.querySelector(`[name="was-${CSS.escape(theirs.name)}"]`).value;
  mine.readOnly = false;
  if (plain(theirs.value) === plain(before)) was.value = next;
  else if (mine.value === before && (mine !== document.activeElement || before.includes("\n"))) {
    mine.value = theirs.value;
    was.value = next;
    mine.dispatchEvent(new Event("draft:reflect", { bubbles: true }));
  }
}

function exchange(mine, theirs, answer, sent) {
  const isTyped = (control) => control.name && !["hidden", "checkbox", "radio"].includes(control.type) && control.value !== (sent.get(control.name) ?? control.value);
  const isBusy = mine.contains(document.activeElement) || [...mine.querySelectorAll("input, select, textarea")].some(isTyped);
  if (!isBusy) {
    const open = [...mine.querySelectorAll("details")].map((details) => details.open);
    [...theirs.querySelectorAll("details")].forEach((details, place) => (details.open ||= open[place] ?? false));
    if (mine.innerHTML !== theirs.innerHTML || mine.hidden !== theirs.hidden) mine.replaceWith(theirs);
    return;
  }
  for (const control of theirs.querySelectorAll("select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])")) {
    if (form.elements[`was-${control.name}`]) settle(control, answer, sent);
  }
  for (const part of theirs.querySelectorAll("[data-part]")) mine.querySelector(`[data-part="${part.dataset.part}"]`)?.replaceWith(part);
}

// The rows of a list as the answer has them; what was added here since stays where it is.
function arrange(mine, theirs, name, sent, submitter) {
  const keys = (list) => [...list.children].map((row) => row.dataset.row);
  const known = sent.getAll(name).map((key) => `${name}-${key}`);
  const wanted = keys(theirs);
  for (const row of [...mine.children]) {
    const isElsewhere = theirs.ownerDocument.querySelector(`[data-row="${row.dataset.row}"]`);
    if (wanted.includes(row.dataset.row) || isElsewhere || !known.includes(row.dataset.row)) continue;
    if (!row.contains(document.activeElement) || submitter?.value === row.dataset.row) row.remove();
  }
  const isAsSent = String(keys(mine).filter((key) => known.includes(key))) === String(known.filter((key) => keys(mine).includes(key)));
  let place = null;
  for (const row of [...theirs.children]) {
    let own = form.querySelector(`[data-row="${row.dataset.row}"]`);
    const isNew = !own;
    if (isNew && !row.querySelector("textarea")) continue;
    own ??= document.importNode(row, true);
    if (isNew || own.parentElement !== mine || (isAsSent && own.previousElementSibling !== place)) {
      if (place) place.after(own);
      else mine.prepend(own);
    }
    place = own;
  }
}

// --- what was typed here when the page was last left and never arrived ---

function restore() {
  const record = JSON.parse(localStorage.getItem(copy) ?? "null");
  if (!record || record.sent) return;
  const kept = new URLSearchParams(record.fields);
  const names = new Map(); // of rows that have been saved since: the name they have now
  for (const name of ["kr", "in"]) {
    for (const key of kept.getAll(name)) {
      const number = kept.get(`${name}-${key}-id`);
      const row = `${name}-${key}`, now = `${name}-${number}`;
      if (number && form.querySelector(`[data-row="${now}"]`)) names.set(row, now);
      else if (!form.querySelector(`[data-row="${row}"]`) && (kept.get(`${row}-text`) ?? "").trim()) {
        form.dispatchEvent(new CustomEvent("draft:new", { detail: { row, number } }));
      }
    }
  }
  for (const [name, was] of kept) {
    if (!name.startsWith("was-") || kept.get(name.slice(4)) === was) continue;
    const [, row, rest] = /^was-((?:kr|in)-[a-z0-9]+)?-?(.*)$/.exec(name);
    const field = [row && (names.get(row) ?? row), rest].filter(Boolean).join("-");
    const mine = form.elements[field];
    if (!mine?.type || mine.value === kept.get(name.slice(4))) continue;
    mine.value = kept.get(name.slice(4));
    form.elements[`was-${field}`].value = was;
    mine.dispatchEvent(new Event("draft:reflect", { bubbles: true }));
    isDirty = true;
  }
  if (isDirty) changed(0);
}

const isNote = (element) => element.closest(".finding");
form.addEventListener("input", (event) => {
  if (!event.isComposing && !isNote(event.target)) changed();
});
form.addEventListener("compositionend", (event) => isNote(event.target) || changed());
form.addEventListener("draft:changed", () => changed(0));
form.addEventListener("focusin", (event) => {
  form.elements.place.value = event.target.closest("[data-row]")?.dataset.row ?? "";
});
form.addEventListener("focusout", () => isDirty && !isSending && save());
form.addEventListener("submit", (event) => {
  const submitter = event.submitter;
  event.preventDefault();
  save(submitter?.name ? submitter : undefined);
});
document.addEventListener("visibilitychange", () => (!document.hidden || isDirty) && save());
addEventListener("online", () => save());
setInterval(() => document.hidden || isSending || unsent || save(), HEARTBEAT);
// The other modules are there by then.
addEventListener("load", () => {
  restore();
  if (!isDirty) save();
});
