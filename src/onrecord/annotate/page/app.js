// The annotator's page: what is shown when, and what happens with what the server says.

import { ask, change, watch } from "./api.js";
import { $, el, render, say } from "./dom.js";
import { allRead, fields } from "./form.js";
import { anchorPart, begin, letterOf, listen, showKeys } from "./keys.js";
import { showPanel, showTabs } from "./panels.js";
import { dialog } from "./registry.js";
import { changed, findings, formOf, make, onChange, pending, refresh, rowOf, setState, store } from "./store.js";
import { paint, paintActive, selection, showText } from "./text.js";

async function start() {
  const [forms, told] = await Promise.all([ask("forms"), ask("document")]);
  store.forms = forms;
  if (told.article) return beginDocument(told.article);
  store.document = told;
  store.state = await ask("state");
  if (store.state.proposals.length && !store.state.rows.length) store.tab = "proposals";
  $("#overline").textContent = told.coder === "record" ? told.slug : `${told.slug} · coder ${told.coder}`;
  $("#title").textContent = store.state.source.title ?? told.slug;
  document.title = `${$("#title").textContent} – annotate`;
  showText();
  onChange(show);
  setState(store.state);
  listen();
  $("#undo").onclick = () => make({ do: "undo" }).then((what) => what && say(`Undone: ${what}`));
  $("#redo").onclick = () => make({ do: "redo" }).then((what) => what && say(`Done again: ${what}`));
  $("#keys").onclick = showKeys;
  watch(onVersion);
  document.documentElement.dataset.ready = "true";
}

async function onVersion(version) {
  const lost = version === null;
  document.documentElement.classList.toggle("lost", lost);
  if (lost) say("The annotator doesn't answer: is it still running? What was answered is saved.", "error");
  else if (version && version !== store.state.version && !pending()) {
    await refresh();
    say("The files were changed elsewhere; this is how they are now.");
  }
}

function show(what) {
  if (what.conflict) return showConflict(what);
  if (what === "selection") return showPalette();
  if (what === "panel") return showPanel();
  if (what === "coders") { if (store.tab === "coders") showPanel(); return; }
  if (what === "active") paint();
  else if (what === "state" || what === "findings") { paint(); showHead(); }
  else paintActive();
  showTabs();
  showPanel();
  showPalette();
}

function showHead() {
  const { coverage, undo, redo } = store.state;
  const share = coverage.sentences ? coverage.touched / coverage.sentences : 1;
  const meter = $("#coverage");
  meter.setAttribute("aria-valuenow", share.toFixed(2));
  meter.setAttribute("aria-valuetext", `${coverage.touched} of ${coverage.sentences} sentences`);
  meter.querySelector(".fill").style.inlineSize = `${share * 100}%`;
  meter.querySelector(".label").textContent = `${coverage.touched} of ${coverage.sentences} sentences`;
  $("#undo").disabled = !undo;
  $("#undo").title = undo ? `Undo: ${undo} (u)` : "Nothing to undo";
  $("#redo").disabled = !redo;
  $("#redo").title = redo ? `Redo: ${redo} (Shift U)` : "Nothing to redo";
  const kinds = [...Object.values(store.forms.sections), store.forms.left_out];
  render($("#legend"), kinds.map((form) => {
    const count = form === store.forms.left_out ? store.state.left_out.length : store.state.rows.filter((row) => row.section === form.name).length;
    return el(`button.kind-${form.name}`, { type: "button", data: { focus: `legend-${form.name}` }, aria: { pressed: String(!store.hidden.has(form.name)) }, title: `${form.description}\n\nClick to show or hide its marks. Key ${letterOf(form.name)} records the selected words.`, onclick: () => { store.hidden.has(form.name) ? store.hidden.delete(form.name) : store.hidden.add(form.name); paint(); showHead(); } },
      el("span.line", {}), form.name.replaceAll("_", " "), el("span.count", {}, String(count)));
  }));
}

