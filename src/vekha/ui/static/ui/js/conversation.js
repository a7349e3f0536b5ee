// Names while one types: in a field with data-names (an address), @ and some letters open a list of those who may be
// meant; ↑ ↓ choose, Enter or Tab puts the name in, Esc closes. Without this one types the name. And after a reply by
// htmx the focus stays in the conversation.
const AT = /(?:^|[^A-Za-z0-9._%+/-])[@＠]([\p{L}\p{N}][\p{L}\p{N} .'’-]{0,40})$/u;
const list = document.createElement("ul");
list.className = "names";
list.id = "names";
list.setAttribute("role", "listbox");
let field = null;
let asked = 0;

const typedName = () => AT.exec(field.value.slice(0, field.selectionStart))?.[1] ?? "";
const chosen = () => list.querySelector("[aria-selected=true]");

function close() {
  list.remove();
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
}

function choose(item) {
  chosen()?.setAttribute("aria-selected", "false");
  item.setAttribute("aria-selected", "true");
  item.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", item.id);
}

function put(item) {
  const end = field.selectionStart;
  const start = end - typedName().length;
  field.setRangeText(`${item.dataset.name} `, start, end, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function offer() {
  const words = typedName();
  const question = ++asked;
  if (!words) return close();
  const answer = await fetch(`${field.dataset.names}?people=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (question !== asked || !answer?.ok) return;
  const page = new DOMParser().parseFromString(`<datalist>${await answer.text()}</datalist>`, "text/html");
  const people = [...page.querySelectorAll("option")];
  if (question !== asked || document.activeElement !== field) return;
  if (!people.length || people.some((person) => words.trim() === person.dataset.name)) return close();
  list.replaceChildren(
    ...people.map((person, place) => {
      const item = document.createElement("li");
      const isNamesake = people.some((other) => other !== person && other.dataset.name === person.dataset.name);
      Object.assign(item, { id: `name-${place}`, textContent: person.textContent });
      item.setAttribute("role", "option");
      item.dataset.name = isNamesake ? person.value : person.dataset.name;
      return item;
    }),
  );
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  choose(list.firstElementChild);
}

document.addEventListener("input", (event) => {
  if (!event.target.dataset?.names || event.isComposing) return;
  field = event.target;
  offer();
});
document.addEventListener("compositionend", ({ target }) => {
  if (!target.dataset?.names) return;
  field = target;
  offer();
});
document.addEventListener("keydown", (event) => {
  if (event.target !== field || !list.isConnected || event.isComposing) return;
  const item = chosen();
  if (event.key === "ArrowDown") choose(item.nextElementSibling ?? list.firstElementChild);
  else if (event.key === "ArrowUp") choose(item.previousElementSibling ?? list.lastElementChild);
  else if (event.key === "Enter" || event.key === "Tab") put(item);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
list.addEventListener("mousedown", (event) => {
  event.preventDefault(); // the field keeps the focus
  const item = event.target.closest("li");
  if (item) put(item);
});
document.addEventListener("focusout", ({ target }) => {
  if (target === field) close();
});

document.addEventListener("htmx:afterSwap", ({ detail: { requestConfig } }) => {
  if (!requestConfig.elt.matches?.("#conversation form") || document.activeElement !== document.body) return;
  const panel = document.getElementById("conversation");
  const refused = panel.querySelector(".errorlist")?.closest(".field")?.querySelector(".input");
  (refused ?? panel.querySelector("#comment-text"))?.focus({ preventScroll: !refused });
});
// What opens to be written into is ready for it.
document.addEventListener("toggle", ({ target }) => {
  if (target.matches?.("#conversation details") && target.open) target.querySelector(":scope > form :is(textarea, input:not([type=hidden]))")?.focus();
}, true);
