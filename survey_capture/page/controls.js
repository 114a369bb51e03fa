// The form's controls: large enough for gloves, each with its name, and an answer can be taken back by a second tap.

import { button, el, unique } from "./dom.js";

/** A group of buttons of which one, or with `multiple` several, can be pressed. */
export function choice(label, options, value, changed, { multiple = false, fixed = false, kind = "" } = {}) {
  const name = unique("label");
  const chosen = new Set(Array.isArray(value) ? value : value ? [value] : []);
  const buttons = options.map(([key, text]) => button(text, () => press(key), { "data-value": key }));
  const mark = () => {
    for (const one of buttons) one.setAttribute("aria-pressed", String(chosen.has(one.dataset.value)));
  };
  function press(key) {
    const was = chosen.has(key);
    if (was && fixed) return;
    if (!multiple) chosen.clear();
    if (was) chosen.delete(key);
    else chosen.add(key);
    mark();
    changed(multiple ? options.map(([one]) => one).filter((one) => chosen.has(one)) : [...chosen][0] ?? "");
  }
  mark();
  return el("div", { class: "field" }, el("div", { class: "label", id: name }, label),
    el("div", { class: `choices ${kind}`, role: "group", "aria-labelledby": name }, buttons));
}

/** A line of text; `known` are offered while typing. */
export function text(label, value, changed, { known = [], under = "", ...given } = {}) {
  const id = unique("text");
  const list = known.length ? unique("known") : null;
  const told = under ? unique("under") : null;
  const input = el("input", {
    id, value, list, type: "text", autocomplete: "off", maxlength: 200, "aria-describedby": told,
    oninput: () => changed(input.value), ...given,
  });
  return el("div", { class: "field" }, el("label", { for: id, class: "label" }, label), input,
    list && el("datalist", { id: list }, known.map((one) => el("option", { value: one }))),
    under && el("p", { id: told, class: "under" }, under));
}

/** Several lines, growing with what is written. */
export function area(label, value, changed, given = {}) {
  const id = unique("text");
  const box = el("textarea", {
    id, value, rows: 2, autocomplete: "off", maxlength: 10_000, oninput: () => changed(box.value), ...given,
  });
  return el("div", { class: "field" }, el("label", { for: id, class: "label" }, label), box);
}

/** Something that is so or not. */
export function toggle(label, value, changed) {
  const one = button(label, () => {
    const now = one.getAttribute("aria-pressed") !== "true";
    one.setAttribute("aria-pressed", String(now));
    changed(now);
  }, { class: "toggle", "aria-pressed": String(Boolean(value)) });
  return one;
}
