// What a person has to know now: a full phone, an invitation that is over, what must be sent before the evening ends.

import * as db from "./db.js";
import * as drafts from "./drafts.js";
import { day } from "./clock.js";
import { el } from "./dom.js";
import { isDone } from "./interviews.js";
import { invitation } from "./invitation.js";
import { on } from "./news.js";
import { room } from "./room.js";
import { line } from "./send.js";
import { survey } from "./survey.js";
import { say, told } from "./words.js";

// In winter it is dark then, and everybody goes home.
const DUSK_HOUR = 16;
const LOOK_MILLISECONDS = 60_000;
const PASSING_MILLISECONDS = 4_000;

// Sentences by their names; one that comes does not take the place of one that was not read yet.
const passing = new Map();

/** Draws the notices and keeps them true. */
export function start(box, spoken) {
  const draw = async () => {
    const found = [...troubles(), ...(await waiting())];
    box.replaceChildren(...found.map(([kind, ...texts]) => el("div", { class: `notice ${kind}` }, texts.map((text) => el("p", {}, text)))));
    spoken.textContent = [...passing].map((sentence) => say(...sentence)).join(" ");
    spoken.hidden = passing.size === 0;
  };
  on(["saved", "sent", "invitation", "survey", "room", "language", "line", "passing", "draft"], draw);
  for (const name of ["online", "offline"]) addEventListener(name, draw);
  setInterval(draw, LOOK_MILLISECONDS);
  pass.draw = draw;
  return draw();
}

/** Says the sentence of a name, which goes by itself. */
export function pass(name, values = {}) {
  passing.delete(name);
  passing.set(name, values);
  setTimeout(() => {
    // Said again meanwhile, it stays for that time.
    if (passing.get(name) === values) passing.delete(name);
    pass.draw?.();
  }, PASSING_MILLISECONDS);
  pass.draw?.();
}

function troubles() {
  const found = [];
  if (drafts.failed) found.push(["bad", say("draft_failed")]);
  if (room.for === "none") found.push(["bad", say("full")]);
  if (room.for === "words") found.push(["bad", say("full_photos")]);
  if (invitation.candidate && survey.content) found.push(["", say("trying_invitation")]);
  if (invitation.problem && survey.content) found.push(["bad", told(invitation.problem), say("new_invitation")]);
  if (invitation.declined && survey.content) found.push(["bad", say("declined"), told(invitation.declined)]);
  if (!navigator.onLine) found.push(["", say("no_signal")]);
  if (line.erased) found.push(["", say("erased", { n: line.erased })]);
  return found;
}

async function waiting() {
  const records = (await db.all("interviews")).filter((record) => !isDone(record));
  const old = records.filter((record) => day(new Date(record.body.at)) < day()).length;
  const other = records.filter((record) => survey.content && record.survey !== survey.content.survey).length;
  const found = [];
  if (old) found.push(["bad", say("dusk_old", { n: old })]);
  else if (records.length && new Date().getHours() >= DUSK_HOUR) found.push(["warn", say("dusk", { n: records.length })]);
  if (other) found.push(["warn", say("other_survey", { n: other })]);
  return found;
}
