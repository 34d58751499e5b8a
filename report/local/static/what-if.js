// The what-if page: each number of the system has a slider and a field in step; the
// exact engine of the program that serves this page answers. What is changed stands in
// the address, so that the way back and a bookmark lead to it.
"use strict";

const page = document.getElementById("what-if");
const system = Number(page.dataset.system);
const byID = (id) => document.getElementById(id);
const hoursPerYear = 8766;
const set = new Map();
const unclear = new Set(); // knobs whose fields say no number that there may be
let asked = 0;
let under = new AbortController();
let timer = 0;
let latest = null;

// A number in n significant figures, as a person reads it.
function figures(x, n) {
  if (x === null) return "not defined";
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size >= 1e9 || size < 1e-4) return x.toExponential(n - 1);
  return Number(x.toPrecision(n)).toLocaleString("en", { maximumFractionDigits: 12 });
}

// A number as the field has it: no more figures than a person would type.
const typed = (x) => String(Number(x.toPrecision(6)));

// Hours in the unit that suits them.
const lengths = [["y", 8766, 1], ["d", 24, 2], ["h", 1, 2], ["min", 1 / 60, 2], ["s", 1 / 3600, 0]];
function length(hours) {
  if (hours === null) return "not defined";
  if (hours === 0) return "0 s";
  const [name, unit] = lengths.find(([, unit, least]) => hours >= least * unit);
  return `${figures(hours / unit, 3)} ${name}`;
}

// A probability in per cent, with three figures of its distance from 100 %, so
// that no nine is rounded away.
function percent(available, unavailable) {
  if (available === null || unavailable === null) return "not defined";
  const u = 100 * unavailable;
  const decimals = u > 0 && u < 1 ? Math.min(15, 3 + Math.floor(-Math.log10(u))) : 2;
  return (100 * available).toFixed(decimals);
}

// Units of time that a field takes, in hours.
const units = { s: 1 / 3600, min: 1 / 60, m: 1 / 60, h: 1, d: 24, w: 168, mo: 730.5, y: 8766 };

