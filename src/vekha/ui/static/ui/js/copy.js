// A button with data-copy="<id>" copies what stands in that field; its own words say that it has (data-copied).
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    // The clipboard is there on https and localhost only; elsewhere the old way still works.
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else document.execCommand("copy");
    button.textContent = button.dataset.copied;
    document.getElementById("status").textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = words), 2000);
  });
}
