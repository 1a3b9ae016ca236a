// The pages of editions as they print, and the boxes of messages over them.

import { el, fill, option } from "./dom.js";
import { _ } from "./words.js";

const PX_PER_MM = 96 / 25.4;

export const keyOf = (message) => `${message.domain}\u0000${message.msgid}`;

// One column of pages: an edition, its last file and the map of that file.
class Column {
  constructor(pane, index) {
    this.pane = pane;
    this.index = index;
    this.sheets = [];
    this.messages = new Map();
  }

  // A new file: its pictures take the place of the old ones when they are there, so nothing flickers.
  take(pages) {
    if (this.digest === pages.digest) return;
    this.digest = pages.digest;
    this.isMapped = false; // until the map of this file comes, nothing is said of places
    this.name = pages.name;
    this.sizes = pages.sizes;
    this.frames = pages.frames;
    this.sheets.length = Math.min(this.sheets.length, pages.sizes.length);
    pages.sizes.forEach((size, number) => (this.sheets[number] ??= new Sheet(this, number + 1)).take(size));
    this.pane.arrange();
  }

  map(map) {
    if (map.digest !== this.digest) return;
    this.isMapped = true;
    this.messages = new Map(map.messages.map((message) => [keyOf(message), message.places]));
    this.sheets.forEach((sheet) => sheet.read(map.messages));
    this.pane.outline();
  }
}

class Sheet {
  constructor(column, number) {
    this.column = column;
    this.number = number;
    this.boxes = [];
    this.image = el("img", { alt: "", draggable: "false" });
    this.over = el("div", { class: "marks", "aria-hidden": "true" });
    this.caption = el("figcaption");
    this.node = el("figure", { class: "sheet" }, el("div", { class: "paper" }, this.image, this.over), this.caption);
    this.paper = this.node.firstChild;
    this.paper.addEventListener("pointermove", (event) => column.pane.hover(this, this.at(event)));
    this.paper.addEventListener("pointerleave", () => column.pane.hover(this, undefined));
    this.paper.addEventListener("click", (event) => column.pane.choose(this.at(event)));
    column.pane.watch(this);
  }

  take([width, height]) {
    this.size = [width, height];
    this.isOld = true;
    const of = this.column.frames.filter((frame) => frame.page === this.number && frame.frame);
    this.caption.textContent = _("Page {page}", { page: this.number });
    this.image.alt = _("Page {page} as it prints", { page: this.number });
    for (const frame of of)
      this.caption.append(
        el("span", { class: "fit", title: _("Fit step {step}: how much closer the text is set", { step: frame.fitStep }) },
          [frame.frame, _("step {step}", { step: frame.fitStep }), `${Math.round(frame.fill * 100)} %`].join(" · ")),
      );
    this.draw();
  }

  // Ask for the picture, if the sheet can be seen and what it shows is not the newest or not sharp.
  async draw() {
    const [width, height] = this.size;
    const px = this.column.pane.widthOf(width);
    this.paper.style.width = `${px}px`;
    this.paper.style.aspectRatio = `${width} / ${height}`;
    const sharp = Math.min(Math.round((px * devicePixelRatio) / 20) * 20, 2800);
    const address = `/pages/${this.column.digest}/${this.number}/${sharp}.png`;
    if (!this.isSeen || this.address === address) return;
    this.address = address;
    const next = new Image();
    next.src = address;
    try {
      await next.decode();
    } catch {
      if (this.address === address) this.address = undefined;
      return;
    }
    if (this.address !== address) return; // a newer one is on its way
    this.image.src = address;
    this.node.dataset.digest = this.column.digest;
    this.column.pane.drawn?.(this);
  }

