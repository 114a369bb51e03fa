// The photos of an interview: taken, stored on the phone at once, looked at, cropped and covered.

import * as db from "./db.js";
import * as drafts from "./drafts.js";
import { choice } from "./controls.js";
import { button, el, unique } from "./dom.js";
import { edit } from "./editor.js";
import { photosAreUseless, photoIsAllowed } from "./interviews.js";
import { pass } from "./notices.js";
import { asBlob, encoded, shrunk } from "./photo.js";
import { isFull, keepForGood, look, room } from "./room.js";
import { say } from "./words.js";

const MOST_PHOTOS = 4;

/** The field, drawn anew by itself whenever photos or consents change. */
export function photoField() {
  const box = el("div", { class: "photos" });
  const addresses = [];
  box.draw = async () => {
    const { draft } = drafts;
    const cards = await Promise.all(draft.photos.map((photo) => card(photo, box.draw)));
    addresses.splice(0).forEach((address) => URL.revokeObjectURL(address));
    addresses.push(...cards.map(([, address]) => address).filter(Boolean));
    box.replaceChildren(...hint(draft), ...cards.map(([one]) => one), adding(draft, box));
  };
  box.draw();
  return box;
}

function hint(draft) {
  if (!draft.photos.length || draft.asked.tapped === null) return [];
  const faces = draft.photos.some((photo) => photo.kind === "face" && !photo.sent);
  let text = "";
  if (photosAreUseless(draft)) text = "photo_dropped";
  else if (!photoIsAllowed(draft) && faces) text = "photo_words_only";
  else if (draft.asked.committee === "board" && faces) text = "photo_board_only";
  return text ? [el("p", { class: "notice warn" }, say(text))] : [];
}

async function card(photo, redraw) {
  const kept = await db.get("photos", [drafts.draft.id, photo.sha256]);
  if (!kept) return [el("p", { class: "card" }, say("photo_was_sent")), ""];
  const address = URL.createObjectURL(asBlob(kept.bytes));
  const kinds = [["face", say("photo_face")], ["board", say("photo_board")]];
  return [el("div", { class: "card", "data-sha256": photo.sha256 },
    el("img", { src: address, alt: say("photo_alt") }),
    choice(say("photo_kind"), kinds, photo.kind, (kind) => setKind(photo.sha256, kind).then(redraw), { fixed: true }),
    el("div", { class: "row" },
      button(say("photo_edit"), () => edit(asBlob(kept.bytes), (canvas, cropped) => replace(photo, canvas, cropped).then(redraw))),
      button(say("photo_remove"), () => drop(photo.sha256).then(redraw), { class: "quiet" }))), address];
}

function adding(draft, box) {
  if (draft.photos.length >= MOST_PHOTOS) return "";
  const off = room.for !== "photos";
  return el("div", { class: "row" }, taking("take_photo", { capture: "environment" }, box, off, !draft.photos.length),
    taking("choose_photo", {}, box, off, false));
}

function taking(name, given, box, off, first) {
  const id = unique("photo");
  const input = el("input", {
    id, type: "file", accept: "image/*", class: "unseen", disabled: off, ...given,
    onchange: async () => {
      const [file] = input.files;
      input.value = "";
      if (file) await take(file, box);
    },
  });
  return el("div", { class: "taking" }, input, el("label", { for: id, class: first ? "button first" : "button", "aria-disabled": String(off) }, say(name)));
}

async function take(file, box) {
  box.append(el("p", { role: "status" }, say("photo_making")));
  try {
    const photo = await encoded(await shrunk(file));
    // Nobody said that only the board is on it: a face asks for the stricter consent.
    await add(photo, "face");
    keepForGood();
  } catch (error) {
    if (isFull(error)) await look();
    pass(isFull(error) ? "full_photos" : "photo_failed");
  }
  await box.draw();
}

/** Puts the bytes on the phone before the draft speaks of them. */
async function add({ sha256, bytes }, kind) {
  const { draft } = drafts;
  if (draft.photos.some((photo) => photo.sha256 === sha256)) return;
  await db.put("photos", { interview: draft.id, sha256, bytes });
  await drafts.alter((one) => one.photos.push({ sha256, kind, bytes: bytes.byteLength }));
}

async function setKind(sha256, kind) {
  await drafts.alter((draft) => {
    for (const photo of draft.photos) if (photo.sha256 === sha256) photo.kind = kind;
  });
}

async function drop(sha256) {
  await drafts.alter((draft) => {
    draft.photos = draft.photos.filter((photo) => photo.sha256 !== sha256);
  });
  // A saved interview keeps its bytes until the correction is saved.
  if (!drafts.draft.editing) await db.remove("photos", [drafts.draft.id, sha256]);
}

async function replace(before, canvas, cropped) {
  const photo = await encoded(canvas);
  await add(photo, cropped ? "board" : before.kind);
  if (photo.sha256 !== before.sha256) await drop(before.sha256);
}
