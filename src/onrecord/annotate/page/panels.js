// What is shown beside the article: one panel for each tab.

import { $, el, isTyping, render } from "./dom.js";
import { fields } from "./form.js";
import { findingItem, look, rowPanel } from "./row.js";
import { changed, findings, formOf, labelOf, make, nameOf, proposals, store } from "./store.js";
import { reveal, wordsOf } from "./text.js";
import { codersPanel } from "./coders.js";

const TABS = [
  ["row", "Row", rowPanel],
  ["rows", "Rows", rowsPanel, () => store.state.rows.length],
  ["proposals", "Proposals", proposalsPanel, () => proposals().length],
  ["findings", "Findings", findingsPanel, () => findings().length],
  ["coders", "Coders", codersPanel],
  ["source", "Source", sourcePanel],
];

export function showTabs() {
  render($("#tabs"), TABS.map(([name, label, , count]) => el("button", {
    type: "button", role: "tab", id: `tab-${name}`, aria: { selected: String(store.tab === name), controls: "panel" }, tabIndex: store.tab === name ? 0 : -1, data: { focus: `tab-${name}` },
    onclick: () => { store.tab = name; changed("active"); },
    onkeydown: (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      store.tab = TABS[(TABS.findIndex((tab) => tab[0] === name) + step + TABS.length) % TABS.length][0];
      changed("active");
      document.getElementById(`tab-${store.tab}`)?.focus();
    },
  }, label, count && count() ? el(`span.count${name === "findings" ? ".bad" : ""}`, {}, String(count())) : null)));
  $("#panel").setAttribute("aria-labelledby", `tab-${store.tab}`);
}

let isLate = false;
/** Shows the panel; while somebody types in it, only once they have left the field. */
export function showPanel(now = false) {
  isLate = !now && isTyping($("#panel")) && $("#panel").dataset.tab === store.tab;
  if (isLate) return;
  const tab = TABS.find(([name]) => name === store.tab) ?? TABS[1];
  render($("#panel"), tab[2]());
  $("#panel").dataset.tab = store.tab;
}

document.addEventListener("focusout", () => setTimeout(() => { if (isLate) showPanel(); }, 0));

let filter = "";
function rowsPanel() {
  const needle = filter.toLowerCase();
  const fits = (row) => !needle || `${row.slug} ${row.keys.label ?? ""} ${row.at.map((anchor) => anchor.words).join(" ")} ${nameOf(row.section, row.slug)}`.toLowerCase().includes(needle);
  const search = el("input.search", { type: "search", placeholder: "Find a row  ( / )", value: filter, data: { focus: "search" }, aria: { label: "Find a row" }, oninput: (event) => { filter = event.target.value; showPanel(true); } });
  const groups = [...Object.values(store.forms.sections), store.forms.left_out].map((form) => {
    const rows = (form === store.forms.left_out ? store.state.left_out : store.state.rows.filter((row) => row.section === form.name)).filter(fits);
    if (!rows.length) return null;
    return el("section.group", {}, el("h3", {}, el(`span.dot.kind-${form.name}`), form.title, el("span.count", {}, String(rows.length))),
      el("ul.rows", {}, rows.slice(0, 400).map((row) => el("li", {}, el("button.go", { type: "button", aria: { current: store.active?.slug === row.slug && store.active.section === row.section ? "true" : null }, onclick: () => look(row.section, row.slug) },
        el("span.name", {}, form.registry ? nameOf(row.section, row.slug) : row.keys.label ?? (form === store.forms.left_out ? row.at[0]?.words : row.slug)), el("span.note", {}, summary(row, form)))))),
      rows.length > 400 ? el("p.note", {}, `and ${rows.length - 400} more: find them above`) : null);
  });
  const broken = store.state.broken.map((part) => el("section.broken", {}, el("h3", {}, `Line ${part.line} can't be read`), el("p.wrong", {}, part.message), el("textarea", { rows: 8, spellcheck: false, value: part.text, data: { focus: `broken/${part.start}` }, aria: { label: "the part as text" } }),
    el("button", { type: "button", onclick: (event) => make({ do: "write", start: part.start, end: part.end, before: part.text, after: event.target.previousSibling.value }, "Written") }, "Write")));
  return [search, ...broken, groups.some(Boolean) ? groups : el("div.empty", {}, el("p", {}, needle ? "No row has these words." : "Nothing is recorded yet. Select words of the article and press a key; ? lists them."))];
}

/** The slugs in a value: one, several, or several by role. */
const slugsIn = (value) => (value && typeof value === "object" && !Array.isArray(value) ? Object.values(value) : [value]).flat();

function summary(row, form) {
  const words = row.at.find((anchor) => anchor.span);
  const code = form.keys.find((key) => key.vocabulary && row.keys[key.name]);
  const by = form.keys.find((key) => key.to && key.to in store.state.registries && row.keys[key.name]);
  const told = [code ? labelOf(code.vocabulary, row.keys[code.name]) : null, by ? slugsIn(row.keys[by.name]).map((slug) => nameOf(by.to, slug)).join(", ") : null, words ? `“${wordsOf(words.span).slice(0, 80)}”` : null];
  return told.filter(Boolean).join(" · ");
}

