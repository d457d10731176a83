// The page on which a reader's own browser checks a proof. Nothing leaves the page.
import { Camera, Collector, codesInPhoto } from "./codes.js";
import { check, joinCodes, read, unpack } from "./proof.js";
import { element, show } from "./proved.js";

const at = (id) => document.getElementById(id);
const LARGEST = 32 * 1024 * 1024;

class Page {
  constructor(form) {
    this.form = form;
    this.words = JSON.parse(at("verify-words").textContent);
    this.policy = JSON.parse(at("verify-policy").textContent);
    this.collector = new Collector();
    this.camera = new Camera(at("camera-view"), (texts) => this.scanned(texts));
    this.proof = null;
  }

  start() {
    const file = this.form.elements.file;
    const photo = this.form.elements.photo;
    file.addEventListener("change", () => file.files[0] && this.opened([file.files[0]]));
    photo.addEventListener("change", () => photo.files.length && this.opened([...photo.files]));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.proof) this.verify();
      else if (file.files[0]) this.opened([file.files[0]]);
      else file.focus();
    });
    at("camera-start").addEventListener("click", () => this.look());
    at("camera-stop").addEventListener("click", () => this.close());
    at("keep").addEventListener("click", () => this.keep());
    this.dropping(at("drop"));
    if (!globalThis.crypto?.subtle) this.say(this.words.insecure, false);
  }

  dropping(zone) {
    for (const name of ["dragover", "dragleave", "drop"]) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.toggle("drop-over", name === "dragover");
      });
    }
    zone.addEventListener("drop", (event) => event.dataTransfer.files.length && this.opened([...event.dataTransfer.files]));
  }

  async opened(files) {
    const pictures = files.filter((one) => one.type.startsWith("image/"));
    if (pictures.length) {
      await this.photographed(pictures);
      return;
    }
    this.clear();
    try {
      if (files[0].size > LARGEST) throw new Error("length");
      this.proof = await read(new Uint8Array(await files[0].arrayBuffer()));
      await this.verify();
    } catch (error) {
      this.broken(error, files[0].name);
    }
  }

  async photographed(pictures) {
    this.progress(this.words.reading);
    for (const one of pictures) {
      const texts = await codesInPhoto(one).catch(() => []);
      await this.scanned(texts, true);
    }
  }

  async look() {
    try {
      this.collector.clear();
      at("camera").hidden = false;
      at("camera-start").hidden = true;
      this.progress(this.words.aim);
      await this.camera.start();
    } catch (error) {
      this.close();
      const known = { NotAllowedError: "refused", NotFoundError: "nocamera", InsecureError: "insecure" };
      this.progress(this.words[known[error.name] ?? "nocamera"]);
    }
  }

  close() {
    this.camera.stop();
    at("camera").hidden = true;
    at("camera-start").hidden = false;
  }

  async scanned(texts, photo = false) {
    const news = this.collector.add(texts);
    const { parts, of, missing, foreign } = this.collector;
    if (!of) {
      if (photo || foreign) this.progress(foreign ? this.words.foreign : this.words.unread);
      return;
    }
    if (!news && !photo) return;
    const left = this.words.left.replace("{n}", parts.size).replace("{of}", of).replace("{missing}", missing.join(", "));
    this.progress(missing.length ? left : this.words.whole.replace("{of}", of));
    if (!this.collector.complete) return;
    const whole = this.collector.texts;
    this.collector.clear();
    this.close();
    this.clear();
    try {
      this.proof = await unpack(await joinCodes(whole));
      await this.verify();
    } catch (error) {
      this.broken(error, "");
    }
  }

  async verify() {
    const results = [];
    at("steps").replaceChildren();
    const tell = (step, fine, detail) => {
      results.push(fine);
      at("steps").append(this.step(step, fine, detail));
    };
    try {
      const { document: found, leaf } = await check(this.proof, this.form.elements.key.value, this.policy, tell);
      const fine = !results.includes(false);
      at("result").hidden = false;
      at("document").hidden = !(found && fine);
      if (found && fine) {
        show(at("said"), found, this.words);
        this.latest(found);
        at("raw").textContent = JSON.stringify(found, null, 2);
      }
      at("entry").textContent = `${leaf.kind} · ${leaf.time} · ${leaf.record} · ${leaf.version}`;
      this.say(fine ? (results.includes(null) ? this.words.bare : this.words.good) : this.words.bad, fine);
    } catch (error) {
      this.broken(error, "");
    }
  }

  latest(found) {
    const code = found.sections?.registration?.code ?? found.entity?.code;
    at("latest").hidden = !code;
    if (code) at("latest").href = `/e/${encodeURIComponent(code)}/`;
  }

  step(step, fine, detail) {
    const item = element("li", "", fine === null ? "" : fine ? "step-fine" : "step-wrong");
    const mark = fine === null ? "?" : fine ? "✓" : "✗";
    item.append(`${mark} ${this.words[`step_${step}`]}`, document.createElement("br"), element("code", detail));
    return item;
  }

  broken(error, detail) {
    at("result").hidden = false;
    at("document").hidden = true;
    const why = { none: "noproof", several: "severalproofs" }[error.message] ?? "broken";
    at("steps").append(this.step(why, false, detail));
    this.say(this.words.bad, false);
  }

  clear() {
    this.proof = null;
    at("steps").replaceChildren();
    at("result").hidden = true;
  }

  say(words, fine) {
    const verdict = at("verdict");
    verdict.textContent = words;
    verdict.className = fine ? "verdict-good" : "verdict-bad";
    verdict.focus();
  }

  progress(words) {
    at("progress").textContent = words;
  }

  keep() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([this.proof.file], { type: "text/plain" }));
    link.download = "gongbao.tlog-proof";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}

const form = at("verify");
if (form) new Page(form).start();
