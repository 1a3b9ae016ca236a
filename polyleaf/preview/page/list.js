// The list of all messages of a language, and what is left to do.

import { el, fill, settled, spoken } from "./dom.js";
import { keyOf } from "./pages.js";
import { _ } from "./words.js";

export const isUntranslated = (text) => text.digest !== "" && (!text.msgstr || text.fuzzy);

const FILTERS = {
  all: { label: () => _("All"), fits: () => true },
  untranslated: { label: () => _("Untranslated"), fits: isUntranslated },
  findings: { label: () => _("Findings"), fits: (text) => text.findings.length > 0 },
  unapproved: { label: () => _("Not approved"), fits: (text) => text.state !== "" && text.state !== "approved" },
  safety: { label: () => _("Safety"), fits: (text) => text.critical },
};

export class MessageList {
  constructor(onChoose, draftOf) {
    this.onChoose = onChoose;
    this.draftOf = draftOf;
    this.texts = [];
    this.filter = "all";
    this.search = el("input", {
      type: "search",
      placeholder: _("Search"),
      "aria-label": _("Search in source and translation"),
      input: settled(120, () => this.render()),
    });
    this.filters = el("div", { class: "filters", role: "group", "aria-label": _("Show") });
    this.items = el("ul", { class: "messages" });
    this.node = el(
      "section",
      { class: "list", "aria-label": _("Texts") },
      el("div", { class: "tools" }, this.search, this.filters),
      this.items,
    );
  }

  load(texts, language, source) {
    Object.assign(this, { texts, language, source });
    this.render();
  }

  get shown() {
    const wanted = this.search.value.trim().toLocaleLowerCase();
    return this.texts.filter(
      (text) =>
        FILTERS[this.filter].fits(text) &&
        (!wanted || `${text.msgid}\n${text.msgstr}`.toLocaleLowerCase().includes(wanted)),
    );
  }

  render() {
    fill(
      this.filters,
      Object.entries(FILTERS).map(([name, { label, fits }]) =>
        el(
          "button",
          {
            type: "button",
            "aria-pressed": String(this.filter === name),
            click: () => {
              this.filter = name;
              this.render();
            },
          },
          label(),
          " ",
          el("span", { class: "count" }, String(this.texts.filter(fits).length)),
        ),
      ),
    );
    const shown = this.shown;
    fill(this.items, shown.length ? [...this.sections(shown)] : el("li", { class: "empty" }, _("Nothing here.")));
    this.mark();
  }

  *sections(shown) {
    let before;
    for (const text of shown) {
      const section = text.sections[0] ?? _("Labels");
      if (section !== before) yield el("li", { class: "section", lang: "en", dir: "ltr" }, section);
      before = section;
      yield this.item(text);
    }
  }

  item(text) {
    const errors = text.findings.filter((finding) => finding.severity === "error").length;
    const warnings = text.findings.length - errors;
    const badges = [
      el("span", { class: "badge todo unsaved", hidden: !this.draftOf(text) }, _("not saved")),
      text.critical && el("span", { class: "badge safety" }, _("safety")),
      isUntranslated(text) && el("span", { class: "badge todo" }, text.fuzzy ? _("suggestion") : _("untranslated")),
      errors > 0 && el("span", { class: "badge error" }, errors === 1 ? _("1 error") : _("{n} errors", { n: errors })),
      warnings > 0 && el("span", { class: "badge warning" }, warnings === 1 ? _("1 warning") : _("{n} warnings", { n: warnings })),
      text.state === "approved" && el("span", { class: "badge good" }, _("approved")),
      text.state === "void" && el("span", { class: "badge warning" }, _("approval void")),
    ];
    const button = el(
      "button",
      { type: "button", class: "message", data: { key: keyOf(text) }, click: () => this.onChoose(keyOf(text)) },
      spoken("span", this.source, text.msgid, { class: "source" }),
      text.msgstr && spoken("span", this.language, text.msgstr, { class: "translation" }),
      el("span", { class: "badges" }, badges),
    );
    return el("li", {}, button);
  }

  select(key) {
    this.selected = key;
    this.mark();
    this.items.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }

  // A text that was typed and not saved.
  markDraft(key, isDraft) {
    const button = [...this.items.querySelectorAll("button")].find((each) => each.dataset.key === key);
    if (button) button.querySelector(".unsaved").hidden = !isDraft;
  }

  mark() {
    for (const button of this.items.querySelectorAll("button"))
      button.setAttribute("aria-current", String(button.dataset.key === this.selected));
  }

  // The next message in reading order that fits, from the chosen one on and around the end.
  next(fits = () => true, step = 1) {
    const texts = this.shown.length ? this.shown : this.texts;
    const count = texts.length;
    const at = texts.findIndex((text) => keyOf(text) === this.selected);
    const from = at < 0 ? (step > 0 ? -1 : count) : at;
    for (let tried = 1; tried <= count; tried++) {
      const text = texts[(((from + step * tried) % count) + count) % count];
      if (fits(text)) return keyOf(text);
    }
    return undefined;
  }
}
