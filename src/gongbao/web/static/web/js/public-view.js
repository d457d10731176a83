// 公众将看到: the lines beside a form follow what is typed and how each publish switch stands. The server writes the same
// lines, so without this file they are right after every save.
function masked(phone) {
  const digits = phone.replace(/\D/g, "");
  if (digits.length < 8) return "*".repeat(Math.max(digits.length - 2, 0)) + digits.slice(-2);
  return digits.slice(0, 3) + "*".repeat(digits.length - 7) + digits.slice(-4);
}

function maskedEmail(address) {
  const [local, ...host] = address.split("@");
  return host.length ? `${local.slice(0, 1)}***@${host.join("@")}` : `${local.slice(0, 1)}***`;
}

const MASKS = { phone: masked, email: maskedEmail };

function valueOf(id) {
  const input = document.getElementById(id);
  if (!input) return "";
  if (input.tagName === "SELECT") return input.value ? input.selectedOptions[0].textContent.trim() : "";
  const chosen = input.querySelector?.("input:checked");
  return chosen ? chosen.closest("label").textContent.trim() : (input.value ?? "").trim();
}

function update(view) {
  for (const place of view.querySelectorAll("[data-shows]")) {
    const { shows, publish, unit, kind } = place.dataset;
    const choice = publish && document.querySelector(`input[name="${CSS.escape(publish)}"]:checked`);
    const hidden = Boolean(publish) && choice?.value !== "true";
    const value = valueOf(shows);
    const words = MASKS[kind] ? MASKS[kind](value) : unit ? `${value} ${unit}` : value;
    place.textContent = hidden ? view.dataset.private : value ? words : view.dataset.absent;
    place.parentElement.classList.toggle("is-private", hidden);
  }
}

function follow() {
  for (const view of document.querySelectorAll("[data-public-view]")) update(view);
}
document.addEventListener("input", follow);
document.addEventListener("change", follow);
