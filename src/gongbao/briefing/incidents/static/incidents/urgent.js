// Urgent reports without a network: what is written stays on the phone in a queue one can see, and is sent when there
// is one. Sent twice it is one report: its number is made here, and the server knows it again.
const english = document.documentElement.lang.startsWith("en");
const words = english
  ? {
      kept: "not sent yet",
      sending: "Sending…",
      waiting: (n) => `${n} report(s) on this phone are not sent yet. Report by telephone as well.`,
      none: "Nothing waits on this phone.",
      signedOut: "Signed out: sign in again, then waiting reports are sent.",
      other: "Reports of another account are on this phone; sign in as that person to send them.",
      ready: "These pages work without a network.",
      mend: "Open and mend",
      drop: "Drop this report",
      sure: "This report is not sent. Drop it for good?",
      offline: "No network. The report is kept on this phone and sent later. Report by telephone now.",
      saveFailed: "This phone could not keep the report. Stay on this page, report by telephone, and try again.",
      away: (n) => `This phone has not reached the server for ${n}. What you see may be old.`,
      clock: (n) => `This phone's clock is ${n} minutes off. The server's time counts.`,
      hours: (n) => `${n} h`,
      minutes: (n) => `${n} min`,
    }
  : {
      kept: "还没有发送",
      sending: "正在发送…",
      waiting: (n) => `这部手机上有 ${n} 份报告还没有发送。请同时打电话报告。`,
      none: "没有等待发送的报告。",
      signedOut: "登录已过期：请重新登录，登录后自动发送。",
      other: "这部手机上有另一个账号写的报告，请用那个账号登录后发送。",
      ready: "没有网络时，这些页面也能用。",
      mend: "打开修改",
      drop: "放弃这份报告",
      sure: "这份报告还没有发送。确定永久放弃吗？",
      offline: "没有网络。报告已存在这部手机上，有网络时自动发送。请现在就打电话报告。",
      saveFailed: "这部手机没能存下报告，请留在本页，先打电话，再试一次。",
      away: (n) => `这部手机已经 ${n}没有连上服务器，页面上的内容可能是旧的。`,
      clock: (n) => `这部手机的钟差了 ${n} 分钟，以服务器时间为准。`,
      hours: (n) => `${n} 小时`,
      minutes: (n) => `${n} 分钟`,
    };
