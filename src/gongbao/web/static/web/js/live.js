// Live pushes: one EventSource on /live for all topics on the page.
// <div data-live="season:2025"> with hx-get and hx-trigger="live" is fetched anew when its topic speaks; with
// data-live-text its text becomes the message's `text`. [data-live-state] shows whether the connection
// stands; gongbao:live-state tells the page's own script.
const places = [...document.querySelectorAll("[data-live]")];

function hear(message) {
  let heard;
  try {
    heard = JSON.parse(message.data);
  } catch {
    return;
  }
  for (const place of document.querySelectorAll(`[data-live="${CSS.escape(heard.topic ?? "")}"]`)) {
    if ("liveText" in place.dataset && typeof heard.text === "string") place.textContent = heard.text;
    window.htmx?.trigger(place, "live", heard);
    place.dispatchEvent(new CustomEvent("gongbao:live", { detail: heard, bubbles: true }));
  }
}

function show(state) {
  for (const place of document.querySelectorAll("[data-live-state]")) place.dataset.liveState = state;
  document.dispatchEvent(new CustomEvent("gongbao:live-state", { detail: state }));
}

// The browser connects again by itself, except where it was answered with an error: then we do, after a while.
function listen(topics) {
  const source = new EventSource(`/live?${topics}`);
  const end = () => source.close();
  source.addEventListener("message", hear);
  source.addEventListener("open", () => show("on"));
  source.addEventListener("error", () => {
    show("off");
    if (source.readyState !== EventSource.CLOSED) return;
    window.removeEventListener("pagehide", end);
    setTimeout(listen, 2000 + Math.random() * 3000, topics);
  });
  window.addEventListener("pagehide", end);
}

if (places.length > 0 && "EventSource" in window) {
  listen(new URLSearchParams([...new Set(places.map((place) => place.dataset.live))].map((topic) => ["topic", topic])));
}
