// Keeps pages on the phone as they ask for it: those on which one writes a report, an inspector's visits. From the
// network where there is one, otherwise as last seen. Nothing else is kept, and what is typed is in the browser's own
// database, never here. Signing out forgets all of it. What stands in PLACE is filled in where this is served
// (gongbao.web.keeping): `scope` it serves, `home` to go back to, `offline` page, `most` pages about one thing.
const { release, scope, home, offline, most } = PLACE;
const NAME = `gongbao${scope.replaceAll("/", "-")}`;
const CACHE = `${NAME}${release}`;
const ONE = /\/[0-9a-f-]{36}\//; // a page about one item, incident or visit
const WHOSE = `${scope}worker-user`;
const MOST_ASSETS = 120;
const PATIENCE = 5000;
const NO_NETWORK = `<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>没有网络 / No network</title><h1>没有网络</h1><p>这一页没有存在手机上。急事请打电话。</p><p>No network, and this page is not kept here. What is urgent: by telephone.</p><p><a href="${home}">返回 / Back</a></p>`;
let down = 0; // until when the network is taken to be gone

const stillDown = () => Date.now() < down;
const pathOf = (request) => new URL(request.url).pathname;
const keepable = (url) => url.origin === self.location.origin && url.search === "" && url.pathname.startsWith(scope);

async function names() {
  return (await caches.keys()).filter((one) => one.startsWith(NAME));
}

async function kept(request) {
  // This release's first; an older one's only where the new one could not be fetched yet.
  for (const name of [CACHE, ...(await names()).filter((one) => one !== CACHE)]) {
    const found = await (await caches.open(name)).match(request, { ignoreVary: true });
    if (found) return found;
  }
  return null;
}

async function forget() {
  for (const name of await names()) await caches.delete(name);
}

async function store(url, answer) {
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  headers.delete("Vary"); // so that the new one replaces the old one at once, or not at all
  const whole = await answer.blob();
  const cache = await caches.open(CACHE);
  await cache.put(url, new Response(whole, { status: 200, headers }));
  const ones = (await cache.keys()).filter((one) => ONE.test(pathOf(one)));
  for (const old of ones.slice(0, -most)) await cache.delete(old, { ignoreVary: true });
}

function named(text, base) {
  // What a page, a style sheet or a module needs beside itself.
  const found = [
    ...text.matchAll(/(?:href|src)="(\/static\/[^"]+\.(?:css|js|svg|woff2)(?:\?[^"]*)?)"/g),
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)[^"'\n]*["'](\.[^"']+\.js)["']/g),
    ...text.matchAll(/url\(["']?([^"')]+)["']?\)/g),
  ].map(([, name]) => new URL(name, base));
  return found.filter((url) => url.origin === self.location.origin && url.pathname.startsWith("/static/")).map((url) => url.href);
}

async function keepAssets(first) {
  const cache = await caches.open(CACHE);
  const seen = new Set();
  const waiting = [...first];
  while (waiting.length && seen.size < MOST_ASSETS) {
    const url = waiting.pop();
    if (seen.has(url)) continue;
    seen.add(url);
    const answer = (await cache.match(url, { ignoreVary: true })) ?? (await fetch(url));
    if (!answer.ok) throw new Error(url);
    await cache.put(url, answer.clone());
    if (/\.(css|js)$/.test(new URL(url).pathname)) waiting.push(...named(await answer.text(), url));
  }
}

async function keep(address) {
  const url = new URL(address, self.location.origin);
  if (!keepable(url)) return false;
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return false;
  await keepAssets(named(await answer.clone().text(), url.href));
  await store(url.href, answer);
  return true;
}

async function whose(user) {
  const before = await (await kept(WHOSE))?.text();
  if (before !== undefined && before !== user) await forget();
  await (await caches.open(CACHE)).put(WHOSE, new Response(user));
}

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      await self.clients.claim();
      const old = (await names()).filter((one) => one !== CACHE);
      const user = await (await kept(WHOSE))?.text();
      if (!old.length || !user) return;
      const pages = new Set();
      for (const name of old) for (const one of await (await caches.open(name)).keys()) pages.add(one.url);
      await whose(user);
      const wanted = [...pages].filter((one) => keepable(new URL(one)) && !one.endsWith(WHOSE));
      // A page that is no more is let go; one that could not be fetched stays as it was.
      const again = await Promise.allSettled(wanted.map(keep));
      if (again.every((one) => one.status === "fulfilled")) for (const name of old) await caches.delete(name);
    })(),
  );
});

self.addEventListener("message", (event) => {
  const { keep: addresses, user, forget: gone } = event.data ?? {};
  event.waitUntil(
    (async () => {
      if (gone) await forget();
      if (!addresses || !user) return;
      await whose(user);
      let whole = true;
      // One after the other: what the pages share is fetched once.
      for (const one of addresses) whole = (await keep(one).catch(() => false)) && whole;
      event.source?.postMessage({ kept: whole });
    })(),
  );
});

function patient(request) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("slow")), PATIENCE);
    fetch(request).then(
      (answer) => (clearTimeout(timer), resolve(answer)),
      (error) => (clearTimeout(timer), reject(error)),
    );
  });
}

async function asKept(answer, url) {
  // The page says since when it lies here. A fresh form gets a number of its own: two texts must not become one.
  const at = answer.headers.get("X-Kept-At") ?? "";
  let text = (await answer.text()).replace("<body", `<body data-kept-page="${at}"`);
  if (!ONE.test(url.pathname)) text = text.replace(/name="page" value="[^"]*"/g, () => `name="page" value="${crypto.randomUUID()}"`);
  return new Response(text, { status: 200, headers: answer.headers });
}

async function page(request) {
  const url = new URL(request.url);
  const found = keepable(url) ? await kept(url.href) : null;
  try {
    const answer = await patient(request);
    if (![502, 504].includes(answer.status)) {
      down = 0;
      return answer;
    }
  } catch {
    down = Date.now() + 15_000;
  }
  if (found) return asKept(found, url);
  const said = offline && (await kept(new URL(offline, self.location.origin).href));
  if (said) return new Response(await said.blob(), { status: 503, headers: said.headers });
  return new Response(NO_NETWORK, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

async function asset(request) {
  const found = await kept(request);
  if (found && stillDown()) return found;
  try {
    return await (found ? patient(request) : fetch(request));
  } catch (error) {
    down = Date.now() + 15_000;
    if (found) return found;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && url.pathname.startsWith(scope)) event.respondWith(page(request));
});
