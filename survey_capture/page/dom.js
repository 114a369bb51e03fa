// Making elements without markup: nothing somebody wrote is ever read as HTML.

/** An element with attributes, listeners (`onclick`) and children; false and null children are left out. */
export function el(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A button that submits nothing. */
export function button(text, onclick, given = {}) {
  return el("button", { type: "button", onclick, ...given }, text);
}

/** Text with readings, `{漢字|かんじ}`, as ruby. */
export function ruby(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(/\{([^{}|]+)\|([^{}|]+)\}/g)) {
    nodes.push(text.slice(at, found.index), el("ruby", {}, found[1], el("rt", {}, found[2])));
    at = found.index + found[0].length;
  }
  nodes.push(text.slice(at));
  return nodes;
}

/** Text with readings, without them. */
export function plain(text) {
  return text.replace(/\{([^{}|]+)\|[^{}|]+\}/g, "$1");
}

let last = 0;

/** A name no other element has. */
export function unique(beginning) {
  last += 1;
  return `${beginning}-${last}`;
}
