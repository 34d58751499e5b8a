// The first page: a file is dropped anywhere on it, or chosen.
"use strict";

const field = document.getElementById("log");
const zone = document.getElementById("drop");
const told = document.getElementById("dropped");
const open = document.getElementById("open");

function size(bytes) {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let i = 0;
  for (; bytes >= 1024 && i < units.length - 1; i++) bytes /= 1024;
  return `${i === 0 ? bytes : bytes.toPrecision(3)} ${units[i]}`;
}

function show() {
  const file = field.files[0];
  told.textContent = file ? `${file.name}, ${size(file.size)}. Open it, or say first how it is to be read.` : "";
  zone.classList.toggle("has", Boolean(file));
}

if (field) {
  field.addEventListener("change", show);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const files = event.dataTransfer.files;
    if (files.length > 1) {
      told.textContent = `${files.length} files were dropped: drop one at a time.`;
      return;
    }
    if (files.length === 0) return;
    field.files = files;
    show();
    open.focus();
  });
  document.getElementById("form").addEventListener("submit", () => {
    told.textContent = "Reading…";
  });
  window.addEventListener("pageshow", show); // after the way back the file may be there still
}
