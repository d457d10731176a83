// Urgent reports through the phone's queue, with the server's receipt, and a word where the phone was away or its clock
// is off.
import { keptStore } from "../web/js/kept-store.js";
import { SendQueue, chinaTime, inEnglish } from "../web/js/send-queue.js";

const words = inEnglish
  ? {
      kept: "not sent yet",
      waiting: (n) => `${n} report(s) on this phone are not sent yet. Report by telephone as well.`,
      none: "Nothing waits on this phone.",
      other: "Reports of another account are on this phone; sign in as that person to send them.",
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
      waiting: (n) => `这部手机上有 ${n} 份报告还没有发送。请同时打电话报告。`,
      none: "没有等待发送的报告。",
      other: "这部手机上有另一个账号写的报告，请用那个账号登录后发送。",
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
const AWAY_MINUTES = 30;
const CLOCK_MINUTES = 2;

const span = (minutes) => (minutes < 60 ? words.minutes(Math.round(minutes)) : words.hours(Math.round(minutes / 60)));

class Urgent extends SendQueue {
  label(one) {
    return `${one.title} ${chinaTime(one.savedAt)}`;
  }

  /** The demonstration lives on a day of its own: there the difference says nothing about this phone. */
  get demo() {
    return this.place.dataset.demo !== undefined;
  }

  /** An instant of this phone's clock, as the demonstration would have it where this is one. */
  onThisPhone(instant) {
    return new Date(instant + (this.demo ? this.ahead || 0 : 0)).toISOString();
  }

  dress(body, one, silentSince) {
    body.set("device_at", this.onThisPhone(Date.now()));
    if (one.offline && silentSince) body.set("away_since", this.onThisPhone(silentSince));
  }

  taken(said) {
    return { state: "sent", words: said.words, href: said.href };
  }

  shown() {
    const off = this.demo ? 0 : (this.ahead || 0) / 60_000;
    const away = this.heardAt ? (Date.now() - this.heardAt) / 60_000 : 0;
    const told = [];
    if (away >= AWAY_MINUTES) told.push(words.away(span(away)));
    if (Math.abs(off) >= CLOCK_MINUTES) told.push(words.clock(Math.round(Math.abs(off))));
    const line = this.place.querySelector("[data-away]");
    line.hidden = told.length === 0;
    line.textContent = told.join(" ");
  }

  async sent(form, one) {
    if (one?.state === "refused") {
      // The form still holds what was typed: mend it here, and it goes as a new try.
      await this.waiting.remove(one.id);
      await this.show();
      return this.tell(form, one.words);
    }
    await this.drafts.remove(form.dataset.url);
    location.assign(one?.href ?? form.dataset.done);
  }
}

const { reports, drafts } = keptStore(NAME, { reports: "id", drafts: "url" });
const queue = new Urgent({ name: NAME, waiting: reports, drafts, words, retry: 20_000, moment: "learned_at" });
await queue.begin(document.querySelectorAll("form[data-urgent]"));
