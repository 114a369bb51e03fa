// The interview being written: on the phone at every keystroke, and still there after a crash.

import * as db from "./db.js";
import { stamp } from "./clock.js";
import { carried } from "./carry.js";
import { tell } from "./news.js";
import { survey } from "./survey.js";

const OPEN = "open";
const NO_CONSENT = { quote: null, committee: null, public: null, guardian: null, older: false, language: "ja", tapped: null };

/** The draft on the screen. `touched` tells whether anything of a person is in it. */
export let draft = null;

/** Why the draft could not be written down the last time, null where it could. */
export let failed = null;

let writing = null;
let again = false;

/** Goes on with the draft that was open, or begins one; true where something was there. */
export async function resume() {
  const open = await db.get("kept", OPEN);
  const found = open ? await db.get("drafts", open) : undefined;
  if (found) {
    draft = found;
    return true;
  }
  const others = (await db.all("drafts")).filter((one) => !one.editing);
  draft = others[0] ?? begun();
  return others.length > 0;
}

/** A new interview, with what is carried over from the one before. */
export function begun() {
  return {
    id: crypto.randomUUID(),
    survey: survey.content?.survey ?? "",
    editing: false,
    touched: false,
    at: stamp(),
    ...carried(),
    board: "",
    age: "",
    relation: "",
    language: "ja",
    group: "",
    together: false,
    answers: {},
    said: {},
    choices: {},
    illegible: [],
    note: "",
    asked: { ...NO_CONSENT, version: survey.content?.consent.version ?? "1" },
    photos: [],
  };
}

/** Shows another draft: a new one, or an interview to correct. */
export async function show(other) {
  draft = other;
  await db.put("kept", other.id, OPEN, { strict: false });
  tell("draft");
}

/** Back from correcting one interview to the new one that was begun before, or to an empty one. */
export async function next() {
  const others = (await db.all("drafts")).filter((one) => !one.editing && one.id !== draft.id);
  await show(others[0] ?? begun());
}

/** Changes the draft and writes it down; while one writing is under way the next waits for it, and holds everything. */
export function alter(change) {
  change(draft);
  if (!draft.touched && !draft.editing) draft.at = stamp();
  draft.touched = true;
  tell("altered");
  return write();
}

/** Resolves when what was typed is kept. */
export function settled() {
  return writing ?? Promise.resolve();
}

function write() {
  again = true;
  writing ??= writeAll().finally(() => {
    writing = null;
  });
  return writing;
}

async function writeAll() {
  while (again) {
    again = false;
    const now = structuredClone(draft);
    try {
      // Not strict: the disk is not waited for at each key; a crash of the page or the browser loses nothing all the same.
      await db.inOne(["drafts", "kept"], ({ drafts, kept }) => {
        kept.put(now.id, OPEN);
        return db.asked(drafts.put(now));
      }, { strict: false });
      mended();
    } catch (error) {
      failed = error;
      tell("room");
    }
  }
}

function mended() {
  if (!failed) return;
  failed = null;
  tell("room");
}

/** Throws the draft and its photos away, and begins another. */
export async function discard() {
  await settled();
  const { id, editing } = draft;
  await db.inOne(["drafts", "photos"], async ({ drafts, photos }) => {
    drafts.delete(id);
    if (!editing) photos.delete(IDBKeyRange.bound([id], [id, []]));
  });
  await next();
}
