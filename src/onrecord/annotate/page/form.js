// Forms made from the contract: one field for each key of a row.

import { ask } from "./api.js";
import { choice } from "./choice.js";
import { el } from "./dom.js";
import { codesOf, labelOf, nameOf, store } from "./store.js";

const SHORT = new Set(["value", "edtf", "reference"]);

/**
 * The fields of a row: those that are required or filled, and buttons for the others.
 * `set(key, value)` saves; `create(registry, words, use)` makes a row of a registry and calls `use(slug)`.
 */
export function fields({ form, row, id, set, create, wrong = {}, words = "", open = new Set() }) {
  const keys = form.keys.filter((key) => key.kind !== "anchor" && key.name !== "sha256");
  const isFilled = (key) => row.keys[key.name] !== undefined && row.keys[key.name] !== "";
  const visible = keys.filter((key) => key.required || isFilled(key) || (key.kind === "links" && !key.roles.length && key.to in (store.state?.registries ?? {}) && key === keys[0]) || wrong[key.name] || open.has(`${id}/${key.name}`));
  const others = keys.filter((key) => !visible.includes(key));
  const shown = visible.map((key) => field({ key, value: row.keys[key.name], id, set, create, wrong: wrong[key.name], words }));
  const more = others.length
    ? el("div.more", { role: "group", aria: { label: "Further keys" } }, el("span", {}, "add"), others.map((key) =>
      el("button", { type: "button", title: key.description, data: { focus: `${id}/add-${key.name}` }, onclick: (event) => {
        open.add(`${id}/${key.name}`);
        const made = field({ key, value: undefined, id, set, create, words });
        event.currentTarget.parentElement.before(made);
        event.currentTarget.remove();
        made.querySelector("input, textarea, select")?.focus();
      } }, key.name.replaceAll("_", " "))))
    : null;
  return [...shown, more];
}

function field({ key, value, id, set, create, wrong, words }) {
  const focus = `${id}/${key.name}`;
  const hint = `hint-${focus.replace(/\W+/g, "-")}`;
  const control = controls[kindOf(key)]({ key, value, focus, hint, set: (told) => set(key.name, told), create, words, invalid: Boolean(wrong) });
  const isMissing = key.required && (value === undefined || value === "");
  return el(`div.field${isMissing ? ".missing" : ""}${SHORT.has(key.kind) ? "" : ".long"}`, { data: { key: key.name } },
    el("span.label", { title: key.description }, key.name.replaceAll("_", " "), key.required ? el("span.required", { title: "required", aria: { label: "required" } }, "•") : null),
    el("div.control", {}, control, el("p.hint", { id: hint }, hintOf(key, value)), wrong ? wrong.map((one) => el("p.wrong", {}, one)) : null));
}

function kindOf(key) {
  if (key.kind !== "value") return key.kind;
  if (key.vocabulary) return "code";
  if (key.type === "boolean") return "boolean";
  return key.type === "number" || key.type === "integer" ? "number" : "words_of";
}

function hintOf(key, value) {
  if (key.kind === "value" && key.vocabulary && typeof value === "string") return codesOf(key.vocabulary).find((one) => one.code === value)?.definition ?? "";
  return "";
}

export const codeOptions = (key) => [...codesOf(key.vocabulary).map(({ code, label, definition }) => ({ value: code, label, note: definition, also: code })), ...(key.none ? [{ value: key.none, label: key.none, note: key.description }] : [])];

/** The rows that a reference can name: those of a registry with names and aliases, or those of a section. */
export function referenceOptions(target, words = "") {
  const held = store.state.registries[target];
  if (held) {
    const made = held.map((row) => ({ value: row.slug, label: row.keys.name ?? row.slug, note: row.keys.note ?? "", also: [row.slug, ...[row.keys.aliases ?? []].flat()].join(" "), kind: labelOfType(row) }));
    return words ? byLikeness(made, words) : made;
  }
  return store.state.rows.filter((row) => row.section === target).map((row) => ({ value: row.slug, label: row.slug, note: row.keys.label ?? row.at[0]?.words ?? "" }));
}

function labelOfType(row) {
  const type = row.keys.actor_type ?? row.keys.place_type ?? "";
  return type.replaceAll("_", " ");
}