const NAME = "gongbao-urgent";
const RETRY_MS = 20_000;
const AWAY_MINUTES = 30;
const CLOCK_MINUTES = 2;
const place = document.querySelector("[data-queue]");
const user = place?.dataset.user ?? "";
let busy = false;
let timer = 0;

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("reports", { keyPath: "id" });
      asked.result.createObjectStore("drafts", { keyPath: "url" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function run(store, mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const asked = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

const put = (store, value) => run(store, "readwrite", (s) => s.put(value));
const get = (store, key) => run(store, "readonly", (s) => s.get(key));
const all = (store) => run(store, "readonly", (s) => s.getAll());
const remove = (store, key) => run(store, "readwrite", (s) => s.delete(key));

function say(text) {
  const line = place?.querySelector("[data-queue-words]");
  if (line) line.textContent = text;
}

const span = (minutes) => (minutes < 60 ? words.minutes(Math.round(minutes)) : words.hours(Math.round(minutes / 60)));

const ahead = () => Number(localStorage.getItem("gongbao-urgent-clock") ?? 0);

function deviceTime() {
  return new Date(Date.now() + (place.dataset.demo === undefined ? 0 : ahead()));
}

function showAway() {
  const seen = Number(localStorage.getItem("gongbao-urgent-seen") ?? 0);
  // The demonstration lives on a day of its own: there the difference says nothing about this phone.
  const off = place.dataset.demo === undefined ? ahead() / 60_000 : 0;
  const away = seen ? (Date.now() - seen) / 60_000 : 0;
  const told = [];
  if (away >= AWAY_MINUTES) told.push(words.away(span(away)));
  if (Math.abs(off) >= CLOCK_MINUTES) told.push(words.clock(Math.round(Math.abs(off))));
  const line = place.querySelector("[data-away]");
  line.hidden = told.length === 0;
  line.textContent = told.join(" ");
}

async function show(note = "") {
  if (!place) return;
  showAway();
  const reports = (await all("reports")).sort((a, b) => a.savedAt.localeCompare(b.savedAt));
  const mine = reports.filter((one) => one.user === user);
  place.querySelector("[data-queue-list]").replaceChildren(...mine.map(line));
  const waiting = mine.filter((one) => one.state === "waiting").length;
  place.querySelector("[data-send]").hidden = waiting === 0;
  const others = mine.length < reports.length ? words.other : "";
  say(note || [waiting ? words.waiting(waiting) : words.none, others].join(" ").trim());
}

function line(report) {
  const item = document.createElement("li");
  item.dataset.state = report.state;
  const text = document.createElement("span");
  text.textContent = `${report.title} ${report.savedAt.slice(11, 16)}Z: ${report.words || words.kept}`;
  item.append(text);
  if (report.href) {
    const link = document.createElement("a");
    link.href = report.href;
    link.textContent = " →";
    link.setAttribute("aria-label", report.title);
    item.append(link);
  }
  if (report.state !== "refused") return item;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "button button-quiet button-small";
  drop.textContent = words.drop;
  drop.addEventListener("click", async () => {
    if (!window.confirm(words.sure)) return;
    await remove("reports", report.id);
    await show();
  });
  const mend = document.createElement("a");
  mend.href = `${report.url}#mend-${report.id}`;
  mend.textContent = words.mend;
  item.append(" ", mend, " ", drop);
  return item;
}

async function hear() {
  // The server's clock beside this phone's, and when we last heard from it.
  const answer = await fetch(place.dataset.sync, { credentials: "same-origin", redirect: "manual" });
  if (!answer.ok) return null;
  const pass = await answer.json();
  localStorage.setItem("gongbao-urgent-clock", String(Date.parse(pass.now) - Date.now()));
  localStorage.setItem("gongbao-urgent-seen", String(Date.now()));
  return pass;
}

async function send() {
  if (busy || !place) return;
  busy = true;
  clearTimeout(timer);
  let note = "";
  try {
    const waiting = (await all("reports")).filter((one) => one.state === "waiting" && one.user === user);
    if (waiting.length) {
      say(words.sending);
      const before = localStorage.getItem("gongbao-urgent-seen");
      const pass = await hear();
      if (pass?.user === user) for (const report of waiting) await sendOne(report, pass.csrf, before);
      else note = words.signedOut;
    }
  } catch {
    timer = setTimeout(send, RETRY_MS);
  } finally {
    busy = false;
    await show(note);
  }
}

async function sendOne(report, csrf, seen) {
  const body = new FormData();
  for (const [name, value] of report.entries) body.append(name, value);
  body.set("device_at", deviceTime().toISOString());
  if (report.offline && seen) {
    const before = Number(seen) + (place.dataset.demo === undefined ? 0 : ahead());
    body.set("away_since", new Date(before).toISOString());
  }
  const answer = await fetch(report.url, {
    method: "POST",
    body,
    credentials: "same-origin",
    redirect: "manual",
    headers: { "X-Sync": "1", "X-CSRFToken": csrf },
  });
  if (answer.type === "opaqueredirect" || answer.status === 429 || answer.status >= 500) throw new Error("later");
  const said = await answer.json().catch(() => ({ words: [`HTTP ${answer.status}`] }));
  if (answer.ok) {
    // What was written does not stay on the phone once the desk has it; the receipt does.
    await put("reports", { ...report, entries: [], state: "sent", words: said.words, href: said.href });
  } else {
    await put("reports", { ...report, state: "refused", words: [said.words].flat().join(" ") });
  }
}

function tell(form, text) {
  const spot = form.querySelector("[data-form-words]");
  spot.textContent = text;
  spot.scrollIntoView({ block: "nearest" });
}

async function restore(form) {
  const mend = location.hash.startsWith("#mend-") ? await get("reports", location.hash.slice(6)) : null;
  if (!mend && form.dataset.fresh === undefined) return;
  form.mended = mend?.id;
  const kept = mend ?? (await get("drafts", form.dataset.url));
  if (!kept || kept.user !== user) return;
  for (const field of form.elements) {
    if (!field.name || ["hidden", "submit"].includes(field.type)) continue;
    if (!mend && field.name === "learned_at") continue;
    const given = kept.entries.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox") field.checked = given.includes(field.value);
    else if (given.length) field.value = given[0];
  }
}

async function prepare(form) {
  // A page kept since the morning must not date what is learned now: the server's clock as last heard.
  const learned = form.elements.learned_at;
  if (learned && form.dataset.fresh !== undefined && localStorage.getItem("gongbao-urgent-clock")) {
    learned.value = new Date(Date.now() + ahead() + 8 * 3_600_000).toISOString().slice(0, 16);
  }
  await restore(form);
  let draft = 0;
  form.addEventListener("input", () => {
    clearTimeout(draft);
    draft = setTimeout(() => put("drafts", { url: form.dataset.url, user, entries: [...new FormData(form)] }), 400);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(draft);
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    data.set("record", crypto.randomUUID());
    const report = {
      id: data.get("record"),
      url: form.dataset.url,
      title: `${form.dataset.title} ${data.get("place") ?? ""}`.trim(),
      user,
      entries: [...data.entries()],
      savedAt: new Date().toISOString(),
      offline: !navigator.onLine,
      state: "waiting",
      words: "",
    };
    try {
      await put("reports", report);
      if (form.mended) await remove("reports", form.mended);
    } catch {
      return tell(form, words.saveFailed);
    }
    tell(form, navigator.onLine ? words.sending : words.offline);
    await send();
    const now = await get("reports", report.id);
    if (now?.state === "refused") {
      // The form still holds what was typed: mend it here, and it goes as a new try.
      await remove("reports", report.id);
      await show();
      return tell(form, now.words);
    }
    await remove("drafts", report.url);
    location.assign(now?.href ?? form.dataset.done);
  });
}

async function tidy() {
  // What was sent is shown for a day.
  const old = new Date(Date.now() - 86_400_000).toISOString();
  for (const one of await all("reports")) if (one.state === "sent" && one.savedAt < old) await remove("reports", one.id);
}

async function keepPages() {
  if (!("serviceWorker" in navigator) || !place) return;
  if (!navigator.onLine) return;
  await navigator.serviceWorker.register(place.dataset.worker, { scope: place.dataset.scope });
  const { active } = await navigator.serviceWorker.ready;
  hear().then(showAway, () => {});
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.kept) place.querySelector("[data-ready]").textContent = words.ready;
  });
  const next = [...document.querySelectorAll("form[data-urgent]")].map((form) => new URL(form.dataset.done, location).href);
  const pages = [location.href.split("#")[0], ...next, ...[...document.querySelectorAll("a[data-keep]")].map((link) => link.href)];
  active.postMessage({ user, keep: [...new Set(pages)] });
}

for (const form of document.querySelectorAll("form[data-urgent]")) prepare(form);
place?.querySelector("[data-send]").addEventListener("click", send);
window.addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
await tidy();
await show();
keepPages().catch(() => {});
send();
