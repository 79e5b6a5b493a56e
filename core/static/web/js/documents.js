// Choosing rows raises a bar with what can be done to them.

const results = document.getElementById("results");
const bar = document.getElementById("bulk");
const count = bar.querySelector("[data-count]");
const everything = bar.querySelector("[data-everything]");
const preview = document.getElementById("preview");
let last = null;
let whole = false;

const boxes = () => [...results.querySelectorAll("input[name=document]")];
const total = () => Number(results.querySelector("[data-total]")?.dataset.total ?? 0);

function refresh() {
  const shown = boxes();
  const chosen = shown.filter((box) => box.checked);
  const every = chosen.length > 0 && chosen.length === shown.length;
  whole &&= every;
  bar.hidden = chosen.length === 0;
  count.textContent = whole ? everything.dataset.shown : chosen.length;
  everything.hidden = whole || !every || total() <= shown.length;
  const all = results.querySelector("[data-all]");
  if (all) {
    all.checked = every;
    all.indeterminate = chosen.length > 0 && !every;
  }
}

// What was typed is being looked for already: leaving the field must not draw the rows anew,
// for the leaving click may have chosen one.
document.getElementById("q").addEventListener("change", (event) => event.stopPropagation());

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
results.addEventListener("htmx:afterSwap", () => {
  const shown = results.querySelector("[data-total]")?.dataset.shown;
  if (shown) everything.dataset.shown = shown;
  refresh();
});
everything.addEventListener("click", () => {
  whole = true;
  refresh();
});
bar.querySelector("[data-clear]").addEventListener("click", () => {
  boxes().forEach((box) => (box.checked = false));
  refresh();
});

// What is chosen, as fields of a form: the rows, or all that the address narrows to.
function chosen() {
  const fields = whole
    ? [["whole", "1"], ["filter", location.search]]
    : boxes().filter((box) => box.checked).map((box) => ["document", box.value]);
  return [...fields, ["next", location.pathname + location.search]];
}

const tell = (text) => document.dispatchEvent(new CustomEvent("say", { detail: { text, kind: "error" } }));

// The preview of an act comes as a dialog; a long one has a page of its own.
async function look(form, submitter, fields) {
  const body = new FormData(form, submitter);
  for (const [name, value] of fields) body.append(name, value);
  const address = submitter?.getAttribute("formaction") ?? form.action;
  const response = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true" } });
  const page = response.headers.get("HX-Redirect");
  if (page) return location.assign(page);
  const text = await response.text();
  if (!response.ok) return tell(text);
  document.getElementById("tag-dialog").close();
  preview.innerHTML = text;
  if (!preview.open) preview.showModal();
  preview.querySelector("[autofocus]")?.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-narrowed]")) {
    // The list may have been narrowed since the page was drawn.
    if (form.elements.filter) form.elements.filter.value = location.search;
    form.elements.next.value = location.pathname + location.search;
  } else if (form.matches("[data-download]")) {
    form.querySelectorAll("[data-chosen]").forEach((field) => field.remove());
    for (const [name, value] of chosen()) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      field.dataset.chosen = "";
      form.append(field);
    }
  } else if (form.matches("[data-preview]")) {
    event.preventDefault();
    look(form, event.submitter, chosen());
  } else if (event.submitter?.matches("[data-again]")) {
    event.preventDefault();
    look(form, event.submitter, []);
  }
});
