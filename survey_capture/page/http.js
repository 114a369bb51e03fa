// One request to the server: with the invitation, with an end to waiting, and nothing mistaken for an answer.

const API = "/street/api";
const PATIENCE_MILLISECONDS = 40_000;

/** Nobody answered, or something on the way did: a hotspot's page, a proxy. Nothing is known of what arrived. */
export class Unreachable extends Error {}

/** The server's answer that something cannot be done. */
export class Refusal extends Error {
  constructor(status, told, headers) {
    super(told.error);
    this.status = status;
    this.code = told.error;
    this.message_ja = told.message ?? "";
    this.message_en = told.message_en ?? "";
    this.field = told.field ?? "";
    this.headers = headers;
  }

  /** How long to wait before the next request, in milliseconds. */
  get wait() {
    return Number(this.headers.get("Retry-After") || 5) * 1_000;
  }
}

/** Asks and returns the Response of a success. Raises Unreachable or Refusal. */
export async function ask(method, path, token, { body = null, headers = {}, patience = PATIENCE_MILLISECONDS } = {}) {
  let answer;
  try {
    answer = await fetch(API + path, {
      method,
      body,
      headers: { ...headers, Authorization: `Bearer ${token}` },
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (answer.ok || answer.status === 304) return answer;
  throw await refused(answer, method);
}

/** The JSON of an answer. Raises Unreachable where the line broke in the middle of it. */
export async function json(answer) {
  try {
    return await answer.json();
  } catch (error) {
    throw new Unreachable(String(error));
  }
}

async function refused(answer, method) {
  // It has no body to tell why; the request that follows will.
  if (method === "HEAD" && answer.status < 500 && answer.status !== 429) {
    return new Refusal(answer.status, { error: "head" }, answer.headers);
  }
  let told = null;
  try {
    told = await answer.json();
  } catch {
    // Below.
  }
  // What has no code of ours did not come from our server.
  if (typeof told?.error === "string") return new Refusal(answer.status, told, answer.headers);
  return new Unreachable(`status ${answer.status}`);
}
