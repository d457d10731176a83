// <form data-kept-text data-user data-item data-sync>: what is typed survives a lost connection, a closed page and a
// lost session. It is kept on this device at once, sent when one pauses and when the network is back, and shown as
// 已存在本机 or 已存到服务器. The page's own number goes with it, so that what arrives twice is one thing.
import { keptStore } from "./kept-store.js";

const english = document.documentElement.lang.startsWith("en");
const words = english
  ? {
      here: (time) => `Kept on this device ${time}`,
      there: (time) => `Saved on the server ${time}`,
      sending: "Sending…",
      offline: (time) => `No network. Kept on this device ${time}; sent when it is back.`,
      lodgeLater: "No network. Kept on this device, and lodged by itself when the network is back. You may leave this page.",
      signedOut: "You are signed out. What you wrote is kept on this device.",
      signIn: "Sign in again",
      long: (n, most) => `${n} characters, more than ${most}: kept on this device, not sent. Shorten it, or attach the long text.`,
      conflict: "A colleague has saved this item meanwhile. Yours is kept on this device.",
      both: "See both texts",
      restored: "This is what you wrote before it reached the server.",
      fresh: "Write another instead",
      unsafe: "This device cannot keep the text. Do not leave this page before it is saved.",
      refused: "Not taken. Kept on this device.",
      list: (n) => `${n} on this device not yet with the server`,
      untitled: "(no title yet)",
      drop: "Drop",
      sure: "This text is only on this device. Drop it for good?",
      leave: (n) => `${n} text(s) on this device are not with the server. Signing out clears them. Sign out all the same?`,
      states: { typing: "not sent", lodge: "waits to be lodged", conflict: "changed by a colleague", refused: "not taken" },
    }
  : {
      here: (time) => `已存在本机 ${time}`,
      there: (time) => `已存到服务器 ${time}`,
      sending: "正在发送…",
      offline: (time) => `没有网络。已存在本机 ${time}，有网络时自动发送。`,
      lodgeLater: "没有网络。已存在本机，有网络时自动报送，可以离开本页。",
      signedOut: "登录已过期。您写的已存在本机。",
      signIn: "重新登录",
      long: (n, most) => `共 ${n} 字，超过 ${most} 字：已存在本机，没有发送。请精简，或把长材料作为附件。`,
      conflict: "同事刚保存过这一条。您写的已存在本机。",
      both: "看两份文字",
      restored: "这是上次没来得及存到服务器的内容，已替您找回。",
      fresh: "另写一条",
      unsafe: "这台设备存不下文字，保存之前请不要离开本页。",
      refused: "没有收下。已存在本机。",
      list: (n) => `本机还有 ${n} 条没有存到服务器`,
      untitled: "（还没有标题）",
      drop: "放弃",
      sure: "这段文字只在这台设备上。确定永久放弃吗？",
      leave: (n) => `本机还有 ${n} 条没有存到服务器，退出会清除。仍要退出吗？`,
      states: { typing: "未发送", lodge: "等待报送", conflict: "同事也改过", refused: "没有收下" },
    };
const { all, clear, put, remove } = keptStore("gongbao-writing", { texts: "key" }).texts;
const KEEP_MS = 300;
const SEND_MS = 2500;
const RETRY_MS = 20_000;

function clock() {
  return new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
}

function textsOf(form) {
  const skip = new Set(["csrfmiddlewaretoken", "revision", "page"]);
  return [...new FormData(form).entries()].filter(([name, value]) => typeof value === "string" && !skip.has(name));
}

