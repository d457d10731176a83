// Forms that are sent through a queue on the phone: what is written stays there, where one can see it, and is sent when
// there is a network. Sent twice it is one: its number is made here, and the server knows it again.
// <section data-queue data-user data-sync> holds [data-queue-words], [data-queue-list] and [data-send]; each form
// [data-url data-title data-done], [data-fresh] where it was not refused, and [data-form-words].
const english = document.documentElement.lang.startsWith("en");
const common = english
  ? { sending: "Sending…", mend: "Open and mend", signedOut: "Signed out: sign in again, then what waits is sent." }
  : { sending: "正在发送…", mend: "打开修改", signedOut: "登录已过期：请重新登录，登录后自动发送。" };
const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;
const DRAFT_MS = 400;
const FIRST_RETRY_MS = 3_000; // then twice as long each time: not every phone says that its network is back

export const inEnglish = english;

/** 09:41 in China of an instant, whatever zone this phone thinks it is in. */
export function chinaTime(instant) {
  return new Date(Date.parse(instant) + CHINA_MS).toISOString().slice(11, 16);
}

export class SendQueue {
  /** `name` of what is kept about the server's clock; `waiting` and `drafts`: stores; `moment`: the field of "now". */
  constructor({ name, waiting, drafts, words, retry, moment }) {
    Object.assign(this, { name, waiting, drafts, retry, moment, words: { ...common, ...words } });
    this.place = document.querySelector("[data-queue]");
    this.user = this.place?.dataset.user ?? "";
    this.busy = false;
    this.again = false;
    this.timer = 0;
    this.pause = Math.min(FIRST_RETRY_MS, retry);
  }

  // What a kind of form adds.
  label(one) {
    return one.title;
  }
  /** More than was typed, known only when it is sent. */
  dress(_body, _one) {}
  /** What the queue says of one the server took. */
  taken(said) {
    return { state: "sent", words: said.words };
  }
  shown() {}
  /** Whoever pressed the button goes on here. */
  async sent(form, _one) {
    location.assign(form.dataset.done);
  }

  async begin(forms) {
    for (const form of forms) await this.prepare(form);
    if (!this.place) return;
    const send = () => this.send();
    this.place.querySelector("[data-send]").addEventListener("click", send);
    window.addEventListener("online", send);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
    await this.tidy();
    await this.show();
    if (navigator.onLine) this.hear().then(() => this.shown(), () => {});
    await this.send();
  }

  // -- the server's clock, as far as this phone last heard it

  /** Milliseconds the server's clock is ahead of this phone's; NaN before the first word from it. */
  get ahead() {
    return Number(localStorage.getItem(`${this.name}-clock`) ?? NaN);
  }

  /** When the server was last heard, on this phone's clock; 0: never. */
  get heardAt() {
    return Number(localStorage.getItem(`${this.name}-seen`) ?? 0);
  }

  async hear() {
    const answer = await fetch(this.place.dataset.sync, { credentials: "same-origin", redirect: "manual" });
    if (!answer.ok) return null;
    const pass = await answer.json();
    localStorage.setItem(`${this.name}-clock`, String(Date.parse(pass.now) - Date.now()));
    localStorage.setItem(`${this.name}-seen`, String(Date.now()));
    return pass;
  }

  // -- the queue one sees

  say(text) {
    const line = this.place?.querySelector("[data-queue-words]");
    if (line) line.textContent = text;
  }

  async show(note = "") {
    if (!this.place) return;
    this.shown();
    const all = (await this.waiting.all()).sort((a, b) => a.savedAt.localeCompare(b.savedAt));
    const mine = all.filter((one) => one.user === this.user);
    this.place.querySelector("[data-queue-list]").replaceChildren(...mine.map((one) => this.row(one)));
    const left = mine.filter((one) => one.state === "waiting").length;
    this.place.querySelector("[data-send]").hidden = left === 0;
    const others = mine.length < all.length ? this.words.other : "";
    this.say(note || [left ? this.words.waiting(left) : this.words.none, others].join(" ").trim());
  }

  row(one) {
    const item = document.createElement("li");
    item.dataset.state = one.state;
    const text = document.createElement("span");
    text.textContent = `${this.label(one)}: ${one.words || this.words.kept}`;
    item.append(text);
    if (one.href) {
      const link = document.createElement("a");
      link.href = one.href;
      link.textContent = " →";
      link.setAttribute("aria-label", one.title);
      item.append(link);
    }
    if (one.state !== "refused") return item;
    const mend = document.createElement("a");
    mend.href = `${one.url}#mend-${one.id}`;
    mend.textContent = this.words.mend;
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "button button-quiet button-small";
    drop.textContent = this.words.drop;
    drop.addEventListener("click", async () => {
      if (!window.confirm(this.words.sure)) return;
      await this.waiting.remove(one.id);
      await this.show();
    });
    item.append(" ", mend, " ", drop);
    return item;
  }

