// A field for the link of an invitation: an installed page on an iPhone shares nothing with the browser it came from.

import { text } from "./controls.js";
import { button } from "./dom.js";
import { paste } from "./invitation.js";
import { pass } from "./notices.js";
import { say } from "./words.js";

/** The field and its button. */
export function pasting() {
  let link = "";
  const field = text(say("paste"), "", (value) => { link = value; }, { maxlength: 500, inputmode: "url" });
  const use = async () => {
    if (!(await paste(link))) pass("no_link");
  };
  return [field, button(say("use_link"), use, { class: "first" })];
}