const number = /^\s*([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|\.[0-9]+)(e[+-]?[0-9]+)?\s*([a-z]*)\s*$/i;

// What a field says: a number, or NaN. Times may have a unit.
function parse(text, isTime) {
  const found = number.exec(text);
  if (!found) return NaN;
  const x = Number(found[1].replaceAll(",", "") + (found[2] || ""));
  const unit = found[3].toLowerCase();
  if (unit === "") return x;
  return isTime && unit in units ? x * units[unit] : NaN;
}

// Each quantity has its own scale from the place of a slider to a value: times and
// probabilities go by powers of ten about that in the file, coverage by its nines, beta by
// powers of ten below 1.
const nines = 6;
const fine = 0.1;
const round = (x) => Number(x.toPrecision(4));
const scales = {
  copies: (k) => ({ min: k.min, max: k.max, step: 1, value: (p) => p, place: (v) => v }),
  coverage: () => ({
    min: 0, max: nines + fine, step: fine,
    value: (p) => (p > nines ? 1 : Number((1 - Math.pow(10, -p)).toFixed(Math.ceil(p) + 3))),
    place: (v) => (v >= 1 ? nines + fine : Math.min(nines, -Math.log10(1 - v))),
  }),
  beta: () => ({
    min: -4 - fine, max: 0, step: fine, value: (p) => (p < -4 ? 0 : round(Math.pow(10, p))),
    place: (v) => (v <= 0 ? -4 - fine : Math.max(-4, Math.log10(v))),
  }),
  decades: (k) => ({
    min: -3, max: Math.min(3, Math.log10(k.max / k.value)), step: 0.05,
    value: (p) => Math.min(k.max, Math.max(k.min, round(k.value * Math.pow(10, p)))), place: (v) => Math.log10(v / k.value),
  }),
};
scales["idle coverage"] = scales.coverage;

class Knob {
  constructor(box) {
    this.box = box;
    for (const name of ["value", "min", "max"]) this[name] = Number(box.dataset[name]);
    this.id = box.dataset.id;
    this.quantity = box.dataset.quantity;
    this.name = `${box.dataset.of}: ${this.quantity}`;
    this.isTime = this.quantity === "MTBF" || this.quantity === "MTTR";
    this.scale = (scales[this.quantity] || scales.decades)(this);
    [this.slider, this.back] = ["input[type=range]", "button"].map((of) => box.querySelector(of));
    [this.field, this.domain, this.wrong] = ["number", "domain", "wrong"].map((of) => byID(`${this.id}.${of}`));
    [this.output, this.unit] = ["output", ".unit"].map((of) => box.querySelector(of));
    this.slider.min = this.scale.min;
    this.slider.max = this.scale.max;
    this.slider.step = this.scale.step === 1 ? 1 : "any";
    this.domain.textContent = this.said();
    this.slider.addEventListener("input", () => this.slid());
    this.slider.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("input", () => this.wrote());
    this.field.addEventListener("change", () => this.left());
    this.back.addEventListener("click", () => {
      this.turn(this.value);
      later();
      this.slider.focus();
    });
    this.turn(this.value);
  }

  // said tells what values there may be.
  said() {
    if (this.quantity === "copies") return `${this.min} to ${this.max}`;
    const unit = this.isTime ? " h" : "";
    const bound = (x) => (x === 0 || x === 1 ? String(x) : figures(x, 4));
    return `${bound(this.min)} to ${bound(this.max)}${unit}`;
  }

  slid() {
    const start = this.scale.step === 1 ? this.scale.min : this.scale.place(this.value);
    const step = Math.round((Number(this.slider.value) - start) / this.scale.step);
    const place = Math.min(this.scale.max, Math.max(this.scale.min, start + step * this.scale.step));
    this.turn(step === Math.round((this.scale.place(this.value) - start) / this.scale.step) ? this.value : this.scale.value(place), this.slider);
    later();
  }

  key(event) {
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
    if (!steps) return;
    event.preventDefault();
    this.slider.value = Number(this.slider.value) + steps * this.scale.step;
    this.slid();
  }

  // wrote takes what was typed, or says why it cannot be taken: nothing of it is used
  // then, and there is no answer until the field is right.
  wrote() {
    const x = this.field.value === this.shown ? this.exact : parse(this.field.value, this.isTime);
    const whole = this.quantity === "copies";
    if (!(x >= this.min && x <= this.max) || (whole && x !== Math.trunc(x))) {
      const what = whole ? "a whole number" : this.isTime ? "a time" : "a number";
      const why = `${this.field.value.trim() || "Nothing"} is not ${what} from ${this.said()}. There is no answer until it is.`;
      this.turn(this.value, this.field);
      this.now = NaN;
      unclear.add(this);
      this.field.setAttribute("aria-invalid", "true");
      this.wrong.textContent = why;
      this.output.textContent = this.unit.textContent = "";
      this.back.disabled = false;
      later(typing);
      return;
    }
    const moved = x !== this.now;
    this.turn(x, this.field);
    if (moved) later(typing);
  }

  // left shows a number that was taken as the page writes it, and asks at once.
  left() {
    this.wrote();
    if (!unclear.has(this)) this.turn(this.now);
    later(0);
    remember(); // for the link that is pressed next
  }

  // aside says that what is set has no meaning now, and why.
  aside(why) {
    if (unclear.has(this)) return;
    this.wrong.textContent = why ? `${why[0].toUpperCase()}${why.slice(1)}.` : "";
    this.wrong.classList.toggle("aside", Boolean(why));
  }

  fine() {
    this.wrong.classList.remove("aside");
    unclear.delete(this);
    this.field.removeAttribute("aria-invalid");
    this.wrong.textContent = "";
  }

  // turn sets a value; what the person is at stays as it is.
  turn(value, at) {
    this.now = value;
    const changed = value !== this.value;
    if (changed) set.set(this.id, value);
    else set.delete(this.id);
    if (at !== this.field) {
      this.field.value = this.shown = typed(value);
      this.exact = value; // of which the field has six figures
    }
    if (at !== this.slider) this.slider.value = this.scale.place(value);
    this.fine();
    this.unit.textContent = this.isTime && !/[a-z]/i.test(this.field.value) ? "h" : "";
    this.output.textContent = this.isTime && (value < 2 || value >= 48) ? `= ${length(value)}` : "";
    this.slider.setAttribute("aria-valuetext", this.isTime ? `${typed(value)} h, ${length(value)}` : typed(value));
    this.box.classList.toggle("changed", changed);
    this.back.disabled = !changed;
  }
}

// How long nothing has moved before the page asks, in milliseconds: of who types a
// number, each part of it may be one.
const moving = 60;
const typing = 600;

function later(pause = moving) {
  clearTimeout(timer);
  timer = setTimeout(ask, pause);
}

// address is what is changed and the target, as a query.
function address() {
  const query = new URLSearchParams([...set].map(([id, x]) => [id, String(x)]));
  const changes = query.toString();
  if (targetField.value.trim()) query.set("target", targetField.value.trim());
  return [changes, query.toString()].map((q) => (q ? `?${q}` : ""));
}

function remember() {
  const [changes, all] = address();
  history.replaceState(null, "", location.pathname + all);
  byID("reset").disabled = set.size === 0 && unclear.size === 0;
  lead("download", `/what-if/${system}/system.yaml${changes}`);
  lead("report", `/what-if/${system}/report${all}`);
}

// lead sets where a link leads: nowhere as long as a field is not right.
function lead(id, to) {
  const link = byID(id);
  if (link === null) return;
  if (unclear.size === 0) link.href = to;
  else link.removeAttribute("href");
}

async function ask() {
  const mine = ++asked;
  under.abort(); // nobody waits for the answer before
  under = new AbortController();
  remember();
  if (unclear.size > 0) {
    none(`No answer until this is right: ${[...unclear].map((knob) => knob.name).join("; ")}`);
    return;
  }
  try {
    const response = await fetch("/solve", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      signal: under.signal,
      body: JSON.stringify({ system, set: Object.fromEntries(set) }),
    });
    if (mine !== asked) return;
    if (!response.ok) throw new Error(await response.text());
    latest = await response.json();
    show();
  } catch (error) {
    if (mine === asked) none(error.message);
  }
}

