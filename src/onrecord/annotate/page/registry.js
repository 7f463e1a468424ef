// Actors and places of all documents: found, made, renamed and merged.

import { ask } from "./api.js";
import { choice } from "./choice.js";
import { $, el } from "./dom.js";
import { fields, referenceOptions } from "./form.js";
import { changed, formOf, make, nameOf, registered, store } from "./store.js";
import { wordsOf } from "./text.js";

/** A dialog; `content(close)` gives its children. Closing it gives the focus back. */
export function dialog(title, content, onclosed = () => {}) {
  const holder = $("#dialog");
  const before = document.activeElement;
  const range = document.getSelection().rangeCount ? document.getSelection().getRangeAt(0).cloneRange() : null;
  const close = () => holder.close();
  holder.replaceChildren(el("div.dialog-head", {}, el("h2", { id: "dialog-title" }, title), el("button.clear", { type: "button", aria: { label: "Close" }, onclick: close }, "×")), ...[content(close)].flat(9).filter(Boolean));
  holder.onclose = () => {
    before?.focus?.({ preventScroll: true });
    if (before === $("#text") && range) { document.getSelection().removeAllRanges(); document.getSelection().addRange(range); }
    onclosed();
  };
  if (!holder.open) holder.showModal();
  holder.querySelector("[autofocus], .dialog-body input, .dialog-body button, .dialog-body textarea")?.focus();
  return close;
}

/** Which actor (or place) the selected words name: one of the registry, or a new one. */
export function pick(section, span) {
  const form = formOf(section);
  const words = wordsOf(span);
  dialog(`Which ${form.one} is “${words.length > 60 ? `${words.slice(0, 59)}…` : words}”?`, (close) => {
    const use = async (slug) => {
      close();
      if (await make({ do: "anchor", section, slug, part: form.main, start: span[0], end: span[1] }, `${nameOf(section, slug)}: recorded`)) {
        store.active = { section, slug };
        store.tab = "row";
        changed("active");
      }
    };
    return el("div.dialog-body", {},
      choice({ focus: "pick", label: form.one, value: null, shown: "", options: (query) => referenceOptions(section, query ? "" : words), choose: use, create: (name) => createIn(section, name, use), empty: false }),
      el("p.tools", {}, el("button", { type: "button", onclick: () => createIn(section, words, use) }, `New ${form.one}: ${words.slice(0, 60)}`)));
  });
}

/** Makes a row of a registry in place: its name first, then what must be told of it; then `use(slug)`. */
export function createIn(registry, name, use) {
  const form = store.forms.registries[registry];
  const row = { slug: "", keys: { name } };
  const capital = /^\p{Lu}/u.test(name);
  const named = form.keys.find((key) => key.type === "boolean" && key.required);
  if (named) row.keys[named.name] = String(capital);
  if (!capital) row.keys.name = `[${name}]`;
  dialog(`A new ${form.one}`, (close) => {
    const body = el("div.dialog-body.fields");
    const draw = (focus) => {
      body.replaceChildren(...fields({ form, row, id: `new/${registry}`, set: (key, value) => {
        if (value === null) delete row.keys[key]; else row.keys[key] = value;
        draw(key);
      }, create: null, open: new Set() }).filter(Boolean), el("p.tools", {}, el("button.primary", { type: "button", onclick: save }, "Save"), el("span.note", {}, "Its slug comes from its name; a description without a name stands in [ ].")));
      if (focus) (body.querySelector(".field.missing input, .field.missing textarea") ?? body.querySelector("button.primary")).focus();
    };
    const save = async () => {
      const slug = await make({ do: "register", registry, values: row.keys }, `${row.keys.name}: in the registry`);
      if (slug) { close(); use(slug); }
    };
    draw();
    return body;
  });
}

/** Renames or merges a row of a registry everywhere, after showing what changes. */
export async function manage(registry, slug) {
  const { mentions } = await ask("mentions", { registry, slug });
  const held = registered(registry, slug);
  const files = [...new Set(mentions.map((one) => one.file))];
  dialog(`${held.keys.name ?? slug}`, (close) => {
    const done = (made) => { if (made) { close(); store.active = { section: registry, slug: made }; changed("active"); } };
    let into = null;
    const preview = el("div.preview", {}, listOf(mentions));
    const button = el("button.primary", { type: "button", disabled: true, onclick: () => make({ do: "merge_registered", registry, slug, into }, "Merged everywhere. Undo: u").then(done) }, "Merge");
    return el("div.dialog-body", {},
      el("p", {}, `It is named ${mentions.length} times in ${files.length} ${files.length === 1 ? "file" : "files"}; all of these change.`),
      held.fixed ? el("p.note", {}, `The slug ${slug} stands in a release, so it stays; change the name instead. Merged into another, its id is retired.`)
        : el("div.field", {}, el("span.label", {}, "new slug"), el("input", { value: slug, spellcheck: false, aria: { label: "new slug" }, onkeydown: (event) => { if (event.key === "Enter") make({ do: "rename_registered", registry, slug, new: event.target.value.trim() }, "Renamed everywhere. Undo: u").then(done); } })),
      el("div.field", {}, el("span.label", {}, "is the same as"), choice({ focus: "merge", label: "is the same as", value: null, shown: "", options: () => referenceOptions(registry, held.keys.name ?? "").filter((one) => one.value !== slug), choose: (value) => {
        into = value;
        button.disabled = !into;
        button.textContent = `Merge ${nameOf(registry, slug)} into ${nameOf(registry, into)}`;
        button.focus();
      } })),
      el("p.tools", {}, button),
      preview);
  });
}

function listOf(mentions) {
  return el("table", {}, el("caption", {}, "What changes"), el("tbody", {}, mentions.map((one) => el("tr", {}, el("td", {}, `${one.file}:${one.line}`), el("td", {}, one.section), el("td", {}, one.slug)))));
}
