// Where the page begins: one tab, what is kept, the invitation, and then the form.

import * as bar from "./bar.js";
import * as carry from "./carry.js";
import * as counts from "./counts.js";
import * as countField from "./count_field.js";
import * as drafts from "./drafts.js";
import * as form from "./form.js";
import * as interviews from "./interviews.js";
import * as invited from "./invitation.js";
import * as list from "./list.js";
import * as notices from "./notices.js";
import * as offline from "./offline.js";
import * as send from "./send.js";
import * as survey from "./survey.js";
import * as tabs from "./tabs.js";
import * as words from "./words.js";
import { button, el } from "./dom.js";
import { on } from "./news.js";
import { pasting } from "./pasting.js";
import { look } from "./room.js";
import { current, show, whenLeft } from "./views.js";
import { say } from "./words.js";

const AGAIN_MILLISECONDS = 10_000;

let isOpen = false;
let isKept = false;

async function begin() {
  if (!isSecureContext) return refuse("insecure");
  try {
    await words.load();
  } catch {
    return refuse("no_storage");
  }
  tabs.giveWhenAsked(() => Promise.all([drafts.settled(), send.stop()]), lost);
  if (await tabs.hold(lost)) return run();
  return blocked(run);
}

async function run() {
  await Promise.all([survey.load(), carry.load()]);
  await invited.load();
  await bar.start(document.querySelector("#bar"));
  await notices.start(document.querySelector("#notices"), document.querySelector("#passing"));
  on(["survey", "invitation"], opening);
  on(["language"], () => survey.survey.content || welcome());
  await opening();
  send.start();
  listen();
  survey.refresh();
  offline.install(isQuiet, drafts.settled, ready).catch((error) => console.warn(error));
}

/** Says once that it works without a signal: when the page is kept, and what to ask is known. */
function ready() {
  isKept = true;
  if (isOpen) notices.pass("ready_offline");
}

function listen() {
  addEventListener("hashchange", async () => {
    await invited.fromAddress();
    await survey.refresh();
  });
  addEventListener("online", survey.refresh);
  on(["invitation"], () => invited.invitation.candidate && survey.refresh());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    survey.refresh();
    look();
  });
  setInterval(() => {
    if (invited.invitation.candidate || !survey.survey.content) survey.refresh();
  }, AGAIN_MILLISECONDS);
}

/** Opens the form as soon as it is known what to ask. */
async function opening() {
  if (!survey.survey.content) return welcome();
  if (!isOpen) {
    isOpen = true;
    await interviews.tidy();
    await counts.tidy();
    if (await drafts.resume()) notices.pass("restored");
    await look();
    form.start();
    await list.start();
    await countField.start(document.querySelector("#counts"));
    show("form");
    if (isKept) ready();
  } else if (drafts.draft && !drafts.draft.touched && !drafts.draft.editing && current() === "form") {
    await drafts.show(drafts.begun());
  }
  return undefined;
}

function welcome() {
  const { candidate, declined, problem } = invited.invitation;
  const why = declined ?? problem;
  document.querySelector("#start").replaceChildren(
    el("h1", { tabindex: -1 }, say("start")),
    ...(why ? [el("p", { class: "notice bad" }, words.told(why))] : []),
    candidate ? el("p", { role: "status" }, say(navigator.onLine ? "loading" : "trying_invitation")) : el("p", {}, say("start_how")),
    ...(candidate ? [] : pasting()),
  );
  whenLeft("start", () => document.querySelector("#start").replaceChildren());
  show("start");
}

const isQuiet = () => !drafts.draft?.touched && ["form", "start"].includes(current());

function lost() {
  send.stop();
  blocked(() => location.reload());
}

function blocked(then) {
  const use = button(say("use_here"), async () => {
    use.disabled = true;
    if (await tabs.takeOver(lost)) await then();
  }, { class: "first" });
  document.querySelector("#blocked").replaceChildren(el("h1", { tabindex: -1 }, say("blocked")), el("p", {}, say("blocked_how")), use);
  show("blocked");
}

function refuse(name) {
  document.querySelector("#start").replaceChildren(el("h1", { tabindex: -1 }, say("title")), el("p", { class: "notice bad" }, say(name)));
  show("start");
}

begin();
