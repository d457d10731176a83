// Suggestions under a search field (the editable combobox of the ARIA Authoring Practices). Without this file the field
// is a plain one: the roles of a combobox are given here. htmx fetches the options on the event "suggest".
const WAIT = 150;

for (const line of document.querySelectorAll("[data-suggest]")) {
  const input = line.querySelector("input");
  const list = line.querySelector("[role=listbox]");
  const status = line.querySelector("[role=status]");
  let timer = 0;
  let composing = false;
  let asked = input.value;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(null);
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = options();
    if (!all.length) return;
    if (list.hidden) show(true);
    const at = all.indexOf(chosen());
    choose(all[(at < 0 && by < 0 ? all.length : at) + by] ?? all[by > 0 ? 0 : all.length - 1]);
  }

  function ask() {
    clearTimeout(timer);
    if (composing || input.value.trim() === asked.trim()) return;
    asked = input.value;
    if (asked.trim().length < 2) {
      show(false);
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    timer = setTimeout(() => window.htmx?.trigger(input, "suggest"), WAIT);
  }

  // While an input method composes, letters are not yet words.
  input.addEventListener("compositionstart", () => (composing = true));
  input.addEventListener("compositionend", () => {
    composing = false;
    ask();
  });
  input.addEventListener("input", ask);

  list.addEventListener("htmx:afterSwap", () => {
    const count = options().length;
    status.textContent = count ? `${count} ${status.dataset.some}` : status.dataset.none;
    show(count > 0 && document.activeElement === input);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      window.location.assign(chosen().dataset.href);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    }
  });
  // The pointer takes an option before the field loses the focus.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) window.location.assign(option.dataset.href);
  });
  input.addEventListener("blur", () => show(false));
}
