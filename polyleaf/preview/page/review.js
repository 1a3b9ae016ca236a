// A clinician reads source and translation side by side, ticks what is right, and says so with name and role.

import { Choice } from "./choice.js";
import { el, fill, say, spoken } from "./dom.js";
import { findingItem } from "./editor.js";
import { pieces } from "./field.js";
import { Line, post } from "./server.js";
import { _ } from "./words.js";

class ReviewView {
  constructor(main, { project }) {
    this.choice = new Choice(project, () => this.open());
    this.bar = el("div", { class: "toolbar" });
    this.alarm = el("div", { class: "alarms" });
    this.sheet = el("div", { class: "review", tabindex: "0", role: "region", "aria-label": _("Texts to read") });
    this.foot = el("form", { class: "sign", submit: (event) => this.ask(event) });
    this.dialog = el("dialog", { "aria-labelledby": "sign-title" });
    fill(main, this.bar, this.alarm, this.sheet, this.foot, this.dialog);
    this.line = new Line({ changed: () => this.load() });
    this.open();
  }

  async open() {
    this.choice.remember();
    fill(this.bar, this.choice.controls(["brochure", "language"]), (this.count = el("span", { class: "state", role: "status" })));
    this.ticks = new Set(JSON.parse(sessionStorage.getItem(this.storeName("ticks")) ?? "[]"));
    this.notes = JSON.parse(sessionStorage.getItem(this.storeName("notes")) ?? "{}");
    this.drawFoot();
    await this.load();
  }

  storeName(kind) {
    return `review ${kind} ${this.choice.brochure} ${this.choice.language}`;
  }

  keep() {
    sessionStorage.setItem(this.storeName("ticks"), JSON.stringify([...this.ticks]));
    sessionStorage.setItem(this.storeName("notes"), JSON.stringify(this.notes));
  }

  async load() {
    const { brochure, language } = this.choice;
    try {
      const page = await post("/api/review", { brochure, language });
      if (language !== this.choice.language) return;
      this.page = page;
      this.draw();
      fill(
        this.alarm,
        page.errors.length > 0 &&
          el(
            "div",
            { class: "alarm", role: "alert" },
            el("p", {}, _("Nothing can be approved while a check finds an error.")),
            el("ul", {}, page.errors.map((finding) => findingItem(finding))),
          ),
      );
    } catch (error) {
      fill(this.alarm, el("div", { class: "alarm", role: "alert" }, error.findings?.length ? el("ul", {}, error.findings.map((finding) => findingItem(finding))) : error.message));
    }
  }

  draw() {
    const { page } = this;
    const top = this.sheet.scrollTop;
    const sections = new Map(page.sections.map((section) => [section.section, section]));
    const groups = [];
    for (const row of page.rows) {
      if (groups.at(-1)?.section !== row.section) groups.push({ section: row.section, rows: [] });
      groups.at(-1).rows.push(row);
    }
    fill(
      this.sheet,
      page.untranslated > 0 && el("p", { class: "facts" }, _("{n} texts have no translation yet, and are not here.", { n: page.untranslated })),
      groups.map((group) => this.group(group, sections)),
      [...sections.values()].map((section) => el("section", { "aria-label": section.section }, el("h2", { lang: "en", dir: "ltr" }, section.section), this.composition(section))),
    );
    this.sheet.scrollTop = top;
    this.tell();
  }

  group({ section, rows }, sections) {
    const composed = sections.get(section);
    sections.delete(section);
    return el(
      "section",
      { "aria-label": section },
      el("h2", { lang: "en", dir: "ltr" }, section),
      el("ol", { class: "rows-to-read" }, rows.map((row) => this.row(row))),
      composed && this.composition(composed),
    );
  }

  tick(digest, label, isApproved) {
    const box = el("input", {
      type: "checkbox",
      "aria-label": label,
      change: (event) => {
        this.ticks[event.target.checked ? "add" : "delete"](digest);
        this.keep();
        this.tell();
      },
    });
    box.checked = this.ticks.has(digest);
    return el("label", { class: "tick" }, box, isApproved && el("span", { class: "badge good" }, _("approved")));
  }

  row(row) {
    const { choice } = this;
    const source = choice.languageFacts(choice.brochureFacts.source);
    const target = choice.languageFacts(choice.language);
    const chips = (reading, which) => reading.values.map((value) => ({ name: value.name, prints: value[which] }));
    const shown = (language, text, placeholders) => spoken("p", language, pieces(text, placeholders));
    const note = el("input", {
      type: "text",
      value: this.notes[row.digest] ?? "",
      placeholder: _("Note for the translator"),
      "aria-label": _("Note for the translator, row {n}", { n: row.number }),
      change: (event) => {
        this.notes[row.digest] = event.target.value;
        if (!event.target.value) delete this.notes[row.digest];
        this.keep();
      },
    });
    return el(
      "li",
      { class: row.critical ? "to-read safety" : "to-read", value: row.number },
      this.tick(row.digest, _("Row {n} is right", { n: row.number }), row.state === "approved"),
      el("div", { class: "source" }, shown(source, row.now.msgid, chips(row.now, "source"))),
      el("div", {}, shown(target, row.now.msgstr, chips(row.now, "translation"))),
      el(
        "p",
        { class: "facts" },
        row.critical && [el("span", { class: "badge safety" }, _("Safety text")), " "],
        el("a", { href: this.pageOf(row), "aria-label": _("See row {n} on its page", { n: row.number }) }, _("On its page")),
      ),
      row.was &&
        el(
          "details",
          { class: "was", open: true },
          el("summary", {}, _("Approved in another wording")),
          row.was.msgid !== row.now.msgid && shown(source, row.was.msgid, chips(row.was, "source")),
          shown(target, row.was.msgstr, chips(row.was, "translation")),
        ),
      note,
    );
  }

