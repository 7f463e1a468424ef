// Two coders of the document side by side: where they differ, and what is taken into the record.

import { el } from "./dom.js";

export function codersPanel() {
  return [el("div.empty", {}, el("p", {}, "No other coder has recorded this document."))];
}