function link(text, href) {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = text;
  return made;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-quiet button-small";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

class Keeper {
  constructor(form) {
    this.form = form;
    this.user = form.dataset.user;
    this.changes = 0;
    this.busy = false;
    this.safe = true;
    this.dirty = false;
    this.pending = ""; // "lodge" where lodging waits for the network
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", (event) => event.target.type !== "file" && this.changed());
    form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("online", () => this.dirty && this.send(this.pending));
    // Left within the third of a second before it is kept: a database write begun here is finished by the browser.
    window.addEventListener("pagehide", () => this.keeping && this.keep());
    window.addEventListener("beforeunload", (event) => !this.safe && event.preventDefault());
  }

  get key() {
    return `${this.user}:${this.form.dataset.item || `new:${this.form.elements.page.value}`}`;
  }

  say(text, state, ...more) {
    const place = this.form.querySelector("[data-kept]");
    place.dataset.state = state;
    place.replaceChildren(text, ...more.flatMap((one) => [" ", one]));
  }

  async restore() {
    const { form } = this;
    if (form.dataset.posted !== undefined) return;
    const item = form.dataset.item;
    if (new URLSearchParams(location.search).has("theirs")) {
      await remove(this.key);
      history.replaceState(null, "", location.pathname);
      return;
    }
    const mine = (await all()).filter((one) => one.user === this.user);
    const wanted = location.hash.startsWith("#kept-") ? location.hash.slice(6) : "";
    const found = item
      ? mine.find((one) => one.item === item)
      : location.hash === "#fresh"
        ? null
        : mine.filter((one) => !one.item && (!wanted || one.page === wanted)).sort((a, b) => b.savedAt.localeCompare(a.savedAt))[0];
    if (!found) return;
    for (const field of form.elements) {
      if (!field.name || ["hidden", "file", "submit"].includes(field.type)) continue;
      const given = found.entries.filter(([name, value]) => name === field.name && typeof value === "string").map(([, value]) => value);
      if (["radio", "checkbox"].includes(field.type)) field.checked = given.includes(field.value);
      else if (given.length) field.value = given[0];
    }
    form.elements.page.value = found.page;
    form.elements.revision.value = found.revision;
    this.changes += 1;
    this.dirty = true;
    const more = item ? [] : [link(words.fresh, "#fresh")];
    more[0]?.addEventListener("click", () => setTimeout(() => location.reload()));
    this.say(words.restored, "here", ...more);
    // What waits to be lodged is sent as such by the list; here it is looked at first.
    if (found.state === "typing") this.later(SEND_MS);
  }

  changed() {
    this.changes += 1;
    this.dirty = true;
    this.pending = ""; // whoever writes on lodges again
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), KEEP_MS);
    this.later(SEND_MS);
  }

  later(wait) {
    clearTimeout(this.sending);
    this.sending = setTimeout(() => this.send(this.pending), wait);
  }

  async keep(state = "typing", entries = textsOf(this.form), said = "") {
    const { form } = this;
    clearTimeout(this.keeping);
    this.keeping = 0;
    const record = {
      key: this.key,
      user: this.user,
      item: form.dataset.item || "",
      url: form.getAttribute("action"),
      page: form.elements.page.value,
      revision: form.elements.revision.value,
      title: form.elements.title.value,
      entries,
      state,
      words: said,
      savedAt: new Date().toISOString(),
    };
    try {
      await put(record);
      this.safe = true;
      if (!this.busy && state === "typing") this.say(words.here(clock()), "here");
    } catch {
      this.safe = false;
      this.say(words.unsafe, "failed");
    }
  }

  async send(go = "") {
    if (this.busy) return this.later(SEND_MS);
    const { form } = this;
    const length = form.elements.body.value.length;
    const most = Number(form.dataset.most);
    if (length > most) return this.say(words.long(length, most), "failed");
    this.busy = true;
    clearTimeout(this.sending);
    const stamp = this.changes;
    const body = new FormData(form);
    if (go) body.set("go", go);
    else body.delete("files");
    this.say(words.sending, "sending");
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        body,
        credentials: "same-origin",
        redirect: "manual",
        headers: { "X-Sync": "1", "X-CSRFToken": this.token || form.elements.csrfmiddlewaretoken.value },
      });
      return await this.hear(answer, stamp, go);
    } catch {
      const entries = go === "lodge" ? [...body.entries()] : textsOf(form);
      await this.keep(go === "lodge" ? "lodge" : "typing", entries);
      this.say(go === "lodge" ? words.lodgeLater : words.offline(clock()), "here");
      this.pending = go === "lodge" ? go : "";
      this.later(RETRY_MS);
      return "later";
    } finally {
      this.busy = false;
    }
  }

  async hear(answer, stamp, go) {
    const { form } = this;
    if (answer.type === "opaqueredirect" || answer.status === 401) return this.signedOut();
    if (answer.status === 403 && !this.token) {
      // Signed in again in another window: the page's token is old, its text is not. Or signed out, with the token gone.
      const asked = await fetch(form.dataset.sync, { credentials: "same-origin", redirect: "manual" });
      const pass = asked.ok ? await asked.json() : null;
      if (pass?.user !== this.user) return this.signedOut();
      this.token = pass.csrf;
      form.elements.csrfmiddlewaretoken.value = pass.csrf;
      this.later(0);
      return "again";
    }
    if (answer.status === 429 || answer.status >= 500) throw new Error("later");
    const said = await answer.json().catch(() => ({ words: words.refused }));
    if (said.turn) await this.moveOn(said);
    if (answer.ok) {
      if (this.changes === stamp) {
        this.dirty = false;
        await remove(this.key);
        this.say(words.there(clock()), "there");
      } else await this.keep();
      if (said.outcome === "lodged") location.assign(said.url);
      return said.outcome;
    }
    const conflict = said.code === "item.changed-meanwhile";
    await this.keep(conflict ? "conflict" : "refused", textsOf(form), said.words);
    if (conflict) this.say(words.conflict, "failed", button(words.both, () => this.plainly("save")));
    else this.say(said.words || words.refused, "failed");
    return conflict ? "conflict" : "refused";
  }

  async signedOut() {
    await this.keep();
    this.say(words.signedOut, "failed", link(words.signIn, `/accounts/login/?next=${encodeURIComponent(location.pathname)}`));
    return "signed-out";
  }

  async moveOn(said) {
    // The first sending made the item: from here on this page is about it.
    const { form } = this;
    form.elements.revision.value = said.turn;
    if (form.dataset.item) return;
    await remove(this.key);
    form.dataset.item = said.item;
    form.action = said.write;
    history.replaceState(null, "", said.write);
  }

  plainly(go) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "go";
    field.value = go;
    this.form.append(field);
    this.form.submit();
  }

  async submit(event) {
    event.preventDefault();
    const go = event.submitter?.value || "save";
    await this.keep();
    while (this.busy) await new Promise((resolve) => setTimeout(resolve, 100));
    const outcome = await this.send(go);
    if (outcome === "saved") location.assign(this.form.getAttribute("action"));
    // What is refused is shown by the server's own page, at its field, with both texts where two wrote.
    if (["refused", "conflict"].includes(outcome)) this.plainly(go);
  }
}

