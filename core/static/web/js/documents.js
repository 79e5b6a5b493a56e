// Choosing rows raises a bar with what can be done to them.

const results = document.getElementById("results");
const bar = document.getElementById("bulk");
const count = bar.querySelector("[data-count]");
let last = null;

const boxes = () => [...results.querySelectorAll("input[name=document]")];

function refresh() {
  const chosen = boxes().filter((box) => box.checked);
  bar.hidden = chosen.length === 0;
  count.textContent = chosen.length;
  const all = results.querySelector("[data-all]");
  if (all) {
    all.checked = chosen.length > 0 && chosen.length === boxes().length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  }
}

results.addEventListener("click", (event) => {
  const box = event.target.closest("input[name=document]");
  if (!box) return;
  if (event.shiftKey && last) {
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((one) => (one.checked = box.checked));
  }
  last = box;
});
results.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) boxes().forEach((box) => (box.checked = event.target.checked));
  refresh();
});
results.addEventListener("htmx:afterSwap", refresh);
bar.querySelector("[data-clear]").addEventListener("click", () => {
  boxes().forEach((box) => (box.checked = false));
  refresh();
});

// The preview of a move comes as a dialog of its own.
const move = document.getElementById("move-form");
move.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new FormData(move);
  boxes().filter((box) => box.checked).forEach((box) => body.append("document", box.value));
  const response = await fetch(move.action, { method: "POST", body, headers: { "HX-Request": "true" } });
  const text = await response.text();
  if (!response.ok) {
    document.dispatchEvent(new CustomEvent("say", { detail: { text, kind: "error" } }));
    return;
  }
  const dialog = document.getElementById("move-dialog");
  dialog.innerHTML = text;
  dialog.showModal();
});
