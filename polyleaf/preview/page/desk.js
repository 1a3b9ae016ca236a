// The desk: a receptionist chooses the patient's language and a format, and prints. Only what is fit to hand out.

import { Choice, formatName } from "./choice.js";
import { el, fill, option, spoken } from "./dom.js";
import { Line, nameOf, post, start } from "./server.js";
import { _, speak, wordsControl } from "./words.js";

const PICTURE_PX = 360;

// A text as a search compares it: without accents and case.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

class DeskView {
  constructor(main, { project, page }) {
    this.words = wordsControl(page);
    this.choice = new Choice(project, () => this.open());
    this.choice.language = ""; // nobody has chosen yet
    this.languages = project.languages.filter((each) => !each.isPseudo && this.choice.languages.includes(each.code));
    this.search = el("input", {
      type: "search",
      autocomplete: "off",
      "aria-label": _("Search for a language: its name, its name in English, or its code"),
      placeholder: _("Search: Deutsch, German, de"),
      input: () => this.drawLanguages(),
      keydown: (event) => event.key === "Enter" && this.chooseOnly(),
    });
    this.list = el("ul", { class: "languages" });
    this.step1 = el("section", { "aria-labelledby": "step-1" }, el("h2", { id: "step-1" }, _("The patient's language")), this.search, this.list);
    this.step2 = el("section", { "aria-label": _("Leaflet"), hidden: true, tabindex: "-1" });
    this.lacks = {};
    this.head = el("header", { class: "desk-head" });
    fill(main, this.head, this.step1, this.step2);
    this.line = new Line({
      begun: ({ key }) => key === this.key && this.show({ status: "rendering" }),
      pages: (pages) => this.takePages(pages),
      done: (done) => this.done(done),
      changed: () => this.reload(),
      online: (isThere) => this.online(isThere),
      failed: (error) => this.show({ status: "refused", findings: [{ message: error.message }] }),
    });
    this.open();
  }

  async open() {
    const { project } = this.choice;
    const clinics = project.clinics;
    const brochures = this.brochures;
    if (!brochures.some((each) => each.slug === this.choice.brochure) && brochures.length) {
      this.choice.wanted.brochure = brochures[0].slug;
      this.choice.settle();
    }
    fill(
      this.head,
      el("h1", {}, this.choice.brochureFacts?.title ?? ""),
      brochures.length > 1 && this.chooser("brochure", _("Leaflet"), brochures.map((each) => [each.slug, each.title])),
      clinics.length > 1 && this.chooser("clinic", _("Clinic"), clinics.map((each) => [each.profile, each.name])),
      this.words,
    );
    this.drawLanguages();
    if (this.language) this.choose(this.language);
    await this.loadLacks();
  }

  chooser(name, label, options) {
    const list = el("select", { change: (event) => this.choice.set(name, event.target.value) });
    fill(list, options.map(([value, text]) => option(value, text, this.choice[name])));
    return el("label", { class: "choice" }, el("span", {}, label), list);
  }

  // The brochures that the clinic hands out; all if it names none that there is.
  get brochures() {
    const own = this.choice.clinicFacts?.brochures ?? [];
    const named = this.choice.project.brochures.filter((each) => own.includes(each.slug));
    return named.length ? named : this.choice.project.brochures;
  }

  // The languages that the clinic hands out.
  get offered() {
    const own = this.choice.clinicFacts?.languages ?? [];
    return this.languages.filter((each) => !own.length || own.includes(each.code));
  }

  get found() {
    const wanted = plain(this.search.value.trim());
    return this.offered.filter((each) => [each.ownName, each.englishName, each.code, each.tag].some((name) => plain(name).includes(wanted)));
  }

  drawLanguages() {
    const { found } = this;
    fill(
      this.list,
      found.length
        ? found.map((language) =>
            el(
              "li",
              {},
              el(
                "button",
                { type: "button", class: "language", data: { code: language.code }, click: () => this.choose(language) },
                spoken("span", language, language.ownName, { class: "own" }),
                el("span", { class: "facts" }, language.englishName),
                this.lacks[language.code]?.length > 0 && el("span", { class: "badge warning" }, _("not for patients yet")),
              ),
            ),
          )
        : el("li", { class: "facts" }, _("There is no leaflet in this language. Clear the search to see all languages.")),
    );
  }

  chooseOnly() {
    if (this.found.length === 1) this.choose(this.found[0]);
  }

  choose(language) {
    this.language = language;
    this.choice.wanted.language = language.code;
    this.choice.settle();
    this.step1.hidden = true;
    this.step2.hidden = false;
    this.chooseFormat(this.choice.format);
    this.step2.focus();
  }

  back() {
    this.language = undefined;
    this.step1.hidden = false;
    this.step2.hidden = true;
    this.line.show([]);
    this.key = undefined;
    this.search.value = "";
    this.drawLanguages();
    this.search.focus();
  }

  chooseFormat(name) {
    this.choice.wanted.format = name;
    this.choice.settle();
    this.ask();
  }

  // What is not fit to hand out is shown as a copy that says so on every page.
  ask() {
    this.file = undefined;
    this.picture = undefined;
    const isLacking = this.lacks[this.language.code]?.length > 0;
    this.edition = { ...this.choice.edition(), preliminary: isLacking };
    this.key = nameOf(this.edition);
    this.show({ status: "rendering" });
    this.line.show([this.edition], { glance: true });
  }

