// The inspector's form through the phone's queue, with pictures and a signature.
import { keptStore } from "../web/js/kept-store.js";
import { SendQueue, inEnglish } from "../web/js/send-queue.js";
import { signature } from "./signature.js";

const words = inEnglish
  ? {
      kept: "kept on this phone",
      waiting: (n) => `${n} record(s) on this phone wait to be sent.`,
      none: "Everything is sent.",
      other: "Records of another account are on this phone; sign in as that person to send them.",
      drop: "Drop this record",
      sure: "This record is not sent. Drop it for good?",
      photos: (n) => `${n} picture(s) from before are attached.`,
      sign: "Please sign in the box, or choose another way of signing.",
      offline: "No network. The record is kept on this phone and sent later.",
      saveFailed: "This phone could not keep the record. Stay on this page and try again.",
    }
  : {
      kept: "已存在这部手机上",
      waiting: (n) => `这部手机上有 ${n} 份记录等待发送。`,
      none: "记录已全部发送。",
      other: "这部手机上有另一个账号写的记录，请用那个账号登录后发送。",
      drop: "放弃这份记录",
      sure: "这份记录还没有发送。确定永久放弃吗？",
      photos: (n) => `已带上先前的 ${n} 张照片。`,
      sign: "请在框内签名，或者改选其他签字方式。",
      offline: "没有网络。记录已存在这部手机上，有网络时自动发送。",
      saveFailed: "这部手机没能存下记录，请留在本页再试一次。",
    };

class Field extends SendQueue {
  taken(said) {
    return { state: said.outcome === "conflict" ? "conflict" : "sent", words: said.words };
  }

  async prepare(form) {
    const box = form.querySelector("[data-signature]");
    const pad = signature(box);
    form.pad = pad;
    await super.prepare(form);
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
  }

  async restore(form) {
    // The signature is given anew: it stands under what is written now.
    const photos = (await super.restore(form)).filter(([name]) => name === "photos");
    if (photos.length) form.querySelector("[data-kept]").textContent = words.photos(photos.length);
    return photos;
  }

  async gather(form, before) {
    const data = await super.gather(form, before);
    data.delete("signature");
    if (data.get("signing") !== "drawn") return data;
    const picture = await form.pad.blob();
    if (!picture) {
      this.tell(form, words.sign);
      return null;
    }
    data.set("signature", picture, "signature.png");
    return data;
  }

  async sent(form, one) {
    await this.drafts.remove(form.dataset.url);
    await super.sent(form, one);
  }
}

const { records, drafts } = keptStore("gongbao-field", { records: "id", drafts: "url" });
const queue = new Field({ name: "gongbao-field", waiting: records, drafts, words, retry: 30_000, moment: "visited_at" });
await queue.begin(document.querySelectorAll("form[data-field]"));
