// The page's own words, in the language of the person who uses it.

let words = new Map();

export function speak(language, translations) {
  words = new Map(Object.entries(translations));
  document.documentElement.lang = language.tag;
  document.documentElement.dir = language.direction;
}

// A text of the page, with `{name}` filled in.
export function _(msgid, fields = {}) {
  const text = words.get(msgid) ?? msgid;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
}
