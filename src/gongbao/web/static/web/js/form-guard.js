// Nothing typed is lost. <form data-guard> warns before leaving with unsaved changes; with data-autosave="URL" it also
// posts the form there (header X-Autosave: 1) two seconds after the last change and shows 已保存 10:32 in [data-saved].
// A form's words come from data attributes written by the server, so this file has no language of its own.
const english = document.documentElement.lang.startsWith("en");
const words = english
  ? {
      saved: (time) => `Saved ${time}`,
      saving: "Saving…",
      offline: "Not saved: no connection. What you typed is still on this page.",
      signedOut: "Not saved: you are signed out. Sign in again in another window, then go on here.",
      refused: "Not saved. What you typed is still on this page.",
      busy: (seconds) => `Many are at it; saving again in ${seconds} s. What you typed is still on this page.`,
    }
  : {
      saved: (time) => `已保存 ${time}`,
      saving: "正在保存…",
      offline: "未保存：网络不通。您填的内容还在本页。",
      signedOut: "未保存：登录已过期。请在另一个窗口重新登录，再回到这里继续。",
      refused: "未保存。您填的内容还在本页。",
      busy: (seconds) => `现在人多，${seconds} 秒后自动再存。您填的内容还在本页。`,
    };
const QUIET_MS = 2000;
const guarded = new Set();

function clock() {
  return new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
}

function say(form, text, state) {
  const place = form.querySelector("[data-saved]") ?? document.querySelector(`[data-saved][data-for="${form.id}"]`);
  if (!place) return;
  place.textContent = text;
  place.dataset.state = state;
}

async function save(form) {
  const sent = new FormData(form);
  const stamp = form.guard.changes;
  say(form, words.saving, "saving");
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: sent,
      headers: { "X-Autosave": "1" },
      credentials: "same-origin",
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) return say(form, words.signedOut, "failed");
    if (answer.status === 409) return say(form, await answer.text(), "failed");
    if (answer.status === 503 || answer.status === 429) {
      const seconds = Number(answer.headers.get("Retry-After")) || 10;
      plan(form, seconds * 1000);
      return say(form, words.busy(seconds), "saving");
    }
    if (!answer.ok) return say(form, words.refused, "failed");
    const revision = answer.headers.get("X-Revision");
    if (revision && form.elements.revision) form.elements.revision.value = revision;
    if (form.guard.changes === stamp) form.guard.dirty = false;
    say(form, words.saved(clock()), "saved");
  } catch {
    say(form, words.offline, "failed");
    plan(form, QUIET_MS * 5);
  }
}

function plan(form, wait = QUIET_MS) {
  clearTimeout(form.guard.timer);
  form.guard.timer = setTimeout(() => save(form), wait);
}

function guard(form) {
  if (guarded.has(form)) return;
  guarded.add(form);
  form.guard = { dirty: false, changes: 0, timer: 0 };
  const changed = () => {
    form.guard.dirty = true;
    form.guard.changes += 1;
    if (form.dataset.autosave) plan(form);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    clearTimeout(form.guard.timer);
    form.guard.dirty = false;
  });
}

window.addEventListener("beforeunload", (event) => {
  for (const form of guarded) {
    if (form.isConnected && form.guard.dirty) event.preventDefault();
  }
});

// The whole number in 元 beside an amount in 万元， as it is typed. Exact: the text is moved by four places, not multiplied.
function inFull(text) {
  const match = /^\s*(-?)([\d,]*)(?:\.(\d*))?\s*$/.exec(text);
  if (!match || !/\d/.test(text)) return "";
  const [, sign, whole, part = ""] = match;
  const shifted = whole.replaceAll(",", "") + part.slice(0, 4).padEnd(4, "0");
  const cents = part.slice(4, 6).replace(/0+$/, "");
  const digits = (shifted.replace(/^0+(?=\d)/, "") || "0").replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const number = sign + digits + (cents ? `.${cents}` : "");
  return english ? `¥${number}` : `${number} 元`;
}

document.addEventListener("input", (event) => {
  const output = event.target.id && document.querySelector(`[data-full-of="${CSS.escape(event.target.id)}"]`);
  if (output) output.textContent = inFull(event.target.value);
});

function start(scope) {
  for (const form of scope.querySelectorAll("form[data-guard]")) guard(form);
}
start(document);
document.addEventListener("htmx:load", (event) => start(event.target));
