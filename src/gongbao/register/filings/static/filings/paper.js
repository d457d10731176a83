// The paper desk without a mouse. Everything here can also be done with the page's own buttons and links.
const TYPED = "input:not([type=hidden]):not([type=file]), select, textarea";
for (const keys of document.querySelectorAll("[data-keys]")) keys.hidden = false;

function writing(target) {
  return target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])");
}

// The desk: / to the search, arrows through what can be opened.
const search = document.querySelector("[data-desk] input[name=q]");
if (search) {
  if (!document.activeElement || document.activeElement === document.body) search.focus();
  const choices = () => [...document.querySelectorAll("[data-pick] li a.button, [data-pick] tbody th a, [data-pick] tbody td a")];
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !writing(event.target)) {
      event.preventDefault();
      search.select();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const all = choices();
    const next = all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    (next < 0 ? search : (all[next] ?? all.at(-1)))?.focus();
  });
}

// The form: Enter to the next item as on an adding machine, Ctrl+Enter to enter it.
const form = document.querySelector("form[data-paper]");
if (form) {
  const items = () => {
    const groups = new Set();
    return [...form.querySelectorAll(TYPED)].filter((one) => {
      if (one.disabled || one.closest("[hidden]")) return false;
      if (one.type !== "radio") return true;
      const first = !groups.has(one.name);
      groups.add(one.name);
      return first;
    });
  };
  const go = (from, step) => {
    const all = items();
    const place = all.findIndex((one) => one === from || (one.type === "radio" && one.name === from.name));
    const next = all[place + step];
    const target = next?.type === "radio" ? (form.querySelector(`[name="${CSS.escape(next.name)}"]:checked`) ?? next) : next;
    (target ?? form.querySelector("button[type=submit], .actions button")).focus();
    if (target?.select && target.type !== "radio") target.select();
  };
  form.addEventListener("keydown", (event) => {
    const from = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Enter" && from.matches(TYPED) && !from.matches("textarea")) {
      event.preventDefault();
      go(from, event.shiftKey ? -1 : 1);
    } else if (from.type === "radio" && /^[yn12]$/i.test(event.key)) {
      const all = [...form.querySelectorAll(`[name="${CSS.escape(from.name)}"]`)];
      const answer = all.find((one) => one.value === { y: "yes", n: "no" }[event.key.toLowerCase()]) ?? all[Number(event.key) - 1];
      if (!answer) return;
      event.preventDefault();
      answer.click();
      answer.focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") location.assign(form.dataset.back);
  });
  const wrong = form.querySelector("[aria-invalid=true]");
  (wrong ?? form.querySelector("[name=received_on]"))?.focus();
  showScans();
}

// Pictures of the paper beside the form: read here, never sent before the form is.
function showScans() {
  const view = document.querySelector("[data-scans]");
  const input = form.querySelector("[name=scans]");
  input.addEventListener("change", async () => {
    view.replaceChildren();
    for (const file of input.files) {
      if (!file.type.startsWith("image/")) {
        view.append(Object.assign(document.createElement("p"), { className: "quiet", textContent: file.name }));
        continue;
      }
      const picture = Object.assign(document.createElement("img"), { alt: file.name });
      picture.src = await new Promise((done) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result);
        reader.readAsDataURL(file);
      });
      view.append(picture);
    }
    view.hidden = view.childElementCount === 0;
  });
}

// The receipt: P prints, N goes on.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
  const act = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (act) {
    event.preventDefault();
    act.click();
  }
});
