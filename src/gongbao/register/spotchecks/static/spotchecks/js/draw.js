// draw/v1 in plain JavaScript: a published draw done again from nothing but its file. No page, no network. The rules are
// those of gongbao.kernel.draw; docs/how-to/verify-a-draw.md tells each step.
import { bls12_381 } from "../../vendor/noble-curves/bls12-381.js";

const text = new TextEncoder();
const FORMAT = "draw-published/v1";
const KEY =
  "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc2" +
  "2b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
const TAG = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const REASONS = {
  replace: ["deregistered", "suspended", "moved", "visited", "conflict"],
  recuse: ["interest", "left", "absent"],
  supplement: ["findings", "ordered"],
};
const CHUNK = 1000;

export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

export function unhex(digits) {
  if (typeof digits !== "string" || digits.length % 2 || !/^[0-9a-f]*$/.test(digits)) throw new Wrong("unread");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export class Wrong extends Error {
  constructor(code, detail = "") {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const bytes = (part) => (typeof part === "string" ? text.encode(part) : part);
const counted = (part) => joined([Uint8Array.of(bytes(part).length >> 8, bytes(part).length & 255), bytes(part)]);

export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(parts.map(bytes))));
}

function compare(a, b) {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) if (a[at] !== b[at]) return a[at] - b[at];
  return a.length - b.length;
}

async function each(list, how, tell = () => {}) {
  const found = [];
  for (let at = 0; at < list.length; at += CHUNK) {
    found.push(...(await Promise.all(list.slice(at, at + CHUNK).map(how))));
    tell(found.length, list.length);
  }
  return found;
}

// The file, read: the manifest stays the text it is, since its very bytes are hashed.
export function read(content) {
  try {
    const said = JSON.parse(content);
    if (said.format !== FORMAT) throw new Wrong("unread");
    return { ...said, plan: JSON.parse(said.manifest) };
  } catch (error) {
    throw new Wrong("unread", String(error));
  }
}

// RFC 6962: leaves 0x00, nodes 0x01; pairs from the left, an odd one goes up as it is.
async function rootOf(leaves) {
  if (!leaves.length) return sha256("");
  let row = leaves;
  while (row.length > 1) {
    const pairs = [];
    for (let at = 0; at < row.length; at += 2) pairs.push(row.slice(at, at + 2));
    row = await each(pairs, (pair) => (pair.length === 2 ? sha256(Uint8Array.of(1), ...pair) : pair[0]));
  }
  return row[0];
}

async function leaf([identifier, stratum, salt]) {
  const entry = await sha256("draw/member/v1\n", counted(unhex(salt)), counted(stratum), counted(identifier));
  return sha256(Uint8Array.of(0), entry);
}

export function beaconHolds(round, signature) {
  const scheme = bls12_381.shortSignatures;
  const number = new DataView(new ArrayBuffer(8));
  number.setBigUint64(0, BigInt(round));
  return sha256(new Uint8Array(number.buffer)).then((message) => {
    try {
      return scheme.verify(signature, scheme.hash(message, TAG), unhex(KEY));
    } catch {
      return false;
    }
  });
}

async function publicValue(draw, tell) {
  const parts = [];
  if (draw.plan.beacon !== null) {
    if (!draw.beacon) throw new Wrong("wrong_entropy");
    const signature = unhex(draw.beacon.signature);
    if (!(await beaconHolds(draw.plan.beacon, signature))) throw new Wrong("wrong_entropy");
    parts.push(await sha256(signature));
    tell("beacon", { round: draw.plan.beacon, value: hex(parts[0]) });
  }
  checkLotteries(draw, tell);
  if (draw.lotteries.length) {
    const lines = draw.lotteries.map(([name, issue, numbers]) => {
      const sorted = [...numbers].sort((a, b) => a - b).map((number) => String(number).padStart(2, "0"));
      return `${name}:${issue}:${sorted.join(".")}\n`;
    });
    parts.push(await sha256(lines.join("")));
    tell("lottery", { value: hex(parts.at(-1)) });
  }
  if (!parts.length) throw new Wrong("wrong_entropy");
  return parts.length === 1 ? parts[0] : sha256(...parts);
}

