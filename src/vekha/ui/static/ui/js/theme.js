// Day or night. The choice lives in a cookie, so that the server draws the next page in it without a flash.
const root = document.documentElement;
const YEAR = 365 * 24 * 3600;

for (const toggle of document.querySelectorAll("[data-theme-toggle]")) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=${YEAR}; samesite=lax`;
  });
}
