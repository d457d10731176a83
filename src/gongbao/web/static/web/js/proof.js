// Verifying a proof with plain JavaScript: proof files, certificates (PDF), and the texts of printed codes. No page, no
// network. The formats are those of gongbao.kernel.tlog; what each step proves is told in docs/how-to/verify.md.

const text = new TextEncoder();
const words = new TextDecoder("utf-8", { fatal: true });
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const unhex = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const unbase64 = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
const base64 = (bytes) => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
const node = (left, right) => sha256([1], left, right);

const HEADER = "c2sp.org/tlog-proof@v1";
const LARGEST = 8 * 1024 * 1024;
const KINDS = ["amend", "checkpoint-of", "decision", "draw-manifest", "draw-reveal", "publish", "withdraw"];
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// What a person holds, as bytes: a proof file, a certificate, or scanned texts one a line.
export async function read(bytes) {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 1024));
  if (start.includes("%PDF-")) return parse(await enclosed(bytes));
  const content = words.decode(bytes);
  if (content.startsWith("GB1/")) return unpack(await joinCodes(content.split("\n").filter((line) => line.trim())));
  return parse(content);
}

export function parse(file) {
  const cut = file.indexOf("\n\n");
  const lines = file.slice(0, cut).split("\n");
  if (cut < 0 || lines.shift() !== HEADER) throw new Error("format");
  const extra = lines[0]?.startsWith("extra ") ? unbase64(lines.shift().slice(6)) : null;
  const index = /^index (0|[1-9]\d{0,18})$/.exec(lines.shift() ?? "");
  if (!index || !extra || lines.length > 63) throw new Error("format");
  const opening = JSON.parse(words.decode(extra));
  if (opening.format !== "gongbao/opening/v1") throw new Error("format");
  return {
    file,
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
  const lines = note.slice(cut + 2).trimEnd().split("\n");
  const signatures = lines.map((line) => {
    const [dash, name, encoded] = line.split(" ");
    if (dash !== "—") throw new Error("format");
    const bytes = unbase64(encoded);
    return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
  });
  if (!/^(0|[1-9]\d{0,18})$/.test(size)) throw new Error("format");
  return { body, origin, size: BigInt(size), root: unbase64(root), signatures };
}

// RFC 9162 section 2.1.3.2
export async function rootOf(index, size, leaf, hashes) {
  if (index >= size) throw new Error("index");
  let [fn, sn, r] = [index, size - 1n, leaf];
  for (const p of hashes) {
    if (sn === 0n || p.length !== 32) throw new Error("length");
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

// A key as `name+id+base64(type and key)`; type 1 signs for a log, type 4 cosigns as a witness.
export async function parseKey(vkey, type = 1) {
  const [name, id, encoded] = vkey.trim().split(/\+([0-9a-f]{8})\+/);
  const key = unbase64(encoded ?? "");
  if (!name || key.length !== 33 || key[0] !== type) throw new Error("key");
  const expected = (await sha256(text.encode(name), [10], key)).slice(0, 4);
  if (hex(expected) !== id) throw new Error("key");
  return { name, id: expected, raw: key.slice(1) };
}

// C2SP tlog-policy: the witnesses, the groups, and which of them is asked for.
export async function parsePolicy(policy) {
  const found = { witnesses: new Map(), groups: new Map(), quorum: "none" };
  for (const line of policy.split("\n")) {
    const [kind, name, ...rest] = line.trim().split(/[ \t]+/);
    if (kind === "witness") found.witnesses.set(name, await parseKey(rest[0], 4));
    if (kind === "group") {
      const [threshold, ...members] = rest;
      const k = { any: 1, all: members.length }[threshold] ?? Number(threshold);
      if (!(k >= 1 && k <= members.length)) throw new Error("policy");
      found.groups.set(name, { k, members });
    }
    if (kind === "quorum") found.quorum = name;
  }
  return found;
}

// RFC 8032 by the browser where it can, else by a small library; null when neither works here.
async function ed25519(key, message, signature) {
  try {
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
  } catch {
    const { verifyAsync } = await import("../../vendor/noble-ed25519/index.js");
    return signature.length === 64 && verifyAsync(signature, message, key, { zip215: false });
  }
}

const lineOf = (key, note) => note.signatures.find((s) => s.name === key.name && same(s.keyId, key.id));

async function signedBy(key, note) {
  const line = lineOf(key, note);
  return Boolean(line) && ed25519(key.raw, text.encode(note.body), line.signature);
}

async function cosignedBy(key, note) {
  const line = lineOf(key, note);
  if (!line || line.signature.length !== 72) return false;
  const time = new DataView(line.signature.buffer, line.signature.byteOffset, 8).getBigUint64(0);
  return ed25519(key.raw, text.encode(`cosignature/v1\ntime ${time}\n${note.body}`), line.signature.slice(8));
}

async function witnessed(policy, note) {
  const state = new Map();
  const names = [];
  for (const [name, key] of policy.witnesses) {
    state.set(name, (await cosignedBy(key, note)) ? 1 : 0);
    if (state.get(name)) names.push(key.name);
  }
  for (const [name, group] of policy.groups) {
    const have = group.members.reduce((sum, member) => sum + (state.get(member) ?? 0), 0);
    state.set(name, have >= group.k ? 1 : 0);
  }
  return { names, total: policy.witnesses.size, enough: state.get(policy.quorum) === 1 };
}

// Checks everything, one `tell(step, fine, detail)` a step; `fine` null: could not be checked here. Gives the leaf and
// the document it commits to (null where the proof holds none).
export async function check(proof, vkey, policyText, tell) {
  const note = parseNote(proof.note);
  const leaf = JSON.parse(words.decode(proof.entry));
  tell("file", leaf.format === "gongbao/leaf/v1" && leaf.register === note.origin, `${note.origin} · ${proof.index}`);
  if (proof.payload && proof.salt) {
    const sealed = await sha256(text.encode("reg/commit/v1\n"), proof.salt, proof.payload);
    tell("payload", hex(sealed) === leaf.commitment, leaf.commitment);
  } else {
    tell("nothing", null, leaf.commitment);
  }
  const root = await rootOf(proof.index, note.size, await sha256([0], proof.entry), proof.hashes);
  tell("path", same(root, note.root), `${proof.hashes.length} · ${hex(root)}`);
  tell("signature", await tried(async () => signedBy(await parseKey(vkey), note)), `${note.origin} · ${note.size}`);
  const policy = await tried(async () => parsePolicy(policyText));
  if (policy && policy.quorum !== "none") {
    const found = await witnessed(policy, note);
    tell("witness", found.enough, `${found.names.length}/${found.total} ${found.names.join(", ")}`);
  }
  const document = proof.payload === null ? null : JSON.parse(words.decode(proof.payload));
  return { leaf, document, size: note.size };
}

async function tried(step) {
  try {
    return await step();
  } catch {
    return false;
  }
}

// --- printed codes (gongbao.kernel.tlog.compact) ---

// What one code says of itself; null for other people's codes.
export function codeOf(content) {
  const found = /^GB1\/([0-9A-F]{6})\/(\d{1,2})\.(\d{1,2})\/([0-9A-Z $%*+./:-]+)$/.exec(content.trim());
  return found && { set: found[1], part: Number(found[2]), of: Number(found[3]), data: found[4] };
}

export async function joinCodes(texts) {
  const codes = texts.map((one) => codeOf(one));
  const first = codes[0];
  if (codes.some((one) => !one || one.set !== first.set || one.of !== first.of)) throw new Error("codes");
  const parts = new Map(codes.map((one) => [one.part, unbase45(one.data)]));
  if (parts.size !== first.of) throw new Error("codes");
  const data = joined(...[...parts.keys()].sort((a, b) => a - b).map((part) => parts.get(part)));
  if (hex(await sha256(data)).slice(0, 6).toUpperCase() !== first.set) throw new Error("codes");
  return data;
}

// RFC 9285
export function unbase45(content) {
  const out = [];
  for (let at = 0; at < content.length; at += 3) {
    const digits = Array.from(content.slice(at, at + 3), (c) => DIGITS.indexOf(c));
    const value = digits.reduce((sum, digit, place) => sum + digit * 45 ** place, 0);
    const width = digits.length - 1;
    if (width < 1 || digits.includes(-1) || value >= 256 ** width) throw new Error("codes");
    if (width === 2) out.push(value >> 8);
    out.push(value & 255);
  }
  return Uint8Array.from(out);
}

class Reader {
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  take(count) {
    if (this.at + count > this.data.length) throw new Error("codes");
    this.at += count;
    return this.data.slice(this.at - count, this.at);
  }

  byte() {
    return this.take(1)[0];
  }

  number() {
    let value = 0n;
    for (let shift = 0n; shift < 63n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new Error("codes");
  }

  named() {
    return words.decode(this.take(this.byte()));
  }

  rest() {
    return this.take(this.data.length - this.at);
  }
}

export async function unpack(data) {
  const reader = new Reader(data);
  const [version, flags] = reader.take(2);
  if (version !== 1 || flags & ~7) throw new Error("codes");
  const origin = reader.named();
  const [size, index] = [reader.number(), reader.number()];
  const entry = text.encode(entryOf(reader, origin, flags));
  const hashes = Array.from({ length: reader.byte() }, () => reader.take(32));
  const lines = Array.from({ length: reader.byte() }, () => {
    const name = reader.named() || origin;
    return `— ${name} ${base64(joined(reader.take(4), reader.take(Number(reader.number()))))}\n`;
  });
  const salt = flags & 2 ? reader.take(32) : null;
  const payload = flags & 4 ? await document_(reader) : null;
  const root = await rootOf(index, size, await sha256([0], entry), hashes);
  const note = `${origin}\n${size}\n${base64(root)}\n\n${lines.join("")}`;
  return { file: fileOf({ entry, salt, payload, index, hashes, note }), entry, salt, payload, index, hashes, note };
}

function entryOf(reader, origin, flags) {
  const record = hex(reader.take(16)).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const version = reader.number();
  const kind = KINDS[reader.byte()];
  const time = new Date(Number(reader.number()) * 1000).toISOString().replace(".000Z", "Z");
  const commitment = hex(reader.take(32));
  const previous = flags & 1 ? `"${hex(reader.take(32))}"` : "null";
  if (!kind) throw new Error("codes");
  return (
    `{"commitment":"${commitment}","format":"gongbao/leaf/v1","kind":"${kind}","previous":${previous},` +
    `"record":"${record}","register":${JSON.stringify(origin)},"time":"${time}","version":${version}}`
  );
}

async function document_(reader) {
  const length = reader.number();
  if (length > 1024n * 1024n) throw new Error("codes");
  const payload = await inflate(reader.rest(), "deflate-raw", Number(length));
  if (BigInt(payload.length) !== length) throw new Error("codes");
  return payload;
}

// The same as a file to keep, in the standard's form.
function fileOf({ entry, salt, payload, index, hashes, note }) {
  const extra = JSON.stringify({
    entry: base64(entry),
    format: "gongbao/opening/v1",
    payload: payload && base64(payload),
    salt: salt && hex(salt),
  });
  return [HEADER, `extra ${base64(text.encode(extra))}`, `index ${index}`, ...hashes.map(base64), "", note].join("\n");
}

async function inflate(bytes, format, limit) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
  const parts = [];
  let length = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return joined(...parts);
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw new Error("length");
    }
    parts.push(value);
  }
}

// --- certificates: the proof file that lies inside a PDF (gongbao.kernel.audit.certificate) ---

export async function enclosed(bytes) {
  const pdf = new TextDecoder("latin1").decode(bytes);
  const proofs = new Set();
  for (let at = 0, count = 0; count < 32 && (at = pdf.indexOf("/EmbeddedFile", at)) >= 0; ) {
    const mark = at;
    at += "/EmbeddedFile".length;
    const begin = pdf.indexOf("stream", at);
    if (begin < 0 || begin - at > 2000 || /[A-Za-z]/.test(pdf[at])) continue;
    const facts = pdf.slice(pdf.lastIndexOf("obj", mark), begin);
    const start = begin + 6 + (pdf.startsWith("\r\n", begin + 6) ? 2 : 1);
    const content = await streamed(bytes, facts, start, pdf.indexOf("endstream", start));
    if (content === null) continue;
    count += 1;
    const found = new TextDecoder().decode(content);
    if (found.startsWith(`${HEADER}\n`)) proofs.add(found);
  }
  if (proofs.size !== 1) throw new Error(proofs.size ? "several" : "none");
  return [...proofs][0];
}

async function streamed(bytes, facts, start, end) {
  if (end < 0 || end - start > LARGEST) return null;
  const said = /\/Length (\d+)(?! \d+ R)\b/.exec(facts);
  const ends = [...(said ? [start + Number(said[1])] : []), end - 2, end - 1, end];
  if (!facts.includes("/Filter")) return bytes.slice(start, ends[0]);
  if (!facts.includes("/FlateDecode")) return null;
  for (const last of ends) {
    try {
      return await inflate(bytes.slice(start, last), "deflate", LARGEST);
    } catch {
      // the stream ends elsewhere
    }
  }
  return null;
}
