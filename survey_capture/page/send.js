// Sending what waits, whenever that is possible: words first, photos piece by piece, each on its own and in any order.

import * as db from "./db.js";
import * as counts from "./counts.js";
import * as interviews from "./interviews.js";
import * as invited from "./invitation.js";
import { ask, json, Refusal, Unreachable } from "./http.js";
import { invitation } from "./invitation.js";
import { on, tell } from "./news.js";
import { survey } from "./survey.js";

export const PIECE = 128 * 1024;
const SHORTEST_MILLISECONDS = 1_000;
const LONGEST_MILLISECONDS = 120_000;
// A photo that arrives changed this often will not arrive.
const MOST_CHANGED = 3;
const JSON_HEADERS = { "Content-Type": "application/json" };

/** What the screens show: whether something is being sent, and whether the last try reached the server. */
export const line = { busy: false, reached: null, erased: 0 };

let stopped = true;
let failures = 0;
let quietUntil = 0;
let timer = null;
let running = null;
let woken = false;
// Of this visit only: how often each was tried, and how much of a photo the server is known to have.
const tries = new Map();
const offsets = new Map();
const changed = new Map();

/** Begins to send, and goes on whenever something is saved or the network comes back. */
export function start() {
  stopped = false;
  on(["saved", "count", "invitation", "survey"], () => wake());
  addEventListener("online", () => wake(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wake(true);
  });
  wake(true);
}

/** Ends after the request that is under way. */
export async function stop() {
  stopped = true;
  clearTimeout(timer);
  await running;
}

/** Sends now; with `anew` as if nothing had failed before. */
export function wake(anew = false) {
  if (anew) {
    failures = 0;
    quietUntil = 0;
  }
  if (stopped) return;
  clearTimeout(timer);
  woken = true;
  running ??= run().finally(() => {
    running = null;
    later();
  });
}

async function run() {
  // What was saved after the last look must not wait for the next event.
  while (woken && !stopped && may()) {
    woken = false;
    let job = await next();
    while (job) {
      show({ busy: true });
      await tried(job);
      job = !stopped && may() ? await next() : null;
    }
  }
  show({ busy: false });
}

function may() {
  return invitation.token && !invitation.problem && !invitation.candidate && Date.now() >= quietUntil;
}

async function later() {
  if (stopped || !invitation.token || invitation.problem) return;
  const waits = Math.max(quietUntil - Date.now(), 0);
  // Nothing is looked for while there is nothing to send: saving wakes the line.
  if (waits > 0 && (await next())) timer = setTimeout(wake, waits);
}

/** The next thing to send: what failed least, words before photos, older before newer. */
async function next() {
  const [records, counted] = await Promise.all([db.all("interviews"), db.all("counts")]);
  const jobs = [...records.flatMap(jobsOf), ...counted.filter(isToSend).map((count) => ({ kind: "count", count, rank: 1, key: count.id }))];
  const own = jobs.filter((job) => (job.record ?? job.count).survey === survey.content?.survey);
  own.sort((one, other) => triesOf(one) - triesOf(other) || one.rank - other.rank || one.at - other.at);
  return own[0] ?? null;
}

const isToSend = (count) => count.sent !== count.changed;
const triesOf = (job) => tries.get(job.key) ?? 0;

function jobsOf(record) {
  if (record.problem) return [];
  const at = Date.parse(record.body.at);
  const words = interviews.isSent(record) ? [] : [{ kind: "words", record, rank: 0, key: record.id, at }];
  const photos = interviews.waitingPhotos(record).filter((photo) => !arrived(record, photo));
  return [...words, ...photos.map((photo) => ({ kind: "photo", record, photo, rank: 2, key: photoKey(record, photo), at }))];
}

const photoKey = (record, photo) => `${record.id}/${photo.sha256}`;
// It is whole there; its bytes go when the words are confirmed too.
const arrived = (record, photo) => offsets.get(photoKey(record, photo)) === "whole" && !interviews.isSent(record);

async function tried(job) {
  try {
    await SEND[job.kind](job);
    tries.delete(job.key);
    failures = 0;
    show({ reached: true });
  } catch (error) {
    tries.set(job.key, triesOf(job) + 1);
    if (error instanceof Refusal) await answered(job, error);
    else if (error instanceof Unreachable) unreachable(job);
    else {
      // A fault of ours or of the browser's: not hidden, and not tried in circles.
      rest();
      console.error(error);
    }
  }
}

function unreachable(job) {
  if (job.kind === "photo" && offsets.get(job.key) !== "whole") offsets.delete(job.key);
  rest();
  show({ reached: false });
}

