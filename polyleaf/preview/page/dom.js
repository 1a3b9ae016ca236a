// Elements made without markup: a text that comes from a file is only ever a text.

export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  fill(node, ...children);
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren(...children.flat(9).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

// A text in its own language and direction.
export function spoken(tag, language, text, properties = {}) {
  return el(tag, { lang: language.tag, dir: language.direction, ...properties }, text);
}

export function option(value, label, chosen, properties = {}) {
  const node = el("option", { value, ...properties }, label);
  node.selected = value === chosen;
  return node;
}

// Call a function once things have been quiet for a while.
export function settled(milliseconds, call) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), milliseconds);
  };
}

const said = () => document.getElementById("said");

// Tell a screen reader, and show for a moment, what has happened.
export function say(text) {
  const note = said();
  note.textContent = "";
  note.textContent = text;
  note.classList.add("shown");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => note.classList.remove("shown"), 4000);
}
