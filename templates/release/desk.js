// Finds a language by its own name, its English name or its code, and takes away what is overdue.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const today = new Date().toISOString().slice(0, 10);
const search = document.getElementById("search");
const clinic = document.getElementById("clinic");
const sections = [...document.querySelectorAll("section.clinic")];
const remembered = "polyleaf-clinic";

// A page that is opened from a disk may not be allowed to remember anything.
function memory(value) {
  try {
    if (value === undefined) return localStorage.getItem(remembered);
    localStorage.setItem(remembered, value);
  } catch {}
  return null;
}

function find() {
  const wanted = plain(search.value.trim());
  let found = [];
  for (const section of sections) {
    section.hidden = Boolean(clinic) && section.id !== clinic.value;
    for (const language of section.querySelectorAll(".language")) {
      language.hidden = !plain(language.dataset.names).includes(wanted);
      if (!language.hidden && !section.hidden) found.push(language);
    }
  }
  document.getElementById("none").hidden = found.length > 0;
  return found;
}

for (const item of document.querySelectorAll("[data-review-by]")) {
  const isOverdue = item.dataset.reviewBy < today;
  item.querySelector(".overdue").hidden = !isOverdue;
  if (isOverdue) item.querySelector(".links").remove();
}
for (const part of document.querySelectorAll(".search, .choice")) part.hidden = false;
const known = memory();
if (clinic && sections.some((section) => section.id === known)) clinic.value = known;
clinic?.addEventListener("change", () => {
  memory(clinic.value);
  find();
});
search.addEventListener("input", find);
search.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const found = find();
  if (found.length !== 1) return;
  event.preventDefault(); // else the key would close it again
  found[0].open = true;
  found[0].querySelector("summary").focus();
});
find();
