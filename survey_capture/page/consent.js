// The phone in the respondent's hand: what is asked and promised, large, with readings, in four languages.

import * as drafts from "./drafts.js";
import { stamp } from "./clock.js";
import { button, el, ruby } from "./dom.js";
import { choice } from "./controls.js";
import { needed } from "./guardian.js";
import { survey } from "./survey.js";
import { back, show, whenLeft } from "./views.js";
import { say } from "./words.js";

const LANGUAGES = [["ja", "日本語"], ["en", "English"], ["zh", "中文"], ["ko", "한국어"]];
const FINISH = { ja: "{終|お}わり", en: "Finish", zh: "完成", ko: "마침" };
const QUESTIONS = [
  ["quote", "q1", [["yes", "q1_yes"], ["no", "q1_no"]]],
  ["committee", "q2", [["face", "q2_face"], ["board", "q2_board"], ["no", "q2_no"]]],
  ["public", "q3", [["yes", "q3_yes"], ["hall", "q3_hall"], ["no", "q3_no"]]],
];

/** Hands the phone over; `done` is called when it comes back. */
export function handOver(done) {
  const { version } = survey.content.consent;
  const language = drafts.draft.asked.tapped ? drafts.draft.asked.language : spoken();
  whenLeft("consent", () => {
    document.querySelector("#consent").replaceChildren();
    done();
  });
  drafts.alter((draft) => Object.assign(draft.asked, { version, language }));
  draw(language);
  show("consent");
}

const spoken = () => (LANGUAGES.some(([key]) => key === drafts.draft.language) ? drafts.draft.language : "ja");

function draw(language) {
  const texts = survey.content.consent.texts[language];
  const view = document.querySelector("#consent");
  view.lang = language;
  view.replaceChildren(
    el("div", { class: "choices languages" }, LANGUAGES.map(([key, name]) => button(name, () => {
      answer("language", key);
      draw(key);
    }, { lang: key, "aria-pressed": String(key === language) }))),
    el("h1", { tabindex: -1, class: "told" }, ruby(texts.intro)),
    ...guardian(texts),
    ...QUESTIONS.map(([name, key, options]) => question(name, texts, key, options)),
    el("p", { class: "told" }, ruby(texts.promises)),
    el("p", { class: "told" }, ruby(texts.stop)),
    button(ruby(FINISH[language]), () => finish(texts), { class: "first" }),
  );
}

function guardian(texts) {
  const need = needed(drafts.draft.age);
  if (need === "no") return [];
  const { guardian: decided, older } = drafts.draft.asked;
  const options = [["yes", texts.guardian_yes]];
  if (need !== "must" && texts.guardian_old) options.unshift(["old", texts.guardian_old]);
  return [asked(texts.guardian, options, decided === true ? "yes" : older ? "old" : "", (tapped) => {
    drafts.draft.asked.older = tapped === "old";
    answer("guardian", tapped === "yes" ? true : null);
  })];
}

function question(name, texts, key, options) {
  const value = drafts.draft.asked[name];
  const shown = name === "quote" && value !== null ? (value ? "yes" : "no") : value ?? "";
  return asked(texts[key], options.map(([one, text]) => [one, texts[text]]), shown, (tapped) => {
    answer(name, name === "quote" ? (tapped ? tapped === "yes" : null) : tapped || null);
  });
}

/** A question whose own text and answers carry readings. */
function asked(text, options, value, changed) {
  const field = choice("", options.map(([key, one]) => [key, ""]), value, changed, { kind: "large" });
  field.querySelector(".label").replaceChildren(...ruby(text));
  options.forEach(([key, one]) => field.querySelector(`[data-value="${key}"]`).replaceChildren(...ruby(one)));
  return field;
}

function answer(name, value) {
  drafts.alter((draft) => {
    draft.asked[name] = value;
    draft.asked.tapped = stamp();
  });
}

function finish(texts) {
  answer("language", document.querySelector("#consent").lang);
  document.querySelector("#consent").replaceChildren(
    el("h1", { tabindex: -1, class: "told thanks" }, ruby(texts.done)),
    button(say("back"), back, { class: "first" }),
  );
  scrollTo(0, 0);
  document.querySelector("#consent h1").focus({ preventScroll: true });
}
