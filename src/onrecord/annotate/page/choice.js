// A field in which one of many things is chosen: type to filter, a digit or Enter to take it.

import { el } from "./dom.js";

const SHOWN = 60;
let number = 0;

/**
 * `options()` gives [{value, label, note, kind}]; `choose(value)` is called with what was taken, null when it was emptied.
 * `create(words)`, where there is one, is offered for words that are no option.
 */
export function choice({ focus, label, value, shown, options, choose, create, empty = true, invalid = false, describedby }) {
  const id = `choice-${++number}`;
  let held = [];
  let at = 0;
  let open = false;
  const list = el("ul.options", { id, role: "listbox", hidden: true, aria: { label } });
  const input = el("input", {
    type: "text", autocomplete: "off", spellcheck: false, value: shown ?? value ?? "", data: { focus }, role: "combobox",
    aria: { label, expanded: "false", controls: id, autocomplete: "list", invalid: invalid ? "true" : null, describedby },
    onfocus: () => { input.select(); show(""); },
    onclick: () => { if (!open) show(""); },
    oninput: () => show(input.value.trim()),
    onblur: () => setTimeout(() => { hide(); input.value = shown ?? value ?? ""; }, 120),
    onkeydown: pressed,
  });
  const clear = empty && value ? el("button.clear", { type: "button", title: `No ${label}`, aria: { label: `No ${label}` }, tabIndex: -1, onclick: () => choose(null) }, "×") : null;

  function show(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const all = options(query);
    const scored = all.map((option) => [rank(option, words), option]).filter(([score]) => score > 0);
    if (words.length) scored.sort((a, b) => b[0] - a[0]);
    held = scored.slice(0, SHOWN).map(([, option]) => option);
    if (create && query && !held.some((option) => option.label.toLowerCase() === query.toLowerCase())) held.push({ create: query, label: `New: ${query}`, note: "" });
    at = Math.max(0, query ? 0 : held.findIndex((option) => option.value === value));
    list.replaceChildren(...held.map((option, i) => {
      const digit = i < 9 && !query ? String(i + 1) : "";
      return el("li", { id: `${id}-${i}`, role: "option", aria: { selected: String(i === at) }, className: option.value === value ? "now" : "", onmousedown: (event) => { event.preventDefault(); take(i); } },
        el("kbd", { aria: { hidden: "true" } }, digit), el("span.name", {}, option.label), option.kind ? el("span.kind", {}, option.kind) : null, option.note ? el("span.note", {}, option.note) : null);
    }));
    open = held.length > 0;
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    mark();
  }

  function hide() {
    open = false;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark() {
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    if (!open) return;
    input.setAttribute("aria-activedescendant", `${id}-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function take(i) {
    const option = held[i];
    if (!option) return;
    hide();
    input.value = input.defaultValue;
    if (option.create !== undefined) create(option.create);
    else choose(option.value);
  }

  function pressed(event) {
    const isUntouched = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return show("");
      at = (at + (event.key === "ArrowDown" ? 1 : held.length - 1)) % held.length;
      mark();
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      event.stopPropagation();
      take(at);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      input.value = shown ?? value ?? "";
      hide();
    } else if (/^[1-9]$/.test(event.key) && open && (isUntouched || !input.value) && Number(event.key) <= held.length) {
      event.preventDefault();
      take(Number(event.key) - 1);
    } else if ((event.key === "Delete" || event.key === "Backspace") && empty && value && isUntouched) {
      event.preventDefault();
      hide();
      input.value = input.defaultValue;
      choose(null);
    }
  }

  return el("div.choice", {}, input, clear, list);
}

/** How well an option fits the words: 0 not at all, more where they begin its name. */
function rank(option, words) {
  if (!words.length) return 1;
  const name = `${option.label} ${option.value ?? ""}`.toLowerCase();
  const all = `${name} ${option.also ?? ""} ${option.note ?? ""}`.toLowerCase();
  const whole = words.join(" ");
  let score = option.label.toLowerCase() === whole || String(option.value).toLowerCase() === whole ? 50 : 0;
  for (const word of words) {
    if (!all.includes(word)) return 0;
    score += name.startsWith(word) ? 8 : new RegExp(`(^|[^\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u").test(name) ? 5 : name.includes(word) ? 3 : 1;
  }
  return score;
}
