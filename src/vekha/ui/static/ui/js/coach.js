// The Coach page: marks that lie under the text field, a file dropped on it, rewrites with their gaps filled in.
const form = document.getElementById("paste");
const field = form.elements.text;
const notes = document.getElementById("notes");
const findings = () => [...notes.querySelectorAll(".finding")].filter((note) => note.checkVisibility());

for (const hint of document.querySelectorAll("[data-copy-rewrite], [data-print], .keys[hidden]")) hint.hidden = false;
form.classList.add("live");

// The mirror holds the same words as the field, lies under it and gives it its height. The marks in it go as soon as
// the words differ from those the coach has read, and come back with them.
const mirror = form.querySelector(".mirror");
const marks = [...mirror.childNodes];
const reviewed = field.value;
const MOST = 300_000; // characters; a longer text is sent back anyway, and laying it out twice takes the browser long
function reflect() {
  const isOn = field.value.length <= MOST;
  mirror.hidden = !isOn;
  mirror.parentElement.classList.toggle("on", isOn);
  if (!isOn) return;
  if (field.value === reviewed && marks.length) mirror.replaceChildren(...marks, "\u200b");
  else mirror.textContent = `${field.value}\u200b`;
}
reflect();
field.addEventListener("input", reflect);

// A click on marked words of the text leads to their note.
field.addEventListener("click", () => {
  if (field.value !== reviewed || field.selectionStart !== field.selectionEnd) return;
  let place = 0;
  for (const node of marks) {
    if (node.nodeName === "SUP") continue;
    place += node.textContent.length;
    if (place <= field.selectionStart) continue;
    const number = node.nodeName === "MARK" && node.nextSibling?.nodeName === "SUP" && node.nextSibling.textContent;
    if (number) show(document.getElementById(`f${number}`), false);
    return;
  }
});

// A note may wait in a fold.
function unfold(note) {
  const fold = note?.closest("details.held-back");
  if (fold) fold.open = true;
}
addEventListener("hashchange", () => unfold(document.getElementById(location.hash.slice(1))));

function show(note, takesFocus = true) {
  unfold(note);
  for (const current of document.querySelectorAll(".finding.current, .mirror .current")) current.classList.remove("current");
  note.classList.add("current");
  if (takesFocus) note.focus({ preventScroll: true });
  note.scrollIntoView({ block: "nearest" });
  const number = mirror.querySelector(`[data-note="${note.id}"]`);
  number?.parentElement.classList.add("current");
  if (takesFocus) number?.scrollIntoView({ block: "nearest" });
}

function next() {
  const shown = findings();
  const note = shown[(shown.findIndex((each) => each.classList.contains("current")) + 1) % shown.length];
  if (note) show(note);
}

addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  if (event.key === ".") next();
  else if (event.key === "Enter" && event.target === field) form.requestSubmit();
  else return;
  event.preventDefault();
});

// What stands in the gaps of a rewrite goes with it, to the server or to the clipboard.
const gapsOf = (note) => [...note.querySelectorAll(".blank")];
function said(note) {
  const copy = note.querySelector(".rewrite").cloneNode(true);
  copy.firstElementChild.remove();
  const gaps = gapsOf(note);
  copy.querySelectorAll(".blank").forEach((gap, place) => gap.replaceWith(gaps[place].value.trim() || "__"));
  return copy.textContent.trim();
}

notes.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button?.name === "apply") {
    for (const gap of gapsOf(button.closest(".finding"))) gap.setAttribute("form", form.id);
  } else if (button && "copyRewrite" in button.dataset) {
    await navigator.clipboard.writeText(said(button.closest(".finding")));
    const words = button.textContent;
    button.textContent = document.getElementById("copied").content.textContent;
    document.getElementById("status").textContent = button.textContent;
    setTimeout(() => (button.textContent = words), 2000);
  } else if (button && "print" in button.dataset) {
    print();
  }
});
notes.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(".blank")) return;
  event.preventDefault();
  event.target.closest(".finding").querySelector("[name=apply]")?.click();
});

// A file, chosen or dropped, is read at once.
form.elements.file.addEventListener("change", () => form.requestSubmit());
for (const name of ["dragover", "dragleave", "drop"]) {
  field.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    field.classList.toggle("dropping", name === "dragover");
    if (name !== "drop") return;
    form.elements.file.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

// In another language the coach is asked about the same text.
document.querySelector("form.languages")?.addEventListener("submit", async (event) => {
  if (!field.value.trim()) return;
  event.preventDefault();
  const choice = new FormData(event.target, event.submitter);
  await fetch(event.target.action, { method: "POST", body: choice, redirect: "manual" });
  form.requestSubmit();
});
