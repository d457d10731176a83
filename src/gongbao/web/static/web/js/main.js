// Everything works without this file. What it adds: no reload on a theme change, care for what was typed, live pushes,
// charts. Each part looks for its own attributes and does nothing where there are none.
import "./theme.js";
import "./form-guard.js";
import "./live.js";
import "./charts.js";
import "./public-view.js";
import "./trouble.js";
import "./suggestions.js";
import "./kept-text.js";
import "./kept-pages.js";

// A menu closes when the reader goes elsewhere or presses Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// The error summary takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// Buttons marked data-print print the page.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// On a phone the bar of one's own pages scrolls: the page one is on is in sight.
const place = document.querySelector(".work-bar [aria-current]")?.closest("li");
const bar = place?.closest(".work-bar");
if (bar) bar.scrollLeft = place.offsetLeft - bar.offsetLeft - (bar.clientWidth - place.offsetWidth) / 2;
