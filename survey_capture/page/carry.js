// What stays for the next person: place, wave, interviewer, and whether words are written now or later.

import * as db from "./db.js";
import { day } from "./clock.js";
import { survey } from "./survey.js";

const KEY = "carry";
const NAMES = ["place", "wave", "interviewer"];

let kept = { place: "", wave: "", interviewer: "", later: false, invitation: null, last: null };

export async function load() {
  kept = { ...kept, ...(await db.get("kept", KEY)) };
}

/** What a new interview begins with; a new invitation says what it wants to be said. */
export function carried() {
  const told = survey.content;
  if (told && told.invitation !== kept.invitation) {
    for (const name of NAMES) kept[name] = told[name] || kept[name];
    kept.invitation = told.invitation;
  }
  return { place: kept.place, wave: kept.wave, interviewer: kept.interviewer, later: kept.later };
}

/** The interview saved before this one, `{id, group, board}`, null at the beginning of a day. */
export const last = () => (kept.last?.day === day() ? kept.last : null);

/** Remembers an interview as the one before the next. */
export async function remember({ id, group, board }) {
  await carry("last", { id, group, board: board || kept.last?.board || "", day: day() });
}

/** Keeps one of them for those who come next. */
export async function carry(name, value) {
  kept[name] = value;
  await db.put("kept", kept, KEY, { strict: false });
}
