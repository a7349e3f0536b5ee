// A menu (<details data-menu>) closes when the reader goes elsewhere, and Esc gives the focus back to its name. It stays
// within the screen, wherever its name stands.
const AIR = 8; // px to the edge of the screen
const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("focusin", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener(
  "toggle",
  ({ target: menu }) => {
    if (!menu.open || !menu.matches("details[data-menu]")) return;
    const list = menu.querySelector("nav");
    list.style.translate = "";
    const { left, right } = list.getBoundingClientRect();
    const over = Math.max(0, right + AIR - document.documentElement.clientWidth) || Math.min(0, left - AIR);
    if (over) list.style.translate = `${-over}px`;
  },
  true, // toggle does not bubble
);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
