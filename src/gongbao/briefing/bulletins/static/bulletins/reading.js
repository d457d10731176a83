// Swipe or arrow keys to the next item. The links do the same without this file.
function turn(rel) {
  document.querySelector(`a[rel=${rel}]`)?.click();
}

let from = null;
document.addEventListener("touchstart", (event) => {
  const touch = event.touches[0];
  from = event.touches.length === 1 ? { x: touch.clientX, y: touch.clientY } : null;
});
document.addEventListener("touchend", (event) => {
  if (!from) return;
  const touch = event.changedTouches[0];
  const across = touch.clientX - from.x;
  if (Math.abs(across) > 80 && Math.abs(across) > 2 * Math.abs(touch.clientY - from.y)) turn(across < 0 ? "next" : "prev");
  from = null;
});
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select")) return;
  if (event.key === "ArrowRight") turn("next");
  if (event.key === "ArrowLeft") turn("prev");
});
