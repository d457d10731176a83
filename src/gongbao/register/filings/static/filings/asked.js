// Questions that are asked only after another answer appear and go as that answer changes. The server decides the same
// after every save, so without this file they appear when the page is saved.
const form = document.getElementById("report");

function inputOf(name) {
  return form.querySelector(`[name="${CSS.escape(name)}"]`);
}

function answerOf(name) {
  const input = inputOf(name);
  if (input?.type !== "radio") return input?.value;
  return form.querySelector(`[name="${CSS.escape(name)}"]:checked`)?.value;
}

function follow() {
  for (const place of form.querySelectorAll("[data-when]")) {
    const here = Object.entries(JSON.parse(place.dataset.when)).filter(([name]) => inputOf(name));
    if (here.length) place.hidden = !here.every(([name, allowed]) => allowed.includes(answerOf(name)));
  }
}

if (form) {
  form.addEventListener("change", follow);
  follow();
}
