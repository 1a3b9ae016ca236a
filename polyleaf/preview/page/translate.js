// The translators' page: the texts, the pages as they print, and the editor of one text.

import { Choice } from "./choice.js";
import { el, fill, say } from "./dom.js";
import { Editor, findingItem } from "./editor.js";
import { MessageList, isUntranslated } from "./list.js";
import { PagesPane, keyOf } from "./pages.js";
import { Line, Refused, nameOf, post } from "./server.js";
import { _ } from "./words.js";

const SHORTCUTS = () => [
  ["Ctrl+Enter", _("Save and go to the next text")],
  ["Ctrl+S", _("Save")],
  ["Alt+↓ / Alt+↑", _("Next or previous text")],
  ["Alt+Shift+↓", _("Next untranslated text")],
  ["F8", _("Next text with a finding")],
  ["Ctrl+Z", _("Undo what was typed")],
  ["Ctrl+Alt+Z", _("Undo the last save")],
  ["F1", _("This help")],
];

class TranslateView {
  constructor(main, { project }) {
    this.project = project;
    this.choice = new Choice(project, () => this.open());
    this.list = new MessageList((key) => this.select(key), (text) => this.draftOf(text));
    this.pane = new PagesPane((key) => this.select(key, { scroll: false, focus: true }));
    this.editor = new Editor(this);
    this.saves = [];
    this.findings = [];
    this.bar = el("div", { class: "toolbar" });
    this.state = el("div", { class: "state", role: "status" });
    this.alarm = el("div", { class: "alarms" });
    this.report = el("details", { class: "report" });
    this.tabs = el("div", { class: "switch", role: "group", "aria-label": _("Show") });
    this.frame = el("div", { class: "screen" });
    this.shown = "pages";
    this.desk = el("div", { class: "desk" }, this.list.node, el("div", { class: "middle" }, this.report, this.pane.node, this.frame), this.editor.node);
    this.help = this.helpDialog();
    fill(main, this.bar, this.alarm, this.tabs, this.desk, this.help);
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("beforeunload", (event) => this.editor.isChanged && event.preventDefault());
    this.line = new Line({
      begun: ({ key }) => key === this.key0 && this.show("rendering"),
      pages: (pages) => this.takePages(pages),
      map: (map) => this.takeMap(map),
      done: (done) => this.done(done),
      changed: () => this.reload(),
      online: (isThere) => this.online(isThere),
      failed: (error) => this.fail(error),
    });
    this.open();
  }

  // Show what is chosen: its pages, and its texts.
  async open() {
    const { choice } = this;
    const source = choice.brochureFacts?.source;
    this.hasSource = this.withSource && source !== choice.language && choice.papers.length > 0;
    this.editions = [choice.edition(), ...(this.hasSource ? [choice.edition(source)] : [])];
    this.keys = this.editions.map(nameOf);
    this.key0 = this.keys[0];
    this.findings = [];
    this.drawBar();
    this.drawTabs();
    this.pane.reset(this.editions.length);
    this.pane.node.hidden = choice.papers.length === 0;
    this.frame.hidden = choice.papers.length > 0;
    fill(this.frame);
    this.show("rendering");
    this.line.show(this.editions);
    await this.loadTexts();
  }

  // The source is on the left, as it is read first.
  column(key) {
    const at = this.keys.indexOf(key);
    if (at < 0) return undefined;
    return this.pane.columns[this.hasSource ? 1 - at : 0];
  }

  async loadTexts() {
    const edition = this.choice.edition();
    const key = nameOf(edition);
    try {
      const answer = await post("/api/texts", edition);
      if (key !== this.key0) return;
      this.answer = answer;
      this.broken = [];
      this.useTexts();
    } catch (error) {
      this.broken = error instanceof Refused ? error.findings : [];
      if (!this.broken.length) this.fail(error);
    }
    this.drawAlarms();
  }

