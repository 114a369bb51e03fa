// The form for one interview: what is carried over, the board, the photo, the words, the person, what they allowed.

import * as carry from "./carry.js";
import * as db from "./db.js";
import * as drafts from "./drafts.js";
import * as interviews from "./interviews.js";
import { judged, next as nextNumber, shown, tidy } from "./board.js";
import { consentField } from "./consent_field.js";
import { choice, text } from "./controls.js";
import { button, el } from "./dom.js";
import { whereAmI } from "./gps.js";
import { on, tell } from "./news.js";
import { pass } from "./notices.js";
import { more, person } from "./person.js";
import { photoField } from "./photo_field.js";
import { questions } from "./questions.js";
import { isFull, keepForGood, look, room } from "./room.js";
import { survey } from "./survey.js";
import { back, show } from "./views.js";
import { say, told } from "./words.js";

const QUICK_PLACES = 6;

let fields = {};
let saving = false;
// What was missing when somebody last wanted to save.
let refused = null;

/** Draws the form whenever another draft is shown or another language chosen. */
export function start() {
  on(["draft", "language"], draw);
  on(["altered"], forgive);
  on(["room"], () => {
    mark();
    fields.photos?.draw();
  });
  draw();
}

/** Opens an interview that was saved, to correct it. */
export async function correct(id) {
  const draft = await interviews.opened(id);
  if (!draft) return;
  await drafts.show(draft);
  back();
}

function draw() {
  const { draft } = drafts;
  if (!draft || !survey.content) return;
  fields = {};
  const photos = photoField();
  const consents = consentField(() => {
    photos.draw();
    consents.scrollIntoView({ block: "center" });
  });
  const where = occasion();
  fields = { ...fields, photos, consents };
  document.querySelector("#form").replaceChildren(
    el("h1", { tabindex: -1, class: draft.editing ? "" : "unseen" }, say(draft.editing ? "correcting" : "form")),
    where, mode(), board(),
    part("photo", photos),
    ...(draft.later ? [] : [part("words", questions(), "as_written")]),
    part("person", person(consents)),
    part("consent", consents),
    more(draft.later ? questions() : []),
    el("p", { class: "wrong", role: "alert", id: "by-button" }),
    ending(draft),
  );
  mark();
  serverSaid(draft);
}

function part(name, content, under = "") {
  return el("section", { class: "part", "data-field": name, "aria-label": say(name) },
    el("h2", {}, say(name), under && el("small", {}, ` ${say(under)}`)), content);
}

function ending(draft) {
  const save = button(say(draft.editing ? "save_change" : "save_next"), saveNow, { class: "first save", id: "save" });
  return el("div", { class: "ending" }, save, draft.editing ? button(say("cancel"), drafts.discard, { class: "quiet" }) : discarding());
}

// Two taps, for a glove hits much by mistake.
function discarding() {
  const one = button(say("discard"), () => {
    if (one.dataset.sure) return drafts.discard();
    one.dataset.sure = "yes";
    one.textContent = `${say("discard_sure")} ${say("discard_yes")}`;
    return undefined;
  }, { class: "quiet" });
  return one;
}

function occasion() {
  const { draft } = drafts;
  const summary = el("summary", {});
  const name = () => {
    summary.textContent = [draft.place || say("not_set"), draft.wave, draft.interviewer].filter(Boolean).join("・");
  };
  const set = (key, value) => {
    keep(key, value);
    name();
    if (key !== "interviewer") tell("place");
  };
  name();
  return el("details", { class: "part where", open: !draft.place, "data-field": "place" }, summary,
    el("p", { class: "under" }, say("carried")), placeField(set),
    text(say("wave"), draft.wave, (value) => set("wave", value)),
    text(say("interviewer"), draft.interviewer, (value) => set("interviewer", value)));
}

/** A new interview's place stays for the next; one that is corrected stays its own. */
function keep(key, value) {
  const { draft } = drafts;
  if (draft.editing || draft.touched) drafts.alter((one) => { one[key] = value; });
  else draft[key] = value;
  if (!draft.editing) carry.carry(key, value);
  forgive();
}

