// Keeps the pages for urgent reports on the phone: from the network where there is one, otherwise as last seen.
// Scope: /report/urgent/. Reports themselves are kept by urgent.js in the browser's database, never here.
const CACHE = "gongbao-urgent-1";
const PATIENCE = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(url) {
  try {
    const answer = await fetch(url, { credentials: "same-origin" });
    const fine = answer.ok && !answer.redirected;
    if (fine) await (await caches.open(CACHE)).put(url, answer);
    return fine;
  } catch {
    return false;
  }
}

self.addEventListener("message", (event) => {
  const { keep: urls, forget } = event.data ?? {};
  event.waitUntil(
    (async () => {
      if (forget) await caches.delete(CACHE);
      if (!urls) return;
      const kept = await Promise.all(urls.map(keep));
      event.source?.postMessage({ kept: kept.every(Boolean) });
    })(),
  );
});

function ours(url) {
  if (url.origin !== self.location.origin) return false;
  if (url.pathname.startsWith("/static/")) return true;
  return url.pathname.startsWith("/report/urgent/") && !/^\/report\/urgent\/(sync\/|worker\.js)/.test(url.pathname);
}

function patient(request) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("slow")), PATIENCE);
    fetch(request).then(
      (answer) => (clearTimeout(timer), resolve(answer)),
      (error) => (clearTimeout(timer), reject(error)),
    );
  });
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await patient(request);
    if (fresh.ok && !fresh.redirected) await cache.put(request, fresh.clone());
    return fresh;
  } catch {
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    const words = "没有网络，这一页没有存在手机上。请打电话报告。 / No network, and this page is not kept here: report by telephone.";
    return new Response(words, { status: 503, headers: { "Content-Type": "text/plain; charset=utf-8" } });
  }
}

self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && ours(new URL(event.request.url))) event.respondWith(answer(event.request));
});