/** What the selected words can become: below the article, while words are selected. */
function showPalette() {
  const chosen = document.getSelection();
  const palette = $("#palette");
  const isShown = !chosen.isCollapsed && $("#text").contains(chosen.anchorNode) && Boolean(selection());
  if (palette.hidden === !isShown && palette.dataset.row === `${store.active?.section}/${store.active?.slug}`) return;
  palette.hidden = !isShown;
  palette.dataset.row = `${store.active?.section}/${store.active?.slug}`;
  if (!isShown) return;
  const keep = { onpointerdown: (event) => event.preventDefault() };
  const row = rowOf(store.active);
  const parts = row ? formOf(row.section).parts : [];
  render(palette,
    [...Object.values(store.forms.sections), store.forms.left_out].map((form) => el(`button.kind-${form.name}`, { type: "button", ...keep, onclick: () => begin(form.name) }, el("kbd", {}, letterOf(form.name)), form.one.replaceAll("_", " "))),
    parts.length ? el("span.parts", {}, el("span.of", {}, `of ${row.slug.slice(0, 28)}:`), parts.map((part, i) => el("button", { type: "button", ...keep, onclick: () => anchorPart(i + 1) }, el("kbd", {}, String(i + 1)), part.name))) : null);
}

/** A change that was made from an older state of the files: both are shown, and nothing is lost. */
function showConflict({ conflict, told }) {
  dialog("The file was changed meanwhile", (close) => el("div.dialog-body", {},
    el("p", {}, "An editor, git or another tab has written it. Your change is not made yet."),
    el("div.both", {}, el("figure", {}, el("figcaption", {}, "the file as it is"), el("pre", { tabIndex: 0 }, differing(conflict.theirs ?? "", conflict.ours ?? ""))), el("figure", {}, el("figcaption", {}, "with your change, as it was before"), el("pre", { tabIndex: 0 }, differing(conflict.ours ?? "", conflict.theirs ?? "")))),
    el("p.tools", {}, el("button.primary", { type: "button", onclick: () => { close(); const { seen, ...again } = told; make(again, "Done, in the file as it is now"); } }, "Make my change in the file as it is"), el("button", { type: "button", onclick: close }, "Leave my change"))));
}

/** The lines of a text that the other doesn't have at their place, with three around them. */
function differing(text, other) {
  const lines = text.split("\n");
  const there = other.split("\n");
  let first = 0;
  while (first < lines.length && first < there.length && lines[first] === there[first]) first++;
  let last = 0;
  while (last < lines.length - first && last < there.length - first && lines[lines.length - 1 - last] === there[there.length - 1 - last]) last++;
  return lines.slice(Math.max(0, first - 3), lines.length - last + 3).map((line, i) => `${String(Math.max(0, first - 3) + i + 1).padStart(5)}  ${line}`).join("\n");
}

/** A text that is to become a document: what must be known of it is asked for first. */
function beginDocument(article) {
  document.documentElement.classList.add("beginning");
  $("#title").textContent = "A new document";
  const form = store.forms.source;
  const row = { keys: { title: article.title, language: "en", rights_status: "in_copyright", zones: { headline: ["1"] } } };
  const body = $("#panel");
  let slug = article.slug;
  $("#text").replaceChildren(...article.text.split("\n").filter((line) => line.trim()).map((line) => el("p", { dir: "auto" }, line)));
  const save = async () => {
    try {
      await allRead();
      await new Promise((resolve) => setTimeout(resolve));
      await change({ slug, values: row.keys });
      location.reload();
    } catch (error) { say(`${error.message}. ${error.problems?.[0]?.help ?? ""}`, "error"); }
  };
  const draw = (goOn) => {
    render(body, el("h2", {}, "What is known of the text"), el("div.fields", {},
      el("div.field", {}, el("span.label", {}, "name", el("span.required", {}, "•")), el("div.control", {}, el("input", { value: slug, spellcheck: false, data: { focus: "slug" }, aria: { label: "name of the document" }, oninput: (event) => { slug = event.target.value.trim(); } }), el("p.hint", {}, "its folder in seeds/: publisher, date and a word, such as nationalworld-2021-04-border"))),
      fields({ form, row, id: "source", create: null, open: new Set(["source/published", "source/published_basis", "source/publisher", "source/url"]), set: (key, value) => { if (value === null) delete row.keys[key]; else row.keys[key] = value; draw(true); } })),
      el("p.tools", {}, el("button.primary", { type: "button", data: { focus: "save" }, onclick: save }, "Begin")));
    if (goOn && document.activeElement === document.body) (body.querySelector(".field.missing input") ?? body.querySelector("button.primary")).focus();
  };
  draw();
  body.querySelector("input")?.focus();
  document.documentElement.dataset.ready = "true";
}

start().catch((error) => say(`The page could not start: ${error.message}`, "error"));
