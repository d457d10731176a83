// A field to sign in with finger or pen. Without it, the name typed with the consent counts as well.
export function signature(box) {
  const canvas = box.querySelector("canvas");
  const pen = canvas.getContext("2d");
  let drawing = false;
  let drawn = false;

  function fit() {
    const scale = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * scale;
    canvas.height = canvas.clientHeight * scale;
    pen.scale(scale, scale);
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    pen.lineWidth = 2.5;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.strokeStyle = "#1f2328";
    drawn = false;
  }

  const place = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    pen.beginPath();
    pen.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...place(event));
    pen.stroke();
    drawn = true;
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (drawing = false));
  box.querySelector("[data-clear]").addEventListener("click", fit);
  return {
    fitted: () => canvas.width === Math.round(canvas.clientWidth * (window.devicePixelRatio || 1)),
    fit,
    blob: () => (drawn ? new Promise((resolve) => canvas.toBlob(resolve, "image/png")) : Promise.resolve(null)),
  };
}
