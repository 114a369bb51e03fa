// The survey's questions as they are written, each text with だれにとって？ and a mark for what cannot be read.

import * as drafts from "./drafts.js";
import { area, choice, toggle } from "./controls.js";
import { el } from "./dom.js";
import { survey } from "./survey.js";
import { isEnglish, say } from "./words.js";

const AXES = ["live", "visit", "both"];

/** The fields of all questions. */
export function questions() {
  return survey.content.questions.map((question) => el("div", { class: "question", "data-field": question.key }, DRAWN[question.kind](question)));
}

const label = (question) => (isEnglish() && question.label_en ? question.label_en : question.label);

const DRAWN = {
  text(question) {
    const { answers, said, illegible } = drafts.draft;
    const { key } = question;
    return [
      area(label(question), answers[key] ?? "", (value) => drafts.alter((draft) => { draft.answers[key] = value; })),
      choice(say("for_whom"), AXES.map((axis) => [axis, say(axis)]), said[key], (axis) => drafts.alter((draft) => { draft.said[key] = axis; }), { kind: "axes" }),
      toggle(say("illegible"), illegible.includes(key), (is) => drafts.alter((draft) => {
        draft.illegible = draft.illegible.filter((one) => one !== key).concat(is ? [key] : []);
      })),
    ];
  },

  choice: chosen,

  scale: (question) => chosen(question, "scale"),
};

function chosen(question, kind = "") {
  const { key, choices, multiple } = question;
  return choice(label(question), choices.map((one) => [one, one]), drafts.draft.choices[key], (value) => drafts.alter((draft) => {
    draft.choices[key] = value;
  }), { multiple, kind: typeof kind === "string" ? kind : "" });
}
