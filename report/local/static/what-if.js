// The what-if page: knobs are sliders; the exact engine of the program that
// serves this page answers.
"use strict";

const page = document.getElementById("what-if");
const system = Number(page.dataset.system);
const said = document.getElementById("said");
const hoursPerYear = 8766;
const set = new Map();
let asked = 0;
let under = new AbortController();
let timer = 0;

// A number in n significant figures, as a person reads it.
function figures(x, n) {
  if (x === null) return "not defined";
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size >= 1e9 || size < 1e-4) return x.toExponential(n - 1);
  return Number(x.toPrecision(n)).toLocaleString("en", { maximumFractionDigits: 12 });
}

// A probability in per cent, with three figures of its distance from 100 %, so
// that no nine is rounded away.
function percent(available, unavailable) {
  if (available === null || unavailable === null) return "not defined";
  const u = 100 * unavailable;
  const decimals = u > 0 && u < 1 ? Math.min(15, 3 + Math.floor(-Math.log10(u))) : 2;
  return (100 * available).toFixed(decimals);
}

// Each quantity has its own scale from the place of a slider to a value: times
// go by powers of ten about that in the file, coverage by its nines.
const nines = 6;
const scales = {
  copies: (k) => ({ min: k.min, max: k.max, step: 1, start: k.value, value: (p) => p, text: (v) => String(v) }),
  coverage: (k) => ({
    min: 0, max: nines + 0.1, step: 0.1, start: k.value >= 1 ? nines + 0.1 : Math.min(nines, -Math.log10(1 - k.value)),
    value: (p) => (p > nines ? 1 : 1 - Math.pow(10, -p)), text: (v) => (v === 1 ? "1, perfect" : String(Number(v.toPrecision(8)))),
  }),
  MTBF: time, MTTR: time,
};

function time(k) {
  const decades = 3;
  const clamp = (v) => Math.min(k.max, Math.max(k.min, v));
  return { min: -decades, max: decades, step: 0.05, start: 0, value: (p) => clamp(k.value * Math.pow(10, p)), text: (v) => figures(v, 4) + " h" };
}

function prepare(box) {
  const knob = { id: box.dataset.id, quantity: box.dataset.quantity, value: Number(box.dataset.value), min: Number(box.dataset.min), max: Number(box.dataset.max) };
  const [slider, output, back] = ["input", "output", "button"].map((tag) => box.querySelector(tag));
  const scale = scales[knob.quantity](knob);
  slider.min = scale.min;
  slider.max = scale.max;
  slider.step = scale.step === 1 ? 1 : "any";
  const turn = (value, changed) => {
    if (changed) set.set(knob.id, value);
    else set.delete(knob.id);
    output.textContent = scale.text(value);
    slider.setAttribute("aria-valuetext", scale.text(value));
    box.classList.toggle("changed", changed);
    back.disabled = !changed;
  };
  const reset = () => {
    slider.value = scale.start;
    turn(knob.value, false);
  };
  slider.addEventListener("input", () => {
    const step = Math.round((Number(slider.value) - scale.start) / scale.step);
    const place = Math.min(scale.max, Math.max(scale.min, scale.start + step * scale.step));
    const value = scale.value(place);
    turn(value, value !== knob.value);
    later();
  });
  slider.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
    if (!steps) return;
    event.preventDefault();
    slider.value = Number(slider.value) + steps * scale.step;
    slider.dispatchEvent(new Event("input"));
  });
  back.addEventListener("click", () => {
    reset();
    later();
    slider.focus();
  });
  reset();
  return reset;
}

// later asks when the slider has rested for a moment.
function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, 60);
}

async function ask() {
  const mine = ++asked;
  under.abort(); // nobody waits for the answer before
  under = new AbortController();
  document.getElementById("reset").disabled = set.size === 0;
  try {
    const response = await fetch("/solve", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      signal: under.signal,
      body: JSON.stringify({ system, set: Object.fromEntries(set) }),
    });
    if (mine !== asked) return;
    if (!response.ok) throw new Error(await response.text());
    show(await response.json());
  } catch (error) {
    if (mine === asked) say(error.message, true);
  }
}

function say(text, failed) {
  said.textContent = text;
  said.classList.toggle("failed", failed);
}

function show(answer) {
  const { base, measures, changes } = answer;
  const yearly = measures.unavailability === null ? null : measures.unavailability * hoursPerYear;
  say(`Availability ${percent(measures.availability, measures.unavailability)} %, MTBF ${figures(measures.mtbf_hours, 4)} h, downtime ${figures(yearly, 4)} h a year`, false);
  const all = [
    ["Availability", "%", (m) => percent(m.availability, m.unavailability)],
    ["Unavailability", "", (m) => figures(m.unavailability, 5)],
    ["MTBF, mean up time per failure", "h", (m) => figures(m.mtbf_hours, 5)],
    ["MDT, mean down time", "h", (m) => figures(m.mdt_hours, 5)],
    ["Failure frequency", "1/h", (m) => figures(m.failure_frequency_per_hour, 5)],
  ];
  fill(document.getElementById("measures"), all.map(([name, unit, of]) => [name, unit, of(base), of(measures)]), 2);
  document.getElementById("none").hidden = changes.length > 0;
  const table = document.getElementById("changes");
  table.hidden = changes.length === 0;
  fill(table.tBodies[0], changes.map((c) => [
    `${c.of}: ${c.quantity}`, figures(c.value, 6), figures(c.to, 6), figures(c.alone.unavailability, 4),
    share(c.alone.unavailability, base.unavailability), figures(c.alone.mtbf_hours, 4),
  ]), 1);
}

function share(part, whole) {
  return part === null || !whole ? "not defined" : figures((100 * part) / whole, 4);
}

// fill puts rows into a table, their first cells text. All of it is text to the
// browser as well: names come from a file.
function fill(body, rows, texts) {
  body.replaceChildren(...rows.map((cells) => {
    const row = document.createElement("tr");
    cells.forEach((text, i) => {
      const cell = row.insertCell();
      cell.textContent = text;
      if (i < texts) cell.className = "text";
    });
    return row;
  }));
}

const resets = [...document.querySelectorAll(".knob")].map(prepare);
document.getElementById("reset").addEventListener("click", () => {
  resets.forEach((reset) => reset());
  later();
});
ask();
