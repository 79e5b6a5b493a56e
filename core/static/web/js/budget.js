// The slider walks over the budgets that the model's own evaluation can speak of.

const field = document.getElementById("id_error_budget");
const range = document.getElementById("budget-range");
const says = document.getElementById("budget-says");
const rows = [...document.querySelectorAll("tr[data-budget]")];

// The field is in per cent, the rows are shares.
function nearest() {
  const wanted = Number(field.value) / 100;
  const within = rows.filter((row) => Number(row.dataset.budget) <= wanted + 1e-9);
  return Math.max(0, within.length - 1);
}

function show(place) {
  rows.forEach((row, i) => row.classList.toggle("chosen", i === place));
  says.textContent = rows[place].dataset.says;
  range.setAttribute("aria-valuetext", rows[place].dataset.says);
}

if (range && rows.length) {
  range.hidden = false;
  range.value = nearest();
  show(nearest());
  range.addEventListener("input", () => {
    field.value = (100 * Number(rows[range.value].dataset.budget)).toFixed(1);
    show(Number(range.value));
  });
  field.addEventListener("input", () => {
    range.value = nearest();
    show(nearest());
  });
}
