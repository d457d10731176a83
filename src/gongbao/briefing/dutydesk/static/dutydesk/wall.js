// The wall: rows come with the page, changes with each message; the minutes count here. A wall that lost its connection
// says so, and asks for everything once it is back, after a short while of its own so that five hundred don't ask at once.
import { ring } from "./sound.js";

const wall = document.querySelector(".wall");
const list = wall.querySelector(".wall-rows");
const template = document.getElementById("wall-row");
const first = JSON.parse(document.getElementById("wall-state").textContent);
const words = JSON.parse(document.getElementById("wall-words").textContent);
const codes = first.words;
const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"];
const SPREAD = 2000;
let ahead = first.now - Date.now();
let rows = new Map();
const told = new Map();
const rung = new Set();

const now = () => Date.now() + ahead;
const minute = 60_000;

function set(item, name, text) {
  const place = item.querySelector(`[data-f="${name}"]`);
  if (place.textContent !== text) place.textContent = text;
  return place;
}

function tone(row) {
  if (row.due === null) return "late";
  const left = row.due - now();
  if (left <= 0) return "late";
  return left < (row.due - row.started) / 4 ? "soon" : "calm";
}

function tick(item, row) {
  const left = (row.due ?? now()) - now();
  item.dataset.tone = tone(row);
  if (row.due === null) {
    set(item, "minutes", String(Math.max(0, Math.floor((now() - row.started) / minute))));
    set(item, "left", words.waiting);
  } else if (left > 0 && left < minute) {
    set(item, "minutes", String(Math.ceil(left / 1000)));
    set(item, "left", words.seconds);
  } else {
    set(item, "minutes", String(left > 0 ? Math.floor(left / minute) : Math.floor(-left / minute)));
    set(item, "left", left > 0 ? words.left : words.over);
  }
  const alarm = row.alarm;
  const after = alarm?.open && alarm.next_at !== null ? Math.max(0, Math.ceil((alarm.next_at - now()) / 1000)) : null;
  set(item, "next", after === null ? "" : `${words.next}${codes.roles[alarm.next]} · ${after} ${words.seconds}`);
}

const hours = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

// By when, how long the limit is, and both starting points.
function ruled(row) {
  const occurred = row.occurred === null ? words.verifying : hours.format(row.occurred);
  return [
    `${hours.format(row.due)} ${words.due}`,
    `${words.limit} ${row.minutes} ${words.left}`,
    `${words.occurred} ${occurred}`,
    `${words.learned} ${hours.format(row.learned)}`,
  ].join(" · ");
}

function draw(item, row) {
  const link = set(item, "title", row.title);
  const href = `/incidents/${row.incident}/`;
  if (link.getAttribute("href") !== href) link.setAttribute("href", href);
  set(item, "grade", codes.grades[String(row.grade ?? 0)]);
  set(item, "unit", row.unit);
  set(item, "form", codes.forms[row.form] ?? row.form);
  set(item, "hand", row.hand ? ` · ${words.hand}${row.hand}` : "");
  set(item, "rule", row.due === null ? "" : ruled(row));
  item.querySelector('[data-f="drill"]').hidden = !row.drill;
  item.toggleAttribute("data-drill", row.drill);
  const alarm = row.alarm;
  let call = "";
  if (alarm?.open) call = alarm.called.length > 0 ? `${words.called}${alarm.called.join("、")}` : words.nobody;
  else if (alarm) call = `${words.answered}${alarm.answered.join("、")}`;
  set(item, "call", call);
  const failed = set(item, "failed", alarm?.failed ? `${alarm.failed} ${words.failed}` : "");
  failed.hidden = !alarm?.failed;
  const answer = item.querySelector('[data-f="answer"]');
  answer.hidden = !alarm?.open;
  answer.dataset.alarm = alarm?.id ?? "";
  tick(item, row);
}

function show() {
  const ordered = [...rows.values()].sort((a, b) => (a.due ?? 0) - (b.due ?? 0) || a.key.localeCompare(b.key));
  const known = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const beside = focused?.closest("li").nextElementSibling;
  for (const [key, item] of known) if (!rows.has(key)) item.remove();
  ordered.forEach((row, place) => {
    let item = known.get(row.key);
    if (!item) {
      item = template.content.firstElementChild.cloneNode(true);
      item.dataset.key = row.key;
    }
    draw(item, row);
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
    if (row.alarm?.open && !rung.has(row.alarm.id)) {
      rung.add(row.alarm.id);
      ring(row.drill);
    }
  });
  // A row that is moved loses the keyboard, one that is gone leaves it to the next.
  if (focused && document.activeElement !== focused)
    [focused, beside, list.firstElementChild].find((one) => one && list.contains(one))?.focus();
  wall.querySelector(".wall-empty").hidden = ordered.length > 0;
}

async function fetchAll() {
  try {
    const answer = await fetch(wall.dataset.rows, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const all = await answer.json();
    ahead = all.now - Date.now();
    const before = [...rows.values()].filter((row) => (told.get(row.incident) ?? 0) > all.now);
    rows = new Map(all.rows.filter((row) => (told.get(row.incident) ?? 0) <= all.now).map((row) => [row.key, row]));
    for (const row of before) rows.set(row.key, row);
    show();
  } catch {
    setTimeout(fetchAll, 3000);
  }
}

let asked = null;
function ask() {
  clearTimeout(asked);
  asked = setTimeout(fetchAll, Math.random() * SPREAD);
}

wall.addEventListener("gongbao:live", (event) => {
  const heard = event.detail;
  if (heard.missed || !heard.incident) return ask();
  if ((told.get(heard.incident) ?? 0) > heard.at) return;
  told.set(heard.incident, heard.at);
  for (const [key, row] of rows) if (row.incident === heard.incident) rows.delete(key);
  for (const row of heard.rows) rows.set(row.key, row);
  show();
});

let lost = false;
document.addEventListener("gongbao:live-state", (event) => {
  if (event.detail === "off") lost = true;
  else if (lost) {
    lost = false;
    ask();
  }
});

async function answer(alarm, row) {
  const said = wall.querySelector(".wall-said");
  try {
    const reply = await fetch(`/duty/alarms/${alarm}/answer/`, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    said.textContent = `${row?.title ?? ""} ${(await reply.json()).words}`;
  } catch {
    said.textContent = words.failed_answer;
  }
}

list.addEventListener("click", (event) => {
  const button = event.target.closest(".wall-answer");
  if (button) answer(button.dataset.alarm, rows.get(button.closest("li").dataset.key));
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const items = [...list.children];
  const at = items.findIndex((item) => item.contains(document.activeElement));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (items.length === 0) return;
    event.preventDefault();
    const next = at === -1 ? 0 : at + (event.key === "ArrowDown" ? 1 : -1);
    items[Math.min(Math.max(next, 0), items.length - 1)].focus();
  } else if (at !== -1 && event.key.toLowerCase() === "a") {
    const { incident } = rows.get(items[at].dataset.key) ?? {};
    const row = [...rows.values()].find((one) => one.incident === incident && one.alarm?.open);
    if (row) answer(row.alarm.id, row);
  } else if (at !== -1 && event.key === "Enter" && document.activeElement === items[at]) {
    items[at].querySelector("a").click();
  }
});

const clock = wall.querySelector("[data-clock]");
function beat() {
  clock.textContent = new Date(now()).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
  for (const item of list.children) {
    const row = rows.get(item.dataset.key);
    if (row) tick(item, row);
  }
}

for (const row of first.rows) rows.set(row.key, row);
show();
beat();
setInterval(beat, 1000);
