// What stands at the top of every view: how many are on the phone, sent, and how many photos still have to go.

import * as db from "./db.js";
import { button, el } from "./dom.js";
import { counted } from "./interviews.js";
import { on } from "./news.js";
import { line } from "./send.js";
import { current, show } from "./views.js";
import { say, switchLanguage } from "./words.js";

const numbers = { waiting: 0, sent: 0, photos: 0, unfinished: 0 };

/** Draws the bar and keeps it true. */
export async function start(bar) {
  const draw = async () => {
    Object.assign(numbers, counted(await db.all("interviews")));
    bar.replaceChildren(standing(), language());
    badge();
  };
  on(["saved", "sent", "language", "line"], draw);
  for (const name of ["online", "offline"]) addEventListener(name, draw);
  await draw();
}

function standing() {
  const parts = [["kept", numbers.waiting], ["sent", numbers.sent], ["photos_waiting", numbers.photos]];
  return button(parts.map(([name, number]) => el("span", { class: `number ${number ? "some" : ""}`, "data-count": name },
    el("span", { class: "name" }, `${say(name)} `), el("b", {}, String(number)))),
  () => show(current() === "list" ? "form" : "list"),
  { class: "standing", "data-line": state(), title: say("open_list") });
}

const state = () => (line.busy ? "busy" : navigator.onLine && line.reached !== false ? "on" : "off");

function language() {
  return button(say("to_english"), switchLanguage, { class: "quiet", lang: say("to_english") === "English" ? "en" : "ja" });
}

// The number on the icon of an installed page, where there are such.
function badge() {
  const { unfinished } = numbers;
  const shown = unfinished ? navigator.setAppBadge?.(unfinished) : navigator.clearAppBadge?.();
  shown?.catch(() => {});
}
