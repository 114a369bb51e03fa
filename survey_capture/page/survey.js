// What to ask, and in which words: told by the server once, kept, and looked for anew when there is a network.

import * as db from "./db.js";
import { ask, json, Refusal } from "./http.js";
import * as invited from "./invitation.js";
import { invitation } from "./invitation.js";
import { tell } from "./news.js";

const KEY = "survey";

/** `content` as the server told it, null before the first time. */
export const survey = { content: null, etag: "" };

export async function load() {
  Object.assign(survey, await db.get("kept", KEY));
}

/** Asks the server, first under a new invitation; nothing is lost where nobody answers. */
export async function refresh() {
  const token = invitation.candidate || invitation.token;
  if (!token) return;
  const same = token === invitation.token && survey.etag;
  try {
    const answer = await ask("GET", "/survey", token, { headers: same ? { "If-None-Match": survey.etag } : {} });
    if (answer.status !== 304) await take(answer);
    await invited.accepted(token);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) await invited.refused(token, error);
  }
  // The new one does not hold; the one before it may.
  if (invitation.token && invitation.token !== token && !invitation.candidate) await refresh();
}

async function take(answer) {
  const content = await json(answer);
  if (typeof content.survey !== "string") return;
  Object.assign(survey, { content, etag: answer.headers.get("ETag") ?? "" });
  await db.put("kept", { ...survey }, KEY);
  tell("survey");
}

export const textQuestions = () => survey.content.questions.filter((question) => question.kind === "text");
