// Starts the view that the address names.

import { el, fill } from "./dom.js";
import { start } from "./server.js";
import { _, speak, wordsControl } from "./words.js";
import { design } from "./design.js";
import { overview } from "./overview.js";
import { review } from "./review.js";
import { translate } from "./translate.js";

const VIEWS = { "/": ["translate", translate], "/overview": ["overview", overview], "/review": ["review", review], "/design": ["design", design] };

const LINKS = () => [
  ["/", _("Translate")],
  ["/overview", _("Overview")],
  ["/review", _("Review")],
  ["/design", _("Design")],
  ["/desk", _("Desk")],
];

function bar(view, words) {
  return [
    el("a", { class: "brand", href: "/" }, el("img", { src: "/page/leaf.svg", alt: "", width: "22", height: "22" }), el("span", {}, "Polyleaf")),
    el(
      "nav",
      { "aria-label": _("Views") },
      LINKS().map(([path, name]) => el("a", { href: path, "aria-current": path === view && "page" }, name)),
    ),
    wordsControl(words),
  ];
}

const main = document.getElementById("main");
try {
  const answer = await start();
  speak(answer.page.language, answer.page.words);
  const [name, show] = VIEWS[location.pathname] ?? VIEWS["/"];
  document.body.dataset.view = name;
  const title = LINKS().find(([path]) => path === location.pathname)?.[1] ?? "Polyleaf";
  fill(document.getElementById("bar"), el("h1", { class: "hidden" }, title), bar(location.pathname, answer.page));
  await show(main, answer);
} catch (error) {
  fill(main, el("p", { class: "alarm", role: "alert" }, error.message));
  throw error;
}