  // Draw named boxes over the page, each a page and four edges in mm.
  drawBoxes(boxes) {
    const [width, height] = this.size;
    const shapes = boxes.map(([name, [, left, top, right, bottom]]) => {
      const shape = svg("rect", { class: name, x: left, y: top, width: Math.max(right - left, 0.01), height: Math.max(bottom - top, 0.01) });
      return shape;
    });
    this.shapes?.remove();
    this.shapes = svg("svg", { class: "boxes", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    this.shapes.append(...shapes);
    this.paper.append(this.shapes);
  }

  read(messages) {
    this.boxes = messages.flatMap((message) =>
      message.places
        .filter(([page]) => page === this.number)
        .map(([, , left, top, right, bottom]) => ({ key: keyOf(message), left, top, right, bottom })),
    );
  }

  // The message under the pointer: the smallest box, as a picture may contain others.
  at(event) {
    const box = this.paper.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.size[0];
    const y = ((event.clientY - box.top) / box.height) * this.size[1];
    const found = this.boxes.filter((b) => b.left - 0.4 <= x && x <= b.right + 0.4 && b.top <= y && y <= b.bottom);
    const area = (b) => (b.right - b.left) * (b.bottom - b.top);
    return found.sort((one, other) => area(one) - area(other))[0]?.key;
  }

  outline(chosen, hovered) {
    const marks = this.boxes.filter((box) => box.key === chosen || box.key === hovered);
    fill(this.over, marks.map((box) => this.mark(box, box.key === chosen ? "chosen" : "hovered")));
  }

  mark(box, kind) {
    const [width, height] = this.size;
    const node = el("span", { class: `mark ${kind}` });
    node.style.left = `${((box.left - 0.7) / width) * 100}%`;
    node.style.top = `${((box.top - 0.4) / height) * 100}%`;
    node.style.width = `${((box.right - box.left + 1.4) / width) * 100}%`;
    node.style.height = `${((box.bottom - box.top + 0.8) / height) * 100}%`;
    return node;
  }
}

function svg(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

const NARROWEST_PX = 180; // narrower, nobody recognizes a page: then the columns are scrolled
const ZOOMS = [0, 0.5, 0.75, 1, 1.5, 2];

// Pages in columns, side by side and in step.
export class PagesPane {
  constructor(onChoose) {
    this.onChoose = onChoose;
    this.columns = [];
    this.zoom = 0; // 0: as wide as there is room
    this.rows = el("div", { class: "rows" });
    this.node = el("div", { class: "pages", tabindex: "0", role: "region", "aria-label": _("Pages as they print") }, this.rows);
    this.seen = new IntersectionObserver((entries) => entries.forEach((entry) => this.see(entry)), {
      root: this.node,
      rootMargin: "300px",
    });
    this.sheets = new WeakMap();
    new ResizeObserver(() => this.draw()).observe(this.node);
  }

  watch(sheet) {
    this.sheets.set(sheet.node, sheet);
    this.seen.observe(sheet.node);
  }

  see(entry) {
    const sheet = this.sheets.get(entry.target);
    sheet.isSeen = entry.isIntersecting;
    if (sheet.isSeen) sheet.draw();
  }

  // Show so many editions side by side.
  reset(count) {
    this.columns = Array.from({ length: count }, (_value, index) => new Column(this, index));
    this.rows.style.setProperty("--columns", count);
    fill(this.rows, el("p", { class: "waiting" }, _("One moment: the pages are being made.")));
  }

  widthOf(mm) {
    const count = Math.max(this.columns.length, 1);
    const room = (this.node.clientWidth - 40 - (count - 1) * 16) / count;
    return Math.max(Math.round(this.zoom ? mm * PX_PER_MM * this.zoom : Math.min(room, mm * PX_PER_MM * 1.6)), NARROWEST_PX);
  }

  arrange() {
    const most = Math.max(...this.columns.map((column) => column.sheets.length));
    const cells = [];
    for (let row = 0; row < most; row++)
      for (const column of this.columns) cells.push(column.sheets[row]?.node ?? el("span", { class: "none" }));
    if (cells.length !== this.rows.children.length || cells.some((cell, number) => this.rows.children[number] !== cell))
      fill(this.rows, cells);
  }

  draw() {
    for (const column of this.columns) column.sheets.forEach((sheet) => sheet.draw());
  }

  zoomControl() {
    const list = el("select", {
      change: (event) => {
        this.zoom = Number(event.target.value);
        this.draw();
      },
    });
    fill(list, ZOOMS.map((zoom) => option(String(zoom), zoom ? `${zoom * 100} %` : _("Fit"), String(this.zoom))));
    return el("label", { class: "choice" }, el("span", {}, _("Zoom")), list);
  }

  hover(sheet, key) {
    if (this.hovered === key) return;
    this.hovered = key;
    sheet.paper.classList.toggle("pointed", key !== undefined);
    this.outline();
  }

  choose(key) {
    if (key !== undefined) this.onChoose?.(key);
  }

  // Outline every place of a message, and bring the first into view.
  select(key, { scroll = true } = {}) {
    this.selected = key;
    this.outline();
    if (scroll) this.node.querySelector(".chosen")?.scrollIntoView({ block: "center", inline: "nearest", behavior: "auto" });
  }

  outline() {
    for (const column of this.columns) column.sheets.forEach((sheet) => sheet.outline(this.selected, this.hovered));
  }

}
