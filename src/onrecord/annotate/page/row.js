// The panel of one row: its words, its fields, and the rows that belong to it.

import { choice } from "./choice.js";
import { el, say } from "./dom.js";
import { codeOptions, fields } from "./form.js";
import { createIn, manage } from "./registry.js";
import { changed, findings, formOf, labelOf, make, nameOf, rowOf, store } from "./store.js";
import { reveal, select, wordsOf } from "./text.js";

/** fields that were opened though they are empty */
const open = new Set();

export function look(section, slug) {
  store.active = { section, slug };
  store.tab = "row";
  changed("active");
  const span = rowOf(store.active)?.at.find((anchor) => anchor.span)?.span;
  if (span) reveal(span);
}

export function rowPanel() {
  const row = rowOf(store.active);
  if (!row) {
    return [el("div.empty", {}, el("p", {}, "No row is open."), el("p", {}, "Select words and press ", el("kbd", {}, "q"), " quote, ", el("kbd", {}, "e"), " event, ", el("kbd", {}, "f"), " figure, ", el("kbd", {}, "c"), " claim, ", el("kbd", {}, "a"), " actor, ", el("kbd", {}, "p"), " place. Or click words that are marked."))];
  }
  const form = formOf(row.section);
  return [
    heading(row, form),
    wrongOf(row),
    anchors(row, form),
    form.registry ? registryRow(row) : el("div.fields", {}, fieldsOf(row, form)),
    ...followers(row),
    offers(row),
  ];
}

const wordsFor = (row) => { const span = row.at.find((anchor) => anchor.span)?.span; return span ? wordsOf(span) : ""; };

function fieldsOf(row, form) {
  const wrong = {};
  for (const one of findings()) {
    if (one.place?.section === row.section && one.place.slug === row.slug && one.place.key && one.place.key !== "at") (wrong[one.place.key] ??= []).push(...(isMissing(one) ? [] : [one.message]));
  }
  return fields({
    form, row, id: `${row.section}/${row.slug}`, wrong, open, words: "",
    set: (key, value) => setAndGoOn(row, form, key, value),
    create: createIn,
  });
}

/** Saves a value; then the next field that must be filled has the focus. */
async function setAndGoOn(row, form, key, value) {
  const from = document.activeElement?.dataset.focus;
  const slug = await make({ do: "set", section: row.section, slug: row.slug, key, value }, `${key.replaceAll("_", " ")}: saved`);
  if (slug === null) return;
  const now = document.activeElement?.dataset.focus;
  if (from !== now && now) return;
  const missing = document.querySelector("#panel .field.missing input, #panel .field.missing textarea");
  if (missing) missing.focus();
  else document.querySelector(`#panel [data-focus="${CSS.escape(`${row.section}/${row.slug}/${key}`)}"]`)?.blur();
}

function heading(row, form) {
  const isList = row.section === store.forms.left_out.name;
  const slug = row.fixed
    ? el("span.slug", { title: form.registry ? "" : "It stands in a release, so it can't change." }, isList ? `passage ${Number(row.slug) + 1}` : form.registry ? nameOf(row.section, row.slug) : row.slug)
    : el("input.slug", { value: row.slug, spellcheck: false, data: { focus: `slug/${row.section}/${row.slug}` }, aria: { label: "slug, the readable part of its id" }, title: "The readable part of its id. It can change until the first release.",
      onblur: (event) => renameTo(row, event.target), onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); renameTo(row, event.target); } } });
  return el("div.row-head", {},
    el(`span.kind-chip.kind-${row.section}`, {}, form.one.replaceAll("_", " ")), slug,
    el("span.line", { title: "line of record.yaml" }, `line ${row.line}`),
    el("button.remove", { type: "button", title: "Remove the row (Delete)", onclick: () => removeRow(row) }, "Remove"));
}

async function renameTo(row, input) {
  const slug = input.value.trim();
  input.defaultValue = input.value;
  if (!slug || slug === row.slug || slug === row.asked) return;
  row.asked = slug; // Enter asks, and so does leaving the field
  const made = await make({ do: "rename", section: row.section, slug: row.slug, new: slug }, `Renamed to ${slug}`);
  if (made) { store.active = { section: row.section, slug: made }; changed("active"); }
}

export async function removeRow(row) {
  if (await make({ do: "remove", section: row.section, slug: row.slug }, `Removed ${row.slug}. Undo: u`) !== null) { store.active = null; changed("active"); }
}

/** That a key is missing shows at its field. */
const isMissing = (one) => one.code === "R011";

function wrongOf(row) {
  const held = findings().filter((one) => one.place?.section === row.section && one.place.slug === row.slug && !isMissing(one));
  return held.length ? el("ul.findings.inline", {}, held.map(findingItem)) : null;
}

