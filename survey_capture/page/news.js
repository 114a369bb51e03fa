// Who tells the rest of the page that something has changed, and who listens.

const line = new EventTarget();

/** `saved`, `sent`, `invitation`, `survey`, `room`, `language`, `draft` (another one), `altered` (this one), `count` */
export function tell(what) {
  line.dispatchEvent(new Event(what));
}

export function on(names, listener) {
  for (const name of names) line.addEventListener(name, listener);
}
