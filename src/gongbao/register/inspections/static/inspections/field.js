// The inspector's form without a network: what is written stays on the phone and is sent when there is one.
// Sent twice it is one record: its number is made here, and the server knows it again.
import { all, get, put, remove } from "./store.js";
import { signature } from "./signature.js";

const english = document.documentElement.lang.startsWith("en");
const words = english
  ? {
      kept: "kept on this phone",
      sending: "Sending…",
      waiting: (n) => `${n} record(s) on this phone wait to be sent.`,
      none: "Everything is sent.",
      signedOut: "Signed out: sign in again, then waiting records are sent.",
      other: "Records of another account are on this phone; sign in as that person to send them.",
      ready: "These pages work without a network.",
      mend: "Open and mend",
      drop: "Drop this record",
      sure: "This record is not sent. Drop it for good?",
      photos: (n) => `${n} picture(s) from before are attached.`,
      sign: "Please sign in the box, or choose another way of signing.",
      offline: "No network. The record is kept on this phone and sent later.",
      saveFailed: "This phone could not keep the record. Stay on this page and try again.",
    }
  : {
      kept: "已存在这部手机上",
      sending: "正在发送…",
      waiting: (n) => `这部手机上有 ${n} 份记录等待发送。`,
      none: "记录已全部发送。",
      signedOut: "登录已过期：请重新登录，登录后自动发送。",
      other: "这部手机上有另一个账号写的记录，请用那个账号登录后发送。",
      ready: "没有网络时，这些页面也能用。",
      mend: "打开修改",
      drop: "放弃这份记录",
      sure: "这份记录还没有发送。确定永久放弃吗？",
      photos: (n) => `已带上先前的 ${n} 张照片。`,
      sign: "请在框内签名，或者改选其他签字方式。",
      offline: "没有网络。记录已存在这部手机上，有网络时自动发送。",
      saveFailed: "这部手机没能存下记录，请留在本页再试一次。",
    };
const RETRY_MS = 30_000;
const place = document.querySelector("[data-queue]");
const user = place?.dataset.user ?? "";
let busy = false;
let timer = 0;

function say(text) {
  const line = place?.querySelector("[data-queue-words]");
  if (line) line.textContent = text;
}

async function show(note = "") {
  if (!place) return;
  const records = (await all("records")).sort((a, b) => a.savedAt.localeCompare(b.savedAt));
  const mine = records.filter((one) => one.user === user);
  place.querySelector("[data-queue-list]").replaceChildren(...mine.map(line));
  const waiting = mine.filter((one) => one.state === "waiting").length;
  place.querySelector("[data-send]").hidden = waiting === 0;
  const others = mine.length < records.length ? words.other : "";
  say(note || [waiting ? words.waiting(waiting) : words.none, others].join(" ").trim());
}

function line(record) {
  const item = document.createElement("li");
  item.dataset.state = record.state;
  const text = document.createElement("span");
  text.textContent = `${record.title}: ${record.words || words.kept}`;
  item.append(text);
  if (record.state !== "refused") return item;
  const mend = document.createElement("a");
  mend.href = `${record.url}#mend-${record.id}`;
  mend.textContent = words.mend;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "button button-quiet button-small";
  drop.textContent = words.drop;
  drop.addEventListener("click", async () => {
    if (!window.confirm(words.sure)) return;
    await remove("records", record.id);
    await show();
  });
  item.append(" ", mend, " ", drop);
  return item;
}

async function send() {
  if (busy || !place) return;
  busy = true;
  clearTimeout(timer);
  let note = "";
  try {
    const waiting = (await all("records")).filter((one) => one.state === "waiting" && one.user === user);
    if (waiting.length) {
      say(words.sending);
      const answer = await fetch(place.dataset.sync, { credentials: "same-origin", redirect: "manual" });
      const pass = answer.ok ? await answer.json() : null;
      if (pass?.user === user) for (const record of waiting) await sendOne(record, pass.csrf);
      else note = words.signedOut;
    }
  } catch {
    timer = setTimeout(send, RETRY_MS);
  } finally {
    busy = false;
    await show(note);
  }
}

async function sendOne(record, csrf) {
  const body = new FormData();
  for (const [name, value, fileName] of record.entries) {
    if (value instanceof Blob) body.append(name, value, fileName || "file");
    else body.append(name, value);
  }
  const answer = await fetch(record.url, {
    method: "POST",
    body,
    credentials: "same-origin",
    redirect: "manual",
    headers: { "X-Sync": "1", "X-CSRFToken": csrf },
  });
  if (answer.type === "opaqueredirect" || answer.status === 429 || answer.status >= 500) throw new Error("later");
  const said = await answer.json().catch(() => ({ words: [`HTTP ${answer.status}`] }));
  if (answer.ok) {
    // Pictures and names do not stay on the phone once the office has them.
    const state = said.outcome === "conflict" ? "conflict" : "sent";
    await put("records", { ...record, entries: [], state, words: said.words });
  } else {
    await put("records", { ...record, state: "refused", words: [said.words].flat().join(" ") });
  }
}