/** Rows first that the words resemble: by the words that they share with a name or alias. */
function byLikeness(options, words) {
  const told = words.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  const score = (option) => {
    const forms = `${option.label} ${option.also}`.toLowerCase();
    return told.reduce((sum, word) => sum + (forms.includes(word) ? word.length : word.length > 4 && forms.includes(word.slice(0, -2)) ? 1 : 0), 0) / Math.sqrt(forms.length);
  };
  return options.map((option) => [score(option), option]).sort((a, b) => b[0] - a[0]).map(([, option]) => option);
}

const input = (properties, save, value) => {
  let before = value === undefined ? "" : String(value);
  const commit = (element) => { element.defaultValue = element.value; if (element.value.trim() !== before) { before = element.value.trim(); save(before || null); } };
  return { ...properties, value: before, onblur: (event) => commit(event.target), onkeydown: (event) => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); commit(event.target); event.target.dispatchEvent(new CustomEvent("done", { bubbles: true })); } } };
};

const controls = {
  code: ({ key, value, focus, hint, set, invalid }) => choice({ focus, label: key.name.replaceAll("_", " "), value, shown: value === undefined ? "" : labelOf(key.vocabulary, value), options: () => codeOptions(key), choose: set, empty: !key.required, invalid, describedby: hint }),
  boolean: ({ key, value, focus, hint, set, invalid }) => choice({ focus, label: key.name.replaceAll("_", " "), value, shown: value === "true" ? "yes" : value === "false" ? "no" : value, options: () => [{ value: "true", label: "yes" }, { value: "false", label: "no" }], choose: set, empty: !key.required, invalid, describedby: hint }),
  number: ({ key, value, focus, hint, set, invalid }) => el("input.number", input({ type: "text", inputMode: "decimal", autocomplete: "off", data: { focus }, aria: { label: key.name, invalid: invalid ? "true" : null, describedby: hint } }, set, value)),
  words_of: ({ key, value, focus, hint, set, invalid }) => el(key.name === "note" ? "textarea" : "input", input({ ...(key.name === "note" ? { rows: 2 } : { type: "text" }), autocomplete: "off", placeholder: key.example !== null && value === undefined ? `such as: ${key.example}` : "", data: { focus }, aria: { label: key.name.replaceAll("_", " "), invalid: invalid ? "true" : null, describedby: hint } }, set, value)),
  edtf: ({ key, value, focus, hint, set, invalid }) => dated({ key, value, focus, hint, set, invalid }),
  reference: ({ key, value, focus, hint, set, create, words, invalid }) => choice({ focus, label: key.name.replaceAll("_", " "), value, shown: value === undefined ? "" : nameOf(key.to, value), options: () => referenceOptions(key.to, value ? "" : words), choose: set, create: create && store.state?.registries[key.to] ? (made) => create(key.to, made, set) : null, empty: !key.required, invalid, describedby: hint }),
  links: (told) => (told.key.roles.length ? roles(told) : several({ label: told.key.name, target: told.key.to, held: listed(told.value), ...told })),
  exceptions: ({ key, value, focus, set }) => el("input", input({ type: "text", autocomplete: "off", placeholder: "rule: reason; rule: reason", data: { focus }, aria: { label: key.name } }, (told) => set(told === null ? null : Object.fromEntries(told.split(";").map((one) => one.split(/:(.*)/s).map((part) => part.trim())).filter(([rule, reason]) => rule && reason))), Object.entries(value ?? {}).map(([rule, reason]) => `${rule}: ${reason}`).join("; "))),
  words: ({ key, value, focus, set }) => el("input", input({ type: "text", autocomplete: "off", placeholder: "separated by ;", data: { focus }, aria: { label: key.name } }, (told) => set(told === null ? null : told.split(";").map((one) => one.trim()).filter(Boolean)), listed(value).join("; "))),
  lines: ({ key, value, focus, set }) => zoned({ key, value: value ?? {}, focus, set }),
};

const listed = (value) => (value === undefined || value === null ? [] : [value].flat());

