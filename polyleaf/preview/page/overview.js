// Everything at a glance: each language in each format, what is found there, and what is left to do.

import { Choice, formatName } from "./choice.js";
import { el, fill, spoken } from "./dom.js";
import { findingItem } from "./editor.js";
import { Line, nameOf, post, progress } from "./server.js";
import { _ } from "./words.js";

const PICTURE_PX = 180;

class OverviewView {
  constructor(main, { project }) {
    this.project = project;
    this.choice = new Choice(project, () => this.open());
    this.bar = el("div", { class: "toolbar" });
    this.board = el("div", { class: "board", tabindex: "0", role: "region", "aria-label": _("Languages and formats") });
    this.meter = el("progress", { "aria-label": _("Rendered") });
    this.count = el("span", { class: "facts", role: "status" });
    this.cells = new Map();
    fill(main, this.bar, this.board);
    this.line = new Line({
      begun: ({ key }) => this.mark(key, "rendering"),
      pages: (pages) => this.picture(pages),
      done: (done) => this.done(done),
      changed: () => this.loadProgress(),
    });
    this.open();
  }

  open() {
    const { choice } = this;
    choice.remember();
    fill(this.bar, choice.controls(["brochure", "paper", "clinic"]), el("div", { class: "meter" }, this.meter, this.count));
    this.cells.clear();
    this.finished = new Set();
    const languages = choice.languages.map((code) => choice.languageFacts(code));
    const order = [...languages].sort((one, other) => one.isPseudo - other.isPseudo || one.englishName.localeCompare(other.englishName));
    const head = el("tr", {}, el("th", { scope: "col" }, _("Language")), choice.formats.map((format) => el("th", { scope: "col" }, formatName(format.name))));
    this.left = new Map();
    const rows = order.map((language) => el("tr", {}, this.languageCell(language), choice.formats.map((format) => this.cell(language, format))));
    fill(this.board, el("table", {}, el("caption", { class: "hidden" }, _("Each language in each format")), el("thead", {}, head), el("tbody", {}, rows)));
    const editions = choice.formats.flatMap((format) => order.map((language) => this.edition(language, format)));
    this.total = editions.length;
    this.tell();
    this.line.show(editions, { glance: true });
    this.loadProgress();
  }

  edition(language, format) {
    const paper = format.onPaper ? (format.papers.length && !format.papers.includes(this.choice.paper) ? this.choice.paperOf(format) : this.paper) : "";
    return this.choice.edition(language.code, format.name, paper);
  }

  get paper() {
    return this.choice.paper || this.choice.clinicFacts?.paper;
  }

  languageCell(language) {
    const left = el("div", { class: "left" });
    this.left.set(language.code, left);
    return el(
      "th",
      { scope: "row" },
      spoken("span", language, language.ownName, { class: "own" }),
      el("span", { class: "facts" }, language.isPseudo ? "" : language.englishName),
      left,
    );
  }

  cell(language, format) {
    const edition = this.edition(language, format);
    const query = new URLSearchParams(edition);
    const picture = el("img", { alt: "", loading: "lazy" });
    const facts = el("span", { class: "badges" }, el("span", { class: "badge" }, _("waiting")));
    const link = el(
      "a",
      { href: `/?${query}`, class: "card", data: { format: format.name }, "aria-label": `${language.englishName}, ${formatName(format.name)}` },
      el("span", { class: "thumb" }, format.onPaper ? picture : el("span", { class: "no-picture" }, "HTML")),
      facts,
    );
    this.cells.set(nameOf(edition), { link, picture, facts });
    return el("td", {}, link);
  }

  mark(key, status) {
    const cell = this.cells.get(key);
    if (cell) fill(cell.facts, el("span", { class: "badge" }, status === "rendering" ? _("Rendering…") : _("waiting")));
  }

  picture(pages) {
    const cell = this.cells.get(pages.key);
    if (cell && pages.sizes.length) cell.picture.src = `/pages/${pages.digest}/1/${PICTURE_PX}.png`;
  }

  done(done) {
    const cell = this.cells.get(done.key);
    if (!cell) return;
    this.finished.add(done.key);
    const errors = done.findings.filter((finding) => finding.severity === "error").length;
    const warnings = done.findings.length - errors;
    fill(
      cell.facts,
      done.status === "built" && el("span", { class: "badge good" }, _("fits")),
      done.status === "draft" && el("span", { class: "badge warning" }, _("draft")),
      done.status === "refused" && el("span", { class: "badge error" }, _("refused")),
      errors > 0 && el("span", { class: "badge error" }, errors === 1 ? _("1 error") : _("{n} errors", { n: errors })),
      warnings > 0 && el("span", { class: "badge warning" }, warnings === 1 ? _("1 warning") : _("{n} warnings", { n: warnings })),
      done.fitStep !== null && el("span", { class: "badge", title: _("Fit step: how much closer the text is set") }, _("step {step}", { step: done.fitStep })),
    );
    cell.link.title = done.findings.map((finding) => `${finding.message}`).join("\n");
    this.tell();
  }

  tell() {
    this.meter.max = this.total;
    this.meter.value = this.finished.size;
    this.count.textContent = _("{n} of {total} rendered", { n: this.finished.size, total: this.total });
  }

  // What is left to do, a language at a time.
  async loadProgress() {
    const { catalogues, findings } = await progress();
    const rows = new Map();
    for (const row of catalogues) rows.set(row.language, [...(rows.get(row.language) ?? []), row]);
    for (const [code, left] of this.left) fill(left, this.leftIn(rows.get(code) ?? []));
    this.board.querySelector(".alarm")?.remove();
    if (findings.length) this.board.prepend(el("div", { class: "alarm", role: "alert" }, el("ul", {}, findings.map((finding) => findingItem(finding)))));
  }

  leftIn(rows) {
    if (!rows.length) return undefined;
    const sum = (name) => rows.reduce((total, row) => total + (row[name] ?? 0), 0);
    const messages = sum("translated") + sum("fuzzy") + sum("missing");
    const clinical = rows.filter((row) => row.approved !== null).reduce((total, row) => total + row.messages, 0);
    return [
      el("p", {}, _("{n} of {total} translated", { n: sum("translated"), total: messages })),
      sum("fuzzy") > 0 && el("p", { class: "todo" }, _("{n} suggestions to confirm", { n: sum("fuzzy") })),
      sum("criticalMissing") > 0 && el("p", { class: "todo" }, _("{n} safety texts are missing", { n: sum("criticalMissing") })),
      el("p", {}, _("{n} of {total} approved", { n: sum("approved"), total: clinical })),
      sum("stale") > 0 && el("p", { class: "todo" }, _("{n} approvals are void", { n: sum("stale") })),
    ];
  }
}

export async function overview(main, answer) {
  document.title = `${_("Overview")} · Polyleaf`;
  return new OverviewView(main, answer);
}
