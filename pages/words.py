"""ことば: the cloud, the network of words, each word in its sentences, the counts; each leads back to its voices."""

from __future__ import annotations

import streamlit as st

from survey_loader.language import N_
from survey_ui import cloud, concordance_view, correspondence_view, network_view, room, word_view

here = room.enter(N_("ことば"), "words")
# The instruments in the order of their tabs; only the open one is drawn.
INSTRUMENTS = {
    N_("雲"): cloud.instrument,
    N_("つながり"): network_view.show,
    N_("前後の文"): concordance_view.show,
    N_("対応の図"): correspondence_view.show,
    N_("数え表"): word_view.counts,
}
tabs = st.tabs([here.say(name) for name in INSTRUMENTS], key="instrument", on_change="rerun", bind="query-params")
for tab, show in zip(tabs, INSTRUMENTS.values(), strict=True):
    if tab.open:
        with tab:
            show(here)
