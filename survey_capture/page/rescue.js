// Everything unsent as one file, which the import page takes: interviews.json and photos, in a ZIP.

import * as db from "./db.js";
import { day } from "./clock.js";
import { el } from "./dom.js";
import { isDone, keptPhotos } from "./interviews.js";
import { zipped } from "./zip.js";

const FORMAT = 1;

/** Saves a file for each survey that has something unsent; returns how many interviews are in them. */
export async function rescue() {
  const records = (await db.all("interviews")).filter((record) => !isDone(record));
  for (const survey of new Set(records.map((record) => record.survey))) {
    const own = records.filter((record) => record.survey === survey);
    download(await packed(survey, own), `machi-no-koe-${survey}-${day()}.zip`);
  }
  return records.length;
}

async function packed(survey, records) {
  const interviews = records.map((record) => ({ id: record.id, ...record.body }));
  const files = [["interviews.json", new TextEncoder().encode(JSON.stringify({ machi_no_koe_street: FORMAT, survey, interviews }))]];
  for (const record of records) {
    for (const { sha256 } of keptPhotos(record)) {
      const kept = await db.get("photos", [record.id, sha256]);
      if (kept) files.push([`photos/${sha256}.jpg`, new Uint8Array(kept.bytes)]);
    }
  }
  return zipped(files);
}

function download(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // Not at once: some browsers read it only after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
