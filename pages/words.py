"""ことば: the cloud, the counts, and any word back to the comments it stands in."""

from __future__ import annotations

import streamlit as st

from survey_insights import words
from survey_loader.language import N_
from survey_ui import charts, cloud, markup, room, word_view

MOST = 20

here = room.enter(N_("ことば"))
say = here.say
cloud.show(here)
charts.draw(here, lambda: words.top_words(here.voices, say, MOST), "top_words")
st.html(markup.heading(say("ことばの数え表"), under=say("2件以上の声に出てきたことば。1つの声に何度出ても1件です。")))
word_view.counts(here)
st.html(markup.heading(say("ことばから声へ")))
word_view.search(here)
