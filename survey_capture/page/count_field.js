// 声かけ and お断り: two large buttons in reach of a thumb, and a small one to take each back.

import * as counts from "./counts.js";
import * as drafts from "./drafts.js";
import { button, el } from "./dom.js";
import { on } from "./news.js";
import { say } from "./words.js";

const NAMES = [["approached", "approached"], ["declined", "declined_people"]];

/** Draws the counters into their box and keeps them true. */
export async function start(box) {
  const draw = async () => {
    if (!drafts.draft) return;
    const where = place();
    const told = counts.told(await counts.current(where));
    box.setAttribute("aria-label", say("counts"));
    box.replaceChildren(...NAMES.map(([name, word]) => counter(name, say(word), told[name])));
  };
  on(["count", "draft", "language", "saved", "place"], draw);
  await draw();
}

function place() {
  const { survey, place: name, wave } = drafts.draft;
  return { survey, place: name, wave };
}

function counter(name, word, number) {
  return el("div", { class: "counter" },
    button("−", () => counts.add(place(), name, -1), { class: "quiet", "aria-label": say("minus", { name: word }) }),
    button([el("span", {}, word), el("b", {}, String(number))].map((one) => one), () => counts.add(place(), name, 1), {
      "data-counter": name, "aria-label": say("plus", { name: word, n: number }),
    }));
}
