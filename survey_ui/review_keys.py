"""The keyboard on the screen for checking: a key held down checks one interview, and a form takes the keyboard."""

from __future__ import annotations

import streamlit as st

# A held key would check interview after interview that nobody has looked at; in a field it repeats as ever.
# The first field of a form gets the keyboard once for each `focus`, as soon as it is drawn.
SCRIPT = """
const held = Symbol.for("machi.review");
export default function ({ data }) {
  const state = (window[held] ??= { focused: "", listens: false });
  if (!state.listens) {
    state.listens = true;
    const field = target => target.closest?.("input, textarea, [contenteditable=true]");
    window.addEventListener("keydown", event => {
      const here = document.querySelector(".st-key-review_told");
      if (here && event.repeat && !field(event.target) && (event.key === "Enter" || event.key.length === 1)) {
        event.stopImmediatePropagation();
        event.preventDefault();
      }
    }, { capture: true });
  }
  let left = 40;
  const look = () => {
    const first = document.querySelector(".st-key-review_form textarea");
    if (!data.focus || state.focused === data.focus) return;
    if (first) { state.focused = data.focus; first.focus(); }
    else if (left--) setTimeout(look, 50);
  };
  look();
}
"""
_listening = st.components.v2.component("review_keys", js=SCRIPT)


def listen(focus: str) -> None:
    """Keep held keys from doing anything twice; `focus` names a form that takes the keyboard, "" for none."""
    with st.container(height=1, border=False, key="review_keys"):
        _listening(key="review_keys_listener", data={"focus": focus})
