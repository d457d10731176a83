// A short tone made here, for pages that call somebody. Browsers allow sound only after a click: a button asks for it.
const button = document.querySelector("[data-sound]");
const LEAST = 4000;
let context = null;
let last = 0;

function show() {
  if (!button) return;
  const on = context !== null && context.state === "running";
  button.setAttribute("aria-pressed", String(on));
  button.textContent = on ? button.dataset.on : button.dataset.off;
}

// Two rising tones for what is real, one low one for a drill: they can be told apart, and from the street.
export function ring(drill = false) {
  if (context === null || context.state !== "running" || performance.now() - last < LEAST) return;
  last = performance.now();
  const notes = drill ? [[330, 0]] : [[660, 0], [880, 0.22], [660, 0.44], [880, 0.66]];
  for (const [pitch, after] of notes) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const begins = context.currentTime + after;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, begins);
    volume.gain.exponentialRampToValueAtTime(0.4, begins + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, begins + 0.2);
    tone.connect(volume).connect(context.destination);
    tone.start(begins);
    tone.stop(begins + 0.21);
  }
}

button?.addEventListener("click", async () => {
  if (context !== null && context.state === "running") {
    await context.suspend();
  } else {
    context ??= new AudioContext();
    await context.resume();
    last = 0;
    ring(true);
  }
  show();
});

// The duty page: ring when a call appears that was not there before.
const seen = new Set([...document.querySelectorAll("[data-calling] form")].map((form) => form.action));
document.body.addEventListener("htmx:afterSettle", () => {
  for (const place of document.querySelectorAll("[data-calling]")) {
    const action = place.querySelector("form")?.action;
    if (!action || seen.has(action)) continue;
    seen.add(action);
    ring(place.classList.contains("drill"));
  }
});
