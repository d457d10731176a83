// The call form: Ctrl+Enter saves from any field, so that the hands stay on the keyboard while one talks.
const form = document.querySelector("form[data-call]");
form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
form?.querySelector("select, input:not([type=hidden])")?.focus();