  useTexts() {
    const { answer, choice } = this;
    const language = choice.languageFacts(choice.language);
    const source = choice.languageFacts(choice.brochureFacts.source);
    const found = new Map();
    for (const finding of this.findings) if (finding.msgid) found.set(finding.msgid, [...(found.get(finding.msgid) ?? []), finding]);
    const texts = answer.texts.map((text) => {
      const known = new Set(text.findings.map((each) => `${each.check} ${each.message}`));
      const others = (found.get(text.msgid) ?? []).filter((each) => !known.has(`${each.check} ${each.message}`) && text.domain !== "interface");
      return { ...text, findings: [...text.findings, ...others] };
    });
    this.texts = new Map(texts.map((text) => [keyOf(text), text]));
    this.list.load(texts, language, source);
    const open = this.editor.text && this.texts.get(keyOf(this.editor.text));
    if (this.chosenLanguage !== nameOf(choice.edition())) this.restore();
    else if (open && !this.editor.isChanged && open.digest !== this.editor.text.digest) this.editor.load(open, this.context);
    else if (open && this.editor.isChanged && open.digest !== this.editor.digest) this.editor.showConflict(open);
    this.chosenLanguage = nameOf(choice.edition());
  }

  // Choose again the text that was chosen before the language or the format changed, or that the address names.
  restore() {
    const { text, domain } = this.choice.wanted;
    const named = text && keyOf({ domain: domain ?? this.choice.brochure, msgid: text });
    const key = this.editor.text ? keyOf(this.editor.text) : named;
    if (key && this.texts.has(key)) this.select(key, { scroll: true });
    else this.editor.clear();
  }

  get context() {
    const { choice } = this;
    const source = choice.brochureFacts.source;
    return {
      language: choice.languageFacts(choice.language),
      source: choice.languageFacts(source),
      languages: new Map(this.project.languages.map((each) => [each.code, each])),
      isSource: choice.language === source,
      path: (text) => (text.domain === choice.brochure ? this.answer.path : this.answer.path.replace(choice.brochure, text.domain)),
    };
  }

  select(key, { scroll = true, focus = false } = {}) {
    const text = this.texts?.get(key);
    if (!text) return;
    this.list.select(key);
    this.editor.load(text, this.context);
    this.pane.select(key, { scroll });
    this.editor.showPlaces(this.placesOf(key));
    if (matchMedia("(max-width: 900px)").matches) this.turn(focus || this.shown === "texts" ? "edit" : this.shown);
    if (focus) this.editor.field.node.focus();
  }

  placesOf(key) {
    const column = this.column(this.key0);
    return column?.isMapped ? (column.messages.get(key) ?? []) : undefined;
  }

  takePages(pages) {
    if (!this.choice.papers.length && pages.key === this.key0) {
      const address = `/files/${pages.digest}/${encodeURIComponent(pages.name)}`;
      fill(this.frame, el("iframe", { src: address, title: _("The page for the screen"), sandbox: "" }));
      this.file = pages;
      this.drawBar();
      return;
    }
    const column = this.column(pages.key);
    if (!column) return;
    column.take(pages);
    if (pages.key === this.key0) {
      this.file = pages;
      this.drawBar();
    }
  }

  takeMap(map) {
    this.column(map.key)?.map(map);
    if (map.key === this.key0 && this.editor.text) this.editor.showPlaces(this.placesOf(keyOf(this.editor.text)));
  }

  done(done) {
    if (done.key !== this.key0) return;
    this.findings = done.findings;
    this.last = done;
    this.show(done.status);
    this.drawReport();
    this.drawAlarms();
    if (this.answer) this.useTexts();
  }

  show(status) {
    const errors = this.findings.filter((finding) => finding.severity === "error").length;
    const said = {
      rendering: _("Rendering…"),
      built: _("As it will print"),
      draft: errors === 1 ? _("Draft: 1 error") : _("Draft: {n} errors", { n: errors }),
      refused: _("Cannot be shown"),
    };
    this.status = status;
    this.state.dataset.status = status;
    this.state.textContent = said[status];
  }

