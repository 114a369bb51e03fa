// Times as they are sent: with the offset of where the phone is.

const two = (number) => String(Math.floor(number)).padStart(2, "0");

/** 2026-11-27T14:05:00+09:00 */
export function stamp(date = new Date()) {
  const ahead = -date.getTimezoneOffset();
  const offset = `${ahead < 0 ? "-" : "+"}${two(Math.abs(ahead) / 60)}:${two(Math.abs(ahead) % 60)}`;
  return `${day(date)}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${offset}`;
}

/** 2026-11-27, where the phone is. */
export function day(date = new Date()) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** 14:05 */
export function hour(text) {
  const date = new Date(text);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}
