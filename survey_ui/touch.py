"""Charts under a finger: a tap chooses a point at once, and a swipe over a chart moves the page."""

from __future__ import annotations

import streamlit as st

# Plotly takes every touch on a chart for the beginning of a drag: the page below a finger does not move, and the
# first tap has no hover before it, which Plotly needs to know what was chosen. Kept from these touches, it sees
# the mouse events that a browser makes of a tap, hover first, and a swipe stays the browser's.
SCRIPT = """
const held = Symbol.for("machi.touch");
export default function () {
  if (window[held]) return;
  window[held] = true;
  const keep = event => { if (event.target.closest?.("[class*=st-key-figure_] .drag")) event.stopPropagation(); };
  for (const name of ["touchstart", "touchmove", "touchend"]) {
    document.addEventListener(name, keep, { capture: true, passive: true });
  }
}
"""
_listening = st.components.v2.component("touch_on_charts", js=SCRIPT)


def leave_swipes_to_the_page() -> None:
    """Let fingers move the page over the charts of this page; takes no room."""
    with st.container(height=1, border=False, key="touch_on_charts"):
        _listening(key="touch_listener")
