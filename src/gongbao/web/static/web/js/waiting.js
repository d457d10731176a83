// The page shown when too many ask at once: counts down, then sends the kept form (or opens the page) again.
const shown = document.querySelector("[data-seconds]");
const again = document.querySelector("[data-again]");
const until = performance.now() + Number(shown?.dataset.seconds ?? 5) * 1000;

function tick() {
  const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
  if (shown) shown.textContent = String(left);
  if (left > 0) return;
  clearInterval(timer);
  if (again instanceof HTMLFormElement) HTMLFormElement.prototype.submit.call(again);
  else if (again) location.replace(again.href);
}

const timer = setInterval(tick, 250);
