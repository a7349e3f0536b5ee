// The rows of a draft: key results and initiatives are added, moved and numbered in the page, and saved with it.
const form = document.getElementById("draft");
const key = () => `n${crypto.getRandomValues(new Uint32Array(2)).reduce((word, part) => word + part.toString(36), "")}`;
const changed = () => form.dispatchEvent(new Event("draft:changed"));
const rowOf = (element) => element.closest?.('[data-row^="kr-"], [data-row^="in-"]');
const list = () => form.querySelector(".draft-rows");

function make(kind, row = `${kind}-${key()}`) {
  const template = document.getElementById(kind === "kr" ? "new-key-result" : "new-initiative");
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("newkey", row.slice(3));
  return holder.content.firstElementChild;
}

function addKeyResult(after) {
  const row = make("kr");
  if (after?.parentElement === list()) after.after(row);
  else list().append(row);
  number();
  row.querySelector("textarea").focus();
}

function addInitiative(section, row = make("in")) {
  form.querySelector(`[data-work="${section}"]`).append(row);
  const keyOfServed = section.slice(3);
  if (section !== "loose" && !row.querySelector(`[type=checkbox][value="${keyOfServed}"]`)) {
    const served = row.querySelector("fieldset").appendChild(document.createElement("input"));
    Object.assign(served, { type: "checkbox", name: `${row.dataset.row}-key_results`, value: keyOfServed, hidden: true });
  }
  for (const box of row.querySelectorAll("[type=checkbox]")) box.checked = box.value === keyOfServed;
  row.querySelector("textarea").focus();
}

function move(row, step) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  const active = document.activeElement;
  if (step < 0) other.before(row);
  else other.after(row);
  active.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  number();
  changed();
}

// Names of rows carry their number: «Key result 2», "Move key result 2 up".
function number() {
  [...list().children].forEach((row, place) => {
    const put = (text) => text.replace(/\d+/, place + 1);
    const label = row.querySelector("label");
    label.textContent = put(label.textContent);
    for (const button of row.querySelectorAll(":scope > .write > .row-tools button")) button.ariaLabel = put(button.ariaLabel);
  });
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.name === "add") {
    event.preventDefault();
    if (button.value === "kr") addKeyResult();
    else addInitiative(`kr-${button.value.slice(3)}`);
  } else if (button?.name === "up" || button?.name === "down") {
    event.preventDefault();
    move(rowOf(button), button.name === "up" ? -1 : 1);
  } else if (button?.name === "remove" && isEmpty(rowOf(button))) {
    event.preventDefault();
    rowOf(button).remove();
    number();
    changed();
  }
});

// A row is dragged by its handle to another place in its list; fingers and keys have the arrows.
let dragged;
form.addEventListener("dragstart", (event) => {
  if (!event.target.matches("[data-drag]")) return;
  dragged = rowOf(event.target);
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setDragImage(dragged, 0, 0);
  dragged.classList.add("dragged");
});
form.addEventListener("dragover", (event) => {
  const over = dragged && [...dragged.parentElement.children].find((row) => row.contains(event.target));
  if (!over) return;
  event.preventDefault();
  const { top, height } = over.getBoundingClientRect();
  if (over !== dragged) over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
});
form.addEventListener("drop", (event) => dragged && event.preventDefault());
form.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  if (dragged) changed();
  dragged = null;
  number();
});

// What was never written anywhere needs nobody's consent to go.
const isEmpty = (row) => !form.elements[`${row.dataset.row}-id`].value && !row.querySelector("textarea").value.trim();

form.addEventListener("keydown", (event) => {
  if (event.isComposing || !event.target.matches("textarea, input, select")) return;
  const row = rowOf(event.target);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) addKeyResult(row?.closest('[data-row^="kr-"]'));
  else if (event.key === "Enter" && !event.altKey && (event.target.matches("[data-sentence]") || (event.target.matches("input") && !event.target.closest(".finding")))) event.target.matches("input") && event.target.blur();
  else if (event.altKey && row && ["ArrowUp", "ArrowDown"].includes(event.key)) move(row, event.key === "ArrowUp" ? -1 : 1);
  else return;
  event.preventDefault();
});

// Several lines in the field of one key result become key results of their own: the server cuts them.
form.addEventListener("input", ({ target }) => {
  if (!target.matches('[data-sentence][name^="kr-"]') || !target.value.trim().includes("\n")) return;
  target.readOnly = true;
  changed();
});

form.addEventListener("draft:new", ({ detail: { row, number: stored } }) => {
  const made = make(row.slice(0, 2), row);
  if (row.startsWith("kr-")) list().append(made);
  else addInitiative("loose", made);
  form.elements[`${row}-id`].value = stored ?? "";
});
form.addEventListener("draft:merged", number);
