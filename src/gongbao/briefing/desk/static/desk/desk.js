// One key for everything at the desk. Nothing happens while somebody types, or with Ctrl, Alt or the command key held.
const KEYS = { c: "key-c", m: "key-m", a: "key-a" };
const FOLDS = { q: "key-q", r: "key-r", h: "key-h" };

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const here = rows.findIndex((row) => row.getAttribute("aria-current") === "page" || row === document.activeElement);
  const next = rows[Math.min(rows.length - 1, Math.max(0, here + by))];
  if (!next) return;
  if (document.querySelector(".desk-item")) next.click();
  else next.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (key === "/") document.querySelector(".desk-list input[type=search], .desk-list input[name=q]")?.focus();
  else if (KEYS[key]) document.getElementById(KEYS[key])?.click();
  else if (FOLDS[key]) {
    const fold = document.getElementById(FOLDS[key]);
    if (!fold) return;
    fold.open = true;
    fold.querySelector("textarea, select")?.focus();
  } else return;
  event.preventDefault();
});
