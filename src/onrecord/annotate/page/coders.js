// Two coders of the document side by side: where they differ, and what is taken into the record.

import { ask } from "./api.js";
import { choice } from "./choice.js";
import { $, el, say } from "./dom.js";
import { changed, formOf, labelOf, make, nameOf, store } from "./store.js";
import { reveal, wordsOf } from "./text.js";

const held = { coders: null, pair: null, told: null, version: "", at: 0, asking: false };

/** The disagreement that is looked at. */
export const disagreement = () => held.told?.items[held.at] ?? null;

async function load() {
  if (held.asking) return;
  held.asking = true;
  try {
    const { coders } = await ask("coders");
    held.coders = coders;
    const people = coders.filter((coder) => coder !== "machine" && coder !== "record");
    held.pair ??= people.length > 1 ? people.slice(0, 2) : people.length ? [people[0], coders.includes("record") ? "record" : "machine"] : coders.includes("machine") ? ["machine", "record"] : null;
    held.version = store.state.version;
    held.told = held.pair ? await ask("agreement", { first: held.pair[0], second: held.pair[1] }) : null;
    held.at = Math.max(0, Math.min(held.at, (held.told?.items.length ?? 1) - 1));
  } catch (error) {
    held.told = { error: error.problems?.map((one) => `${one.message} ${one.help}`).join(" ") ?? error.message, items: [] };
  }
  held.asking = false;
  const corner = $("#agreement");
  corner.hidden = !held.told?.rows;
  if (held.told?.rows) corner.textContent = `${held.pair.join(" – ")}: ${held.told.both} of ${held.told.rows} rows by both`;
  changed("coders");
}

export function codersPanel() {
  if (held.version !== store.state.version || !held.coders) load();
  if (!held.coders) return [el("p.empty", {}, "Reading what the coders have …")];
  if (!held.pair) return [el("div.empty", {}, el("p", {}, "Nobody else has recorded this document yet."), el("p", {}, "A second coder works with  onrecord annotate … --coder NAME"))];
  const chooser = el("div.pair", {}, [0, 1].map((i) => choice({ focus: `coder-${i}`, label: i ? "second coder" : "first coder", value: held.pair[i], shown: held.pair[i], empty: false, options: () => held.coders.map((coder) => ({ value: coder, label: coder })), choose: (value) => { held.pair = held.pair.with(i, value); held.version = ""; held.at = 0; load(); } })));
  if (!held.told) return [chooser];
  if (held.told.error) return [chooser, el("p.wrong", {}, held.told.error)];
  const item = disagreement();
  return [chooser, item ? itemShown(item) : el("div.empty.good", {}, el("p", {}, "Every difference is settled.")), tableShown()];
}

function itemShown(item) {
  const form = formOf(item.section);
  return el("div.disagreement", {},
    el("p.place", {}, `${held.at + 1} of ${held.told.items.length} `, el(`span.kind-chip.kind-${item.section}`, {}, form.one)),
    el("div.sides", {}, ["first", "second"].map((side, i) => sideShown(item, form, side, held.pair[i], i + 1))),
    el("p.tools", {}, el("button", { type: "button", onclick: () => settle("neither") }, "Neither ", el("kbd", {}, "0")), el("button", { type: "button", onclick: () => turn(-1) }, el("kbd", {}, "k")), el("button", { type: "button", onclick: () => turn(1) }, el("kbd", {}, "j"))));
}

function sideShown(item, form, side, coder, number) {
  const row = item[side];
  const head = el("span", {}, el("kbd", {}, String(number)), " ", el("strong", {}, coder));
  if (!row) return el("div.none", {}, head, el("p.note", {}, "has no such row"));
  const keys = Object.entries(row.keys).filter(([key]) => !item.differing.length || item.differing.includes(key));
  const main = row.at.filter((anchor) => anchor.part === form.main).map((anchor) => wordsOf(anchor.span)).join(" … ");
  return el("button", { type: "button", data: { focus: `side-${side}` }, onclick: () => settle(side) }, head, el("blockquote", {}, main.slice(0, 240)), el("dl", {}, keys.map(([key, value]) => el("div", {}, el("dt", {}, key.replaceAll("_", " ")), el("dd", {}, shownValue(form, key, value))))));
}

function shownValue(form, key, value) {
  const told = form.keys.find((one) => one.name === key);
  const one = (slug) => (told?.to ? nameOf(told.to, slug) : told?.vocabulary ? labelOf(told.vocabulary, slug) : String(slug));
  if (value && typeof value === "object" && !Array.isArray(value)) return Object.entries(value).map(([role, slugs]) => `${role}: ${[slugs].flat().map(one).join(", ")}`).join("; ");
  return [value].flat().map(one).join(", ");
}

function tableShown() {
  return el("table", {}, el("caption", {}, "How far they agree, as onrecord agree tells it"), el("thead", {}, el("tr", {}, held.told.titles.map((title) => el("th", { scope: "col" }, title === "first" ? held.pair[0] : title === "second" ? held.pair[1] : title)))), el("tbody", {}, held.told.table.map((row) => el("tr", {}, row.map((cell) => el("td", {}, cell))))));
}

export function turn(by) {
  const count = held.told?.items.length ?? 0;
  held.at = Math.max(0, Math.min(count - 1, held.at + by));
  changed("coders");
  const item = disagreement();
  if (item) reveal(item.at);
}

/** Takes the row as the first or the second coder has it into the record, or neither. */
export async function settle(take) {
  const item = disagreement();
  if (!item) return;
  if (take !== "neither" && !item[take]) return say(`${held.pair[take === "first" ? 0 : 1]} has no such row: 0 takes neither.`, "error");
  const coder = held.pair[take === "first" ? 0 : 1];
  const done = await make({ do: "adjudicate", coder: held.pair[0], other: held.pair[1], section: item.section, first: item.first?.slug ?? "", second: item.second?.slug ?? "", take }, take === "neither" ? "Neither is taken" : `Taken as ${coder} has it. Undo: u`);
  if (done === null) return;
  held.version = "";
  await load();
  turn(0);
}
