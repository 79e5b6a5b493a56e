// The frame of every page: theme, keys, the palette, messages.

const root = document.documentElement;
const typing = (target) =>
  target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const stored = (name) => {
  try { return localStorage.getItem(name); } catch { return null; }
};

// The server draws times in this zone from the next page on.
document.cookie = `tz=${Intl.DateTimeFormat().resolvedOptions().timeZone}; path=/; max-age=31536000; samesite=lax`;

// Theme: the system's, until a person chooses.
for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.addEventListener("click", () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  });
}

// Messages. They leave by themselves, but not while a person points at one.
const toasts = document.getElementById("toasts");

function retire(toast) {
  const leave = () => setTimeout(() => (toast.matches(":hover, :focus-within") ? leave() : toast.remove()), 9000);
  toast.querySelector(".close")?.addEventListener("click", () => toast.remove());
  leave();
}

function say(text, kind = "") {
  // What is asked again and again fails again and again: once is enough.
  if ([...toasts.children].some((toast) => toast.querySelector("span").textContent === text)) return;
  const toast = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  toast.querySelector("span").textContent = text;
  if (kind) toast.classList.add(kind);
  toasts.append(toast);
  retire(toast);
}

toasts.querySelectorAll(".toast").forEach(retire);
document.addEventListener("say", (event) => say(event.detail.text, event.detail.kind));
document.addEventListener("htmx:responseError", (event) => {
  say(event.detail.xhr.responseText.slice(0, 300) || toasts.dataset.broken, "error");
});
document.addEventListener("htmx:sendError", () => say(toasts.dataset.offline, "error"));

// The palette: everything there is, or the projects only.
const palette = document.getElementById("palette");
const ask = palette?.querySelector("input");
const found = palette?.querySelector(".found");
let chooseFor = null;
let asked = 0;
let looking = null;

async function look() {
  const turn = ++asked;
  const address = `${palette.dataset.url}?q=${encodeURIComponent(ask.value)}&only=${chooseFor ? "projects" : ""}`;
  const response = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (turn !== asked) return;
  const text = response ? await response.text() : toasts.dataset.offline;
  if (response?.ok) found.innerHTML = text;
  else found.replaceChildren(Object.assign(document.createElement("p"), { className: "nothing", textContent: text }));
  select(found.querySelector("[role=option]"));
}

function select(option) {
  found.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  ask.setAttribute("aria-activedescendant", option?.id ?? "");
}

function step(by) {
  const options = [...found.querySelectorAll("[role=option]")];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  select(options[(at + by + options.length) % options.length]);
}

function take(option) {
  if (!option) return;
  palette.close();
  if (chooseFor && option.dataset.project) {
    chooseFor.elements.project.value = option.dataset.project;
    chooseFor.dataset.chosen = option.dataset.name;
    chooseFor.requestSubmit();
  } else if (option.dataset.act) {
    document.querySelector(option.dataset.act)?.click();
  } else {
    location.assign(option.dataset.href);
  }
}

function openPalette(form = null) {
  chooseFor = form;
  ask.value = "";
  ask.placeholder = form ? palette.dataset.askProject : palette.dataset.ask;
  ask.setAttribute("aria-label", ask.placeholder);
  found.replaceChildren();
  palette.showModal();
  looking = look();
}

if (palette) {
  let wait = 0;
  ask.addEventListener("input", () => {
    clearTimeout(wait);
    looking = new Promise((done) => (wait = setTimeout(() => look().then(done), 120)));
  });
  ask.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    // A quick hand presses Enter before the answer is there: it means the answer.
    else if (event.key === "Enter") looking.then(() => take(found.querySelector("[aria-selected=true]")));
    else return;
    event.preventDefault();
  });
  found.addEventListener("click", (event) => take(event.target.closest("[role=option]")));
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener?.dataset.open === "palette") openPalette();
  else if (opener) document.getElementById(opener.dataset.open)?.showModal();
  const chooser = event.target.closest("[data-choose]");
  if (chooser) openPalette(document.getElementById(chooser.dataset.choose));
  event.target.closest("[data-close]")?.closest("dialog")?.close();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A page that is outdated is loaded anew, unless something is being typed into it.
const isTyped = (field) => field.defaultValue !== undefined && field.type !== "radio" && field.value !== field.defaultValue;

document.addEventListener("htmx:load", (event) => {
  if (!event.target.matches("[data-outdated]")) return;
  const fields = document.querySelectorAll("main :is(input, textarea)");
  if (!document.querySelector("dialog[open]") && ![...fields].some(isTyped)) location.reload();
});

// Keys: any control may name one in data-key. A person can turn single keys off.
const places = { h: "home", d: "documents", r: "review", t: "tasks", p: "projects", m: "models", n: "notifications" };
const keysOff = document.getElementById("keys-off");
let going = 0;

if (keysOff) {
  keysOff.checked = stored("keys") === "off";
  keysOff.addEventListener("change", () => localStorage.setItem("keys", keysOff.checked ? "off" : "on"));
}

function showKeys() {
  const dialog = document.getElementById("keys");
  const list = dialog.querySelector("[data-page-keys]");
  const lines = [...document.querySelectorAll("[data-key][data-key-says]")].map((control) => {
    const line = document.createElement("li");
    const key = document.createElement("kbd");
    key.textContent = control.dataset.key;
    line.append(control.dataset.keySays, key);
    return line;
  });
  list.replaceChildren(...lines);
  list.previousElementSibling.hidden = lines.length === 0;
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyK" && palette) {
    event.preventDefault();
    if (!palette.open) openPalette();
    return;
  }
  if (event.key === "Escape") {
    document.querySelectorAll("details.menu[open]").forEach((menu) => (menu.open = false));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || keysOff?.checked) return;
  // By the place of the key, so that they work in the Russian layout too.
  const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
  const key = event.code === "Slash" && !event.shiftKey ? "/" : letter;
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) {
    showKeys();
  } else if (Date.now() - going < 1200 && places[key]) {
    going = 0;
    document.querySelector(`[data-place=${places[key]}]`)?.click();
  } else if (key === "g") {
    going = Date.now();
  } else {
    const control = document.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`);
    if (!control) return;
    if (control.matches("input:not([type=checkbox]), textarea")) control.focus();
    else control.click();
  }
  event.preventDefault();
});
