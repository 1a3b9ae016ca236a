// The designers' view: the same pages in four languages side by side, as style sheets and templates are saved.

import { Choice } from "./choice.js";
import { el, fill, option } from "./dom.js";
import { findingItem } from "./editor.js";
import { PagesPane } from "./pages.js";
import { Line, nameOf } from "./server.js";
import { _ } from "./words.js";

const COLUMNS = 4;
const LAYERS = () => ({
  margins: _("Margins"),
  rooms: _("Boxes"),
  pictures: _("Pictures"),
  lines: _("Lines"),
  baselines: _("Baselines"),
  over: _("Overruns"),
});

class DesignView {
  constructor(main, { project }) {
    this.choice = new Choice(project, () => this.open());
    this.pane = new PagesPane();
    this.layers = new Set(JSON.parse(localStorage.getItem("layers") ?? '["over"]'));
    this.bar = el("div", { class: "toolbar" });
    this.alarm = el("div", { class: "alarms" });
    this.heads = el("div", { class: "heads" });
    this.states = [];
    fill(main, this.bar, this.alarm, this.heads, this.pane.node);
    this.pane.node.classList.add("design");
    this.pane.onArrange = () => this.alignHeads();
    this.line = new Line({
      begun: ({ key }) => this.say(key, { status: "rendering" }),
      pages: (pages) => this.column(pages.key)?.take(pages),
      map: (map) => this.column(map.key)?.map(map),
      anatomy: (anatomy) => this.takeAnatomy(anatomy),
      done: (done) => this.say(done.key, done),
      failed: (error) => fill(this.alarm, el("p", { class: "alarm", role: "alert" }, error.message)),
    });
    this.languages = this.choice.wanted.languages?.split(",") ?? this.usual();
    this.open();
  }

  // The source, one long language, one right to left, one of characters that fill a square.
  usual() {
    const { languages, brochureFacts } = this.choice;
    const wanted = [brochureFacts.source, "qps", "ar", "ja", ...languages];
    return [...new Set(wanted.filter((code) => languages.includes(code)))].slice(0, COLUMNS);
  }

  open() {
    const { choice } = this;
    choice.remember({ languages: this.languages.join(",") });
    this.editions = this.languages.map((code) => choice.edition(code));
    this.keys = this.editions.map(nameOf);
    this.states = this.keys.map(() => ({ status: "rendering" }));
    this.anatomies = new Map();
    fill(
      this.bar,
      choice.controls(["brochure", "format", "paper", "clinic"]),
      this.pane.zoomControl(),
      el(
        "div",
        { class: "filters", role: "group", "aria-label": _("Draw over the pages") },
        Object.entries(LAYERS()).map(([name, label]) =>
          el("button", { type: "button", class: `layer ${name}`, "aria-pressed": String(this.layers.has(name)), click: (event) => this.toggle(name, event.target) }, label),
        ),
      ),
    );
    this.pane.reset(this.languages.length);
    this.drawHeads();
    this.line.show(this.editions, { anatomy: true });
  }

  column(key) {
    return this.pane.columns[this.keys.indexOf(key)];
  }

  toggle(name, button) {
    this.layers[this.layers.has(name) ? "delete" : "add"](name);
    button.setAttribute("aria-pressed", String(this.layers.has(name)));
    localStorage.setItem("layers", JSON.stringify([...this.layers]));
    this.drawLayers();
  }

  takeAnatomy(anatomy) {
    const column = this.column(anatomy.key);
    if (!column || column.digest !== anatomy.digest) return;
    this.anatomies.set(column, anatomy);
    this.drawLayers();
  }

  drawLayers() {
    for (const [column, anatomy] of this.anatomies)
      for (const sheet of column.sheets)
        sheet.drawBoxes(
          [...this.layers].flatMap((name) => (anatomy[name] ?? []).filter(([page]) => page === sheet.number).map((box) => [name, box])),
        );
  }

  say(key, state) {
    const at = this.keys.indexOf(key);
    if (at < 0) return;
    this.states[at] = state;
    this.drawHeads();
    const seen = new Map();
    for (const each of this.states) for (const finding of each.findings ?? []) seen.set(`${finding.check} ${finding.path} ${finding.line} ${finding.message}`, finding);
    fill(
      this.alarm,
      seen.size > 0 &&
        el(
          "details",
          { class: "report", open: this.states.some((each) => each.status === "refused") },
          el("summary", {}, seen.size === 1 ? _("1 finding in these editions") : _("{n} findings in these editions", { n: seen.size })),
          el("ul", {}, [...seen.values()].map((finding) => findingItem(finding))),
        ),
    );
  }

  drawHeads() {
    const { choice } = this;
    const said = (state) => {
      const errors = (state.findings ?? []).filter((finding) => finding.severity === "error").length;
      return {
        rendering: _("Rendering…"),
        built: _("step {step}", { step: state.fitStep ?? 0 }),
        draft: errors === 1 ? _("Draft: 1 error") : _("Draft: {n} errors", { n: errors }),
        refused: _("Cannot be shown"),
      }[state.status];
    };
    const focused = document.activeElement?.dataset?.column;
    fill(
      this.heads,
      this.languages.map((code, number) => {
        const list = el("select", { "aria-label": _("Language of column {n}", { n: number + 1 }), data: { column: number }, change: (event) => this.replace(number, event.target.value) });
        fill(
          list,
          choice.languages.map((each) => {
            const facts = choice.languageFacts(each);
            return option(each, facts.isPseudo ? facts.ownName : facts.englishName, code);
          }),
        );
        const state = this.states[number];
        return el("div", { class: "head" }, list, el("span", { class: "state", data: { status: state.status } }, said(state)));
      }),
    );
    if (focused) this.heads.querySelector(`[data-column="${focused}"]`)?.focus();
    this.alignHeads();
  }

  alignHeads() {
    this.heads.style.gridTemplateColumns = `repeat(${this.languages.length}, minmax(0, 1fr))`;
  }

  replace(number, code) {
    this.languages[number] = code;
    this.open();
  }
}

export async function design(main, answer) {
  document.title = `${_("Design")} · Polyleaf`;
  return new DesignView(main, answer);
}
