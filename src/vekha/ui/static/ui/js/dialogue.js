// The coach's remarks beside an objective, by keyboard: Ctrl . next remark, Alt Enter its wording, Alt A answer, Alt D
// dismiss. The remarks come by htmx and work without this.
const notes = () => [...document.querySelectorAll("#coach-notes .finding")].filter((note) => note.checkVisibility());
const current = () => document.activeElement.closest?.("#coach-notes .finding") ?? notes().find((note) => note.matches(".current"));

function go(note) {
  for (const other of document.querySelectorAll("#coach-notes .current")) other.classList.remove("current");
  note.classList.add("current");
  note.focus({ preventScroll: true });
  note.scrollIntoView({ block: "nearest" });
}

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
  } else if (event.altKey && !event.ctrlKey) {
    const name = { Enter: "accept", KeyA: "answer", KeyD: "dismiss" }[event.code];
    const note = name && (current() ?? notes()[0]);
    if (!note) return;
    go(note);
    reply(note, name);
  } else return;
  event.preventDefault();
});

function write(details) {
  details.querySelector("textarea, input:not([type=hidden])")?.focus();
}

// What opens is ready to be written into; the focus follows a reply to what stands where it was.
document.addEventListener("toggle", ({ target }) => {
  if (target.matches("details.reply") && target.open && !target.contains(document.activeElement.closest("form"))) write(target);
}, true);
document.addEventListener("htmx:afterSwap", ({ detail: { requestConfig, xhr } }) => {
  if (!requestConfig.elt.matches?.("#coach-notes form")) return;
  const panel = document.getElementById("coach-notes");
  const left = panel.querySelector(".field-error, .trouble")?.closest(".finding, .trouble") ?? panel.querySelector(".finding") ?? panel.querySelector("h2");
  left.tabIndex = -1;
  left.focus({ preventScroll: xhr.status < 300 });
});
