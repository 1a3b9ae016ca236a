// What the page asks of the server, and what it is told.

let writeToken = "";

export class Refused extends Error {
  constructor(status, answer) {
    super(answer.error ?? `${status}`);
    this.status = status;
    this.findings = answer.findings ?? [];
    this.now = answer.now;
  }
}

export class Unreachable extends Error {}

async function asked(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new Unreachable("the server does not answer");
  }
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  const answer = isJson ? await response.json() : { error: await response.text() };
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

export async function start() {
  const chosen = localStorage.getItem("words") ?? "";
  const answer = await asked(`/api/start?words=${encodeURIComponent(chosen)}`);
  writeToken = answer.writeToken;
  return answer;
}

export const progress = () => asked("/api/progress");

export const post = (path, content) =>
  asked(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-polyleaf-token": writeToken },
    body: JSON.stringify(content),
  });

// The connection on which the server tells what it has rendered. A hidden tab closes it, so that nothing is rendered
// for nobody and a browser with many tabs has connections left.
export class Line {
  constructor(handlers) {
    this.handlers = handlers;
    this.tab = crypto.randomUUID();
    this.editions = [];
    this.isReady = false;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.close() : this.open()));
    if (!document.hidden) this.open();
  }

  open() {
    if (this.source) return;
    this.source = new EventSource(`/events/${this.tab}`);
    this.source.addEventListener("ready", () => {
      this.isReady = true;
      this.handlers.online?.(true);
      this.ask();
    });
    this.source.addEventListener("error", () => {
      this.isReady = false;
      this.handlers.online?.(false);
      if (this.source?.readyState === EventSource.CLOSED) this.again();
    });
    for (const name of ["begun", "pages", "map", "anatomy", "done", "changed"])
      this.source.addEventListener(name, (event) => this.handlers[name]?.(JSON.parse(event.data)));
  }

  close() {
    this.source?.close();
    this.source = undefined;
    this.isReady = false;
  }

  again() {
    this.close();
    setTimeout(() => !document.hidden && this.open(), 1000);
  }

  show(editions, more = {}) {
    this.editions = editions;
    this.more = more;
    if (this.isReady) this.ask();
  }

  async ask() {
    if (!this.editions.length) return;
    try {
      await post("/api/show", { tab: this.tab, editions: this.editions, ...this.more });
      this.handlers.shown?.();
    } catch (error) {
      if (error instanceof Refused && error.status === 403) location.reload(); // the server was started again
      else this.handlers.failed?.(error);
    }
  }
}

// The name of an edition, as the engine writes it.
export const nameOf = (edition) =>
  [edition.brochure, edition.language, edition.format, edition.paper, edition.clinic, edition.preliminary && "preliminary"]
    .filter(Boolean)
    .join(".");
