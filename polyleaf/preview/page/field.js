// A field for a translation, in which each placeholder is one piece that cannot be mistyped.

import { el, fill } from "./dom.js";
import { _ } from "./words.js";

const PLACEHOLDER = /\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\}/;
const STEP_MS = 700;

// A placeholder: its name, and what it prints.
export function chip(placeholder, properties = {}) {
  return el(
    "span",
    { class: "chip", data: { name: placeholder.name }, contenteditable: "false", dir: "ltr", ...properties },
    el("bdi", {}, placeholder.prints || placeholder.name),
  );
}

// A text with its placeholders as pieces.
export function pieces(text, placeholders) {
  const known = new Map(placeholders.map((placeholder) => [placeholder.name, placeholder]));
  return text.split(PLACEHOLDER).map((part, number) => {
    if (number % 2 === 0) return part;
    return known.has(part) ? chip(known.get(part), { title: `{${part}}` }) : `{${part}}`;
  });
}

export class ChipField {
  constructor(onInput) {
    this.onInput = onInput;
    this.placeholders = [];
    this.node = el("div", {
      class: "field",
      contenteditable: "true",
      role: "textbox",
      "aria-multiline": "true",
      spellcheck: "true",
      beforeinput: (event) => this.before(event),
      input: () => this.changed(),
      keydown: (event) => this.key(event),
    });
  }

  // Show a text. What was typed before is forgotten, so undo does not bring back another message.
  load(text, placeholders, language, label) {
    this.placeholders = placeholders;
    this.node.lang = language.tag;
    this.node.dir = language.direction;
    this.node.setAttribute("aria-label", label);
    this.past = [];
    this.future = [];
    this.put(text);
  }

  set isReadOnly(value) {
    this.node.contentEditable = value ? "false" : "true";
    this.node.setAttribute("aria-readonly", value ? "true" : "false");
  }

  put(text) {
    this.shown = text;
    fill(this.node, pieces(text, this.placeholders));
  }

  get text() {
    return [...this.node.childNodes].map(written).join("");
  }

  // A person's change: pasted markup is only its text, and a message is one line.
  before(event) {
    if (event.inputType === "insertParagraph" || event.inputType === "insertLineBreak") event.preventDefault();
    if (event.inputType.startsWith("format")) event.preventDefault();
    if (event.inputType === "insertFromPaste" || event.inputType === "insertFromDrop") {
      event.preventDefault();
      const text = event.dataTransfer?.getData("text/plain") ?? event.data ?? "";
      this.insert(text.replace(/\s*[\r\n]+\s*/g, " "));
    }
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const name = event.key.toLowerCase();
    if (name === "z" || name === "y") {
      event.preventDefault();
      name === "y" || event.shiftKey ? this.step(this.future, this.past) : this.step(this.past, this.future);
    }
  }

  step(from, to) {
    if (!from.length) return;
    to.push(this.shown);
    this.put(from.pop());
    this.setCaret(this.shown.length);
    this.stamp = 0;
    this.onInput(this.shown);
  }

  // Insert a text at the caret, or at the end.
  insert(text) {
    const at = this.caret() ?? { from: this.text.length, to: this.text.length };
    const whole = this.text;
    this.stamp = 0; // a step of its own, however soon somebody types before or after it
    this.remember();
    this.stamp = 0;
    this.put(whole.slice(0, at.from) + text + whole.slice(at.to));
    this.node.focus();
    this.setCaret(at.from + text.length);
    this.onInput(this.shown);
  }

  changed() {
    const text = this.text;
    if (text === this.shown) return;
    this.remember();
    this.shown = text;
    const typed = [...this.node.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && this.placeholders.some(({ name }) => node.data.includes(`{${name}}`)),
    );
    if (typed || this.node.querySelector(":scope > :not(.chip)")) {
      const caret = this.caret();
      this.put(text);
      this.setCaret(caret?.to ?? text.length);
    }
    this.onInput(text);
  }

  remember() {
    const now = performance.now();
    if (!this.past.length || now - (this.stamp ?? 0) > STEP_MS) this.past.push(this.shown);
    this.stamp = now;
    this.future = [];
  }

  // The selection, in characters of the text. Undefined if it is elsewhere.
  caret() {
    const selection = getSelection();
    if (!selection.rangeCount || !this.node.contains(selection.anchorNode)) return undefined;
    const range = selection.getRangeAt(0);
    return {
      from: this.offset(range.startContainer, range.startOffset),
      to: this.offset(range.endContainer, range.endOffset),
    };
  }

  offset(container, offset) {
    const before = document.createRange();
    before.setStart(this.node, 0);
    before.setEnd(container, offset);
    return [...before.cloneContents().childNodes].map(written).join("").length;
  }

  setCaret(offset) {
    let left = offset;
    const range = document.createRange();
    range.selectNodeContents(this.node);
    range.collapse(false);
    for (const node of this.node.childNodes) {
      const length = written(node).length;
      if (node.nodeType === Node.TEXT_NODE && left <= length) {
        range.setStart(node, left);
        break;
      }
      if (left < length) {
        range.setStartBefore(node);
        break;
      }
      left -= length;
    }
    range.collapse(true);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }
}

// A piece as a catalogue has it. What a browser makes of a line break is nothing.
function written(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  return node.dataset.name ? `{${node.dataset.name}}` : [...node.childNodes].map(written).join("");
}

// A button for each placeholder, which puts it at the caret.
export function chipButtons(placeholders, onInsert) {
  return placeholders.map((placeholder) =>
    el(
      "button",
      {
        type: "button",
        class: "chip",
        dir: "ltr",
        title: `{${placeholder.name}}`,
        "aria-label": _("Insert {name}, which prints {value}", { name: placeholder.name, value: placeholder.prints || "…" }),
        mousedown: (event) => event.preventDefault(), // the caret stays where it is
        click: () => onInsert(`{${placeholder.name}}`),
      },
      `+ ${placeholder.name}`,
    ),
  );
}
