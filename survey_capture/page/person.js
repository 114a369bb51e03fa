// Who spoke: relation to the town, age band, language, with whom together; no name.

import * as carry from "./carry.js";
import * as drafts from "./drafts.js";
import { area, choice, text, toggle } from "./controls.js";
import { el } from "./dom.js";
import { survey } from "./survey.js";
import { say } from "./words.js";

const LANGUAGES = ["ja", "en", "zh", "ko"];
const OTHER = "other";

/** Relation and age band; `consents` is drawn anew where the age decides about a guardian. */
export function person(consents) {
  const { draft } = drafts;
  return [
    choice(say("relation"), survey.content.relations.map((one) => [one, say(one)]), draft.relation, set("relation"), { kind: "two" }),
    choice(say("age"), survey.content.ages.map((one) => [one, one]), draft.age, (value) => {
      set("age")(value);
      consents.draw();
    }, { kind: "three" }),
  ];
}

/** What is needed less often, folded: the questions too where words come later. */
export function more(questions) {
  const { draft } = drafts;
  const open = Boolean(draft.note || draft.together || !LANGUAGES.slice(0, 1).includes(draft.language));
  return el("details", { class: "part", open }, el("summary", {}, say(questions.length ? "more_words" : "more")), questions, language(), together(),
    area(say("note"), draft.note, set("note"), { maxlength: 2_000 }));
}

function language() {
  const { draft } = drafts;
  const known = LANGUAGES.includes(draft.language);
  const line = text(say("other_language"), known ? "" : draft.language, set("language"));
  line.hidden = known;
  const options = [...LANGUAGES.map((one) => [one, say(one)]), [OTHER, say("other_language")]];
  const chosen = choice(say("language"), options, known ? draft.language : OTHER, (value) => {
    line.hidden = value !== OTHER;
    set("language")(value === OTHER ? line.querySelector("input").value : value);
  }, { fixed: true, kind: "two" });
  return el("div", {}, chosen, line);
}

function together() {
  const { draft } = drafts;
  const last = carry.last();
  if (draft.editing || !last) return "";
  return toggle(say("together"), draft.together, (is) => drafts.alter((one) => {
    one.together = is ? last.id : "";
    one.group = is ? last.group || newGroup() : "";
  }));
}

// Short, for it is a mark people compare by eye.
function newGroup() {
  return `G-${crypto.randomUUID().slice(0, 6).toUpperCase()}`;
}

function set(name) {
  return (value) => drafts.alter((draft) => { draft[name] = value; });
}
