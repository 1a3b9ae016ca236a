// A code as it is meant: people type small letters, leave out the hyphen, and take O for 0 and I or L for 1.
const plain = (code) => code.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
const rows = new Map([...document.querySelectorAll("tr[data-code]")].map((row) => [plain(row.dataset.code), row]));
const sections = [...document.querySelectorAll("[data-language]")].filter((part) => part.matches("section"));
const today = new Date().toISOString().slice(0, 10);

function preferred() {
  const known = sections.map((section) => section.lang);
  const wanted = navigator.languages.flatMap((tag) => [tag, tag.split("-")[0]]);
  const found = wanted.find((tag) => known.includes(tag)) ?? known.find((tag) => tag.split("-")[0] === wanted[1]);
  return (sections.find((section) => section.lang === (found ?? "en")) ?? sections[0]).dataset.language;
}

function choose(language) {
  for (const section of sections) section.hidden = section.dataset.language !== language;
  const { lang, dir } = sections.find((section) => !section.hidden);
  Object.assign(document.documentElement, { lang, dir });
  document.title = document.querySelector("section:not([hidden]) h1").textContent;
}

function stateOf(row) {
  if (!row) return "unknown";
  const overdue = row.dataset.state === "current" && row.dataset.reviewBy < today;
  return overdue ? "overdue" : row.dataset.state;
}

function answer(code) {
  const row = rows.get(plain(code));
  if (row) choose(row.dataset.language);
  const section = sections.find((part) => !part.hidden);
  section.querySelector("input").value = code;
  for (const text of section.querySelectorAll(".answer")) text.hidden = text.dataset.answer !== stateOf(row);
  for (const due of section.querySelectorAll(".due")) due.textContent = row?.querySelector("[data-due]").textContent;
  const contact = section.querySelector(".contact");
  contact.hidden = !row;
  contact.replaceChildren(...(row ? row.querySelector("[data-contact]").cloneNode(true).childNodes : []));
}

function follow() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (code) answer(code);
}

for (const form of document.querySelectorAll("form"))
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = form.elements.code.value.trim();
    if (plain(code) && location.hash.slice(1) !== code) location.hash = code;
    else follow();
  });
for (const button of document.querySelectorAll("[data-choose]"))
  button.addEventListener("click", () => choose(button.dataset.choose));
addEventListener("hashchange", follow);
document.querySelector("details").open = false;
choose(preferred());
follow();
