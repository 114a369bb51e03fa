// How many people were spoken to and how many declined, by day and place, so that a response rate exists.

import * as db from "./db.js";
import { day } from "./clock.js";
import { tell } from "./news.js";

/** The count of a day at a place: what was tapped, and never fewer than declined or wrote. */
export function told(count) {
  const written = count.interviews ?? 0;
  return { approached: Math.max(count.approached, count.declined + written), declined: count.declined };
}

/** The count for what is carried over now; a new one where there is none. */
export async function current(where) {
  const found = (await db.all("counts")).find((one) => fits(one, where));
  return found ?? fresh(where);
}

/** Adds to `approached` or `declined` (or takes away), and writes it down. */
export function add(where, name, number) {
  return altered(where, (count) => {
    count[name] = Math.max(0, count[name] + number);
  });
}

/** Counts one more who wrote, in the transaction in which the interview is saved. */
export function wroteIn(store, where) {
  return alteredIn(store, where, (count) => {
    count.interviews += 1;
  });
}

/** The server has it, where nothing changed meanwhile. */
export function confirmed(id, version) {
  return db.change("counts", id, (count) => {
    count.sent = Math.max(count.sent, version);
  });
}

/** Forgets what was sent on another day. */
export async function tidy() {
  for (const count of await db.all("counts")) {
    if (count.sent === count.changed && count.day !== day()) await db.remove("counts", count.id);
  }
}

async function altered(where, change) {
  await db.inOne(["counts"], ({ counts }) => alteredIn(counts, where, change));
  tell("count");
}

async function alteredIn(store, where, change) {
  const found = (await db.asked(store.getAll())).find((one) => fits(one, where)) ?? fresh(where);
  change(found);
  found.changed += 1;
  await db.asked(store.put(found));
}

function fits(one, { survey, place, wave }) {
  return one.day === day() && one.survey === survey && one.place === place && one.wave === wave;
}

function fresh({ survey, place, wave }) {
  // An id of its own: the server keeps one count for an id and a day, and a day may have several places.
  const id = crypto.randomUUID();
  return { id, survey, place, wave, day: day(), approached: 0, declined: 0, interviews: 0, changed: 0, sent: 0 };
}