  online(isThere) {
    this.isOffline = !isThere;
    this.drawAlarms();
    if (isThere && this.wasOffline) this.reload();
    this.wasOffline = !isThere;
  }

  fail(error) {
    say(error.message);
  }

  drawAlarms() {
    const refused = this.last?.key === this.key0 && this.last.status === "refused" ? this.last.findings : [];
    const seen = new Set();
    const findings = [...(this.broken ?? []), ...this.project.findings, ...refused].filter((finding) => {
      const name = `${finding.path}:${finding.line}:${finding.message}`;
      return !seen.has(name) && seen.add(name);
    });
    fill(
      this.alarm,
      this.isOffline && el("p", { class: "alarm", role: "alert" }, _("The server does not answer. What you type is kept in this tab.")),
      findings.length > 0 &&
        el(
          "div",
          { class: "alarm", role: "alert" },
          el("p", {}, this.pane.columns[0]?.digest ? _("A file cannot be used. You see the last good pages.") : _("A file cannot be used.")),
          el("ul", {}, findings.map((finding) => findingItem(finding))),
        ),
    );
  }

  drawBar() {
    const { choice } = this;
    const address = this.file?.key === this.key0 && `/files/${this.file.digest}/${encodeURIComponent(this.file.name)}`;
    fill(
      this.bar,
      choice.controls(["brochure", "language", "format", "paper", "clinic"]),
      choice.papers.length > 0 &&
        el(
          "label",
          { class: "check" },
          el("input", {
            type: "checkbox",
            checked: Boolean(this.withSource),
            change: (event) => {
              this.withSource = event.target.checked;
              this.open();
            },
          }),
          _("Source beside"),
        ),
      choice.papers.length > 0 && this.pane.zoomControl(),
      address && el("a", { class: "button", href: address, target: "_blank", rel: "noopener" }, choice.papers.length ? "PDF" : "HTML"),
      this.state,
      el("button", { type: "button", class: "quiet", "aria-label": _("Help"), click: () => this.help.showModal() }, "?"),
    );
    choice.remember();
  }

  drawReport() {
    const { findings } = this;
    this.report.hidden = !findings.length;
    const choose = (msgid) => this.select([...this.texts.keys()].find((key) => key.endsWith(`\u0000${msgid}`)));
    fill(
      this.report,
      el("summary", {}, findings.length === 1 ? _("1 finding in this edition") : _("{n} findings in this edition", { n: findings.length })),
      el("ul", {}, findings.map((finding) => findingItem(finding, choose))),
    );
  }

  // On a narrow screen one part is seen at a time.
  drawTabs() {
    const parts = { texts: _("Texts"), pages: _("Pages"), edit: _("Edit") };
    this.desk.dataset.shown = this.shown;
    fill(
      this.tabs,
      Object.entries(parts).map(([name, label]) =>
        el("button", { type: "button", "aria-pressed": String(this.shown === name), click: () => this.turn(name) }, label),
      ),
    );
  }

  turn(name) {
    this.shown = name;
    this.drawTabs();
    if (name === "pages") this.pane.select(this.pane.selected);
  }

  key(event) {
    const { key, altKey, shiftKey } = event;
    const control = event.ctrlKey || event.metaKey;
    const act = (call) => {
      event.preventDefault();
      call();
    };
    if (this.help.open) return;
    if (control && key === "Enter") act(() => this.save({ next: true }));
    else if (control && altKey && key.toLowerCase() === "z") act(() => this.undo());
    else if (control && !altKey && key.toLowerCase() === "s") act(() => this.save());
    else if (altKey && shiftKey && key === "ArrowDown") act(() => this.go(this.list.next(isUntranslated)));
    else if (altKey && key === "ArrowDown") act(() => this.go(this.list.next()));
    else if (altKey && key === "ArrowUp") act(() => this.go(this.list.next(() => true, -1)));
    else if (key === "F8") act(() => this.go(this.list.next((text) => text.findings.length > 0)));
    else if (key === "F1") act(() => this.help.showModal());
  }

