// Who decides together with a parent or guardian, as far as a band of age tells.

import { survey } from "./survey.js";

const OLDEST = 999;

/** `must`: everybody of the band is younger than the survey's age; `ask`: some are; `may`: nobody knows; `no`. */
export function needed(band) {
  const age = survey.content.guardian_age;
  const [youngest, oldest] = years(band);
  if (oldest < age) return "must";
  if (youngest >= age) return "no";
  return oldest === OLDEST ? "may" : "ask";
}

/** Whether what was tapped counts: of a child only with a guardian, of who may be one only when that was answered. */
export function isAllowed(one) {
  const need = needed(one.age);
  if (one.asked.guardian === true || need === "no" || need === "may") return true;
  return need === "ask" && one.asked.older === true;
}

// The youngest and the oldest of a band; everything where its words do not tell.
function years(band) {
  const below = /^(\d+)歳未満$/.exec(band);
  if (below) return [0, Number(below[1]) - 1];
  const decade = /^(\d{1,2})0代$/.exec(band);
  if (decade) return [Number(decade[1]) * 10, Number(decade[1]) * 10 + 9];
  const above = /^(\d+)(?:歳以上|代以上|歳以降)$/.exec(band);
  if (above) return [Number(above[1]), OLDEST];
  return [0, OLDEST];
}
