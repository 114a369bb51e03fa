// The number on a board: four digits and a letter that finds a wrong digit (survey_loader/board_numbers.py has the same).

const LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ";
const WEIGHTS = [2, 3, 4, 5];
const WIDTH = WEIGHTS.length;
// Full-width digits and letters, as a Japanese keyboard writes them.
const WIDE = /[\uFF01-\uFF5E]/g;

/** What somebody typed, as it is kept: capitals, no dashes, half width. */
export function tidy(typed) {
  const narrow = typed.replace(WIDE, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  return narrow.toUpperCase().replace(/[\s\-‐‑–—ー−]/g, "");
}

/** The letter of four digits. */
export function letter(digits) {
  const sum = [...digits].reduce((total, digit, place) => total + Number(digit) * WEIGHTS[place], 0);
  return LETTERS[sum % LETTERS.length];
}

/** `fits`, `wrong`, or `unknown` where there is no letter to tell: old boards, names of boards. */
export function judged(typed) {
  const found = /^(\d{4})([A-Z])$/.exec(tidy(typed));
  if (!found) return "unknown";
  return letter(found[1]) === found[2] ? "fits" : "wrong";
}

/** The slip after this one, "" where its number is not known. */
export function next(typed) {
  const found = /^(\d{4})[A-Z]?$/.exec(tidy(typed));
  if (!found || found[1] === "9999") return "";
  const digits = String(Number(found[1]) + 1).padStart(WIDTH, "0");
  return digits + letter(digits);
}

/** As people read it: 0123-K. */
export function shown(kept) {
  return /^\d{4}[A-Z]$/.test(kept) ? `${kept.slice(0, WIDTH)}-${kept.slice(WIDTH)}` : kept;
}
