// The key results of the ledger fold away under their objectives: S, or the link, which without JavaScript is a page.
const link = document.querySelector("[data-fold]");
const ledger = document.getElementById("ledger");

function fold() {
  ledger.classList.toggle("collapsed");
  const words = link.querySelector("span");
  [words.textContent, link.dataset.other] = [link.dataset.other, words.textContent];
}

if (link && ledger) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    fold();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.target.matches("input, textarea, select")) fold();
  });
}
