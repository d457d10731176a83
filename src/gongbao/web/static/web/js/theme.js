// The choice is a cookie the server reads, so a page never flashes. Here only: apply it at once, without a reload.
const root = document.documentElement;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const chosen = event.submitter.value;
  const age = chosen ? 365 * 24 * 3600 : 0;
  document.cookie = `theme=${chosen};path=/;max-age=${age};samesite=lax`;
  if (chosen) root.dataset.theme = chosen;
  else delete root.dataset.theme;
  for (const button of form.querySelectorAll("button")) {
    if (button === event.submitter) button.setAttribute("aria-pressed", "true");
    else button.removeAttribute("aria-pressed");
  }
  form.closest("details").open = false;
  document.dispatchEvent(new CustomEvent("gongbao:theme"));
});
