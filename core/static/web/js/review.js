// One key files a document, and the next is already there.

const stage = document.getElementById("stage");
const nextUp = document.getElementById("upcoming");
const left = document.getElementById("left");
const answered = document.getElementById("answered");
const resolved = document.getElementById("resolved");
const told = document.getElementById("told");
const inRail = document.querySelector(".rail [data-place=review] .count");
const GONE = [404, 409];
// An address has an end. What was shown longer ago is answered, or may be asked about again.
const NEWEST = 300;
const seen = new Set();
const past = [];
let upcoming = nextUp.content.firstElementChild;
let fetching = null;
let cutOff = false;

const current = () => stage.querySelector("[data-document]");
const token = () => document.body.dataset.csrf;
const headers = () => ({ "HX-Request": "true", "X-CSRFToken": token() });
const say = (text, kind) => document.dispatchEvent(new CustomEvent("say", { detail: { text, kind } }));

function count(place, by) {
  place.textContent = Math.max(0, Number(place.textContent) + by);
  if (place === left && inRail) inRail.textContent = left.textContent;
}

function remember(item) {
  if (!item) return;
  seen.delete(item.dataset.document); // shown again, it is the newest
  seen.add(item.dataset.document);
}

function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}

// What answers teach files other documents meanwhile: they are left no more.
function tell(response) {
  const now = Number(response.headers.get("X-Resolved"));
  count(left, Number(resolved.textContent) - now);
  resolved.textContent = now;
  resolved.parentElement.hidden = now === 0;
}

function prefetch() {
  const not = [...seen].slice(-NEWEST).join(",");
  cutOff = false;
  fetching = fetch(`${stage.dataset.next}?not=${not}`, { headers: headers() })
    .then((response) => {
      if (response.ok) tell(response);
      return response.status === 200 ? response.text() : "";
    })
    .then((html) => {
      // What was put back meanwhile comes first.
      if (upcoming) return;
      upcoming = html ? parse(html) : null;
      remember(upcoming);
    })
    .catch(() => {
      cutOff = true;
      say(stage.dataset.offline, "error");
    });
}

async function advance() {
  await fetching;
  if (cutOff && !upcoming) {
    // It is not known what comes next: ask again before the end is believed.
    prefetch();
    await fetching;
    if (cutOff) return;
  }
  if (!upcoming) {
    // The end of the queue, once every answer has arrived.
    await Promise.all(past.map((one) => one.sent));
    location.reload();
    return;
  }
  const next = upcoming;
  upcoming = null;
  show(next);
  prefetch();
}

function show(item) {
  stage.replaceChildren(item);
  remember(item);
  item.querySelector("[data-focus]")?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

async function post(url, body) {
  // An answer arrives even if the person leaves the page at once.
  const sending = fetch(url, { method: "POST", body, headers: headers(), keepalive: true });
  const response = await sending.catch(() => {
    throw new Error(stage.dataset.offline);
  });
  const text = await response.text();
  if (!response.ok) throw Object.assign(new Error(text), { status: response.status });
  return text;
}

function answer(form) {
  const item = current();
  const body = new FormData(form);
  const one = { undo: item.dataset.takenBack };
  past.push(one);
  count(left, -1);
  count(answered, 1);
  // Answers go out in their order; the eye is on the next document meanwhile.
  const where = (place) => {
    told.textContent = `${item.dataset.name} → ${place}`;
    return true;
  };
  one.sent = post(form.action, body).then(where, (error) => {
    if (past.includes(one)) past.splice(past.indexOf(one), 1);
    count(answered, -1);
    say(`${item.dataset.name}: ${error.message}`, "error");
    // It is gone, or somebody else has answered: it waits no more.
    if (GONE.includes(error.status)) return;
    count(left, 1);
    // Unanswered it stays in the queue, so it is asked about again.
    if (current() !== item) back(item);
  });
  advance();
}

async function undo() {
  const last = past.pop();
  if (!last) {
    say(stage.dataset.nothing);
    return;
  }
  if (last.undo) {
    // What did not arrive was put back by then: there is nothing to take back.
    if (!(await last.sent)) return;
    try {
      const again = parse(await post(last.undo));
      count(left, 1);
      count(answered, -1);
      told.textContent = "";
      back(again);
    } catch (error) {
      say(error.message, "error");
    }
  } else {
    back(last.item);
  }
}

function back(item) {
  const interrupted = current();
  const later = upcoming;
  show(item);
  upcoming = interrupted;
  fetching = null;
  if (later) seen.delete(later.dataset.document);
}

function skip() {
  past.push({ item: current() });
  advance();
}

remember(current());
remember(upcoming);
stage.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-answer]")) return;
  event.preventDefault();
  answer(event.target);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-undo]")) undo();
  if (event.target.closest("[data-skip]")) skip();
});
