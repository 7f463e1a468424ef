// The article: shown as text, selected by mouse and keyboard, its marks painted without touching it.

import { $, el, say } from "./dom.js";
import { Offsets } from "./offsets.js";
import { changed, findings, formOf, labelOf, proposals, rowOf, store } from "./store.js";

/** lines of the text that hold something: {start, end, element, node} in code points */
const lines = [];
let offsets;

const LANES = 6;
const FIRST_LANE = 3;
const LANE = 4;

export function showText() {
  const { text, lines: starts } = store.document;
  offsets = new Offsets(text);
  const holder = $("#text");
  lines.length = 0;
  const zones = "zone";
  for (let i = 0; i < starts.length; i++) {
    const [start, zone] = starts[i];
    const end = i + 1 < starts.length ? starts[i + 1][0] - 1 : offsets.length;
    const content = text.slice(offsets.units(start), offsets.units(end)).replace(/\r$/, "");
    if (!content.trim()) continue;
    const node = document.createTextNode(content);
    const element = el("p", { className: zone ? `zone zone-${zone}` : "", dir: "auto", data: { line: lines.length } }, node);
    if (zone) element.dataset.zone = labelOf(zones, zone);
    lines.push({ start, end: start + (end - start), units: offsets.units(start), element, node });
  }
  holder.replaceChildren(...lines.map((line) => line.element));
  Object.assign(holder, { contentEditable: "true", spellcheck: false });
  const told = { role: "textbox", "aria-multiline": "true", "aria-readonly": "true", "aria-label": "The article: select words, then press a key (? lists them)", inputmode: "none", autocorrect: "off", autocapitalize: "off", translate: "no" };
  for (const [name, value] of Object.entries(told)) holder.setAttribute(name, value);
  // it is only there to be read: whatever would change it is stopped
  for (const kind of ["beforeinput", "drop", "paste", "cut", "dragstart"]) holder.addEventListener(kind, (event) => event.preventDefault());
  holder.addEventListener("click", clicked);
  document.addEventListener("selectionchange", selected);
}

// -- offsets and places ---------------------------------------------------------------------------

function lineIndex(point) {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle].start <= point) low = middle;
    else high = middle - 1;
  }
  return low;
}

function position(point) {
  const line = lines[lineIndex(point)];
  const units = Math.max(0, Math.min(offsets.units(point) - line.units, line.node.length));
  return [line.node, units];
}

function pointOf(node, offset) {
  const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-line]");
  if (element) {
    const line = lines[Number(element.dataset.line)];
    const units = node.nodeType === Node.TEXT_NODE ? offset : offset ? line.node.length : 0;
    return offsets.points(line.units + units);
  }
  if (node === $("#text")) {
    const line = lines[Math.min(offset, lines.length - 1)];
    return offset >= lines.length ? line.end : line.start;
  }
  return null;
}

/** The words that are selected as [start, end], trimmed and whole; where only a caret stands, the word that it is in. */
export function selection(whole = true) {
  const chosen = document.getSelection();
  if (!chosen.rangeCount || !$("#text").contains(chosen.anchorNode)) return null;
  const ends = [pointOf(chosen.anchorNode, chosen.anchorOffset), pointOf(chosen.focusNode, chosen.focusOffset)];
  if (ends.includes(null)) return null;
  const [start, end] = ends.sort((a, b) => a - b);
  return whole ? wholeWords(start, end) : [start, end];
}

const LETTER = /[\p{L}\p{M}\p{N}]/u;

function wholeWords(start, end) {
  const text = store.document.text;
  let [first, last] = [offsets.units(start), offsets.units(end)];
  const isCaret = first === last;
  while (first < last && /\s/.test(text[first])) first++;
  while (last > first && /\s/.test(text[last - 1])) last--;
  if (first === last && !isCaret) return null;
  const inWord = (at) => at > 0 && at < text.length && LETTER.test(text.slice(at - 1, at)) && LETTER.test(text.slice(at, at + 1));
  const cased = (at) => /[\p{Lu}\p{Ll}\p{N}]/u.test(text.slice(at - 1, at) + text.slice(at, at + 1));
  if (isCaret) {
    while (first > 0 && LETTER.test(text.slice(first - 1, first))) first--;
    while (last < text.length && LETTER.test(text.slice(last, last + 1))) last++;
  } else {
    while (inWord(first) && cased(first)) first--;
    while (inWord(last) && cased(last)) last++;
  }
  return first < last ? [offsets.points(first), offsets.points(last)] : null;
}

