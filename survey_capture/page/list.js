// What is saved on this phone: how each interview stands, correcting one, sending now, and saving the rest as a file.

import * as db from "./db.js";
import * as interviews from "./interviews.js";
import { shown } from "./board.js";
import { hour } from "./clock.js";
import { button, el } from "./dom.js";
import { correct } from "./form.js";
import { invitation } from "./invitation.js";
import { on } from "./news.js";
import { pass } from "./notices.js";
import { pasting } from "./pasting.js";
import { rescue } from "./rescue.js";
import { wake } from "./send.js";
import { survey } from "./survey.js";
import { back } from "./views.js";
import { say, told } from "./words.js";

const GLIMPSE = 24;

/** Draws the list and keeps it true. */
export async function start() {
  const list = el("ol", { class: "saved" });
  const frame = async () => {
    document.querySelector("#list").replaceChildren(el("h1", { tabindex: -1, id: "open-list" }, say("list")),
      button(say("back"), back, { class: "first" }), list,
      button(say("send_now"), () => wake(true)), rescuing(), ...invited());
    await fill(list);
  };
  on(["saved", "sent"], () => fill(list));
  on(["language", "invitation", "survey"], frame);
  await frame();
}

async function fill(list) {
  const records = await db.all("interviews");
  records.sort((one, other) => Date.parse(other.body.at) - Date.parse(one.body.at));
  list.replaceChildren(...(records.length ? records.map(entry) : [el("li", {}, say("nothing_yet"))]));
}

function entry(record) {
  const { body } = record;
  const words = Object.values(body.answers).join(" ").slice(0, GLIMPSE) || say("no_words");
  const state = stateOf(record);
  const refused = record.problem || record.photos.some((photo) => photo.state === "troubled");
  return el("li", {},
    button([el("span", { class: "when" }, `${hour(body.at)} ${shown(body.board)}`), el("span", { class: "words" }, words),
      el("span", { class: `state ${state}` }, say(state))], () => correct(record.id), { class: "entry", "data-id": record.id }),
    record.problem && el("p", { class: "wrong" }, `⚠ ${told(record.problem)}`),
    record.photos.some((photo) => photo.state === "troubled") && el("p", { class: "wrong" }, `⚠ ${say("photo_refused")}`),
    record.code && el("p", { class: "under" }, say("code", { code: record.code })),
    refused && button(say("retry"), () => interviews.again(record.id)));
}

function stateOf(record) {
  if (record.problem) return "state_problem";
  if (!interviews.isSent(record)) return "state_waiting";
  return interviews.keptPhotos(record).length ? "state_photo" : "state_sent";
}

function rescuing() {
  return el("div", { class: "part" }, button(say("rescue"), async () => {
    const number = await rescue();
    pass(number ? "rescue_made" : "rescue_none", { n: number });
  }), el("p", { class: "under" }, say("rescue_how")));
}

function invited() {
  if (!survey.content) return [];
  const { label, expires } = survey.content;
  const date = new Date(expires).toLocaleDateString(document.documentElement.lang);
  return [el("section", { class: "part", "aria-label": say("invitation") }, el("h2", {}, say("invitation")),
    el("p", {}, survey.content.name), el("p", { class: "under" }, say("invited_as", { label, date })),
    ...(invitation.problem ? pasting() : []))];
}