function entriesOf(data) {
  return [...data.entries()].map(([name, value]) => (value instanceof File ? [name, value, value.name] : [name, value]));
}

async function restore(form) {
  const mend = location.hash.startsWith("#mend-") ? await get("records", location.hash.slice(6)) : null;
  const before = mend ?? (form.dataset.fresh === undefined ? null : await get("drafts", form.dataset.url));
  if (!before || before.user !== user) return [];
  const texts = before.entries.filter(([, value]) => typeof value === "string");
  for (const field of form.elements) {
    if (!field.name || ["hidden", "file", "submit"].includes(field.type)) continue;
    const given = texts.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
    else if (given.length) field.value = given[0];
  }
  if (!mend) return [];
  form.mended = mend.id;
  const files = mend.entries.filter(([name, value]) => value instanceof Blob && name === "photos" && value.size);
  if (files.length) form.querySelector("[data-kept]").textContent = words.photos(files.length);
  return files;
}

function tell(form, text) {
  const spot = form.querySelector("[data-form-words]");
  spot.textContent = text;
  spot.scrollIntoView({ block: "nearest" });
}

function officeTime() {
  // The office's clock, as far as this phone last heard it; a page kept since the morning must not date the visit.
  const ahead = Number(localStorage.getItem("gongbao-field-clock") ?? NaN);
  return Number.isFinite(ahead) ? new Date(Date.now() + ahead + 8 * 3_600_000).toISOString().slice(0, 16) : "";
}

async function hearClock() {
  const answer = await fetch(place.dataset.sync, { credentials: "same-origin", redirect: "manual" });
  if (answer.ok) localStorage.setItem("gongbao-field-clock", String(Date.parse((await answer.json()).now) - Date.now()));
}

async function prepare(form) {
  if (form.dataset.fresh !== undefined) form.elements.visited_at.value = officeTime() || form.elements.visited_at.value;
  const box = form.querySelector("[data-signature]");
  const pad = signature(box);
  const kept = await restore(form);
  const refresh = () => {
    for (const part of form.querySelectorAll("[data-when]")) {
      const [name, values] = part.dataset.when.split("=");
      const chosen = form.querySelector(`[name="${name}"]:checked`)?.value ?? "";
      part.hidden = !values.split(",").includes(chosen);
    }
    if (!box.hidden && !pad.fitted()) pad.fit();
  };
  form.addEventListener("change", refresh);
  refresh();
  let draft = 0;
  form.addEventListener("input", () => {
    clearTimeout(draft);
    draft = setTimeout(() => {
      const entries = entriesOf(new FormData(form)).filter(([, value]) => typeof value === "string");
      put("drafts", { url: form.dataset.url, user, entries });
    }, 400);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(draft);
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    data.delete("signature");
    data.set("record", crypto.randomUUID());
    for (const [name, value, fileName] of kept) data.append(name, value, fileName);
    if (data.get("signing") === "drawn") {
      const picture = await pad.blob();
      if (!picture) return tell(form, words.sign);
      data.set("signature", picture, "signature.png");
    }
    const record = {
      id: data.get("record"),
      url: form.dataset.url,
      title: form.dataset.title,
      user,
      entries: entriesOf(data),
      savedAt: new Date().toISOString(),
      state: "waiting",
      words: "",
    };
    try {
      await put("records", record);
      if (form.mended) await remove("records", form.mended);
      await remove("drafts", record.url);
    } catch {
      return tell(form, words.saveFailed);
    }
    tell(form, navigator.onLine ? words.sending : words.offline);
    await send();
    location.assign(form.dataset.done);
  });
}

async function tidy() {
  // What was sent is shown for a day.
  const old = new Date(Date.now() - 86_400_000).toISOString();
  for (const one of await all("records")) {
    if (one.state === "sent" && one.savedAt < old) await remove("records", one.id);
  }
}

async function keepPages() {
  if (!("serviceWorker" in navigator) || !place) return;
  await navigator.serviceWorker.register("/inspect/worker.js", { scope: "/inspect/" });
  const active = (await navigator.serviceWorker.ready).active;
  if (localStorage.getItem("gongbao-field-user") !== user) {
    // Another person on the same phone: what the one before could see is forgotten.
    active.postMessage({ forget: true });
    localStorage.setItem("gongbao-field-user", user);
  }
  if (!navigator.onLine) return;
  hearClock().catch(() => {});
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.kept) place.querySelector("[data-ready]").textContent = words.ready;
  });
  const pages = [location.href.split("#")[0], ...[...document.querySelectorAll("a[data-keep]")].map((link) => link.href)];
  const assets = [
    ...performance.getEntriesByType("resource").map((one) => one.name),
    ...[...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href || one.src),
  ].filter((url) => url.startsWith(`${location.origin}/static/`));
  active.postMessage({ keep: [...new Set([...pages, ...assets])] });
}

for (const form of document.querySelectorAll("form[data-field]")) prepare(form);
place?.querySelector("[data-send]").addEventListener("click", send);
window.addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
await tidy();
await show();
keepPages();
send();
