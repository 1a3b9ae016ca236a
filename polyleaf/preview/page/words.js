// The page's own words, in the language of the person who uses it.

let words = new Map();

export function speak(language, translations) {
  words = new Map(Object.entries(translations));
  document.documentElement.lang = language.tag;
  document.documentElement.dir = language.direction;
}

// A control to choose the language of the page's own words.
export function wordsControl({ language, languages }) {
  if (languages.length < 2) return undefined;
  const list = document.createElement("select");
  list.setAttribute("aria-label", _("Language of this page"));
  for (const each of languages) {
    const entry = new Option(each.ownName, each.code, false, each.code === language.code);
    entry.lang = each.tag;
    list.append(entry);
  }
  list.addEventListener("change", () => {
    localStorage.setItem("words", list.value);
    location.reload();
  });
  return list;
}

// A text of the page, with `{name}` filled in.
export function _(msgid, fields = {}) {
  const text = words.get(msgid) ?? msgid;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
}
