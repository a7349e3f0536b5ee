// The coach's remarks beside an objective. They come by htmx and work without this.
import { remarksIn } from "./remarks.js";

remarksIn("#coach-notes");

// The focus follows a reply to what stands where it was.
document.addEventListener("htmx:afterSwap", ({ detail: { requestConfig, xhr } }) => {
  if (!requestConfig.elt.matches?.("#coach-notes form")) return;
  const panel = document.getElementById("coach-notes");
  const left = panel.querySelector(".field-error, .trouble")?.closest(".finding, .trouble") ?? panel.querySelector(".finding") ?? panel.querySelector("h2");
  left.tabIndex = -1;
  left.focus({ preventScroll: xhr.status < 300 });
});
