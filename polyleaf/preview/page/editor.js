// The editor of one message: its source, its translation, what the checks say while it is typed, and its approval.

import { el, fill, settled, spoken } from "./dom.js";
import { ChipField, chipButtons, pieces } from "./field.js";
import { Refused, post } from "./server.js";
import { _ } from "./words.js";

const QUIET_MS = 250;

export function findingItem(finding, onChoose) {
  const place = finding.line ? `${finding.path}:${finding.line}` : finding.path;
  return el(
    "li",
    { class: `finding ${finding.severity}` },
    el("p", {}, el("strong", {}, finding.severity === "error" ? _("Error") : _("Warning")), " ", el("bdi", {}, finding.message)),
    finding.hint && el("p", { class: "hint" }, el("bdi", {}, finding.hint)),
    el("p", { class: "place" }, el("code", { dir: "ltr" }, place), " ", el("span", { class: "id" }, finding.check)),
    onChoose && finding.msgid && el("button", { type: "button", class: "quiet", click: () => onChoose(finding.msgid) }, _("Show the text")),
  );
}

export class Editor {
  // `desk` saves, moves on and undoes; it is the view around the editor.
  constructor(desk) {
    this.desk = desk;
    this.field = new ChipField((text) => this.typed(text));
    this.node = el("section", { class: "editor", "aria-label": _("Editor") });
    this.check = settled(QUIET_MS, () => this.askChecks());
    this.clear();
  }

  clear() {
    this.text = undefined;
    fill(this.node, el("p", { class: "empty" }, _("Point at a text on a page, or choose one in the list.")));
  }

  // Show a message. A draft that was typed and not saved comes back.
  load(text, context) {
    Object.assign(this, { text, context, digest: text.digest, conflict: undefined });
    this.parts = {
      conflict: el("div", { class: "conflict", role: "alert", hidden: true }),
      verdict: el("ul", { class: "verdict", "aria-label": _("Checks") }),
      voids: el("p", { class: "voids", hidden: true }),
      terms: el("div", { class: "terms" }),
      others: el("div", { class: "others" }),
      state: el("p", { class: "saved", "aria-live": "polite" }),
      places: el("p", { class: "facts" }),
    };
    const draft = this.desk.draftOf(text);
    const isEditable = text.digest !== "";
    this.field.load(draft?.text ?? text.msgstr, text.placeholders, context.language, _("Translation"));
    this.field.isReadOnly = !isEditable;
    if (draft) this.digest = draft.digest;
    fill(
      this.node,
      this.head(),
      spoken("p", context.source, pieces(text.msgid, text.placeholders), { class: "source" }),
      this.comments(),
      el("h3", {}, context.language.ownName),
      this.field.node,
      isEditable && text.placeholders.length > 0 && el("div", { class: "chips" }, chipButtons(text.placeholders, (name) => this.field.insert(name))),
      isEditable ? this.buttons() : el("p", { class: "facts" }, this.whyNot()),
      this.parts.state,
      this.parts.conflict,
      this.parts.voids,
      this.parts.verdict,
      this.approval(),
      this.parts.terms,
      this.parts.others,
    );
    this.showFindings(text.findings);
    if (draft && draft.digest !== text.digest) this.showConflict({ msgstr: text.msgstr, digest: text.digest });
    if (draft) this.typed(this.field.text);
    this.askBackground();
    this.mark();
  }

  head() {
    const { text } = this;
    return el(
      "header",
      {},
      el("h2", {}, text.critical ? el("span", { class: "badge safety" }, _("Safety text")) : undefined, " ", el("bdi", { lang: "en" }, text.sections.join(", ") || _("Label"))),
      this.parts.places,
      el("p", { class: "facts" }, el("code", { dir: "ltr" }, text.digest ? `${this.context.path(text)}:${text.line}` : "")),
    );
  }

  comments() {
    const notes = this.text.comments.filter((comment) => comment.startsWith("Note: ")).map((note) => note.slice(6));
    const limit = this.text.maxLength;
    return [
      notes.map((note) => el("p", { class: "note", lang: "en", dir: "ltr" }, note)),
      limit && el("p", { class: "facts" }, _("No more than {n} letters fit in its place.", { n: limit })),
    ];
  }

  whyNot() {
    if (this.context.language.isPseudo) return _("A pseudo-language is made by the program.");
    if (this.context.isSource) return _("The source is edited in brochure.yaml.");
    return _("The catalogue has no entry for this text, so it prints as in the source. `update` adds it.");
  }

  buttons() {
    this.save = el("button", { type: "button", class: "primary", click: () => this.desk.save() }, _("Save"));
    this.saveNext = el("button", { type: "button", click: () => this.desk.save({ next: true }) }, _("Save and next"));
    this.revert = el("button", { type: "button", class: "quiet", click: () => this.putBack() }, _("Discard"));
    return el("div", { class: "buttons" }, this.save, this.saveNext, this.revert);
  }