  async loadLacks() {
    const { choice } = this;
    const edition = choice.edition(choice.brochureFacts?.source);
    try {
      this.lacks = await post("/api/fitness", edition);
    } catch (error) {
      this.lacks = Object.fromEntries(choice.languages.map((code) => [code, error.findings?.length ? error.findings : [{ message: error.message }]]));
    }
    this.drawLanguages();
    if (this.language) this.ask();
  }

  reload() {
    if (this.language) this.show({ status: "rendering" });
    this.loadLacks();
  }

  online(isThere) {
    if (!isThere && this.language) this.show({ status: "away" });
  }

  takePages(pages) {
    if (pages.key !== this.key) return;
    this.file = pages;
    this.draw();
  }

  done(done) {
    if (done.key !== this.key) return;
    this.show(done);
  }

  show(state) {
    this.state = state;
    this.draw();
  }

  get isFit() {
    return this.state.status === "built" && !this.edition.preliminary && this.file && !this.file.draft;
  }

  draw() {
    if (!this.language) return;
    const { choice, language } = this;
    const focused = document.activeElement?.dataset?.format;
    fill(
      this.step2,
      el(
        "header",
        { class: "chosen-language" },
        el("h2", {}, spoken("span", language, language.ownName), el("span", { class: "facts" }, language.englishName)),
        el("button", { type: "button", click: () => this.back() }, _("Another language")),
      ),
      el(
        "div",
        { class: "formats", role: "group", "aria-label": _("Format") },
        choice.formats.map((format) =>
          el(
            "button",
            { type: "button", data: { format: format.name }, "aria-pressed": String(format.name === choice.format), click: () => this.chooseFormat(format.name) },
            formatName(format.name),
          ),
        ),
      ),
      el("div", { class: "result", "aria-live": "polite" }, this.result()),
    );
    if (focused) this.step2.querySelector(`[data-format="${CSS.escape(focused)}"]`)?.focus();
  }

  result() {
    const { state, file } = this;
    if (state.status === "away") return el("p", { class: "alarm" }, _("The program that makes the leaflets has ended. Ask for it to be started again; print nothing from here until then."));
    const picture = file?.sizes.length > 0 && el("img", { class: "first-page", src: `/pages/${file.digest}/1/${PICTURE_PX}.png`, alt: _("The first page") });
    if (state.status === "rendering") return [el("p", { class: "facts" }, _("One moment: the leaflet is being made.")), picture];
    if (this.isFit) return [this.toPrint(), picture];
    return [this.notFit(), picture];
  }

  toPrint() {
    const { file, state } = this;
    const sheet = state.sheets ?? file;
    const address = (each) => `/hand-out/${each.digest}/${encodeURIComponent(each.name)}`;
    const format = this.choice.formats.find((each) => each.name === this.choice.format);
    return el(
      "div",
      { class: "ready" },
      el("p", { class: "good" }, _("Ready to hand out")),
      el(
        "p",
        { class: "buttons" },
        el("a", { class: "button primary big", href: address(sheet), target: "_blank", rel: "noopener" }, format.onPaper ? _("Print") : _("Open")),
        el("a", { class: "button big", href: address(file), download: file.name }, _("Download")),
      ),
      format.onPaper && [
        el("h3", {}, _("How to print")),
        el(
          "ul",
          { class: "hints" },
          el("li", {}, _("The leaflet opens in a new tab. Press Ctrl+P there.")),
          el("li", {}, _("Print at 100 % (“actual size”), not “fit to page”.")),
          format.howToPrint && el("li", { lang: "en" }, `${format.howToPrint[0].toUpperCase()}${format.howToPrint.slice(1)}.`),
          el("li", {}, _("Pages: {n}", { n: file.sizes.length })),
        ),
      ],
    );
  }

  notFit() {
    const { file, state } = this;
    const lacks = this.lacks[this.language.code] ?? [];
    const reasons = [...lacks, ...(state.findings ?? []).filter((finding) => finding.severity !== "warning")];
    const isDraft = state.status !== "built";
    return el(
      "div",
      { class: "alarm" },
      el("p", { class: "big" }, el("strong", {}, isDraft ? _("DRAFT: not for patients") : _("Not for patients yet"))),
      el("p", {}, lacks.length && !isDraft ? _("A clinician has not approved this text in its present form.") : _("Something is wrong with this leaflet. Tell the person who looks after the leaflets.")),
      reasons.length > 0 && el("details", {}, el("summary", {}, _("Why")), el("ul", {}, reasons.map((finding) => el("li", {}, el("bdi", {}, finding.message))))),
      file && el("p", {}, el("a", { href: `/files/${file.digest}/${encodeURIComponent(file.name)}`, target: "_blank", rel: "noopener" }, isDraft ? _("Look at the draft") : _("Look at a copy that says PRELIMINARY on every page"))),
    );
  }
}

const main = document.getElementById("main");
try {
  const answer = await start();
  speak(answer.page.language, answer.page.words);
  document.title = `${_("Desk")} · Polyleaf`;
  new DeskView(main, answer);
} catch (error) {
  fill(main, el("p", { class: "alarm", role: "alert" }, error.message));
  throw error;
}
