// The explanation of a number (.explain) opens in its place under the number, and a second click closes it again.
const numberOf = (place) => document.querySelector(`.explain[aria-controls="${place.id}"]`);

function close(number) {
  document.getElementById(number.getAttribute("aria-controls")).replaceChildren();
  number.setAttribute("aria-expanded", "false");
  number.focus();
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const number = event.detail.elt;
  if (!number.matches(".explain[aria-expanded=true]")) return;
  event.preventDefault();
  close(number);
});

document.addEventListener("htmx:afterSwap", (event) => {
  const number = event.detail.requestConfig.elt;
  const box = event.detail.target.querySelector(".explanation");
  if (!number.matches(".explain") || !box) return;
  number.setAttribute("aria-expanded", "true");
  const under = number.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  box.style.setProperty("--at", `${under.left + under.width / 2 - frame.left - 6}px`);
  box.querySelector("[data-close]").hidden = false;
  box.focus({ preventScroll: true });
});

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-close]")?.closest(".explanation");
  if (box) close(numberOf(box.parentElement));
});
document.addEventListener("keydown", (event) => {
  const box = event.key === "Escape" && event.target.closest?.(".explanation");
  if (box) close(numberOf(box.parentElement));
});
