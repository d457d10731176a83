// Checks a .tlog-proof file in this browser. Nothing leaves the page; the steps are those of docs/how-to/verify.md.

const text = new TextEncoder();
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const unhex = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const unbase64 = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
const node = (left, right) => sha256([1], left, right);

export function parse(file) {
  const cut = file.indexOf("\n\n");
  const lines = file.slice(0, cut).split("\n");
  if (cut < 0 || lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Error("format");
  const extra = lines[0]?.startsWith("extra ") ? unbase64(lines.shift().slice(6)) : null;
  const index = /^index (\d+)$/.exec(lines.shift() ?? "");
  if (!index || !extra) throw new Error("format");
  const opening = JSON.parse(new TextDecoder().decode(extra));
  if (opening.format !== "gongbao/opening/v1") throw new Error("format");
  return {
    index: BigInt(index[1]),
    hashes: lines.map(unbase64),
    note: file.slice(cut + 2),
    entry: unbase64(opening.entry),
    salt: opening.salt === null ? null : unhex(opening.salt),
    payload: opening.payload === null ? null : unbase64(opening.payload),
  };
}

export function parseNote(note) {
  const cut = note.lastIndexOf("\n\n");
  const body = note.slice(0, cut + 1);
  const [origin, size, root] = body.split("\n");
  const signatures = note.slice(cut + 2).trimEnd().split("\n").map((line) => {
    const [dash, name, encoded] = line.split(" ");
    if (dash !== "—") throw new Error("format");
    const bytes = unbase64(encoded);
    return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
  });
  return { body, origin, size: BigInt(size), root: unbase64(root), signatures };
}

// RFC 9162 section 2.1.3.2
export async function rootOf(index, size, leaf, hashes) {
  if (index >= size) throw new Error("index");
  let [fn, sn, r] = [index, size - 1n, leaf];
  for (const p of hashes) {
    if (sn === 0n) throw new Error("length");
    if (fn & 1n || fn === sn) {
      r = await node(p, r);
      while (!(fn & 1n) && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      r = await node(r, p);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  if (sn !== 0n) throw new Error("length");
  return r;
}

export async function parseKey(vkey) {
  const [name, id, encoded] = vkey.trim().split(/\+(.{8})\+/);
  const key = unbase64(encoded ?? "");
  if (key.length !== 33 || key[0] !== 1) throw new Error("key");
  const expected = (await sha256(text.encode(name), [10], key)).slice(0, 4);
  if (hex(expected) !== id) throw new Error("key");
  return { name, id: expected, raw: key.slice(1) };
}

async function signedBy(key, note) {
  const line = note.signatures.find((s) => s.name === key.name && same(s.keyId, key.id));
  if (!line) return false;
  const imported = await crypto.subtle.importKey("raw", key.raw, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, imported, line.signature, text.encode(note.body));
}

export async function check(file, vkey, tell) {
  const proof = parse(file);
  const note = parseNote(proof.note);
  const leaf = JSON.parse(new TextDecoder().decode(proof.entry));
  tell("file", leaf.format === "gongbao/leaf/v1" && leaf.register === note.origin, `${note.origin} · ${proof.index}`);
  if (proof.payload && proof.salt) {
    const sealed = await sha256(text.encode("reg/commit/v1\n"), proof.salt, proof.payload);
    tell("payload", hex(sealed) === leaf.commitment, leaf.commitment);
  }
  const root = await rootOf(proof.index, note.size, await sha256([0], proof.entry), proof.hashes);
  tell("path", same(root, note.root), `${proof.hashes.length} · ${hex(root)}`);
  try {
    tell("signature", await signedBy(await parseKey(vkey), note), note.signatures.map((s) => s.name).join(", "));
  } catch (error) {
    tell("signature", error.name === "NotSupportedError" ? null : false, vkey);
  }
  return proof.payload ? JSON.parse(new TextDecoder().decode(proof.payload)) : null;
}

function start(form) {
  const words = form.dataset;
  const list = document.getElementById("steps");
  const verdict = document.getElementById("verdict");
  const document_ = document.getElementById("document");
  const results = [];
  const tell = (step, fine, detail) => {
    results.push(fine);
    const item = document.createElement("li");
    const mark = fine === null ? words.unsure : fine ? words.fine : words.wrong;
    item.className = fine ? "step-fine" : "step-wrong";
    item.append(`${mark} ${words[step]}`, document.createElement("br"));
    const small = document.createElement("code");
    small.textContent = detail;
    item.append(small);
    list.append(item);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    list.replaceChildren();
    results.length = 0;
    document_.hidden = true;
    const file = form.elements.file.files[0];
    if (!file) return;
    try {
      const payload = await check(await file.text(), form.elements.key.value, tell);
      if (payload) {
        document_.hidden = false;
        document_.querySelector("pre").textContent = JSON.stringify(payload, null, 2);
      }
    } catch {
      tell("broken", false, file.name);
    }
    const fine = results.every((r) => r === true);
    verdict.textContent = fine ? words.good : results.includes(false) ? words.bad : words.partly;
    verdict.className = fine ? "verdict-good" : "verdict-bad";
    verdict.focus();
  });
  if (!globalThis.crypto?.subtle) verdict.textContent = words.insecure;
}

const form = document.getElementById("verify");
if (form) start(form);
