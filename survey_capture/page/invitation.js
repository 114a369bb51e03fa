// The invitation: the token behind the # of the link, kept on the phone, and what the server says of it.

import * as db from "./db.js";
import { tell } from "./news.js";

const KEY = "invitation";

/** `token` is in use; `candidate` was opened and has not been tried; `problem` is why the one in use does not hold,
 * `declined` why the last candidate did not. */
export const invitation = { token: "", candidate: "", problem: null, declined: null };

/** Reads what is kept, and takes a new one from the address, where it then no longer stands. */
export async function load() {
  Object.assign(invitation, await db.get("kept", KEY));
  await fromAddress();
}

/** Takes the token of the address, if there is one. */
export async function fromAddress() {
  const found = tokenIn(location.hash);
  if (!found) return;
  await offer(found);
  history.replaceState(history.state, "", location.pathname + location.search);
}

/** Takes a link somebody pasted; false where there is no invitation in it. */
export async function paste(text) {
  const found = tokenIn(text.trim());
  if (!found) return false;
  await offer(found);
  return true;
}

/** The server took it: from now on it is the one in use. */
export async function accepted(token) {
  const isNew = invitation.candidate === token;
  if (!isNew && (invitation.token !== token || !invitation.problem)) return;
  Object.assign(invitation, { token, problem: null }, isNew ? { candidate: "", declined: null } : {});
  await save();
}

/** The server does not take it; `refusal` says why. A candidate goes, the one before it stays. */
export async function refused(token, refusal) {
  const problem = { code: refusal.code, ja: refusal.message_ja, en: refusal.message_en };
  if (invitation.candidate === token) Object.assign(invitation, { candidate: "", declined: problem });
  else if (invitation.token === token) invitation.problem = problem;
  else return;
  await save();
}

async function offer(token) {
  if (token === invitation.token && !invitation.problem) return;
  Object.assign(invitation, { candidate: token, declined: null });
  await save();
}

async function save() {
  await db.put("kept", { ...invitation }, KEY);
  tell("invitation");
}

function tokenIn(text) {
  const after = text.includes("#") ? text.slice(text.indexOf("#") + 1) : text;
  return /^[\w-]{4,200}$/.test(after) ? after : "";
}
