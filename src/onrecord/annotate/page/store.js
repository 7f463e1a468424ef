// What the page knows, and who is told when it changes.

import { ask, change, Refused } from "./api.js";
import { say } from "./dom.js";

export const store = {
  forms: null,
  document: null,
  state: null,
  /** the row that is looked at: {section, slug} (section "actors:" of a registry) */
  active: null,
  /** the proposal that is looked at */
  proposal: 0,
  tab: "rows",
  /** kinds whose marks are hidden */
  hidden: new Set(),
  packageFindings: [],
  /** proposals ("section/slug") that were answered, while the answer is on its way */
  answered: new Set(),
};

/** The proposals that nobody has answered, in reading order. */
export const proposals = () => store.state.proposals.filter((one) => !store.answered.has(`${one.section}/${one.slug}`));

const listeners = [];
export const onChange = (listener) => listeners.push(listener);
export function changed(what = "view") {
  for (const listener of listeners) listener(what);
}

export const rowOf = (place) =>
  place && (store.state.rows.find((row) => row.section === place.section && row.slug === place.slug) ??
    store.state.left_out.find((row) => row.section === place.section && row.slug === place.slug));

export const formOf = (section) =>
  section === store.forms.left_out.name ? store.forms.left_out : store.forms.sections[section];

export const codesOf = (vocabulary) => store.forms.vocabularies[vocabulary]?.codes ?? [];

export function labelOf(vocabulary, code) {
  return codesOf(vocabulary).find((one) => one.code === code)?.label ?? code;
}

export const registered = (registry, slug) => store.state.registries[registry]?.find((row) => row.slug === slug);

/** A name for a slug of a section or registry, for people. */
export function nameOf(section, slug) {
  const there = registered(section, slug);
  return there?.keys.name ?? slug;
}

export const findings = () => [...store.state.findings, ...store.packageFindings];

let queue = Promise.resolve();
let waiting = 0;
/** How many changes are not on the disk yet. */
export const pending = () => waiting;

const tellWaiting = () => { document.documentElement.dataset.waiting = String(waiting); };

/** Asks for a change, one after the other; gives the slug of its row, or null when it was refused (which is told). */
export function make(told, message = "", isStill = () => true) {
  waiting += 1;
  tellWaiting();
  const run = queue.then(async () => {
    try {
      if (!isStill()) return null;
      const done = await change({ ...told, seen: told.seen ?? store.state.version });
      if (done.state) setState(done.state);
      if (message) say(message);
      return done.slug;
    } catch (error) {
      if (error instanceof Refused && error.changed) {
        changed({ conflict: error.changed, told });
        await refresh();
      } else {
        say(error instanceof Refused ? error.problems.map((p) => `${p.message}. ${p.help ?? ""}`).join(" ") : "The annotator can't be reached: is it still running?", "error");
      }
      return null;
    } finally {
      waiting -= 1;
      tellWaiting();
    }
  });
  queue = run.catch(() => null);
  return run;
}

export function setState(state) {
  store.state = state;
  store.packageFindings = store.packageFindings.filter((one) => one.version === state.version);
  if (store.active && !rowOf(store.active)) store.active = null;
  store.proposal = Math.max(0, Math.min(store.proposal, proposals().length - 1));
  changed("state");
  verifySoon();
}

export async function refresh() {
  setState(await ask("state"));
}

let timer;
/** What can only be seen in the tables that the record makes is asked for once the hands rest. */
function verifySoon() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const told = await ask("package").catch(() => null);
    if (told && told.version === store.state.version) {
      store.packageFindings = told.findings.map((one) => ({ ...one, version: told.version }));
      changed("findings");
    }
  }, 1200);
}
