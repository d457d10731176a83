// When a part of a page cannot be fetched, say so where it is seen and heard; the page itself stays as it was.
const english = document.documentElement.lang.startsWith("en");
const words = english
  ? {
      offline: "No connection. Nothing was changed; try again when you are online.",
      signedOut: "You are signed out. Sign in again in another window, then go on here.",
      refused: "You may not do this.",
      busy: "Many are at it just now. Wait a little and try again.",
      failed: "The system failed on this step. Nothing was changed; please try again shortly.",
    }
  : {
      offline: "网络不通，没有改动任何内容。恢复后请再试。",
      signedOut: "登录已过期。请在另一个窗口重新登录，再回到这里继续。",
      refused: "您没有办理这件事的权限。",
      busy: "现在人多，请稍等再试。",
      failed: "系统在这一步出了差错，没有改动任何内容，请稍后再试。",
    };
const BY_STATUS = { 401: words.signedOut, 403: words.refused, 429: words.busy, 503: words.busy };

function tell(text) {
  let place = document.getElementById("trouble");
  if (!place) {
    place = document.createElement("div");
    place.id = "trouble";
    place.className = "alert alert-late trouble";
    place.setAttribute("role", "alert");
    document.getElementById("content")?.before(place);
  }
  place.textContent = text;
  place.hidden = false;
}

document.addEventListener("htmx:sendError", () => tell(words.offline));
document.addEventListener("htmx:responseError", (event) => tell(BY_STATUS[event.detail.xhr.status] ?? words.failed));
document.addEventListener("htmx:afterSwap", () => {
  const place = document.getElementById("trouble");
  if (place) place.hidden = true;
});
