// What is done with a view of the map: saved as a picture, sent as an address.
import { svg } from "./map-svg.js";

let canvas;

// Show the buttons, which only the script can serve; `isDrawn`: there is a picture to save.
export function offer(drawn, isDrawn) {
  canvas = drawn;
  document.getElementById("map-export").hidden = !isDrawn;
}

function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// The clipboard is there on https and localhost only; elsewhere the old way still works.
async function copy(button) {
  if (navigator.clipboard) await navigator.clipboard.writeText(location.href);
  else {
    const field = document.body.appendChild(Object.assign(document.createElement("input"), { value: location.href }));
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  const words = button.textContent;
  button.textContent = document.getElementById("status").textContent = button.dataset.copied;
  setTimeout(() => (button.textContent = words), 2000);
}

document.addEventListener("click", async ({ target }) => {
  const kind = target.closest("[data-export]")?.dataset.export;
  if (kind === "svg") save(new Blob([svg(canvas, document.title)], { type: "image/svg+xml" }), "vekha-map.svg");
  if (kind === "png") save(await canvas.png(), "vekha-map.png");
  const button = target.closest("[data-copy-view]");
  if (button) copy(button);
});
