// Sends one file as the body of one request, so that the server can write it in pieces; shows how far it is.
"use strict";
const form = document.getElementById("upload");
const words = document.getElementById("messages").dataset;
const bar = form.querySelector("progress");
const status = form.querySelector("[role=status]");
const button = form.querySelector("button");
const chosen = form.querySelector(".chosen");
const nothing = chosen.textContent;
const field = form.elements.file;
const tell = () => { chosen.textContent = field.files.length ? field.files[0].name : nothing; };

field.addEventListener("change", tell);
tell(); // a browser that comes back to the page keeps the file

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const file = field.files[0];
  if (!file) return;
  const request = new XMLHttpRequest();
  request.open("POST", "/upload?name=" + encodeURIComponent(file.name));
  request.setRequestHeader("X-Form", form.dataset.form);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.upload.addEventListener("progress", (sent) => {
    if (!sent.lengthComputable) return;
    const percent = Math.floor((100 * sent.loaded) / sent.total);
    bar.value = percent;
    status.textContent = words.sending.replace("{percent}", String(percent));
  });
  const fail = (said) => { button.disabled = false; bar.hidden = true; status.textContent = said; };
  request.addEventListener("error", () => fail(words.lost));
  request.addEventListener("load", () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch (_) { /* a proxy's own page */ }
    if (request.status === 201 && answer.next) window.location.assign(answer.next);
    else fail(answer.error || words.refused);
  });
  button.disabled = true;
  bar.hidden = false;
  request.send(file);
});
