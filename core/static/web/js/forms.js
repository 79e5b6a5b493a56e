// Forms: asked about, sent once, and not lost when the sign-in had ended.

const TYPED = "textarea, input:is([type=text], [type=date], [type=number], :not([type]))";
const onTheirWay = new Set();

// A form that asks before it acts, and fields that submit as soon as they change.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.ask ?? event.target.dataset.ask;
  if (question && !confirm(question)) event.preventDefault();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// A second click must not do it twice. A download leaves the page as it is.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[data-download]") || !event.submitter) return;
  if (onTheirWay.has(form)) event.preventDefault();
  // A script that sends the form itself has said so by then.
  else setTimeout(() => event.defaultPrevented || goes(form));
});
addEventListener("pageshow", () => onTheirWay.clear());

function goes(form) {
  onTheirWay.add(form);
  setTimeout(() => onTheirWay.delete(form), 10_000);
  keep(form);
}

function keep(form) {
  const fields = [...form.elements].filter((field) => field.matches(TYPED)).map(({ name, value }) => [name, value]);
  const draft = { reader: document.body.dataset.reader, page: location.pathname, form: form.action, fields };
  try { sessionStorage.setItem("draft", JSON.stringify(draft)); } catch { /* The browser keeps nothing. */ }
}

function kept() {
  try { return JSON.parse(sessionStorage.getItem("draft")); } catch { return null; }
}

// Who comes back from elsewhere, from signing in, was not there when the form arrived.
function restore() {
  const draft = kept();
  const refused = performance.getEntriesByType("navigation")[0]?.responseStatus >= 400;
  if (!draft || refused) return;
  sessionStorage.removeItem("draft");
  const isHere = draft.page === location.pathname && draft.reader === document.body.dataset.reader;
  const cameFrom = document.referrer && new URL(document.referrer).pathname;
  const form = [...document.forms].find((one) => one.method === "post" && one.action === draft.form);
  if (!isHere || cameFrom === draft.page || !form) return;
  const lost = draft.fields.filter(([name, value]) => form.elements[name] && form.elements[name].value !== value);
  for (const [name, value] of lost) form.elements[name].value = value;
  if (!lost.length) return;
  form.closest("dialog")?.showModal();
  const text = document.getElementById("toasts").dataset.restored;
  document.dispatchEvent(new CustomEvent("say", { detail: { text } }));
}

restore();