export const wordsOf = (span) => store.document.text.slice(offsets.units(span[0]), offsets.units(span[1]));

export function select(span, focus = true) {
  const [from, at] = position(span[0]);
  const [to, end] = position(span[1]);
  if (focus) $("#text").focus({ preventScroll: true });
  document.getSelection().setBaseAndExtent(from, at, to, end);
}

export function reveal(span) {
  const [node, units] = position(span[0]);
  const range = document.createRange();
  range.setStart(node, Math.min(units, node.length));
  range.setEnd(node, Math.min(node.length, units + 1));
  const holder = $("#reader");
  const box = range.getBoundingClientRect();
  const view = holder.getBoundingClientRect();
  if (box.top < view.top + 90 || box.bottom > view.bottom - 110) {
    holder.scrollBy({ top: box.top - view.top - view.height * 0.35, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }
}

export function selectSentence(step = 0) {
  const caret = selection(false)?.[0] ?? 0;
  const { sentences } = store.document;
  let at = sentences.findLastIndex(([start]) => start <= caret);
  at = Math.max(0, Math.min(sentences.length - 1, at + step));
  if (sentences[at]) { select(sentences[at]); reveal(sentences[at]); }
}

/** The next sentence that no row touches. */
export function nextUntouched() {
  const caret = selection(false)?.[1] ?? -1;
  const left = store.state.coverage.untouched;
  const next = left.find(([start]) => start > caret) ?? left[0];
  if (!next) return say("Every sentence is touched by a row.");
  select(next);
  reveal(next);
  return next;
}

// -- the selection --------------------------------------------------------------------------------

let announced;
function selected() {
  const chosen = document.getSelection();
  if (!chosen.rangeCount || !$("#text").contains(chosen.anchorNode)) return;
  changed("selection");
  clearTimeout(announced);
  if (chosen.isCollapsed) return;
  announced = setTimeout(() => {
    const span = selection();
    if (!span) return;
    const held = marksAt(span[0], span[1]).map((mark) => `${formOf(mark.section).one} ${mark.slug}`);
    $("#text").setAttribute("aria-description", `Selected: ${wordsOf(span).slice(0, 200)}. ${held.length ? `In ${held.slice(0, 4).join(", ")}.` : "No row yet."}`);
  }, 350);
}

function clicked() {
  const chosen = document.getSelection();
  if (!chosen.isCollapsed) return;
  const at = pointOf(chosen.anchorNode, chosen.anchorOffset);
  if (at !== null) openAt(at);
}

/** Looks at the row whose words stand at a place: the shortest first, and with each further time the next one. */
export function openAt(at) {
  const held = marksAt(at, at);
  if (!held.length) return false;
  const now = held.findIndex((mark) => mark.section === store.active?.section && mark.slug === store.active?.slug);
  const next = held[(now + 1) % held.length];
  if (next.proposal !== undefined) { store.proposal = next.proposal; store.tab = "proposals"; }
  else { store.active = { section: next.section, slug: next.slug }; store.tab = "row"; }
  changed("active");
  return true;
}

export function marksAt(start, end) {
  const seen = new Set();
  return marks
    .filter((mark) => mark.span[0] <= start && mark.span[1] >= end && !store.hidden.has(mark.section))
    .sort((a, b) => a.span[1] - a.span[0] - (b.span[1] - b.span[0]))
    .filter((mark) => { const key = `${mark.section}/${mark.slug}`; const first = !seen.has(key); seen.add(key); return first; });
}

// -- marks ----------------------------------------------------------------------------------------

let marks = [];
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);

/** The rules of all highlights: a colour for each kind, a lane below the words for each depth. */
function rules(kinds) {
  const made = ["::highlight(untouched){color:var(--untouched)}", "::highlight(finding){text-decoration:underline wavy var(--error) 1.5px;text-underline-offset:2px}"];
  kinds.forEach((kind, i) => made.push(`:root{--kind-${kind}:var(--hue-${i % 9})}`, `.kind-${kind}{--kind:var(--hue-${i % 9})}`));
  for (const kind of kinds) {
    for (let lane = 0; lane < LANES; lane++) {
      const offset = `text-underline-offset:${FIRST_LANE + LANE * lane}px`;
      made.push(`::highlight(${kind}-${lane}){text-decoration:underline solid var(--kind-${kind}) 2px;${offset}}`);
      made.push(`::highlight(proposed-${kind}-${lane}){text-decoration:underline dotted var(--kind-${kind}) 2.5px;${offset}}`);
    }
    made.push(`::highlight(active-${kind}){background-color:color-mix(in srgb, var(--kind-${kind}) 26%, transparent)}`);
    made.push(`::highlight(part-${kind}){background-color:color-mix(in srgb, var(--kind-${kind}) 14%, transparent)}`);
  }
  return made.join("\n");
}

export function paint() {
  const kinds = [...Object.keys(store.forms.sections), store.forms.left_out.name];
  if (!sheet.cssRules.length) sheet.replaceSync(rules(kinds));
  marks = [];
  for (const row of [...store.state.rows, ...store.state.left_out]) {
    for (const anchor of row.at) {
      if (anchor.span) marks.push({ section: row.section, slug: row.slug, part: anchor.part, span: anchor.span });
    }
  }
  proposals().forEach((proposal, index) => {
    for (const anchor of proposal.at) {
      if (anchor.part === store.forms.sections[proposal.section]?.main) marks.push({ section: proposal.section, slug: proposal.slug, part: anchor.part, span: anchor.span, proposal: index });
    }
  });
  const shown = marks.filter((mark) => !store.hidden.has(mark.section) && (mark.proposal === undefined || store.tab === "proposals"));
  const groups = new Map();
  for (const [mark, lane] of inLanes(shown)) {
    const name = `${mark.proposal !== undefined ? "proposed-" : ""}${mark.section}-${lane}`;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(...ranges(mark.span));
  }
  groups.set("untouched", store.state.coverage.untouched.flatMap(ranges));
  groups.set("finding", findings().filter((one) => one.span && !store.state.coverage.untouched.some(([start]) => start === one.span[0])).flatMap((one) => ranges(one.span)));
  for (const name of [...CSS.highlights.keys()]) if (!groups.has(name) && !/^(active|part)-/.test(name)) CSS.highlights.delete(name);
  for (const [name, held] of groups) CSS.highlights.set(name, new Highlight(...held));
  paintActive();
}

/** The words of the row that is looked at, and those of the proposal. */
export function paintActive() {
  for (const name of [...CSS.highlights.keys()]) if (/^(active|part)-/.test(name)) CSS.highlights.delete(name);
  const row = store.tab === "proposals" ? proposals()[store.proposal] : rowOf(store.active);
  if (!row) return;
  const main = formOf(row.section)?.main || "";
  const spans = (is) => row.at.filter((anchor) => anchor.span && (anchor.part === main) === is).flatMap((anchor) => ranges(anchor.span));
  CSS.highlights.set(`part-${row.section}`, new Highlight(...spans(false)));
  CSS.highlights.set(`active-${row.section}`, new Highlight(...spans(true)));
}

/** One range for each line that a span touches. */
function ranges([start, end]) {
  const made = [];
  for (let i = lineIndex(start); i < lines.length && lines[i].start < end; i++) {
    const { units, node } = lines[i];
    const from = Math.max(0, offsets.units(start) - units);
    const to = Math.min(node.length, offsets.units(end) - units);
    if (from < to) made.push(new StaticRange({ startContainer: node, startOffset: from, endContainer: node, endOffset: to }));
  }
  return made;
}

/** Each mark with its lane below the words: short ones near to them, and no two that overlap in the same, while there is room. */
function inLanes(shown) {
  const lanes = Array.from({ length: LANES }, () => []);
  const sorted = [...shown].sort((a, b) => a.span[1] - a.span[0] - (b.span[1] - b.span[0]) || a.span[0] - b.span[0]);
  return sorted.map((mark) => {
    let lane = lanes.findIndex((taken) => free(taken, mark.span));
    if (lane < 0) lane = LANES - 1;
    else insert(lanes[lane], mark.span);
    return [mark, lane];
  });
}

function place(taken, start) {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (taken[middle][0] < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function free(taken, [start, end]) {
  const at = place(taken, start);
  return (at === 0 || taken[at - 1][1] <= start) && (at === taken.length || taken[at][0] >= end);
}

function insert(taken, span) {
  taken.splice(place(taken, span[0]), 0, span);
}