function rest() {
  failures += 1;
  const longest = Math.min(LONGEST_MILLISECONDS, SHORTEST_MILLISECONDS * 2 ** (failures - 1));
  // Forty phones that lost the same network do not come back in the same second.
  quietUntil = Date.now() + longest * (0.5 + Math.random() / 2);
}

async function answered(job, refusal) {
  show({ reached: true });
  if (refusal.status === 401) return invited.refused(invitation.token, refusal);
  if (refusal.status === 429 || refusal.status === 503) {
    quietUntil = Date.now() + refusal.wait * (1 + Math.random() / 2);
    return undefined;
  }
  if (job.kind === "count") return counts.confirmed(job.count.id, job.count.changed);
  if (refusal.status === 409 && refusal.code === "erased") return erased(job, refusal);
  if (job.kind === "photo" && refusal.status === 422 && changedAgain(job)) return undefined;
  if (job.kind === "photo" && refusal.code !== "foreign") {
    return interviews.photoTroubled(job.record.id, job.photo.sha256);
  }
  return interviews.troubled(job.record.id, job.record.changed, refusal);
}

async function erased(job, refusal) {
  if (job.kind === "photo" && refusal.field === "photos") {
    return interviews.photoGone(job.record.id, job.photo.sha256, "refused");
  }
  line.erased += 1;
  return interviews.erased(job.record.id);
}

function changedAgain(job) {
  offsets.set(job.key, 0);
  changed.set(job.key, (changed.get(job.key) ?? 0) + 1);
  return changed.get(job.key) < MOST_CHANGED;
}

const SEND = {
  async words({ record }) {
    const body = JSON.stringify(record.body);
    const answer = await json(await ask("PUT", `/interviews/${record.id}`, invitation.token, { body, headers: JSON_HEADERS }));
    // Anything on the way may answer 200; only the server knows the id.
    if (answer.state !== "stored" || answer.id !== record.id) throw new Unreachable("another answer");
    await interviews.confirmed(record.id, record.changed, answer.code ?? "", answer.photos ?? {});
  },

  async count({ count }) {
    const { place, wave } = count;
    const body = JSON.stringify({ place, wave, ...counts.told(count) });
    const answer = await json(await ask("PUT", `/counts/${count.id}/${count.day}`, invitation.token, { body, headers: JSON_HEADERS }));
    if (answer.state !== "stored") throw new Unreachable("another answer");
    await counts.confirmed(count.id, count.changed);
  },

  async photo({ record, photo, key }) {
    const path = `/interviews/${record.id}/photos/${photo.sha256}`;
    if (offsets.get(key) === undefined || offsets.get(key) === "whole") await known(path, key);
    if (offsets.get(key) !== "whole") await piece(path, record, photo, key);
    if (offsets.get(key) === "whole" && (await isConfirmed(record))) {
      await interviews.photoGone(record.id, photo.sha256, "sent");
    }
  },
};

async function isConfirmed(record) {
  return ((await db.get("interviews", record.id))?.sent ?? 0) > 0;
}

/** Asks how much of a photo is there. */
async function known(path, key) {
  try {
    took(key, await ask("HEAD", path, invitation.token));
  } catch (error) {
    // Why not, the first piece will be told.
    if (!(error instanceof Refusal && error.code === "head")) throw error;
    offsets.set(key, 0);
  }
}

/** Sends the next piece of a photo. */
async function piece(path, record, photo, key) {
  const kept = await db.get("photos", [record.id, photo.sha256]);
  if (!kept) return interviews.photoGone(record.id, photo.sha256, "lost");
  const start = offsets.get(key);
  const headers = {
    "Upload-Offset": String(start),
    "Upload-Length": String(kept.bytes.byteLength),
    "Content-Type": "application/octet-stream",
  };
  const body = kept.bytes.slice(start, start + PIECE);
  try {
    took(key, await ask("PATCH", `${path}?kind=${photo.kind}`, invitation.token, { body, headers }));
  } catch (error) {
    if (!(error instanceof Refusal && error.status === 409 && error.code === "offset")) throw error;
    offsets.set(key, offsetOf(error.headers));
  }
  return undefined;
}

function took(key, answer) {
  offsets.set(key, answer.headers.get("Upload-Complete") === "?1" ? "whole" : offsetOf(answer.headers));
}

function offsetOf(headers) {
  const told = headers.get("Upload-Offset");
  if (!/^\d+$/.test(told ?? "")) throw new Unreachable("another answer");
  return Number(told);
}

function show(news) {
  const before = { ...line };
  Object.assign(line, news);
  if (before.busy !== line.busy || before.reached !== line.reached) tell("line");
}
