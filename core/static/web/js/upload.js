// Files dropped anywhere, or chosen, go up one by one and are followed to their place.

const form = document.getElementById("upload");
const input = form.querySelector("[type=file]");
const panel = document.getElementById("uploads");
const list = panel.querySelector("ul");
const sent = panel.querySelector("[data-sent]");
const veil = document.getElementById("drop");
const waiting = [];
let busy = false;
let all = 0;

const tellSent = () => (sent.textContent = `${all - waiting.length} / ${all}`);

function line(file) {
  const item = document.getElementById("upload-line").content.firstElementChild.cloneNode(true);
  item.querySelector(".name").textContent = file.name;
  list.prepend(item);
  return item;
}

function send(file, item) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const body = new FormData(form);
    body.delete("files");
    body.append("files", file);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) item.querySelector("progress").value = event.loaded / event.total;
    });
    request.addEventListener("load", () => {
      if (request.status === 201) {
        item.outerHTML = request.responseText;
        htmx.process(list);
      } else {
        fail(item, request.responseText.slice(0, 200));
      }
      done();
    });
    request.addEventListener("error", () => {
      fail(item, panel.dataset.offline);
      done();
    });
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.send(body);
  });
}

function fail(item, text) {
  item.querySelector("progress").remove();
  item.querySelector(".what").textContent = text;
}

async function work() {
  if (busy) return;
  busy = true;
  while (waiting.length) {
    const next = waiting.shift();
    tellSent();
    await send(...next);
  }
  busy = false;
  htmx.trigger(document.body, "documents-came-in");
}

function take(files) {
  if (!files.length) return;
  panel.hidden = false;
  all += files.length;
  for (const file of files) waiting.push([file, line(file)]);
  tellSent();
  work();
}

// Who leaves the page now leaves the rest behind: the browser asks first.
addEventListener("beforeunload", (event) => busy && event.preventDefault());
form.classList.add("scripted");
input.addEventListener("change", () => {
  take([...input.files]);
  input.value = "";
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-upload]")) {
    event.preventDefault();
    input.click();
  }
});
panel.querySelector("[data-dismiss]").addEventListener("click", () => {
  panel.hidden = true;
  all = waiting.length;
  list.replaceChildren();
});

let inside = 0;
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragenter", (event) => {
  if (holdsFiles(event) && ++inside) veil.hidden = false;
});
addEventListener("dragleave", (event) => {
  if (holdsFiles(event) && --inside <= 0) veil.hidden = true;
});
addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
// A folder cannot be sent: its files can, and those of its folders. Hidden ones stay behind.
// What was dragged out of another program is a file, but lies in no folder.
async function filesIn(entry) {
  if (entry instanceof File) return [entry];
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) break;
    found.push(...some);
  }
  return (await Promise.all(found.map(filesIn))).flat();
}

addEventListener("drop", async (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  inside = 0;
  veil.hidden = true;
  const held = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  take((await Promise.all(held.filter(Boolean).map(filesIn))).flat());
});
