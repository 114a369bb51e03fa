// The interviews on the phone: saved, corrected, confirmed by the server, and forgotten.

import * as db from "./db.js";
import { day, stamp } from "./clock.js";
import { wroteIn } from "./counts.js";
import { draft, settled } from "./drafts.js";
import { tell } from "./news.js";
import { isAllowed } from "./guardian.js";

// Answers of several choices in one text, as the server joins them.
const JOINT = "; ";

/** An interview as the server takes it. */
function bodyOf(one) {
  const later = one.later && !hasWords(one);
  const { quote, committee, public: shown, version, language, tapped } = one.asked;
  return {
    at: one.at,
    place: one.place.trim(),
    wave: one.wave.trim(),
    interviewer: one.interviewer.trim(),
    board: one.board,
    age: one.age,
    relation: one.relation || "unknown",
    language: one.language,
    group: one.group,
    answers: filled(one.answers),
    said: Object.fromEntries(Object.entries(one.said).filter(([key, value]) => value && one.answers[key]?.trim())),
    choices: filled(one.choices),
    consents: {
      quote: quote === true,
      committee: committee ?? "no",
      public: shown ?? "no",
      // No answer of somebody who is, or may be, a child is a no.
      guardian: isAllowed(one) ? one.asked.guardian : false,
      version,
      language,
      tapped,
    },
    note: one.note,
    illegible: one.illegible,
    words_later: later,
    photos: one.photos.map(({ sha256, kind, bytes }) => ({ sha256, kind, bytes })),
  };
}

function filled(values) {
  const texts = Object.entries(values).map(([key, value]) => [key, Array.isArray(value) ? value.join(JOINT) : value]);
  return Object.fromEntries(texts.filter(([, value]) => value.trim()));
}

export function hasWords(one) {
  return [...Object.values(one.answers), ...Object.values(one.choices)].some((value) => value.length > 0 && String(value).trim());
}

/** Saves the draft as an interview to send, in one transaction; rejects, with nothing changed, where there is no room. */
export async function save() {
  await settled();
  const saved = structuredClone(draft);
  dropUseless(saved);
  await db.inOne(["drafts", "interviews", "photos", "counts", "kept"], async ({ drafts, interviews, photos, counts, kept }) => {
    const before = await db.asked(interviews.get(saved.id));
    await db.asked(interviews.put(recordOf(saved, before)));
    await dropPhotos(photos, saved);
    if (!before) await wroteIn(counts, { survey: saved.survey, place: saved.place, wave: saved.wave });
    if (saved.together) await joinGroup(interviews, saved.together, saved.group);
    drafts.delete(saved.id);
    kept.delete("open");
  });
  tell("saved");
  return saved;
}

/** Somebody who says no to every use of a photo has none kept, unless the words are still only on it. */
export function photosAreUseless(one) {
  return one.photos.length > 0 && !one.editing && hasWords(one) && !photoIsAllowed(one) && one.asked.tapped !== null;
}

/** Whether the committee may see a photo at all. */
export function photoIsAllowed(one) {
  return isAllowed(one) && ["face", "board"].includes(one.asked.committee);
}

function dropUseless(one) {
  if (photosAreUseless(one)) one.photos = [];
}

function recordOf(saved, before) {
  const waiting = Object.fromEntries((before?.photos ?? []).map((photo) => [photo.sha256, photo.state]));
  return {
    id: saved.id,
    survey: saved.survey,
    // With what only the form knows, to open it again.
    form: saved,
    body: bodyOf(saved),
    changed: (before?.changed ?? 0) + 1,
    sent: before?.sent ?? 0,
    sent_at: before?.sent_at ?? null,
    code: before?.code ?? "",
    problem: null,
    photos: saved.photos.map((photo) => ({ ...photo, state: waiting[photo.sha256] ?? "waiting" })),
  };
}

async function dropPhotos(photos, saved) {
  const wanted = new Set(saved.photos.map((photo) => photo.sha256));
  const stored = await db.asked(photos.getAllKeys(IDBKeyRange.bound([saved.id], [saved.id, []])));
  for (const key of stored) if (!wanted.has(key[1])) photos.delete(key);
}

