// What the page asks of the server. All addresses are relative: the token stays in the address of the page.

export class Refused extends Error {
  constructor(told, status) {
    super(told.problems?.map((problem) => problem.message).join("; ") || `the server said ${status}`);
    this.problems = told.problems ?? [];
    this.changed = told.changed;
  }
}

async function answered(response) {
  const told = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(told, response.status);
  return told;
}

export async function ask(name, query = {}) {
  return answered(await fetch(`ask/${name}?${new URLSearchParams(query)}`));
}

export async function change(told) {
  return answered(
    await fetch("change", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(told) }),
  );
}

/** Calls back with the version of the files whenever it is another, and with null while the server can't be reached. */
export function watch(callback) {
  const source = new EventSource("events");
  source.onmessage = (event) => callback(event.data);
  source.onerror = () => callback(null);
}