/** Several rows of a registry: each with a button to take it out, and a field to add one. */
function several({ label, target, held, focus, set, create, words }) {
  const add = (slug) => { if (slug && !held.includes(slug)) set([...held, slug]); };
  return el("div.several", {},
    held.map((slug) => el("span.chip", {}, nameOf(target, slug), el("button", { type: "button", title: `Take ${nameOf(target, slug)} out`, aria: { label: `Take ${nameOf(target, slug)} out` }, data: { focus: `${focus}/-${slug}` }, onclick: () => set(held.filter((one) => one !== slug)) }, "×"))),
    choice({ focus: `${focus}`, label: held.length ? `another ${label}` : label, value: null, shown: "", options: () => referenceOptions(target, held.length ? "" : words), choose: add, create: create ? (made) => create(target, made, add) : null }));
}

/** Who takes part in which role. */
function roles({ key, value: told, focus, set, create, words }) {
  const codes = key.roles;
  const value = told === undefined ? {} : typeof told === "string" || Array.isArray(told) ? { [key.role]: told } : told;
  // what has no role written has the usual one: so it is written where no other is told
  const save = (next) => set(Object.keys(next).length === 0 ? null : key.role && Object.keys(next).join() === key.role ? next[key.role] : next);
  const used = codes.filter(({ code }) => value[code] !== undefined);
  const free = codes.filter(({ code }) => value[code] === undefined);
  return el("div.roles", {},
    used.map(({ code, label, definition }) => el("div.role", {}, el("span.role-name", { title: definition }, label), several({ label, target: key.to, held: listed(value[code]), focus: `${focus}/${code}`, set: (slugs) => { const next = { ...value, [code]: slugs }; if (!slugs.length) delete next[code]; save(next); }, create, words }))),
    choice({ focus, label: "another role", value: null, shown: "", options: () => free.map(({ code, label, definition }) => ({ value: code, label, note: definition })), choose: (code) => {
      const holder = document.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.closest(".roles");
      const one = codes.find((told) => told.code === code);
      const made = el("div.role", {}, el("span.role-name", { title: one.definition }, one.label), several({ label: one.label, target: key.to, held: [], focus: `${focus}/${code}`, set: (slugs) => save({ ...value, [code]: slugs }), create, words }));
      holder?.lastElementChild.before(made);
      made.querySelector("input")?.focus();
    } }));
}

let reading = Promise.resolve();
/** Once every date that was typed has been read. */
export const allRead = () => reading;

/** A date: EDTF, or words for one, which the machine coder reads; its bounds are shown. */
function dated({ key, value, focus, hint, set, invalid }) {
  const bounds = el("p.bounds", { aria: { live: "polite" } });
  let asked = 0;
  const show = async (words) => {
    const turn = ++asked;
    if (!words) { bounds.textContent = ""; return null; }
    const told = await ask("date", { words }).catch(() => null);
    if (turn === asked && told) bounds.textContent = told.edtf ? `${told.edtf === words ? "" : `${told.edtf} · `}${told.bounds}` : "no date that can be read (EDTF, or words such as “last week”)";
    return told;
  };
  if (value) show(value);
  let before = value ?? "";
  const commit = async (element) => {
    const words = element.value.trim();
    element.defaultValue = element.value;
    if (words === before) return;
    before = words;
    const asked = words ? show(words) : null;
    reading = Promise.resolve(asked);
    const told = await asked;
    set(words ? (told?.edtf ?? words) : null);
  };
  let timer;
  return [
    el("input", { type: "text", value: before, autocomplete: "off", placeholder: "2021-04-13, 2021-04, last week …", data: { focus }, aria: { label: key.name, invalid: invalid ? "true" : null, describedby: hint },
      oninput: (event) => { clearTimeout(timer); timer = setTimeout(() => show(event.target.value.trim()), 150); },
      onblur: (event) => commit(event.target),
      onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); commit(event.target).then(() => event.target.dispatchEvent(new CustomEvent("done", { bubbles: true }))); } } }),
    bounds,
  ];
}

/** Lines of the text by zone. */
function zoned({ key, value, focus, set }) {
  return el("div.zones", {}, codesOf(key.vocabulary).map(({ code, label, definition }) =>
    el("label", { title: definition }, el("span", {}, label), el("input", input({ type: "text", placeholder: "lines: 1, 4-6", autocomplete: "off", data: { focus: `${focus}/${code}` }, aria: { label: `lines of ${label}` } }, (told) => {
      const next = { ...value };
      if (told === null) delete next[code]; else next[code] = told.split(",").map((one) => one.trim()).filter(Boolean);
      set(Object.keys(next).length ? next : null);
    }, listed(value[code]).join(", "))))));
}