  go(key) {
    if (key === undefined) return say(_("There is no other."));
    this.select(key);
    this.editor.field.node.focus();
    return undefined;
  }

  nameOf(text) {
    return { edition: this.choice.edition(), domain: text.domain, msgid: text.msgid };
  }

  async save({ next = false } = {}) {
    const { editor } = this;
    const { text } = editor;
    if (!text || this.isSaving) return; // a second press would find its own save as a change by somebody else
    if (!editor.canSave) {
      if (next && !editor.isChanged) this.go(this.list.next());
      return;
    }
    const msgstr = editor.field.text;
    const following = next ? this.list.next() : undefined;
    this.isSaving = true;
    try {
      const before = { ...text };
      const saved = await post("/api/save", { ...this.nameOf(text), msgstr, digest: editor.digest });
      this.saves.push({ before, saved, name: this.nameOf(text) });
      this.keepDraft(text, undefined);
      this.put(text, saved);
      say(_("Saved"));
      if (next) this.go(following);
      this.loadTexts();
    } catch (error) {
      this.refuse(error, text);
    } finally {
      this.isSaving = false;
    }
  }

  put(text, saved) {
    const now = { ...text, msgstr: saved.msgstr, digest: saved.digest, fuzzy: saved.fuzzy, line: saved.line };
    this.texts.set(keyOf(text), now);
    if (this.editor.text && keyOf(this.editor.text) === keyOf(text)) {
      this.editor.text = now;
      this.editor.digest = now.digest;
      this.editor.mark();
    }
  }

  refuse(error, text) {
    if (error instanceof Refused && error.status === 409 && keyOf(this.editor.text) === keyOf(text)) this.editor.showConflict(error.now);
    else if (error instanceof Refused && error.findings.length) {
      this.broken = error.findings;
      this.drawAlarms();
      say(_("Not saved. The file must be fixed first."));
    } else say(_("Not saved: {reason}", { reason: error.message }));
  }

  // Take back the last save, if nobody has changed the text since. A suggestion cannot become one again.
  async undo() {
    const last = this.saves.pop();
    if (!last) return say(_("Nothing was saved here yet."));
    if (last.before.fuzzy) return say(_("It was a suggestion that you confirmed. Edit the text instead."));
    try {
      const saved = await post("/api/save", { ...last.name, msgstr: last.before.msgstr, digest: last.saved.digest });
      this.put(last.before, saved);
      const key = keyOf(last.before);
      if (last.name.edition.language === this.choice.language) this.select(key);
      say(_("The last save is undone."));
      return this.loadTexts();
    } catch (error) {
      return this.refuse(error, last.before);
    }
  }

  reload() {
    this.loadTexts();
  }

  draftName(text) {
    return `draft ${this.choice.brochure} ${this.choice.language} ${keyOf(text)}`;
  }

  draftOf(text) {
    return JSON.parse(sessionStorage.getItem(this.draftName(text)) ?? "null");
  }

  keepDraft(text, draft) {
    if (Boolean(draft) !== Boolean(this.draftOf(text))) this.list.markDraft(keyOf(text), Boolean(draft));
    if (draft) sessionStorage.setItem(this.draftName(text), JSON.stringify(draft));
    else sessionStorage.removeItem(this.draftName(text));
  }

  helpDialog() {
    return el(
      "dialog",
      { "aria-labelledby": "help-title" },
      el("h2", { id: "help-title" }, _("Help")),
      el("p", {}, _("Point at a text on a page to edit it. What you save is written to the catalogue, and the page is printed anew.")),
      el("dl", { class: "keys" }, SHORTCUTS().map(([keys, what]) => [el("dt", {}, el("kbd", {}, keys)), el("dd", {}, what)])),
      el("form", { method: "dialog" }, el("button", { class: "primary" }, _("Close"))),
    );
  }
}

export async function translate(main, answer) {
  document.title = `${_("Translate")} · Polyleaf`;
  return new TranslateView(main, answer);
}
