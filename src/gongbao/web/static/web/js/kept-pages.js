// <p data-kept-pages data-worker data-scope data-user data-pages>: these pages stay on this device and open without a
// network, by the worker named there; with data-here this page too, and those its links marked data-keep lead to.
// Whoever is signed out, or signs out, leaves none of them behind.
const english = document.documentElement.lang.startsWith("en");
const words = english
  ? {
      ready: "These pages work without a network.",
      kept: (at) => `No network. This page was kept on this device ${at}; what you write is kept here and sent when it is back.`,
    }
  : {
      ready: "没有网络时，这些页面也能用。",
      kept: (at) => `没有网络。这是 ${at} 存在本机的一页；您写的会存在本机，有网络时自动发送。`,
    };
const CACHES = "gongbao-";

async function forget() {
  if (!("caches" in window)) return;
  for (const name of await caches.keys()) if (name.startsWith(CACHES)) await caches.delete(name);
}

function say(place, text, tone) {
  place.hidden = false;
  place.dataset.state = tone;
  place.textContent = text;
}

function sayWhenKept(place, at) {
  const options = { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" };
  say(place, words.kept(new Date(at).toLocaleString("zh-CN", options)), "here");
}

function wanted(place) {
  const pages = place.dataset.pages?.split(" ").filter(Boolean) ?? [];
  const drafted = document.querySelector("form[data-kept-text][data-item]:not([data-item=''])");
  if (drafted || place.dataset.here !== undefined) pages.push(location.pathname);
  if (place.dataset.here !== undefined) {
    pages.push(...[...document.querySelectorAll("form[data-done]")].map((form) => form.dataset.done));
    pages.push(...[...document.querySelectorAll("a[data-keep]")].map((link) => link.pathname));
  }
  return [...new Set(pages)];
}

async function keepPages(place) {
  const { worker, scope, user } = place.dataset;
  await navigator.serviceWorker.register(worker, { scope });
  const { active } = await navigator.serviceWorker.ready;
  const ask = (addresses) => active.postMessage({ user, keep: addresses });
  navigator.serviceWorker.addEventListener("message", (event) => event.data?.kept && say(place, words.ready, "there"));
  ask(wanted(place));
  // What the server has taken is what this page holds when it is opened again without a network.
  const told = document.querySelector("[data-kept]");
  if (!told) return;
  new MutationObserver(() => told.dataset.state === "there" && ask([location.pathname])).observe(told, {
    attributes: true,
    attributeFilter: ["data-state"],
  });
}

const signsOut = (form) => form.action?.endsWith?.("/accounts/logout/");

document.addEventListener("submit", (event) => signsOut(event.target) && forget().catch(() => {}));
if (![...document.forms].some(signsOut)) forget().catch(() => {});

const place = document.querySelector("[data-kept-pages]");
const since = document.body.dataset.keptPage;
if (place && since !== undefined) sayWhenKept(place, since);
else if (place && "serviceWorker" in navigator && navigator.onLine) keepPages(place).catch(() => {});
