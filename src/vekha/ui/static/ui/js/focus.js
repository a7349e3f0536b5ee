// When htmx replaces what has the focus, it goes to what stands there now: Tab goes on from the same place. Scripts of a
// page that know better, and `autofocus`, come before this.
let isHeld = false;

document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  isHeld = target.contains(document.activeElement) && document.activeElement !== document.body;
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (!isHeld) return;
  isHeld = false;
  if (document.activeElement !== document.body) return;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
});
