// Cards move by drag, or by Shift and an arrow key; arrows alone walk the board.

const board = document.getElementById("board");
const columns = [...board.querySelectorAll(".column")];
const cards = (column) => [...column.querySelectorAll(".ticket")];
const spoken = document.getElementById("board-says");
let dragged = null;

async function put(card, column) {
  const from = card.closest(".column");
  if (from === column) return;
  column.querySelector(".cards").prepend(card);
  recount();
  const body = new FormData();
  body.append("status", column.dataset.status);
  const response = await fetch(card.dataset.url, {
    method: "POST",
    body,
    headers: { "HX-Request": "true", "X-CSRFToken": document.body.dataset.csrf },
  }).catch(() => null);
  if (response?.ok) {
    spoken.textContent = `${card.dataset.title}: ${column.dataset.name}`;
    return;
  }
  from.querySelector(".cards").prepend(card);
  recount();
  const text = response ? await response.text() : board.dataset.offline;
  document.dispatchEvent(new CustomEvent("say", { detail: { text, kind: "error" } }));
}

function recount() {
  for (const column of columns) {
    column.querySelector("[data-count]").textContent = cards(column).length;
    column.querySelector(".none").hidden = cards(column).length > 0;
  }
}

board.addEventListener("dragstart", (event) => {
  dragged = event.target.closest(".ticket");
  dragged?.classList.add("dragging");
});
board.addEventListener("dragend", () => {
  dragged?.classList.remove("dragging");
  columns.forEach((column) => column.classList.remove("over"));
});
for (const column of columns) {
  column.addEventListener("dragover", (event) => {
    event.preventDefault();
    column.classList.add("over");
  });
  column.addEventListener("dragleave", () => column.classList.remove("over"));
  column.addEventListener("drop", (event) => {
    event.preventDefault();
    column.classList.remove("over");
    if (dragged) put(dragged, column);
  });
}

board.addEventListener("keydown", async (event) => {
  const card = event.target.closest(".ticket");
  const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!card || !by) return;
  event.preventDefault();
  const column = card.closest(".column");
  const beside = columns[columns.indexOf(column) + by[0]];
  if (event.shiftKey && by[0] && beside) {
    await put(card, beside);
    card.focus();
  } else if (by[0]) {
    const place = cards(column).indexOf(card);
    if (beside) (cards(beside)[place] ?? cards(beside).at(-1))?.focus();
  } else {
    cards(column)[cards(column).indexOf(card) + by[1]]?.focus();
  }
});
