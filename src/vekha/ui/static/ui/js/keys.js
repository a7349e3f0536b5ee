// The help of the keys (?), and key caps in the signs of the reader's machine.
const help = document.getElementById("key-help");
const MAC = { Ctrl: "⌘", Alt: "⌥", Enter: "↩" };

const isTyping = (element) => element.matches?.("input, textarea, select, [contenteditable]");

function show() {
  if (help && !help.open) help.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  event.preventDefault();
  show();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-key-help]")) show();
  else if (event.target === help) help.close(); // a click beside the sheet
});

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  const rewrite = (root) => {
    for (const cap of root.querySelectorAll("kbd.key")) {
      cap.textContent = cap.textContent.split(" ").map((name) => MAC[name] ?? name).join(" ");
    }
  };
  rewrite(document);
  document.addEventListener("htmx:load", (event) => rewrite(event.target));
}