export function findingItem(one) {
  return el(`li.${one.severity}`, {},
    el("button.go", { type: "button", onclick: () => goTo(one) }, el("span.code", {}, one.code), " ", one.message),
    one.help ? el("p.help", {}, one.help) : null,
    one.fixes.length ? el("p.fixes", {}, one.fixes.map((fix) => el("button", { type: "button", onclick: () => make(without(fix), `Done: ${fix.label}`) }, fix.label))) : null);
}

const without = ({ label, ...told }) => told;

export function goTo(one) {
  if (one.place) {
    look(one.place.section, one.place.slug);
    const field = document.querySelector(`#panel [data-key="${CSS.escape(one.place.key)}"] input, #panel [data-key="${CSS.escape(one.place.key)}"] textarea`);
    field?.focus();
  } else if (one.span) {
    select(one.span);
    reveal(one.span);
  } else say(`${one.where}: ${one.message}`);
}

function anchors(row, form) {
  const parts = form.parts.length ? form.parts : [{ name: "", label: "words", definition: "" }];
  const shown = parts.filter((part) => row.at.some((anchor) => anchor.part === part.name));
  return el("div.anchors", {},
    shown.map((part) => el("div.part", {}, el("span.part-name", { title: part.definition }, part.name || "words"),
      el("ul", {}, row.at.filter((anchor) => anchor.part === part.name).map((anchor) =>
        el(`li${anchor.span ? "" : ".lost"}`, {},
          el("button.go", { type: "button", title: anchor.words, onclick: () => { if (anchor.span) { select(anchor.span); reveal(anchor.span); } } }, anchor.span ? wordsOf(anchor.span) : anchor.words),
          form.parts.length ? el("button.clear", { type: "button", title: "Take these words away", aria: { label: `Take the words “${anchor.words.slice(0, 60)}” away` }, onclick: () => make({ do: "unanchor", section: row.section, slug: row.slug, part: anchor.part, index: anchor.index }, "Taken away. Undo: u") }, "×") : null))))),
    form.parts.length > 1 ? el("p.note", {}, "Select words of it and press ", form.parts.map((part, i) => [el("kbd", {}, String(i + 1)), ` ${part.name}${i + 1 < form.parts.length ? ", " : ""}`])) : null);
}

function registryRow(row) {
  const held = store.state.registries[row.section]?.find((one) => one.slug === row.slug);
  if (!held) return null;
  const form = store.forms.registries[row.section];
  return el("div", {},
    el("div.fields", {}, fields({ form, row: held, id: `registry/${row.section}/${row.slug}`, open, set: (key, value) => make({ do: "set_registered", registry: row.section, slug: row.slug, key, value }, `${key}: saved for all documents`), create: createIn })),
    el("p.tools", {}, el("button", { type: "button", onclick: () => manage(row.section, row.slug) }, "Rename or merge …")));
}

/** Rows that say something of this one only: the claims of an event. */
function followers(row) {
  return Object.values(store.forms.sections).map((form) => {
    const about = form.keys.find((key) => key.required && key.to === row.section);
    if (!about) return null;
    const held = store.state.rows.filter((one) => one.section === form.name && one.keys[about.name] === row.slug);
    const code = form.keys.find((key) => key.vocabulary && key.required);
    const by = form.keys.find((key) => key.to && key.to in store.state.registries);
    return el("div.followers", {}, el("h3", {}, `${form.title} of it`),
      held.length ? el("ul", {}, held.map((one) => el("li", {},
        el("button.go", { type: "button", onclick: () => look(one.section, one.slug) }, by && one.keys[by.name] ? nameOf(by.to, one.keys[by.name]) : "the text itself"),
        code ? choice({ focus: `follower/${one.slug}`, label: `${code.name} of ${one.slug}`, value: one.keys[code.name], shown: labelOf(code.vocabulary, one.keys[code.name]) ?? "", options: () => codeOptions(code), empty: false, choose: (value) => make({ do: "set", section: one.section, slug: one.slug, key: code.name, value }, `${code.name}: saved`) }) : null))) : el("p.note", {}, "none yet"));
  });
}

/** Rows that this one suggests: what its speaker holds of the events that it names. */
function offers(row) {
  if (!row.offers?.length) return null;
  return el("div.offers", {}, el("h3", {}, "It speaks of"), row.offers.map((offer) => {
    const form = store.forms.sections[offer.section];
    const code = form.keys.find((key) => key.vocabulary && key.required);
    const told = Object.entries(offer.values).filter(([key]) => form.keys.find((one) => one.name === key)?.to !== row.section).map(([key, slug]) => nameOf(form.keys.find((one) => one.name === key).to, slug));
    return el("div.offer", {}, el("span", {}, told.join(" · ")),
      choice({ focus: `offer/${Object.values(offer.values).join("/")}`, label: `${form.one}: ${code.name}`, value: null, shown: "", options: () => codeOptions(code), empty: false,
        choose: (value) => make({ do: "begin", section: offer.section, start: offer.span[0], end: offer.span[1], values: { ...offer.values, [code.name]: value } }, `${form.one} recorded`) }));
  }));
}