// none says why there is no answer, and takes away the one before.
function none(why) {
  if (latest !== null) {
    latest = { base: latest.base, measures: null, changes: [] };
    show();
  }
  say(why, true);
}

function say(text, failed) {
  byID("said").textContent = text;
  byID("said").classList.toggle("failed", failed);
}

const yearly = (m) => (m.unavailability === null ? null : m.unavailability * hoursPerYear);

function sentence(m) {
  const every = m.mtbf_hours === null ? "" : `, MTBF ${length(m.mtbf_hours)}`;
  return `Availability ${percent(m.availability, m.unavailability)} %${every}, downtime ${length(yearly(m))} a year`;
}

function show() {
  const { base, measures, changes } = latest;
  if (measures !== null) say(sentence(measures), false);
  const all = [
    ["Availability", "%", (m) => percent(m.availability, m.unavailability) + limits(m, (l) => [percent(l.availability.lower, l.unavailability.upper), percent(l.availability.upper, l.unavailability.lower)])],
    ["Unavailability", "", (m) => figures(m.unavailability, 5) + limits(m, (l) => ends(l.unavailability, 1))],
    ["Downtime a year", "h", (m) => figures(yearly(m), 5) + limits(m, (l) => ends(l.unavailability, hoursPerYear))],
    ["MTBF, mean up time per failure", "h", (m) => figures(m.mtbf_hours, 5) + limits(m, (l) => ends(l.mtbf_hours, 1))],
    ["MDT, mean down time", "h", (m) => figures(m.mdt_hours, 5)],
    ["Failure frequency", "1/h", (m) => figures(m.failure_frequency_per_hour, 5)],
  ];
  const limited = base.limits || measures?.limits;
  byID("limits").hidden = !limited;
  if (limited) byID("limits").textContent = `In brackets: every uncertain module at its ${figures(100 * limited.confidence, 10)} % limits at once, the worst and the best: conservative.`;
  byID("warnings").textContent = (latest.warnings || []).map((text) => `${text[0].toUpperCase()}${text.slice(1)}.`).join(" ");
  if (base.delivered_share !== null) all.push(["Expected capacity", "%", (m) => figures(100 * m.delivered_share, 6)]);
  fill(byID("measures"), all.map(([name, unit, of]) => [name, unit, of(base), measures === null ? "–" : of(measures)]), 2);
  if (measures !== null) for (const knob of knobs) knob.aside(changes.find((c) => c.id === knob.id)?.aside);
  byID("none").hidden = changes.length > 0 || measures === null;
  const table = byID("changes");
  table.hidden = changes.length === 0;
  fill(table.querySelector("tbody"), changes.map((c) => [
    `${c.of}: ${c.quantity}${c.aside ? ` (${c.aside})` : ""}`, figures(c.value, 6), figures(c.to, 6), figures(c.alone.unavailability, 4),
    share(c.alone.unavailability, base.unavailability), figures(c.alone.mtbf_hours, 4),
  ]), 1);
  judge();
}