// How many the server took.
async function flush(place) {
  const waiting = (await all()).filter((one) => one.user === place.dataset.user && ["typing", "lodge"].includes(one.state));
  if (!waiting.length || !navigator.onLine) return 0;
  const answer = await fetch(place.dataset.sync, { credentials: "same-origin", redirect: "manual" });
  const pass = answer.ok ? await answer.json() : {};
  if (pass.user !== place.dataset.user) return 0;
  let taken = 0;
  for (const record of waiting) taken += (await flushOne(record, pass.csrf)) ? 1 : 0;
  return taken;
}

async function flushOne(record, csrf) {
  const body = new FormData();
  for (const [name, value] of record.entries) {
    if (!["csrfmiddlewaretoken", "revision", "page", "go"].includes(name)) body.append(name, value);
  }
  body.set("page", record.page);
  body.set("revision", record.revision);
  if (record.state === "lodge") body.set("go", "lodge");
  const headers = { "X-Sync": "1", "X-CSRFToken": csrf };
  const answer = await fetch(record.url, { method: "POST", body, credentials: "same-origin", redirect: "manual", headers });
  if (answer.type === "opaqueredirect" || answer.status === 429 || answer.status >= 500) return false;
  if (answer.ok) {
    await remove(record.key);
    return true;
  }
  const said = await answer.json().catch(() => ({}));
  const state = said.code === "item.changed-meanwhile" ? "conflict" : "refused";
  await put({ ...record, state, words: said.words || words.refused });
  return false;
}

async function showList(place) {
  const mine = (await all()).filter((one) => one.user === place.dataset.user);
  place.hidden = mine.length === 0;
  if (place.hidden) return place.replaceChildren();
  const head = document.createElement("p");
  head.textContent = words.list(mine.length);
  const list = document.createElement("ul");
  for (const one of mine) {
    const row = document.createElement("li");
    const drop = button(words.drop, async () => {
      if (!window.confirm(words.sure)) return;
      await remove(one.key);
      await showList(place);
    });
    row.append(
      link(one.title || words.untitled, one.item ? one.url : `${place.dataset.new}#kept-${one.page}`),
      ` ${words.states[one.state]}${one.words ? ` · ${one.words}` : ""} `,
      drop,
    );
    list.append(row);
  }
  place.replaceChildren(head, list);
}

async function watch(place) {
  const go = async () => {
    const taken = await flush(place).catch(() => 0);
    // The page was made before the server had them.
    if (taken) return location.reload();
    await showList(place);
  };
  window.addEventListener("online", go);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && go());
  await go();
}

document.addEventListener("submit", async (event) => {
  if (!event.target.action?.endsWith?.("/accounts/logout/") || event.target.dataset.sure) return;
  event.preventDefault();
  const left = await all().catch(() => []);
  if (left.length && !window.confirm(words.leave(left.length))) return;
  await clear().catch(() => {});
  event.target.dataset.sure = "1";
  event.target.submit();
});

for (const form of document.querySelectorAll("form[data-kept-text]")) new Keeper(form).restore().catch(() => {});
for (const place of document.querySelectorAll("[data-kept-list]")) watch(place).catch(() => {});
