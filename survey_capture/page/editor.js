// Cropping a photo to the board and covering bystanders, with a finger; what is cut away or covered is gone.

import { button, el } from "./dom.js";
import { blank, shrunk } from "./photo.js";
import { back, show, whenLeft } from "./views.js";
import { choice } from "./controls.js";
import { say } from "./words.js";

// A touch that moved less was none.
const SMALLEST = 24;
const COVER = "#1E2030";
const LINE = "#FFFFFF";

/** Opens the editor; `done(canvas, cropped)` gets the picture as it then is. */
export async function edit(blob, done) {
  const state = { now: await shrunk(blob), before: [], tool: "crop", cropped: false };
  const view = document.querySelector("#editor");
  const canvas = el("canvas", { class: "paper", "aria-label": say("photo_alt"), role: "img" });
  const how = el("p", { role: "status" });
  const draw = (box = null) => paint(canvas, state.now, box);
  const tell = () => {
    how.textContent = say(state.tool === "crop" ? "edit_how_crop" : "edit_how_cover");
  };
  // Around the picture too: what has to be covered often stands at its edge.
  const frame = el("div", { class: "frame" }, canvas);
  drag(frame, canvas, draw, (box) => {
    apply(state, box);
    draw();
  });
  const tools = [["crop", say("crop")], ["cover", say("cover")]];
  const undo = () => {
    if (state.before.length) Object.assign(state, state.before.pop());
    draw();
  };
  const finish = () => {
    const changed = state.before.length > 0;
    back();
    if (changed) done(state.now, state.cropped);
  };
  view.replaceChildren(
    el("h1", { tabindex: -1 }, say("edit")),
    choice(say("edit_tool"), tools, state.tool, (tool) => {
      state.tool = tool;
      tell();
    }, { fixed: true }),
    how, frame,
    el("div", { class: "row" }, button(say("undo"), undo), button(say("finish"), finish, { class: "first" })),
  );
  whenLeft("editor", () => view.replaceChildren());
  tell();
  draw();
  show("editor");
}

function paint(canvas, picture, box) {
  canvas.width = picture.width;
  canvas.height = picture.height;
  const pen = canvas.getContext("2d", { alpha: false });
  pen.drawImage(picture, 0, 0);
  if (!box) return;
  pen.lineWidth = Math.max(4, picture.width / 150);
  pen.strokeStyle = COVER;
  pen.strokeRect(box.x, box.y, box.width, box.height);
  pen.strokeStyle = LINE;
  pen.setLineDash([pen.lineWidth * 3, pen.lineWidth * 3]);
  pen.strokeRect(box.x, box.y, box.width, box.height);
}

function apply(state, box) {
  if (box.width < SMALLEST || box.height < SMALLEST) return;
  state.before.push({ now: state.now, cropped: state.cropped });
  const crop = state.tool === "crop";
  const made = crop ? blank(box.width, box.height) : blank(state.now.width, state.now.height);
  const pen = made.getContext("2d", { alpha: false });
  pen.drawImage(state.now, crop ? -box.x : 0, crop ? -box.y : 0);
  if (!crop) {
    pen.fillStyle = COVER;
    pen.fillRect(box.x, box.y, box.width, box.height);
  }
  state.now = made;
  state.cropped ||= crop;
}

/** Calls `moving(box)` while a finger draws, and `drawn(box)` when it leaves, in pixels of the picture. */
function drag(frame, canvas, moving, drawn) {
  let from = null;
  const boxTo = (event) => between(from, pointOf(canvas, event), canvas);
  frame.addEventListener("pointerdown", (event) => {
    frame.setPointerCapture(event.pointerId);
    from = pointOf(canvas, event);
  });
  frame.addEventListener("pointermove", (event) => {
    if (from) moving(boxTo(event));
  });
  frame.addEventListener("pointerup", (event) => {
    if (!from) return;
    const box = boxTo(event);
    from = null;
    drawn(box);
  });
  frame.addEventListener("pointercancel", () => {
    from = null;
    moving();
  });
}

function pointOf(canvas, event) {
  const frame = canvas.getBoundingClientRect();
  return {
    x: ((event.clientX - frame.left) / frame.width) * canvas.width,
    y: ((event.clientY - frame.top) / frame.height) * canvas.height,
  };
}

function between(one, other, canvas) {
  const clip = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
  const [left, right] = [one.x, other.x].map((x) => clip(x, canvas.width)).sort((a, b) => a - b);
  const [top, bottom] = [one.y, other.y].map((y) => clip(y, canvas.height)).sort((a, b) => a - b);
  return { x: left, y: top, width: right - left, height: bottom - top };
}
