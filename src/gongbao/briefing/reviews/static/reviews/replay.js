// Steps through the log. Without script all of it stands there in the order of time.
const whole = document.getElementById("replay");
const steps = [...whole.querySelectorAll(".replay > li")];
const range = document.getElementById("replay-at");

function show() {
  for (const [index, step] of steps.entries()) step.hidden = index + 1 !== Number(range.value);
}

if (steps.length > 1) {
  whole.querySelector(".replay-bar").hidden = false;
  range.addEventListener("input", show);
  whole.addEventListener("click", (event) => {
    const by = Number(event.target.closest("[data-by]")?.dataset.by ?? 0);
    if (by) {
      range.value = Number(range.value) + by;
      show();
    }
  });
  show();
}
