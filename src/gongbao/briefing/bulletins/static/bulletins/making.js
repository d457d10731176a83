// Entries moved by drag, or with Alt and the arrow keys. Without this file the same is done by the forms at each entry.
const board = document.querySelector("[data-making]");
let dragged = null;

function send(fields) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = board.dataset.making;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, ...fields })) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

function drop(row, column, before) {
  const place = { column: column.dataset.column, before: before?.dataset.entry ?? "" };
  if (row.dataset.manuscript) send({ do: "place", manuscript: row.dataset.manuscript, ...place });
  else send({ do: "move", entry: row.dataset.entry, ...place });
}

function clear() {
  for (const one of board.querySelectorAll(".making-over")) one.classList.remove("making-over");
}

if (board) {
  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li[draggable]");
    event.dataTransfer.effectAllowed = "move";
  });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest("[data-column]");
    if (!dragged || !column) return;
    event.preventDefault();
    clear();
    (event.target.closest("[data-entry]") ?? column).classList.add("making-over");
  });
  board.addEventListener("dragend", clear);
  board.addEventListener("drop", (event) => {
    const column = event.target.closest("[data-column]");
    if (!dragged || !column) return;
    event.preventDefault();
    drop(dragged, column, event.target.closest("[data-entry]"));
  });
  board.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-entry]");
    if (!row || event.target !== row || !event.altKey) return;
    const rows = [...row.parentElement.children];
    const here = rows.indexOf(row);
    if (event.key === "ArrowUp" && here > 0) drop(row, row.closest("[data-column]"), rows[here - 1]);
    else if (event.key === "ArrowDown" && here < rows.length - 1) drop(row, row.closest("[data-column]"), rows[here + 2]);
    else return;
    event.preventDefault();
  });
}