  pageOf(row) {
    const { brochure, language, clinic } = this.choice;
    return `/?${new URLSearchParams({ brochure, language, clinic, text: row.now.msgid })}`;
  }

  // How a section of safety text is put together is approved too: a warning that is left out changes no other text.
  composition(section) {
    return el(
      "div",
      { class: "composition" },
      this.tick(section.digest, _("The section {name} is complete and in order", { name: section.section }), section.state === "approved"),
      el(
        "div",
        {},
        el("p", {}, _("This section of safety text is complete and in this order:")),
        section.difference && el("p", { class: "todo" }, el("bdi", { lang: "en" }, section.difference)),
        el("ol", { class: "order", lang: "en", dir: "ltr" }, section.texts.map((text) => el("li", {}, text))),
      ),
    );
  }

  tell() {
    const known = new Set([...(this.page?.rows ?? []), ...(this.page?.sections ?? [])].map((each) => each.digest));
    const ticked = [...this.ticks].filter((digest) => known.has(digest)).length;
    const gone = this.ticks.size - ticked;
    this.count.textContent = _("{n} of {total} ticked", { n: ticked, total: known.size });
    this.gone.textContent = gone ? _("{n} ticked texts have changed since you read them. Read them again.", { n: gone }) : "";
    this.button.disabled = !ticked || this.page.errors.length > 0;
  }

  drawFoot() {
    const who = JSON.parse(localStorage.getItem("reviewer") ?? "{}");
    const input = (name, label) => el("label", { class: "choice" }, el("span", {}, label), el("input", { type: "text", name, required: true, maxlength: "200", value: who[name] ?? "", autocomplete: "off" }));
    this.button = el("button", { class: "primary" }, _("Look at what will be recorded"));
    this.gone = el("p", { class: "todo", role: "status" });
    fill(this.foot, input("reviewer", _("Your name, as the imprint names you")), input("role", _("Your profession")), this.button, this.gone);
  }

  // Show what would be recorded. Only the button in the dialog records it.
  async ask(event) {
    event.preventDefault();
    const { reviewer, role } = Object.fromEntries(new FormData(this.foot));
    localStorage.setItem("reviewer", JSON.stringify({ reviewer, role }));
    const { brochure, language } = this.choice;
    const rows = this.page.rows.map((row) => row.digest);
    const sections = new Set(this.page.sections.map((section) => section.digest));
    const ticked = [...this.ticks];
    const content = {
      brochure,
      language,
      reviewer,
      role,
      rows: ticked.filter((digest) => !sections.has(digest)),
      sections: ticked.filter((digest) => sections.has(digest)),
      notes: Object.fromEntries(Object.entries(this.notes).filter(([digest]) => rows.includes(digest))),
    };
    try {
      this.confirm(await post("/api/review/propose", content), reviewer, role);
    } catch (error) {
      say(error.message);
    }
  }

  confirm(asked, reviewer, role) {
    fill(
      this.dialog,
      el("h2", { id: "sign-title" }, _("Record this approval?")),
      el("p", {}, _("As said by {reviewer}, {role}, today.", { reviewer, role })),
      asked.outdated > 0 && el("p", { class: "voids" }, _("{n} ticked texts have changed since you read them. They are not approved.", { n: asked.outdated })),
      el("pre", { lang: "en", dir: "ltr", tabindex: "0" }, asked.summary.join("\n")),
      asked.refused.length > 0 && el("ul", {}, asked.refused.map((finding) => findingItem(finding))),
      el(
        "div",
        { class: "buttons" },
        el("button", { type: "button", class: "primary", click: () => this.record(asked.name) }, _("Record")),
        el("button", { type: "button", click: () => this.dialog.close() }, _("Cancel")),
      ),
    );
    this.dialog.showModal();
  }

  async record(name) {
    try {
      const { path } = await post("/api/review/record", { name });
      this.ticks.clear();
      this.notes = {};
      this.keep();
      say(_("Recorded in {path}", { path }));
      await this.load();
    } catch (error) {
      say(error.message);
    }
    this.dialog.close();
  }
}

export async function review(main, answer) {
  document.title = `${_("Review")} · Polyleaf`;
  return new ReviewView(main, answer);
}