// limits are those of a measure in brackets, on a line of their own; "" for none.
function limits(m, of) {
  return m.limits ? `\n[${of(m.limits).join(", ")}]` : "";
}

// ends writes two limits; one that is not finite is none.
const ends = (of, factor) => [of.lower, of.upper].map((x) => (x === null ? "no limit" : figures(factor * x, 4)));

function share(part, whole) {
  return part === null || !whole ? "not defined" : figures((100 * part) / whole, 4);
}

// fill puts rows into a table, their first cells text, the very first the heading of its
// row. All of it is text to the browser as well: names come from a file.
function fill(body, rows, texts) {
  body.replaceChildren(...rows.map((cells) => {
    const row = document.createElement("tr");
    cells.forEach((text, i) => {
      const cell = document.createElement(i === 0 ? "th" : "td");
      if (i === 0) cell.scope = "row";
      cell.textContent = text;
      if (i < texts) cell.className = "text";
      row.append(cell);
    });
    return row;
  }));
}

// The target.

const targetField = byID("target");

// The unavailability that a target allows, of which no digit is lost: null for none, NaN
// for what is no target. From 50 a bare number means per cent, as for --slo.
function allowed(text) {
  const found = /^\s*([0-9]*)(?:\.([0-9]*))?\s*(%?)\s*$/.exec(text);
  if (text.trim() === "") return null;
  if (!found || !(found[1] || found[2])) return NaN;
  const decimals = found[2] || "";
  const target = BigInt((found[1] || "0") + decimals);
  const whole = 10n ** BigInt(decimals.length) * (found[3] || Number(text) >= 50 ? 100n : 1n);
  return target > 0n && target < whole ? Number(whole - target) / Number(whole) : NaN;
}

// judge says whether the target is met, and by how much.
function judge() {
  const most = allowed(targetField.value);
  const bad = Number.isNaN(most);
  byID("target-wrong").textContent = bad ? `${targetField.value.trim()} is not an availability above 0 and below 100 %, such as 99.99 or 0.9999.` : "";
  if (bad) targetField.setAttribute("aria-invalid", "true");
  else targetField.removeAttribute("aria-invalid");
  const verdict = byID("verdict");
  verdict.textContent = "";
  verdict.className = "";
  if (latest === null) return;
  const u = latest.measures === null ? null : latest.measures.unavailability;
  if (most !== null && !bad && u !== null) {
    const met = u <= most;
    const by = length(Math.abs(u - most) * hoursPerYear);
    verdict.className = met ? "met" : "missed";
    verdict.textContent = met
      ? `Met, with ${by} of downtime a year to spare: ${figures((100 * u) / most, 3)} % of what is allowed is used.`
      : `Missed by ${by} of downtime a year: ${figures(u / most, 3)} times what is allowed.`;
    const end = latest.measures.limits?.unavailability[met ? "upper" : "lower"] ?? u;
    if (end <= most !== met) verdict.textContent += met ? " Missed with every uncertain module at its worst." : " Met with every uncertain module at its best.";
  }
  draw(latest.base.unavailability, u, bad ? null : most);
}

