// Whether the phone has room for another interview, asked and tried before one is accepted.

import { inOne, asked } from "./db.js";
import { tell } from "./news.js";

const MEGABYTE = 1024 * 1024;
const FOR_PHOTO = 2 * MEGABYTE;
const FOR_WORDS = 128 * 1024;
const TILE = 65_536;

/** `photos`: room for everything; `words`: for words alone; `none`. */
export const room = { for: "photos" };

/** Looks and tries anew; tells `room` where that has changed. */
export async function look() {
  const found = await measured();
  if (found !== room.for) {
    room.for = found;
    tell("room");
  }
  return found;
}

async function measured() {
  // What a browser says may be too much (Chrome tells everybody the same), so only a trial is believed.
  const free = await estimate();
  if (free >= FOR_PHOTO && (await holds(FOR_PHOTO))) return "photos";
  return free >= FOR_WORDS && (await holds(FOR_WORDS)) ? "words" : "none";
}

async function estimate() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined ? FOR_PHOTO : quota - (usage ?? 0);
  } catch {
    return FOR_PHOTO;
  }
}

async function holds(bytes) {
  try {
    await inOne(["trial"], ({ trial }) => asked(trial.put({ id: "trial", bytes: noise(bytes) })));
    return true;
  } catch {
    return false;
  } finally {
    await inOne(["trial"], ({ trial }) => asked(trial.clear())).catch(() => {});
  }
}

// Random, for what can be compressed would say too much fits.
function noise(bytes) {
  const made = new Uint8Array(bytes);
  const tile = crypto.getRandomValues(new Uint8Array(Math.min(TILE, bytes)));
  for (let at = 0; at < bytes; at += tile.length) made.set(tile.subarray(0, Math.min(tile.length, bytes - at)), at);
  return made;
}

/** Asks the browser once not to clear what is stored here. */
export async function keepForGood() {
  try {
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
  } catch {
    // Not every browser can promise it.
  }
}

/** Whether an error says that storage is full. */
export function isFull(error) {
  return error?.name === "QuotaExceededError" || error?.inner?.name === "QuotaExceededError";
}
