// The Coach page: marks drawn under the text field, a rewrite put into the text, a file dropped on it.
const form = document.getElementById("paste");
const field = form.elements.text;
const notes = document.getElementById("notes");

for (const button of document.querySelectorAll("[data-apply], [data-copy], [data-print]")) button.hidden = false;

// The mirror holds the same words as the field and lies under it; it goes as soon as the words differ.
const mirror = form.querySelector(".mirror");
const reviewed = field.value;
const grow = () => {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
};
if (mirror) {
  mirror.hidden = false;
  mirror.parentElement.classList.add("on");
  grow();
}
field.addEventListener("input", () => {
  mirror?.parentElement.classList.toggle("on", field.value === reviewed);
  grow();
});

const said = (note) => {
  const copy = note.querySelector(".rewrite").cloneNode(true);
  copy.firstElementChild.remove();
  const blanks = note.querySelectorAll(".rewrite .blank");
  copy.querySelectorAll(".blank").forEach((blank, place) => blank.replaceWith(blanks[place].value.trim() || "__"));
  return copy.textContent.trim();
};

notes.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const note = button.closest(".finding");
  if ("copy" in button.dataset) navigator.clipboard.writeText(said(note));
  if ("print" in button.dataset) print();
  if ("apply" in button.dataset) {
    if (field.value !== reviewed) return form.requestSubmit();
    // Spans count characters, the field counts UTF-16 units.
    const letters = Array.from(reviewed.replace(/\r\n/g, "\n"));
    letters.splice(+button.dataset.start, button.dataset.end - button.dataset.start, said(note));
    field.value = letters.join("");
    form.requestSubmit();
  }
});

for (const name of ["dragover", "drop"])
  field.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    if (name === "dragover") return;
    form.elements.file.files = event.dataTransfer.files;
    form.requestSubmit();
  });
form.elements.file.addEventListener("change", () => form.requestSubmit());

addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== ".") return;
  event.preventDefault();
  const all = [...notes.querySelectorAll(".finding")];
  const next = all[(all.findIndex((note) => note.classList.contains("current")) + 1) % all.length];
  if (!next) return;
  all.forEach((note) => note.classList.toggle("current", note === next));
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "center" });
});