// The figure: unavailability in powers of ten, the better to the right; the system of the
// file, the changed one, and the target with all that meets it.

function shape(name, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

function draw(base, now, most) {
  const figure = byID("figure");
  const drawn = [base, now, most].filter((u) => u !== null && u > 0 && u < 1);
  if (drawn.length === 0) {
    figure.replaceChildren();
    return;
  }
  const width = Math.max(280, figure.clientWidth);
  const [left, right, top, row, bottom] = [width < 480 ? 16 : 132, 20, 30, 34, 30];
  const height = top + 2 * row + bottom;
  const exponents = drawn.map((u) => -Math.log10(u));
  const from = Math.floor(Math.min(...exponents) - 0.3);
  const to = Math.max(from + 2, Math.ceil(Math.max(...exponents) + 0.3));
  const x = (u) => left + ((Math.min(to, -Math.log10(u)) - from) / (to - from)) * (width - left - right);
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });
  const words = [`In the file ${percent(1 - base, base)} %`];
  if (now !== null) words.push(`with the changes ${percent(1 - now, now)} %`);
  if (most !== null) words.push(`target ${percent(1 - most, most)} %`);
  svg.append(shape("title", {}, `Availability. ${words.join("; ")}`));
  if (most !== null) {
    svg.append(shape("rect", { class: "reached", x: x(most), y: top, width: Math.max(0, width - right - x(most)), height: 2 * row }));
  }
  const every = Math.ceil((to - from) / Math.max(1, Math.floor((width - left - right) / 110)));
  for (let e = from; e <= to; e++) {
    const at = x(Math.pow(10, -e));
    svg.append(shape("line", { class: "grid", x1: at, x2: at, y1: top, y2: top + 2 * row }));
    const anchor = e === from && left < 40 ? "start" : e === to ? "end" : "middle";
    if ((e - from) % every === 0 || e === to) svg.append(shape("text", { class: "tick", x: at, y: top + 2 * row + 18, "text-anchor": anchor }, ticks(e)));
  }
  if (most !== null) {
    const at = x(most);
    const end = at > width - 140;
    svg.append(shape("line", { class: "target", x1: at, x2: at, y1: top - 6, y2: top + 2 * row }));
    svg.append(shape("text", { class: "tick", x: at, y: top - 12, "text-anchor": end ? "end" : "middle" }, `target ${percent(1 - most, most).replace(/\.?0+$/, "")} %`));
  }
  [["In the file", base, "file"], ["With the changes", now, "now"]].forEach(([name, u, kind], i) => {
    const y = top + (i + 0.5) * row;
    svg.append(shape("line", { class: "grid", x1: left, x2: width - right, y1: y, y2: y }));
    if (left > 40) svg.append(shape("text", { class: "name", x: left - 10, y: y + 5, "text-anchor": "end" }, name));
    if (u === null || u >= 1) return;
    const at = u > 0 ? x(u) : width - right;
    svg.append(shape("circle", { class: kind, cx: at, cy: y, r: 6 }));
    const before = at > width - 130;
    svg.append(shape("text", { class: "value", x: at + (before ? -12 : 12), y: y - 6, "text-anchor": before ? "end" : "start" }, `${left > 40 ? "" : name + " "}${percent(1 - u, u)} %`));
  });
  figure.replaceChildren(svg);
}

// ticks writes the availability of so many nines.
function ticks(e) {
  if (e <= 0) return "0 %";
  return `${(100 - Math.pow(10, 2 - e)).toFixed(Math.max(0, e - 2))} %`;
}

const knobs = [...document.querySelectorAll(".knob")].map((box) => new Knob(box));

// What the address says is set.
for (const [id, text] of new URLSearchParams(location.search)) {
  if (id === "target") targetField.value = text;
  const knob = knobs.find((k) => k.id === id);
  const x = Number(text);
  if (knob && x >= knob.min && x <= knob.max) knob.turn(x);
}
byID("reset").addEventListener("click", () => {
  for (const knob of knobs) knob.turn(knob.value);
  later();
});
targetField.addEventListener("input", () => {
  remember();
  judge();
});
new ResizeObserver(() => latest && judge()).observe(byID("figure"));
ask();