// The next number of the same lottery, or number 1 of the next year.
function follows(issue, later) {
  if (issue.length !== later.length || !/^\d{5,10}$/.test(issue) || !/^\d{5,10}$/.test(later)) return false;
  const newYear = Number(later.slice(0, -3)) === Number(issue.slice(0, -3)) + 1 && later.endsWith("001");
  return Number(later) === Number(issue) + 1 || (newYear && Number(issue.slice(-3)) >= 100);
}

// The issues named by the plan, or, where its rule says so, the next one of an issue announced to be void.
export function checkLotteries(draw, tell) {
  const voids = [...(draw.voids ?? [])];
  if (draw.lotteries.length !== draw.plan.lotteries.length) throw new Wrong("wrong_entropy");
  draw.plan.lotteries.forEach(([name, named], at) => {
    const [usedName, used] = draw.lotteries[at];
    let issue = named;
    while (issue !== used) {
      const found = voids.findIndex(([of, which]) => of === name && which === issue);
      if (draw.plan.void !== "next-issue" || found < 0) throw new Wrong("wrong_entropy");
      const [[, , next, words]] = voids.splice(found, 1);
      if (!words.trim() || !follows(issue, next)) throw new Wrong("wrong_entropy");
      tell("void", { name, issue, next, words });
      issue = next;
    }
    if (name !== usedName) throw new Wrong("wrong_entropy");
  });
  if (voids.length) throw new Wrong("wrong_entropy");
}

async function poolHolds(draw, progress) {
  const seen = new Set(draw.pool.map(([identifier]) => identifier));
  if (seen.size !== draw.pool.length) throw new Wrong("wrong_twice");
  const root = await rootOf(await each(draw.pool, leaf, progress));
  const sizes = {};
  for (const [, stratum] of draw.pool) sizes[stratum] = (sizes[stratum] ?? 0) + 1;
  const fits = draw.plan.strata.every(({ code, size }) => (sizes[code] ?? 0) === size);
  if (hex(root) !== draw.plan.pool_root || !fits) throw new Wrong("wrong_pool");
}

// Everybody's ticket, each stratum in order.
export async function ranking(seed, pool, progress) {
  const prefix = joined([text.encode("draw/ticket/v1\n"), seed, Uint8Array.of(0, 0)]);
  const tickets = await each(pool, ([identifier]) => sha256(prefix, identifier), progress);
  const strata = {};
  pool.forEach(([identifier, stratum], at) => (strata[stratum] ??= []).push({ identifier, ticket: tickets[at] }));
  for (const firms of Object.values(strata)) {
    firms.sort((a, b) => compare(a.ticket, b.ticket) || compare(text.encode(a.identifier), text.encode(b.identifier)));
  }
  return strata;
}

class Assigner {
  constructor(seed, people, barred, cap, number) {
    Object.assign(this, { seed, people, cap, number, barred: new Set(barred), found: new Map() });
    this.visits = new Map(people.map((one) => [one, 0]));
  }

  async order(firm) {
    const prefix = joined([text.encode("draw/inspector/v1\n"), this.seed, counted(firm)]);
    const scored = await Promise.all(this.people.map(async (one) => ({ one, score: await sha256(prefix, one) })));
    scored.sort((a, b) => compare(a.score, b.score) || compare(text.encode(a.one), text.encode(b.one)));
    return scored.map(({ one }) => one);
  }

  may(firm, one) {
    return !this.barred.has(`${firm}\n${one}`) && this.visits.get(one) < this.cap;
  }

  async give(firm) {
    const chosen = (await this.order(firm)).filter((one) => this.may(firm, one)).slice(0, this.number);
    if (chosen.length < this.number) throw new Wrong("wrong_assigned", firm);
    for (const one of chosen) this.visits.set(one, this.visits.get(one) + 1);
    this.found.set(firm, chosen);
  }

  release(firm) {
    for (const one of this.found.get(firm) ?? []) this.visits.set(one, this.visits.get(one) - 1);
    this.found.delete(firm);
  }

