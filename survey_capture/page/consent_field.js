// What the respondent allowed, as the one who asked sees it; only the respondent changes it.

import * as drafts from "./drafts.js";
import { hour } from "./clock.js";
import { handOver } from "./consent.js";
import { button, el } from "./dom.js";
import { isAllowed, needed } from "./guardian.js";
import { survey } from "./survey.js";
import { say } from "./words.js";

const ANSWERS = {
  consent_quote: (asked) => (asked.quote ? "yes" : "no"),
  consent_committee: (asked) => ({ face: "yes", board: "photo_board" })[asked.committee] ?? "no",
  consent_public: (asked) => ({ yes: "yes", hall: "hall" })[asked.public] ?? "no",
};

/** The field; `changed` is called when the phone comes back from the respondent. */
export function consentField(changed) {
  const box = el("div", { class: "consents" });
  box.draw = () => box.replaceChildren(...(drafts.draft.asked.tapped ? answered() : [el("p", { class: "under" }, say("not_asked"))]), handing());
  const handing = () => button(say(drafts.draft.asked.tapped ? "hand_again" : "hand_over"), () => handOver(() => {
    box.draw();
    changed();
  }), { class: drafts.draft.asked.tapped ? "" : "first" });
  box.draw();
  return box;
}

function answered() {
  const { asked } = drafts.draft;
  const rows = Object.entries(ANSWERS).map(([name, of]) => el("div", {}, el("dt", {}, say(name)), el("dd", {}, say(of(asked)))));
  const missing = isAllowed(drafts.draft) ? null : el("p", { class: "notice warn" },
    say(needed(drafts.draft.age) === "must" ? "guardian_missing" : "guardian_unsaid", { age: survey.content.guardian_age }));
  return [el("p", { class: "under" }, say("answered", { time: hour(asked.tapped) })), el("dl", {}, rows), missing].filter(Boolean);
}
