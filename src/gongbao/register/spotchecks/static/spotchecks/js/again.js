// The page on which a reader's own browser does a draw again. A file chosen here never leaves the page.
import { Wrong, again, hex, read } from "./draw.js";

const at = (id) => document.getElementById(id);
const words = JSON.parse(at("again-words").textContent);
const form = at("again");
const SHOWN = 500;
const HEADS = ["stratum", "rank", "firm", "ticket"];

function element(name, content = "", className = "") {
  const made = document.createElement(name);
  made.textContent = content;
  if (className) made.className = className;
  return made;
}

const filled = (key, values) => words[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

function clear() {
  at("steps").replaceChildren();
  at("ranks").hidden = true;
  say("", true);
}

function say(sentence, fine) {
  at("verdict").textContent = sentence;
  at("verdict").className = sentence ? (fine ? "verdict-good" : "verdict-bad") : "";
}

function step(key, values, fine = true) {
  const mark = fine === null ? "·" : fine ? "✓" : "✗";
  at("steps").append(element("li", `${mark} ${filled(key, values)}`, fine === null ? "" : fine ? "step-fine" : "step-wrong"));
}

function show({ strata, drawn }) {
  at("heads").replaceChildren(...HEADS.map((key) => element("th", words[key])));
  for (const head of at("heads").children) head.scope = "col";
  const rows = [];
  for (const [code, firms] of Object.entries(drawn)) {
    firms.forEach((firm, place) => {
      const row = document.createElement("tr");
      const cells = [code, String(place + 1), firm, hex(strata[code][place].ticket).slice(0, 16)];
      cells.forEach((content, column) => {
        const cell = element("td", content);
        cell.dataset.label = words[HEADS[column]];
        row.append(cell);
      });
      rows.push(row);
    });
  }
  at("rows").replaceChildren(...rows.slice(0, SHOWN));
  at("ranks").hidden = false;
}

async function carryOut(content) {
  clear();
  try {
    const progress = (done, count) => (at("progress").textContent = filled("working", { done, count }));
    show(await again(read(content), step, progress));
    say(words.good, true);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    step(error.code, {}, false);
    if (error.detail && error.code !== "unread") at("steps").lastChild.append(` ${error.detail}`);
    say(error.code === "unread" ? words.unread : words.bad, false);
  } finally {
    at("progress").textContent = "";
    at("verdict").focus();
  }
}

async function fetched(draw) {
  at("progress").textContent = words.fetching;
  const answer = await fetch(`/draws/${encodeURIComponent(draw)}/file/`);
  at("progress").textContent = "";
  if (answer.ok) await carryOut(await answer.text());
  else say(words.notyet, false);
}

form.elements.file.addEventListener("change", async () => {
  const [chosen] = form.elements.file.files;
  if (chosen) await carryOut(await chosen.text());
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [chosen] = form.elements.file.files;
  if (chosen) await carryOut(await chosen.text());
  else if (form.dataset.draw) await fetched(form.dataset.draw);
  else form.elements.file.focus();
});
if (!globalThis.crypto?.subtle) say(words.insecure, false);
else if (form.dataset.draw) fetched(form.dataset.draw);