  async exchange(firm, away) {
    const present = this.found.get(firm) ?? [];
    if (!present.includes(away)) throw new Wrong("wrong_change", firm);
    this.barred.add(`${firm}\n${away}`);
    this.visits.set(away, this.visits.get(away) - 1);
    const ranked = await this.order(firm);
    const next = ranked.find((one) => !present.includes(one) && this.may(firm, one));
    if (!next) throw new Wrong("wrong_change", firm);
    this.visits.set(next, this.visits.get(next) + 1);
    this.found.set(firm, ranked.filter((one) => one === next || (present.includes(one) && one !== away)));
  }
}

// The draw and its changes in order: replacements, supplements and recusals take the next rank.
async function replay(draw, strata, giver) {
  const drawn = {};
  const stratumOf = new Map();
  const gone = new Set();
  const take = async (code, count) => {
    drawn[code] ??= [];
    const more = (strata[code] ?? []).slice(drawn[code].length, drawn[code].length + count);
    if (more.length < count) throw new Wrong("wrong_change", code);
    for (const { identifier } of more) {
      drawn[code].push(identifier);
      stratumOf.set(identifier, code);
      if (giver) await giver.give(identifier);
    }
  };
  for (const { code, quota } of draw.plan.strata) if (quota) await take(code, quota);
  for (const [kind, subject, reason, what] of draw.changes) {
    if (!REASONS[kind]?.includes(reason)) throw new Wrong("wrong_change", subject);
    if (kind === "supplement") {
      if (!/^[1-9][0-9]*$/.test(what)) throw new Wrong("wrong_change", subject);
      await take(subject, Number(what));
      continue;
    }
    if (!stratumOf.has(subject) || gone.has(subject)) throw new Wrong("wrong_change", subject);
    if (kind === "recuse") {
      if (giver) await giver.exchange(subject, what);
      continue;
    }
    gone.add(subject);
    giver?.release(subject);
    await take(stratumOf.get(subject), 1);
  }
  return drawn;
}

function sameLists(mine, theirs) {
  const codes = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  return [...codes].every((code) => JSON.stringify(mine[code] ?? []) === JSON.stringify(theirs[code] ?? []));
}

async function assigned(draw, seed, strata) {
  const people = await rootOf(await each(draw.inspectors, ([code, salt]) => leaf([code, "", salt])));
  const leaves = await each(draw.conflicts, leaf);
  const conflicts = await rootOf(leaves.sort(compare));
  if (hex(people) !== draw.plan.inspectors_root || hex(conflicts) !== draw.plan.conflicts_root) {
    throw new Wrong("wrong_assigned");
  }
  const giver = new Assigner(
    seed,
    draw.inspectors.map(([code]) => code),
    draw.conflicts.map(([firm, one]) => `${firm}\n${one}`),
    draw.plan.cap,
    draw.plan.each,
  );
  await replay(draw, strata, giver);
  if (!sameLists(Object.fromEntries(giver.found), draw.assigned)) throw new Wrong("wrong_assigned");
}

// Every step, told as it is done. Throws Wrong at the first that fails; answers with the seed and everybody's ticket.
export async function again(draw, tell, progress = () => {}) {
  const digest = await sha256(draw.manifest);
  tell("manifest", { plan: draw.plan.plan, digest: hex(digest) });
  await poolHolds(draw, progress);
  tell("pool", { count: draw.pool.length });
  const secret = unhex(draw.secret);
  if (hex(await sha256(secret)) !== draw.plan.secret_commitment) throw new Wrong("wrong_secret");
  tell("secret", {});
  const seed = await sha256("draw/seed/v1\n", digest, await publicValue(draw, tell), secret);
  tell("seed", { seed: hex(seed) });
  const strata = await ranking(seed, draw.pool, progress);
  const drawn = await replay(draw, strata, null);
  if (!sameLists(drawn, draw.drawn)) throw new Wrong("wrong_drawn");
  const quota = draw.plan.strata.reduce((sum, one) => sum + one.quota, 0);
  tell("tickets", { count: draw.pool.length, quota });
  if (draw.inspectors === null || draw.assigned === null) {
    tell("later", {}, null);
  } else {
    await assigned(draw, seed, strata);
    tell("assigned", {});
  }
  return { seed, strata, drawn };
}
