// Elements made of plain values: text stays text, whatever stands in it.

/** An element: `tag.class`, properties (`on…` listeners, `data`, `aria` and attributes), children (nodes, text, none). */
export function el(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key === "aria") for (const [k, v] of Object.entries(value)) { if (v !== undefined && v !== null) element.setAttribute(`aria-${k}`, v); }
    else if (key === "value" && "defaultValue" in element) element.defaultValue = element.value = value;
    else if (key in element && key !== "list" && key !== "role") element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const $ = (selector) => document.querySelector(selector);

/** Puts new children into a container; what had the focus (by its `data-focus`) has it again, with its caret. */
export function render(container, ...children) {
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  const key = active?.dataset.focus;
  const selection = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const scroll = container.scrollTop;
  container.replaceChildren(...children.flat(9).filter(Boolean));
  container.scrollTop = scroll;
  if (!key) return;
  const again = container.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  again?.focus({ preventScroll: true });
  if (again && selection && "setSelectionRange" in again && again.type !== "number") {
    try { again.setSelectionRange(...selection); } catch { /* not every input has a caret */ }
  }
}

/** Whether somebody is in the middle of typing there: what a field holds is not what it was shown with. */
export function isTyping(container) {
  const active = document.activeElement;
  return container.contains(active) && "defaultValue" in active && active.value !== active.defaultValue;
}

let told;
/** Tells people who don't see the page, and everybody for some seconds. */
export function say(message, kind = "") {
  const status = $("#status");
  status.textContent = message;
  status.className = kind;
  clearTimeout(told);
  told = setTimeout(() => { status.className = "quiet"; }, kind === "error" ? 9000 : 3500);
}
