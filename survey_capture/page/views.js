// One view at a time; the phone's own way back leads to the form.

const HOME = "form";
let shown = "";
// A view begins at its top, or where its maker says.
history.scrollRestoration = "manual";
const leaving = new Map();

/** Shows a view and hides the others; those beside the form can be left with the phone's back. */
export function show(name) {
  if (shown === name) return;
  const before = shown;
  shown = name;
  for (const view of document.querySelectorAll("main > section")) view.hidden = view.id !== name;
  document.body.dataset.view = name;
  scrollTo(0, 0);
  document.querySelector(`#${name} h1`)?.focus({ preventScroll: true });
  if (name !== HOME && before === HOME) history.pushState({ view: name }, "");
  if (before) leaving.get(before)?.();
}

/** Back to the form, as the phone's back does. */
export function back() {
  if (history.state?.view) history.back();
  else show(HOME);
}

export const current = () => shown;

/** What happens when a view is left. */
export function whenLeft(name, work) {
  leaving.set(name, work);
}

addEventListener("popstate", () => {
  if (shown && !["start", "blocked", HOME].includes(shown)) show(HOME);
});