  approval() {
    const { text } = this;
    const said = { approved: _("Approved by:"), void: _("The approval is void:"), "never approved": _("Never approved.") };
    if (!text.state) return undefined;
    const lines = text.state === "void" ? text.lapses : text.approvedBy;
    return el(
      "div",
      { class: "approval" },
      el("h3", {}, _("Approval")),
      el("p", {}, said[text.state]),
      text.state !== "never approved" && el("ul", {}, lines.map((line) => el("li", {}, el("bdi", {}, line)))),
    );
  }

  get isChanged() {
    return Boolean(this.text?.digest) && this.field.text !== this.text.msgstr;
  }

  // A suggestion is confirmed by saving it as it is.
  get canSave() {
    return Boolean(this.text?.digest) && (this.isChanged || this.text.fuzzy) && !this.conflict;
  }

  typed(text) {
    this.desk.keepDraft(this.text, this.isChanged ? { text, digest: this.digest } : undefined);
    this.mark();
    this.check();
  }

  mark() {
    this.node.classList.toggle("changed", this.isChanged);
    if (!this.text?.digest) return;
    for (const button of [this.save, this.saveNext]) button.disabled = !this.canSave;
    this.revert.disabled = !this.isChanged;
    this.parts.state.textContent = this.isChanged ? _("Not saved yet") : "";
  }

  putBack() {
    this.field.past.push(this.field.shown);
    this.field.put(this.text.msgstr);
    this.conflict = undefined;
    this.parts.conflict.hidden = true;
    this.digest = this.text.digest;
    this.typed(this.text.msgstr);
    this.field.node.focus();
  }

  async askChecks() {
    const { text, field } = this;
    if (!text) return;
    const asked = field.text;
    try {
      const verdict = await post("/api/check", { ...this.desk.nameOf(text), msgstr: asked });
      if (this.text !== text || field.text !== asked) return;
      this.showFindings(verdict.findings);
      this.parts.voids.hidden = verdict.voids.length === 0;
      this.parts.voids.textContent = _("Saving this voids the approval of: {names}", { names: verdict.voids.join("; ") });
    } catch (error) {
      if (this.text === text && error instanceof Refused) this.showFindings(error.findings);
    }
  }

  showFindings(findings) {
    fill(
      this.parts.verdict,
      findings.length ? findings.map((finding) => findingItem(finding)) : el("li", { class: "fine" }, _("The checks find nothing.")),
    );
  }

  showPlaces(places) {
    if (!this.text || !places) return;
    const pages = [...new Set(places.map(([page]) => page))].join(", ");
    this.parts.places.textContent = pages ? _("Printed on page {pages}", { pages }) : _("Not printed in this format");
  }

  async askBackground() {
    const { text } = this;
    const found = await post("/api/background", this.desk.nameOf(text)).catch(() => ({ terms: [], others: [] }));
    if (this.text !== text) return;
    fill(
      this.parts.terms,
      found.terms.length > 0 && [
        el("h3", {}, _("Glossary")),
        el("dl", {}, found.terms.map((term) => [el("dt", {}, spoken("span", this.context.source, term.source)), el("dd", {}, spoken("span", this.context.language, term.use.join(" · ")))])),
      ],
    );
    const others = found.others.filter((other) => other.msgstr);
    fill(
      this.parts.others,
      others.length > 0 &&
        el(
          "details",
          {},
          el("summary", {}, _("In other languages")),
          el("dl", {}, others.map((other) => {
            const language = this.context.languages.get(other.language);
            return language && [el("dt", {}, language.englishName), el("dd", {}, spoken("span", language, pieces(other.msgstr, text.placeholders)))];
          })),
        ),
    );
  }

  // Another program has changed this text since it was loaded here. Nothing is lost on either side.
  showConflict(now) {
    this.conflict = now;
    const box = this.parts.conflict;
    box.hidden = false;
    fill(
      box,
      el("h3", {}, _("Another program has changed this text")),
      now
        ? [el("p", {}, _("In the file now:")), spoken("p", this.context.language, pieces(now.msgstr || "–", this.text.placeholders), { class: "theirs" })]
        : el("p", {}, _("The text is no longer in the file.")),
      el(
        "div",
        { class: "buttons" },
        now && el("button", { type: "button", click: () => this.takeTheirs(now) }, _("Use what is in the file")),
        now && el("button", { type: "button", click: () => this.keepMine(now) }, _("Keep mine")),
      ),
    );
    this.mark();
  }

  takeTheirs(now) {
    this.text = { ...this.text, msgstr: now.msgstr, digest: now.digest };
    this.putBack();
    this.desk.reload();
  }

  // The person has seen what is in the file, and saves over it.
  keepMine(now) {
    this.conflict = undefined;
    this.parts.conflict.hidden = true;
    this.digest = now.digest;
    this.text = { ...this.text, msgstr: now.msgstr, digest: now.digest };
    this.typed(this.field.text);
    this.field.node.focus();
  }
}
