// Every key that the page knows, in one list: what runs them and what explains them.

import { $, el, say } from "./dom.js";
import { settle, turn } from "./coders.js";
import { accept, reject, step } from "./panels.js";
import { dialog, pick } from "./registry.js";
import { look, removeRow, goTo } from "./row.js";
import { changed, codesOf, findings, formOf, make, proposals, rowOf, store } from "./store.js";
import { nextUntouched, openAt, selectSentence, selection, wordsOf } from "./text.js";

const isWriting = (target) => target.matches?.("input, textarea, select") || $("#dialog").open;
const isChosen = () => { const chosen = document.getSelection(); return $("#text").contains(chosen.anchorNode) && !chosen.isCollapsed; };

const inCoders = () => store.tab === "coders" && !isChosen();

/** The letter of a kind of row: that of its name. */
export const letterOf = (section) => section[0];

/** Records the selected words as a row of a section. */
export async function begin(section) {
  const span = selection();
  const form = formOf(section);
  if (!span) return say(`Select the words of the ${form.one} first.`, "error");
  if (form.registry) return pick(section, span);
  if (section === store.forms.left_out.name) return leaveOut(span);
  const slug = await make({ do: "begin", section, start: span[0], end: span[1] }, `${form.one} begun`);
  if (slug) {
    look(section, slug);
    (document.querySelector("#panel .field.missing input, #panel .field.missing textarea") ?? $("#panel")).focus();
  }
}

function leaveOut(span) {
  const form = store.forms.left_out;
  const reason = form.keys.find((key) => key.vocabulary);
  dialog("Why is nothing recorded from it?", (close) => el("div.dialog-body", {}, el("blockquote", {}, wordsOf(span).slice(0, 300)), el("ul.reasons", {}, codesOf(reason.vocabulary).map((one, i) =>
    el("li", {}, el("button", { type: "button", aria: { keyshortcuts: String(i + 1) }, onclick: () => { close(); make({ do: "leave_out", start: span[0], end: span[1], reason: one.code }, `Left out: ${one.label}`); } }, el("kbd", {}, String(i + 1)), el("span.name", {}, one.label), el("span.note", {}, one.definition)))))));
}

/** Words of the row that is open: another part of it. */
export async function anchorPart(number) {
  const row = rowOf(store.active);
  const part = row && formOf(row.section).parts[number - 1];
  const span = selection();
  if (!part || !span) return say("Open a row, then select the words of its part.", "error");
  await make({ do: "anchor", section: row.section, slug: row.slug, part: part.name, start: span[0], end: span[1] }, `${part.name}: “${wordsOf(span).slice(0, 60)}”`);
}

/** A date of the open row, or of the row with dates that is nearest before it in the sentence. */
async function anchorDate() {
  const span = selection();
  const hasDate = (row) => row && formOf(row.section).parts.some((part) => part.name === "date");
  const sentence = span && store.document.sentences.findLast(([start]) => start <= span[0]);
  const near = (row) => Math.min(...row.at.filter((anchor) => anchor.span && sentence && anchor.span[0] >= sentence[0] && anchor.span[1] <= sentence[1]).map((anchor) => Math.abs(anchor.span[0] - span[0])), Infinity);
  const open = rowOf(store.active);
  const row = hasDate(open) ? open : store.state.rows.filter(hasDate).filter((one) => near(one) < Infinity).sort((a, b) => near(a) - near(b))[0];
  if (!span || !row) return say("A date belongs to an event: record the event of this sentence first.", "error");
  if (await make({ do: "anchor", section: row.section, slug: row.slug, part: "date", start: span[0], end: span[1] }, `date of ${row.slug}`)) look(row.section, row.slug);
}

function nextRow(by) {
  const spans = (row) => row.at.find((anchor) => anchor.span)?.span[0] ?? Infinity;
  const rows = [...store.state.rows].filter((row) => !store.hidden.has(row.section)).sort((a, b) => spans(a) - spans(b));
  const at = rows.findIndex((row) => row.section === store.active?.section && row.slug === store.active?.slug);
  const next = rows[(at + by + rows.length) % rows.length];
  if (next) look(next.section, next.slug);
}

let lastFinding = -1;
function nextFinding() {
  const held = findings();
  if (!held.length) return say("Nothing is wrong.");
  lastFinding = (lastFinding + 1) % held.length;
  goTo(held[lastFinding]);
}

const undo = () => make({ do: "undo" }).then((what) => what && say(`Undone: ${what}`));
const redo = () => make({ do: "redo" }).then((what) => what && say(`Done again: ${what}`));