function proposalsPanel() {
  const held = proposals();
  const proposal = held[store.proposal];
  if (!proposal) return [el("div.empty", {}, el("p", {}, "No proposal of the machine is open."), el("p", {}, "What it proposes, and what nobody has answered yet, is shown here, with dotted marks in the article."))];
  const form = formOf(proposal.section);
  const words = proposal.at.filter((anchor) => anchor.part === form.main).map((anchor) => wordsOf(anchor.span)).join(" … ");
  const keys = Object.entries(proposal.keys).filter(([key]) => form.keys.some((one) => one.name === key));
  return [
    el("p.place", {}, `${store.proposal + 1} of ${held.length}`),
    el("article.proposal", { aria: { label: `Proposed ${form.one}` } },
      el("div.row-head", {}, el(`span.kind-chip.kind-${proposal.section}`, {}, form.one), el("span.slug", {}, form.registry ? nameOf(proposal.section, proposal.slug) : proposal.slug)),
      el("blockquote", {}, words),
      el("dl", {}, keys.map(([key, value]) => [el("dt", {}, key.replaceAll("_", " ")), el("dd", {}, valueShown(form, key, value))]), proposal.at.filter((anchor) => anchor.part !== form.main).map((anchor) => [el("dt", {}, anchor.part), el("dd", {}, `“${wordsOf(anchor.span)}”`)])),
      el("p.why", {}, "Found by the rule “", el("em", {}, proposal.rule), "”: of 100 such proposals, about ", el("strong", {}, String(Math.round(proposal.confidence * 100))), " are right.")),
    el("p.tools.answers", {},
      el("button.primary", { type: "button", data: { focus: "accept" }, onclick: accept }, "Accept ", el("kbd", {}, "y")),
      el("button", { type: "button", onclick: () => accept(true) }, "Edit ", el("kbd", {}, "e")),
      el("button", { type: "button", onclick: reject }, "Reject ", el("kbd", {}, "n")),
      el("button", { type: "button", title: "The one before (k)", onclick: () => step(-1) }, el("kbd", {}, "k")),
      el("button", { type: "button", title: "The next one (j)", onclick: () => step(1) }, el("kbd", {}, "j"))),
    el("ol.queue", {}, held.slice(store.proposal + 1, store.proposal + 7).map((one, i) => el("li", {}, el("button.go", { type: "button", onclick: () => { store.proposal += i + 1; step(0); } }, el(`span.dot.kind-${one.section}`), one.at[0] ? wordsOf(one.at[0].span).slice(0, 70) : one.slug)))),
  ];
}

function valueShown(form, key, value) {
  const told = form.keys.find((one) => one.name === key);
  const one = (held) => (told.to ? nameOf(told.to, held) : told.vocabulary ? labelOf(told.vocabulary, held) : String(held));
  if (Array.isArray(value)) return value.map(one).join(", ");
  if (value && typeof value === "object") return Object.entries(value).map(([role, held]) => `${(told.roles.find((code) => code.code === role)?.label ?? role)}: ${[held].flat().map(one).join(", ")}`).join("; ");
  return one(value);
}

export function step(by) {
  const count = proposals().length;
  store.tab = "proposals";
  store.proposal = Math.max(0, Math.min(count - 1, store.proposal + by));
  changed("active");
  const span = proposals()[store.proposal]?.at[0]?.span;
  if (span) reveal(span);
}

/** Sends an answer, and shows the next proposal at once. */
async function answer(told, message) {
  const proposal = proposals()[store.proposal];
  if (!proposal) return null;
  const key = `${proposal.section}/${proposal.slug}`;
  store.answered.add(key);
  step(0);
  const isStill = () => store.state.proposals.some((one) => one.section === proposal.section && one.slug === proposal.slug);
  const slug = await make({ ...told, section: proposal.section, slug: proposal.slug }, message(proposal), isStill);
  store.answered.delete(key);
  if (slug === null) changed("active");
  return slug === null ? null : [proposal.section, slug];
}

export async function accept(edit = false) {
  const taken = await answer({ do: "accept" }, (one) => `Accepted ${formOf(one.section).one} ${one.slug}. Undo: u`);
  if (edit !== true || taken === null) return;
  look(...taken);
  document.querySelector("#panel .fields input, #panel .fields textarea")?.focus();
}

export const reject = () => answer({ do: "reject" }, (one) => `Rejected for good: ${one.slug}. Undo: u`);

function findingsPanel() {
  const held = findings();
  if (!held.length) return [el("div.empty.good", {}, el("p", {}, "Nothing is wrong."), el("p", {}, "That is what ", el("code", {}, "onrecord verify"), " would say of this document now."))];
  return [el("ul.findings", {}, held.map(findingItem))];
}

function sourcePanel() {
  const row = { keys: store.state.source };
  return [el("h2", {}, "What is known of the text"), el("p.note", {}, "source.yaml"), el("div.fields", {}, fields({ form: store.forms.source, row, id: "source", set: (key, value) => make({ do: "set_source", key, value }, `${key}: saved`), create: null }))];
}
