// Nothing typed is lost. A form with data-typed="<name>" keeps what stands in it on this device until it has arrived:
// an ended session, a closed tab or a failed network bring the words back the next time the page is open.
//
// One record per person, page and form: {sent, fields: {name: [values]}}. Sending marks it, and the next page proves that
// it arrived; unless that page is sign-in or an error (data-not-arrived), or the reader came Back.
const PREFIX = "typed:";
const person = document.body.dataset.person;
const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
const notArrived = "notArrived" in document.body.dataset || cameBack;

const records = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const keyOf = (form) => `${PREFIX}${person}:${location.pathname}:${form.dataset.typed}`;
const read = (key) => JSON.parse(localStorage.getItem(key));
const write = (key, record) => localStorage.setItem(key, JSON.stringify(record));
const keeps = (control) => control.name && !["password", "hidden", "file", "submit", "button"].includes(control.type);
const isChoice = (control) => control.type === "checkbox" || control.type === "radio";

function typedIn(form) {
  const fields = {};
  for (const control of form.elements) {
    if (!keeps(control)) continue;
    fields[control.name] ??= [];
    if (!isChoice(control)) fields[control.name].push(control.value);
    else if (control.checked) fields[control.name].push(control.value);
  }
  return fields;
}

function put(form, fields) {
  let changed = false;
  const used = {};
  for (const control of form.elements) {
    const values = keeps(control) && fields[control.name];
    if (!values) continue;
    if (isChoice(control)) {
      const checked = values.includes(control.value);
      if (control.checked === checked) continue;
      control.checked = checked;
    } else {
      const place = (used[control.name] = (used[control.name] ?? -1) + 1);
      if (values[place] === undefined || control.value === values[place]) continue;
      control.value = values[place];
    }
    changed = true;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return changed;
}

const formsIn = (part) => [part, ...part.querySelectorAll("form[data-typed]")].filter((form) => form.matches?.("form[data-typed]"));

function restore(form) {
  const key = keyOf(form);
  const record = localStorage.getItem(key) && read(key);
  if (!record) return;
  const before = typedIn(form);
  if (!put(form, record.fields)) return;
  const line = document.getElementById("typed-words").content.firstElementChild.cloneNode(true);
  line.querySelector("button").addEventListener("click", () => {
    put(form, before);
    localStorage.removeItem(key);
    line.remove();
  });
  form.prepend(line);
}

function arrived() {
  for (const key of records()) {
    const record = read(key);
    if (!record.sent) continue;
    if (notArrived) write(key, { ...record, sent: false });
    else if (key.startsWith(`${PREFIX}${person}:`)) localStorage.removeItem(key);
  }
}

arrived();
if (person) {
  for (const form of formsIn(document)) restore(form);
  document.addEventListener("htmx:load", ({ target }) => formsIn(target).forEach(restore));
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.dataset.typed && event.isTrusted) write(keyOf(form), { sent: false, fields: typedIn(form) });
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("signOut" in form.dataset) for (const key of records()) localStorage.removeItem(key);
    else if (form.dataset.typed && localStorage.getItem(keyOf(form))) {
      write(keyOf(form), { sent: true, fields: typedIn(form) });
    }
  });
  // With htmx the page stays, and the answer itself tells: a good one that does not lead to sign-in has arrived. One that
  // refuses (422) has taken nothing. The form may be gone from the page by now, the request still knows it.
  document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig, xhr } }) => {
    const form = requestConfig.elt; // of its own: a search or an outlook from inside a form says nothing of the rest
    const record = form.matches("form[data-typed]") && localStorage.getItem(keyOf(form)) && read(keyOf(form));
    if (!record) return;
    const isTaken = xhr.status >= 200 && xhr.status < 300 && !xhr.getResponseHeader("HX-Redirect");
    if (isTaken) localStorage.removeItem(keyOf(form));
    else write(keyOf(form), { ...record, sent: false });
  });
}