/** [keys, what they do, the function, when] – `when` is asked only where several have the same key. */
function bindings() {
  const kinds = [...Object.values(store.forms.sections), store.forms.left_out];
  return [
    ["Record the selected words", kinds.map((form) => [letterOf(form.name), `as ${/^[aeiou]/.test(form.one) ? "an" : "a"} ${form === store.forms.left_out ? "passage that is left out" : form.one}`, () => begin(form.name), (event) => form.name !== "events" || isChosen() || store.tab !== "proposals" || !store.state.proposals.length])],
    ["Parts of a row", [["d", "the selected words are the date of the event", anchorDate], ["1 … 9", "the selected words are this part of the open row", (event) => anchorPart(Number(event.key)), (event) => /^[1-9]$/.test(event.key)]]],
    ["Proposals of the machine", [["j", "the next one", () => step(store.tab === "proposals" ? 1 : 0)], ["k", "the one before", () => step(-1)], ["y", "accept it", () => accept()], ["n", "reject it for good", () => reject()], ["e", "edit it, then accept it (when no words are selected)", () => accept(true), () => !isChosen() && store.tab === "proposals"]]],
    ["Two coders", [["1", "take the row as the first has it", () => settle("first"), inCoders], ["2", "take it as the second has it", () => settle("second"), inCoders], ["0", "take neither", () => settle("neither"), inCoders], ["j", "the next difference", () => turn(1), inCoders], ["k", "the one before", () => turn(-1), inCoders]]],
    ["Move", [["s", "select the sentence", () => selectSentence()], ["S", "select the next sentence", () => selectSentence(1)], [".", "the next sentence that no row touches", nextUntouched], ["]", "the next row", () => nextRow(1)], ["[", "the row before", () => nextRow(-1)], ["g", "the next finding", nextFinding], ["Enter", "open the row of the words at the caret", enter], ["t", "to the article", toText], ["/", "find a row", findRow], ["Escape", "out of a field, back to the article", toText]]],
    ["Change", [["u", "undo (also Ctrl Z)", undo], ["U", "redo (also Ctrl Shift Z)", redo], ["Delete", "remove the open row", () => { const row = rowOf(store.active); if (row) removeRow(row); }], ["?", "these keys", showKeys]]],
  ];
}

function enter() {
  const span = selection(false);
  if (span && openAt(span[0])) document.querySelector("#panel .fields input, #panel .fields textarea")?.focus();
}

function toText() {
  $("#text").focus();
  if (!document.getSelection().rangeCount || !$("#text").contains(document.getSelection().anchorNode)) document.getSelection().collapse($("#text p").firstChild, 0);
}

function findRow() {
  store.tab = "rows";
  changed("active");
  document.querySelector("#panel .search")?.focus();
}

export function showKeys() {
  dialog("Keys", () => el("div.dialog-body.key-list", { tabIndex: 0 }, bindings().map(([title, keys]) => el("section", {}, el("h3", {}, title), el("dl", {}, keys.map(([key, what]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)])))), el("p.note", {}, "In the article the arrow keys move the caret; with Shift they select, with Ctrl word by word. Keys work outside of fields; Escape leaves a field.")));
}

export function listen() {
  document.addEventListener("keydown", (event) => {
    const dialogOpen = $("#dialog").open;
    if (dialogOpen && /^[1-9]$/.test(event.key) && !event.target.matches("input, textarea")) {
      $("#dialog").querySelectorAll("[aria-keyshortcuts]")[Number(event.key) - 1]?.click();
      return event.preventDefault();
    }
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !isWriting(event.target)) {
      const key = event.key.toLowerCase();
      if (key === "z" || key === "y") { event.preventDefault(); (key === "y" || event.shiftKey ? redo : undo)(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isWriting(event.target)) {
      if (event.key === "Escape" && !dialogOpen && !event.defaultPrevented) toText();
      return;
    }
    if (event.key === "Enter" && event.target.matches("button, a, [role=tab]")) return;
    const fits = bindings().flatMap(([, keys]) => keys).filter(([key, , , when]) => (key === "1 … 9" ? /^[1-9]$/.test(event.key) : key === event.key) && (!when || when(event)));
    const found = fits.at(-1);
    if (!found) return;
    event.preventDefault();
    found[2](event);
  });
  document.addEventListener("done", () => {
    const missing = document.querySelector("#panel .field.missing input, #panel .field.missing textarea");
    if (missing && missing !== document.activeElement) missing.focus();
  });
}