function placeField(set) {
  const { draft } = drafts;
  const known = survey.content.places.map((place) => place.name);
  const line = text(say("place"), draft.place, (value) => set("place", value), { known });
  const input = line.querySelector("input");
  const fill = (value) => {
    input.value = value;
    set("place", value);
  };
  const quick = known.slice(0, QUICK_PLACES).map((name) => button(name, () => fill(name)));
  const here = button(say("here"), async () => {
    here.textContent = say("finding");
    const found = await whereAmI(survey.content.places);
    here.textContent = say("here");
    if (found) fill(found);
    else pass("not_found");
  }, { class: "quiet" });
  return el("div", {}, line, el("div", { class: "choices" }, quick), here);
}

function mode() {
  const { draft } = drafts;
  if (draft.editing) return "";
  return choice(say("how"), [["now", say("words_now")], ["later", say("words_later")]], draft.later ? "later" : "now", (value) => {
    carry.carry("later", value === "later");
    if (draft.touched) drafts.alter((one) => { one.later = value === "later"; });
    else draft.later = value === "later";
    draw();
  }, { fixed: true });
}

function board() {
  const { draft } = drafts;
  const said = el("p", { class: "under", role: "status" });
  const judge = () => {
    const found = judged(draft.board);
    said.textContent = { fits: `✓ ${say("board_fits")}`, wrong: `⚠ ${say("board_wrong")}`, unknown: "" }[found];
    said.className = found === "wrong" ? "wrong" : "under";
  };
  const line = text(say("board"), shown(draft.board), (value) => {
    drafts.alter((one) => { one.board = tidy(value); });
    judge();
  }, { placeholder: say("board_hint"), autocapitalize: "characters", maxlength: 40 });
  const following = draft.board || draft.editing ? "" : nextNumber(carry.last()?.board ?? "");
  const quick = following && button(say("board_next", { number: shown(following) }), () => {
    line.querySelector("input").value = shown(following);
    drafts.alter((one) => { one.board = following; });
    judge();
    quick.remove();
  });
  judge();
  return el("div", { class: "part", "data-field": "board" }, line, said, quick);
}

function mark() {
  const save = document.querySelector("#save");
  if (save) save.disabled = room.for === "none";
}

function wrong({ field, text: sentence }) {
  unsay();
  document.querySelector("#by-button").textContent = `⚠ ${sentence}`;
  const place = document.querySelector(`#form [data-field="${CSS.escape(field)}"]`);
  if (!place) return;
  if (place.tagName === "DETAILS") place.open = true;
  // The board's own field has said so while it was typed.
  if (!place.querySelector(":scope > .wrong")) place.append(el("p", { class: "wrong said" }, `⚠ ${sentence}`));
  place.scrollIntoView({ block: "center" });
}

function unsay() {
  refused = null;
  document.querySelector("#by-button").textContent = "";
  for (const said of document.querySelectorAll("#form .said")) said.remove();
}

// What was missing is not said any longer than it is.
function forgive() {
  if (refused && missing(drafts.draft)?.text !== refused.text) unsay();
}

// What the server did not take stands beside its field when the interview is opened again.
async function serverSaid(draft) {
  const { problem } = draft.editing ? (await db.get("interviews", draft.id)) ?? {} : {};
  if (problem) wrong({ field: problem.field, text: told(problem) });
}

function missing(draft) {
  if (!draft.place.trim()) return { field: "place", text: say("need_place") };
  if (judged(draft.board) === "wrong") return { field: "board", text: say("board_wrong") };
  if (draft.later && !draft.photos.length && !interviews.hasWords(draft)) return { field: "photo", text: say("need_photo") };
  if (!draft.photos.length && !interviews.hasWords(draft)) return { field: "words", text: say("need_words") };
  return null;
}

async function saveNow() {
  if (saving) return;
  unsay();
  const found = missing(drafts.draft);
  if (found) {
    wrong(found);
    refused = found;
    return;
  }
  saving = true;
  try {
    const saved = await interviews.save();
    if (!saved.editing) await carry.remember(saved);
    pass("saved");
    keepForGood();
    await drafts.next();
    show("form");
    scrollTo(0, 0);
    await look();
  } catch (error) {
    if (isFull(error)) await look();
    wrong({ field: "", text: say(isFull(error) ? "full" : "save_failed") });
    if (!isFull(error)) console.error(error);
  } finally {
    saving = false;
  }
}