  /** What was sent is shown for a day. */
  async tidy() {
    const old = new Date(Date.now() - DAY_MS).toISOString();
    for (const one of await this.waiting.all()) {
      if (one.state === "sent" && one.savedAt < old) await this.waiting.remove(one.id);
    }
  }

  // -- sending

  async send() {
    if (!this.place) return;
    if (this.busy) {
      this.again = true; // the network may have come back after the try under way lost it
      return;
    }
    this.busy = true;
    this.again = false;
    clearTimeout(this.timer);
    let note = "";
    try {
      const mine = (await this.waiting.all()).filter((one) => one.state === "waiting" && one.user === this.user);
      if (mine.length) {
        this.say(this.words.sending);
        const silentSince = this.heardAt;
        const pass = await this.hear();
        if (pass?.user === this.user) for (const one of mine) await this.sendOne(one, pass.csrf, silentSince);
        else note = this.words.signedOut;
        this.pause = Math.min(FIRST_RETRY_MS, this.retry);
      }
    } catch {
      this.timer = setTimeout(() => this.send(), this.pause);
      this.pause = Math.min(2 * this.pause, this.retry);
    } finally {
      this.busy = false;
      await this.show(note);
      if (this.again) this.send();
    }
  }

  async sendOne(one, csrf, silentSince) {
    const body = new FormData();
    for (const [name, value, fileName] of one.entries) {
      if (value instanceof Blob) body.append(name, value, fileName || "file");
      else body.append(name, value);
    }
    this.dress(body, one, silentSince);
    const headers = { "X-Sync": "1", "X-CSRFToken": csrf };
    const answer = await fetch(one.url, { method: "POST", body, credentials: "same-origin", redirect: "manual", headers });
    if (answer.type === "opaqueredirect" || answer.status === 429 || answer.status >= 500) throw new Error("later");
    const said = await answer.json().catch(() => ({ words: [`HTTP ${answer.status}`] }));
    // What was written does not stay on the phone once the server has it; what the server said of it does.
    if (answer.ok) await this.waiting.put({ ...one, entries: [], ...this.taken(said) });
    else await this.waiting.put({ ...one, state: "refused", words: [said.words].flat().join(" ") });
  }

  // -- the form

  tell(form, text) {
    const spot = form.querySelector("[data-form-words]");
    spot.textContent = text;
    spot.scrollIntoView({ block: "nearest" });
  }

  async prepare(form) {
    // A page kept since the morning must not date what happens now.
    const moment = form.elements[this.moment];
    if (moment && form.dataset.fresh !== undefined && Number.isFinite(this.ahead)) {
      moment.value = new Date(Date.now() + this.ahead + CHINA_MS).toISOString().slice(0, 16);
    }
    const before = await this.restore(form);
    let draft = 0;
    form.addEventListener("input", () => {
      clearTimeout(draft);
      draft = setTimeout(() => {
        const entries = [...new FormData(form)].filter(([, value]) => typeof value === "string");
        this.drafts.put({ url: form.dataset.url, user: this.user, entries });
      }, DRAFT_MS);
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      clearTimeout(draft);
      const data = await this.gather(form, before);
      if (data) await this.queue(form, data);
    });
  }

  /** What goes out, or null where the form says what is missing. `before`: files of the try that is mended. */
  async gather(form, before) {
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    for (const [name, value, fileName] of before) data.append(name, value, fileName);
    return data;
  }

  async queue(form, data) {
    data.set("record", crypto.randomUUID());
    const one = {
      id: data.get("record"),
      url: form.dataset.url,
      title: `${form.dataset.title} ${data.get("place") ?? ""}`.trim(),
      user: this.user,
      entries: [...data].map(([name, value]) => (value instanceof File ? [name, value, value.name] : [name, value])),
      savedAt: new Date().toISOString(),
      offline: !navigator.onLine,
      state: "waiting",
      words: "",
    };
    try {
      await this.waiting.put(one);
      if (form.mended) await this.waiting.remove(form.mended);
    } catch {
      return this.tell(form, this.words.saveFailed);
    }
    this.tell(form, navigator.onLine ? this.words.sending : this.words.offline);
    await this.send();
    await this.sent(form, await this.waiting.get(one.id));
  }

  /** Puts back what was typed here, or what was refused; returns the files of the latter. */
  async restore(form) {
    const mend = location.hash.startsWith("#mend-") ? await this.waiting.get(location.hash.slice(6)) : null;
    const kept = mend ?? (form.dataset.fresh === undefined ? null : await this.drafts.get(form.dataset.url));
    if (!kept || kept.user !== this.user) return [];
    const texts = kept.entries.filter(([, value]) => typeof value === "string");
    for (const field of form.elements) {
      if (!field.name || ["hidden", "file", "submit"].includes(field.type)) continue;
      if (!mend && field.name === this.moment) continue;
      const given = texts.filter(([name]) => name === field.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(field.type)) field.checked = given.includes(field.value);
      else if (given.length) field.value = given[0];
    }
    if (!mend) return [];
    form.mended = mend.id;
    return mend.entries.filter(([, value]) => value instanceof Blob && value.size);
  }
}
