// Files dropped anywhere, or chosen, go up one by one and are followed to their place.

const form = document.getElementById("upload");
const input = form.querySelector("[type=file]");
const panel = document.getElementById("uploads");
const list = panel.querySelector("ul");
const veil = document.getElementById("drop");
const waiting = [];
let busy = false;

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
  while (waiting.length) await send(...waiting.shift());
  busy = false;
  htmx.trigger(document.body, "documents-came-in");
}

function take(files) {
  if (!files.length) return;
  panel.hidden = false;
  for (const file of files) waiting.push([file, line(file)]);
  work();
}

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
addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  inside = 0;
  veil.hidden = true;
  take([...event.dataTransfer.files]);
});
