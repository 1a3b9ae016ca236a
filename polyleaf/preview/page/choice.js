// What is shown: a brochure, a language, a format, a paper and a clinic, kept in the address of the page.

import { el, fill, option } from "./dom.js";
import { _ } from "./words.js";

export const FORMAT_NAMES = () => ({
  leaflet: _("Leaflet"),
  trifold: _("Tri-fold"),
  booklet: _("Booklet"),
  "large-print": _("Large print"),
  web: _("For the screen"),
  index: _("Sheet of languages"),
});

export const formatName = (name) => FORMAT_NAMES()[name] ?? name;

export class Choice {
  constructor(project, onChange) {
    this.project = project;
    this.onChange = onChange;
    const asked = new URLSearchParams(location.search);
    this.wanted = Object.fromEntries(asked);
    this.wanted.clinic ??= localStorage.getItem("clinic") ?? undefined;
    this.settle();
  }

  get brochureFacts() {
    return this.project.brochures.find((each) => each.slug === this.brochure);
  }

  languageFacts(code) {
    return this.project.languages.find((each) => each.code === code);
  }

  get clinicFacts() {
    return this.project.clinics.find((each) => each.profile === this.clinic);
  }

  // What is wanted, as far as the project has it.
  settle() {
    const { project, wanted } = this;
    const among = (names, name, otherwise) => (names.includes(name) ? name : (otherwise ?? names[0] ?? ""));
    this.brochure = among(project.brochures.map((each) => each.slug), wanted.brochure);
    const facts = this.brochureFacts;
    this.clinic = among(project.clinics.map((each) => each.profile), wanted.clinic);
    this.languages = [...(facts?.languages ?? []), ...project.languages.filter((each) => each.isPseudo).map((each) => each.code)];
    const other = (facts?.languages ?? []).find((code) => code !== facts.source);
    this.language = among(this.languages, wanted.language, other);
    this.formats = project.formats.filter((each) => facts?.formats.includes(each.name));
    this.format = among(this.formats.map((each) => each.name), wanted.format);
    const format = this.formats.find((each) => each.name === this.format);
    this.papers = format?.onPaper ? (format.papers.length ? format.papers : project.papers) : [];
    this.paper = among(this.papers, wanted.paper, format?.onPaper ? this.paperOf(format) : undefined);
  }

  // The paper on which the clinic prints a format: its own, or the one that the format has in place of it.
  paperOf(format) {
    const papers = format.papers.length ? format.papers : this.project.papers;
    const own = this.clinicFacts?.paper;
    const meant = format.paperFor[own] ?? own;
    return papers.includes(meant) ? meant : papers[0];
  }

  set(name, value) {
    this.wanted = { ...this.wanted, [name]: value };
    if (name === "clinic") {
      localStorage.setItem("clinic", value);
      delete this.wanted.paper;
    }
    this.settle();
    this.remember();
    this.onChange();
  }

  remember(more = {}) {
    const { brochure, language, format, paper, clinic } = this;
    const query = new URLSearchParams({ brochure, language, format, ...(paper && { paper }), clinic, ...more });
    history.replaceState(null, "", `${location.pathname}?${query}`);
  }

  edition(language = this.language, format = this.format, paper = this.paper) {
    return { brochure: this.brochure, language, format, paper, clinic: this.clinic };
  }

  // The controls to choose with; only those named, and none for a choice of one.
  controls(names) {
    const { project } = this;
    const own = project.languages.filter((each) => this.languages.includes(each.code));
    const makers = {
      brochure: () => [_("Brochure"), project.brochures.map((each) => [each.slug, each.title])],
      language: () => [
        _("Language"),
        own.map((each) => [each.code, each.isPseudo ? each.ownName : `${each.ownName} · ${each.englishName}`]),
      ],
      format: () => [_("Format"), this.formats.map((each) => [each.name, formatName(each.name)])],
      paper: () => [_("Paper"), this.papers.map((each) => [each, each === "a4" ? "A4" : each === "letter" ? "Letter" : each])],
      clinic: () => [_("Clinic"), project.clinics.map((each) => [each.profile, each.name])],
    };
    return names.map((name) => {
      const [label, options] = makers[name]();
      if (options.length < 2 && name !== "language") return undefined;
      const list = el("select", { data: { choice: name }, change: (event) => this.set(name, event.target.value) });
      const tag = (code) => (name === "language" ? { lang: this.languageFacts(code)?.tag } : {});
      fill(list, options.map(([value, text]) => option(value, text, this[name], tag(value))));
      if (name === "language") list.lang = tag(this.language).lang ?? "";
      return el("label", { class: "choice" }, el("span", {}, label), list);
    });
  }
}
