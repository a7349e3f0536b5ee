// Planning in a meeting: ← and → go from team to team, as the links on the page do.
const WAYS = { ArrowLeft: "prev", ArrowRight: "next" };

document.addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  if (!way || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], details[open] > nav, dialog")) return;
  document.querySelector(`.planning a[rel="${way}"]`)?.click();
});
