// When a request of htmx fails, the page says what happened and what is safe, in place, and keeps what was typed.
const words = document.getElementById("trouble-words")?.dataset;

function say(element, text) {
  const id = "request-trouble";
  document.getElementById(id)?.remove();
  const line = document.createElement("p");
  line.id = id;
  line.className = "trouble";
  line.setAttribute("role", "alert");
  line.textContent = text;
  const place = element.closest("form, .checkin, section") ?? document.getElementById("main");
  place.prepend(line);
}

document.addEventListener("htmx:sendError", (event) => say(event.target, words.offline));
document.addEventListener("htmx:timeout", (event) => say(event.target, words.offline));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  say(event.target, status === 413 ? words.large : status < 500 ? words.refused : words.failed);
});
document.addEventListener("htmx:afterOnLoad", () => document.getElementById("request-trouble")?.remove());
