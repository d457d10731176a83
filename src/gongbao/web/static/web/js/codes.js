// Reading printed QR codes: by the browser's own detector where there is one, else by a small library of this house.
import { codeOf } from "./proof.js";

const WIDEST = 2200; // of a photo: enough for a whole sheet, and quick

let native;
async function ownDetector() {
  if (native !== undefined) return native;
  native = null;
  try {
    const known = (await globalThis.BarcodeDetector?.getSupportedFormats?.()) ?? [];
    if (known.includes("qr_code")) native = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  } catch {
    native = null;
  }
  return native;
}

// The texts of all codes in a picture, a video's frame or a photo.
export async function codesIn(source, width, height, { patient = false } = {}) {
  const own = await ownDetector();
  if (own) {
    const found = (await own.detect(source)).map((one) => one.rawValue);
    if (found.length) return found;
  }
  const scale = Math.min(1, WIDEST / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { decodeQRBatch } = await import("../../vendor/qr/decode.js");
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  const [results] = await decodeQRBatch([image], { timeLimit: patient ? 4000 : 60 });
  return results.filter((one) => typeof one === "string");
}

export async function codesInPhoto(file) {
  const picture = await createImageBitmap(file);
  try {
    return await codesIn(picture, picture.width, picture.height, { patient: true });
  } finally {
    picture.close();
  }
}

// The codes of one proof as they come in, in any order; those of another proof begin anew.
export class Collector {
  constructor() {
    this.clear();
  }

  clear() {
    this.set = null;
    this.of = 0;
    this.parts = new Map();
  }

  // Whether any of these texts was news; `foreign` counts codes that are not ours.
  add(texts) {
    const before = `${this.set} ${this.parts.size}`;
    this.foreign = 0;
    for (const one of texts) {
      const code = codeOf(one);
      if (!code) {
        this.foreign += 1;
        continue;
      }
      if (code.set !== this.set || code.of !== this.of) {
        this.clear();
        [this.set, this.of] = [code.set, code.of];
        this.foreign = 0;
      }
      this.parts.set(code.part, one.trim());
    }
    return `${this.set} ${this.parts.size}` !== before;
  }

  get complete() {
    return this.of > 0 && this.parts.size === this.of;
  }

  get missing() {
    return Array.from({ length: this.of }, (_, n) => n + 1).filter((n) => !this.parts.has(n));
  }

  get texts() {
    return [...this.parts.values()];
  }
}

export class Camera {
  constructor(video, seen) {
    this.video = video;
    this.seen = seen;
    this.stream = null;
  }

  async start() {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "InsecureError");
    const wish = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.look(this.stream);
  }

  async look(stream) {
    while (this.stream === stream) {
      const { videoWidth, videoHeight } = this.video;
      if (videoWidth) {
        const found = await codesIn(this.video, videoWidth, videoHeight).catch(() => []);
        if (this.stream === stream && found.length) this.seen(found);
      }
      await new Promise((resume) => setTimeout(resume, 80));
    }
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }
}
