// The coach's remarks by keyboard, wherever they stand: Ctrl . next remark, Alt Enter its wording, Alt A answer, Alt D
// dismiss. Without this each of them is a button.
const REPLIES = { Enter: "accept", KeyA: "answer", KeyD: "dismiss" };

const write = (details) => details.querySelector("textarea, input:not([type=hidden])")?.focus();

export function reply(note, name) {
  const control = note.querySelector(`[data-reply="${name}"]`);
  if (!control) return;
  const gap = name === "accept" && [...note.querySelectorAll(".blank")].find((each) => !each.value.trim());
  if (gap) gap.focus();
  else control.click();
  if (control.parentElement.open) write(control.parentElement);
}

// `place` is a selector: its content may be replaced at any time. `beside`: the remark next to where somebody writes.
export function remarksIn(place, { beside = () => null, onGo = () => {} } = {}) {
  const all = () => [...document.querySelectorAll(`${place} .finding`)].filter((note) => note.checkVisibility());
  const current = () => document.activeElement.closest?.(`${place} .finding`) ?? all().find((note) => note.matches(".current"));

  function go(note, takesFocus = true) {
    for (const other of document.querySelectorAll(`${place} .finding.current`)) other.classList.remove("current");
    note.classList.add("current");
    onGo(note);
    if (takesFocus) note.focus({ preventScroll: true });
    note.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === ".") {
      const shown = all();
      const next = shown[(shown.indexOf(current()) + 1) % shown.length];
      if (next) go(next);
    } else if (event.altKey && !event.ctrlKey && REPLIES[event.code]) {
      const note = current() ?? beside() ?? all()[0];
      if (!note) return;
      go(note);
      reply(note, REPLIES[event.code]);
    } else return;
    event.preventDefault();
  });
  // What opens is ready to be written into.
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches(`${place} details.reply`) && target.open && !target.querySelector(":focus:not(summary)")) write(target);
  }, true);

  return { all, go };
}
