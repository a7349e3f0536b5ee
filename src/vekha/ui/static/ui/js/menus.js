// A menu (<details data-menu>) closes when the reader goes elsewhere, and Esc gives the focus back to its name. It hangs from
// the end of its name, or from the beginning where it would leave the screen.
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
    menu.classList.remove("from-start");
    menu.classList.toggle("from-start", menu.querySelector("nav").getBoundingClientRect().left < 0);
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