export const isSent = (record) => record.sent === record.changed;
export const waitingPhotos = (record) => record.photos.filter((photo) => photo.state === "waiting");
export const keptPhotos = (record) => record.photos.filter((photo) => ["waiting", "troubled"].includes(photo.state));
export const isDone = (record) => isSent(record) && keptPhotos(record).length === 0;

/** How many wait on the phone, were sent, and how many photos still have to go. */
export function counted(records) {
  return {
    waiting: records.filter((record) => !isSent(record)).length,
    sent: records.filter(isSent).length,
    photos: records.reduce((total, record) => total + keptPhotos(record).length, 0),
    unfinished: records.filter((record) => !isDone(record)).length,
  };
}

/** The draft with which an interview is corrected. */
export async function opened(id) {
  const record = await db.get("interviews", id);
  if (!record) return null;
  return (await db.get("drafts", id)) ?? { ...structuredClone(record.form), editing: true, touched: false };
}

// The one before learns only now that both were asked together.
async function joinGroup(interviews, id, group) {
  const record = await db.asked(interviews.get(id));
  if (!record || record.body.group) return;
  record.form.group = group;
  record.body.group = group;
  record.changed += 1;
  await db.asked(interviews.put(record));
}

/** The server has it: `version` is the one it answered for. */
export async function confirmed(id, version, code, stored) {
  await db.inOne(["interviews", "photos"], async ({ interviews, photos }) => {
    const record = await db.asked(interviews.get(id));
    if (!record) return;
    record.sent = Math.max(record.sent, version);
    record.sent_at = stamp();
    record.code = code || record.code;
    record.problem = null;
    for (const photo of record.photos) {
      if (stored[photo.sha256] === "stored" && photo.state === "waiting") forget(photos, record, photo, "sent");
    }
    await db.asked(interviews.put(record));
  });
  tell("sent");
}

/** A photo is whole at the server, or will never be taken: the phone forgets its bytes. */
export async function photoGone(id, sha256, state) {
  await db.inOne(["interviews", "photos"], async ({ interviews, photos }) => {
    const record = await db.asked(interviews.get(id));
    const photo = record?.photos.find((one) => one.sha256 === sha256);
    if (!photo) return;
    forget(photos, record, photo, state);
    await db.asked(interviews.put(record));
  });
  tell("sent");
}

/** A photo the server does not take, however often it is sent: it stays on the phone and goes into the file. */
export async function photoTroubled(id, sha256) {
  await db.change("interviews", id, (record) => {
    for (const photo of record.photos) if (photo.sha256 === sha256) photo.state = "troubled";
  });
  tell("sent");
}

/** Lets what was refused be sent once more. */
export async function again(id) {
  await db.change("interviews", id, (record) => {
    record.problem = null;
    for (const photo of record.photos) if (photo.state === "troubled") photo.state = "waiting";
  });
  tell("saved");
}

function forget(photos, record, photo, state) {
  photo.state = state;
  photos.delete([record.id, photo.sha256]);
}

/** Something a person has to mend, or nobody can. */
export async function troubled(id, version, refusal) {
  const problem = { code: refusal.code, ja: refusal.message_ja, en: refusal.message_en, field: refusal.field };
  await db.change("interviews", id, (record) => {
    if (record.changed === version) record.problem = problem;
  });
  tell("sent");
}

/** It was erased at somebody's request: nothing of it stays on the phone either. */
export async function erased(id) {
  await db.inOne(["interviews", "photos", "drafts"], async ({ interviews, photos, drafts }) => {
    photos.delete(IDBKeyRange.bound([id], [id, []]));
    drafts.delete(id);
    await db.asked(interviews.delete(id));
  });
  tell("sent");
}

/** Forgets what was sent on another day, and photos of drafts that are gone. */
export async function tidy() {
  await db.inOne(["interviews", "photos", "drafts"], async ({ interviews, photos, drafts }) => {
    const today = day();
    const kept = new Set((await db.asked(drafts.getAllKeys())).concat(draft ? [draft.id] : []));
    for (const record of await db.asked(interviews.getAll())) {
      if (isDone(record) && day(new Date(record.sent_at)) !== today && !kept.has(record.id)) interviews.delete(record.id);
      else kept.add(record.id);
    }
    for (const key of await db.asked(photos.getAllKeys())) if (!kept.has(key[0])) photos.delete(key);
  });
}
