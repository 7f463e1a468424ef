// Sorting, filtering and searching. Everything else on the pages works without this file.
"use strict";

const top_ = document.body.dataset.top || "";

/** An element with text and attributes; nothing is ever read as HTML. */
function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== null && text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  return made;
}

function load(source) {
  return new Promise((done, failed) => {
    const script = element("script", null, { src: source });
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
}

// ---- tables -------------------------------------------------------------------------------------------------
const LINES = 200; // rows drawn at once
const tools = document.getElementById("tools");

class Table {
  constructor(tools) {
    this.table = document.getElementById("data");
    this.body = this.table.tBodies[0];
    this.heads = [...this.table.tHead.rows[0].cells].slice(1);
    this.names = this.heads.map((head) => head.dataset.name);
    this.numbers = this.heads.map((head) => head.classList.contains("n"));
    this.root = tools.dataset.root;
    this.input = document.getElementById("filter");
    this.shown = document.getElementById("shown");
    this.first = 0;
    this.drawn = LINES;
    this.sort = null;
  }

  start(rows, refs) {
    this.rows = rows;
    this.refs = refs;
    this.lower = null;
    this.matching = rows;
  }

  /** Rows whose cells hold all words; `column:word` looks in that column alone. */
  filter(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean).map((word) => {
      const [column, rest] = [word.slice(0, word.indexOf(":")), word.slice(word.indexOf(":") + 1)];
      const at = this.names.findIndex((name) => name.toLowerCase() === column);
      return at >= 0 ? [at, rest] : [-1, word];
    });
    if (words.length && !this.lower) {
      this.lower = this.rows.map((row) => row.slice(2).map((cell, at) => {
        const label = this.refs[at][cell];
        return (label && label[0] ? `${cell}\n${label[0]}` : cell).toLowerCase();
      }));
    }
    this.matching = words.length
      ? this.rows.filter((_, i) => words.every(([at, word]) =>
          at >= 0 ? this.lower[i][at].includes(word) : this.lower[i].some((cell) => cell.includes(word))))
      : this.rows.slice();
    this.order();
  }

  order() {
    if (this.sort) {
      const [at, sign] = this.sort, number = this.numbers[at];
      const compare = new Intl.Collator("en", { numeric: true }).compare;
      // what is missing comes last, whichever way it is sorted
      this.matching.sort((a, b) => {
        const [x, y] = [a[at + 2], b[at + 2]];
        if (x === "" || y === "") return (x === "") - (y === "");
        return sign * (number ? Number(x) - Number(y) : compare(x, y));
      });
    }
    this.draw();
  }

  draw() {
    const lines = this.matching.slice(this.first, this.first + this.drawn).map((row) => this.line(row));
    if (this.matching.length > lines.length) {
      const more = element("button", `Show more of ${this.matching.length.toLocaleString("en")} rows`, { type: "button" });
      more.onclick = () => { this.first = 0; this.drawn += 1000; this.draw(); };
      const cell = element("td", null, { colspan: String(this.names.length + 1) });
      cell.append(more);
      const line = element("tr");
      line.append(cell);
      lines.push(line);
    }
    this.body.replaceChildren(...lines);
    document.getElementById("range").hidden = true;
    for (const pager of document.querySelectorAll(".pager")) pager.hidden = true;
    this.shown.textContent = `${this.matching.length.toLocaleString("en")} of ${this.rows.length.toLocaleString("en")} rows`;
  }

  line(row) {
    const [anchor, page, ...cells] = row;
    const line = element("tr", null, { id: anchor || null });
    const perma = element("td", null, { class: "perma" });
    if (anchor) perma.append(element("a", "#", { href: `#${anchor}`, "aria-label": "Address of this row" }));
    if (page) perma.append(" ", element("a", "→", { href: this.root + page, "aria-label": "Page of this row" }));
    line.append(perma, ...cells.map((text, at) => this.cell(text, at)));
    return line;
  }

  cell(text, at) {
    const cell = element("td", null, { class: this.numbers[at] ? "n" : null });
    const [label, href] = this.refs[at][text] || [null, null];
    if (href) {
      const outside = /^https?:\/\//i.test(href);
      cell.append(element("a", label || text, { href: outside ? href : this.root + href, title: text }));
    } else cell.append(element("span", text, { title: label }));
    return cell;
  }

  csv() {
    const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = [this.names, ...this.matching.map((row) => row.slice(2))].map((cells) => cells.map(quoted).join(","));
    const link = element("a", null, { download: `${tools.dataset.table}.csv` });
    link.href = URL.createObjectURL(new Blob([lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}

let table = null;
window.onrecordRows = (_name, told) => table.start(told.rows, told.refs);

async function ready() {
  if (!table) {
    table = new Table(tools);
    await load(tools.dataset.script);
  }
  return table;
}

function remember() {
  const state = new URLSearchParams();
  if (table.input.value) state.set("filter", table.input.value);
  if (table.sort) state.set("sort", (table.sort[1] < 0 ? "-" : "") + table.names[table.sort[0]]);
  const told = state.toString();
  try { history.replaceState(null, "", told ? `?${told}` : location.pathname); } catch { /* a file has no history */ }
}

async function sortBy(at, head, sign) {
  const table = await ready();
  table.sort = [at, sign];
  [table.first, table.drawn] = [0, LINES];
  for (const other of table.heads) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
  table.filter(table.input.value);
  remember();
}

async function find(anchor) {
  if (!anchor || document.getElementById(anchor)) return;
  const table = await ready();
  const at = table.rows.findIndex((row) => row[0] === anchor);
  if (at < 0) return;
  table.matching = table.rows;
  table.first = Math.max(0, at - LINES / 2);
  table.draw();
  document.getElementById(anchor).scrollIntoView({ block: "center" });
}

if (tools && !("tooLarge" in tools.dataset)) {
  tools.hidden = false;
  const heads = [...document.getElementById("data").tHead.rows[0].cells].slice(1);
  heads.forEach((head, at) => {
    const button = element("button", head.textContent, { type: "button" });
    head.replaceChildren(button);
    button.onclick = () => sortBy(at, head, head.getAttribute("aria-sort") === "ascending" ? -1 : 1);
  });
  let waiting;
  document.getElementById("filter").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => { const table = await ready(); [table.first, table.drawn] = [0, LINES]; table.filter(table.input.value); remember(); }, 80);
  });
  document.getElementById("csv").onclick = async () => (await ready()).csv();
  find(decodeURIComponent(location.hash.slice(1)));
  addEventListener("hashchange", () => find(decodeURIComponent(location.hash.slice(1))));
  const state = new URLSearchParams(location.search);
  if (state.has("filter") || state.has("sort")) {
    document.getElementById("filter").value = state.get("filter") || "";
    const sort = state.get("sort") || "";
    const at = heads.findIndex((head) => head.dataset.name === sort.replace(/^-/, ""));
    if (at >= 0) sortBy(at, heads[at], sort.startsWith("-") ? -1 : 1);
    else ready().then((table) => table.filter(table.input.value));
  }
}

// ---- search -------------------------------------------------------------------------------------------------
const search = document.querySelector(".search");
const box = document.getElementById("q");
const found = document.getElementById("found");
let index = null;
window.onrecordSearch = (told) => { index = told; };

function matches(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = [];
  for (const [title, kind, href, body] of index) {
    const [head, rest] = [title.toLowerCase(), body.toLowerCase()];
    if (!words.every((word) => head.includes(word) || rest.includes(word))) continue;
    // the more of a title is what was typed, the nearer it is to what is meant
    const named = words.filter((word) => head.includes(word)).length;
    scored.push([named + named / head.split(/\s+/).length, title, kind, href]);
  }
  return scored.sort((a, b) => b[0] - a[0]).slice(0, 12);
}

function show(text) {
  found.replaceChildren();
  found.hidden = !text.trim();
  box.setAttribute("aria-expanded", String(!found.hidden));
  if (found.hidden) return;
  const hits = matches(text);
  if (!hits.length) found.append(element("p", "Nothing found"));
  hits.forEach(([, title, kind, href], at) => {
    const link = element("a", title, { href: top_ + href, role: "option", id: `hit-${at}`, "aria-selected": "false", tabindex: "-1" });
    link.append(element("small", kind));
    found.append(link);
  });
}

function move(step) {
  const links = [...found.querySelectorAll("a")];
  const now = links.findIndex((link) => link.getAttribute("aria-selected") === "true");
  const next = links[Math.min(links.length - 1, Math.max(0, now + step))];
  for (const link of links) link.setAttribute("aria-selected", String(link === next));
  if (next) { box.setAttribute("aria-activedescendant", next.id); next.scrollIntoView({ block: "nearest" }); }
}

if (search) {
  search.hidden = false;
  search.onsubmit = (event) => {
    event.preventDefault();
    const chosen = found.querySelector("[aria-selected=true]") || found.querySelector("a");
    if (chosen) chosen.click();
  };
  box.addEventListener("input", async () => {
    if (!index) await load(`${top_}assets/search.js`);
    show(box.value);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Escape") { box.value = ""; show(""); }
  });
  addEventListener("click", (event) => { if (!search.contains(event.target)) { found.hidden = true; box.setAttribute("aria-expanded", "false"); } });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { event.preventDefault(); box.focus(); }
  });
}
