"""概要: what the voices say, in sentences that can be said aloud; then the few charts behind them."""

from __future__ import annotations

import streamlit as st

from survey_insights import balance, themes
from survey_insights.chart_list import Asked
from survey_loader.language import N_
from survey_ui import charts, cloud, links, responsible_view, room, sentence_view, stop_view, theme_view, wall

MOST_THEMES = 6
NEWEST_PHOTOS = 6

here = room.enter(N_("概要"), "overview")
say = here.say
responsible_view.warn(here.settings, here.survey, here.actor, say)
stop_view.warn(here.settings, here.survey, here.actor, say)
sentences, faces = wall.beside(here)
with sentences:
    sentence_view.show(here)
    links.read_voices(here, here.filters, say("すべての声を読む"))
if faces:
    with faces:
        wall.show(here, NEWEST_PHOTOS)
left, right = st.columns(2, gap="large")
with left:
    charts.draw(here, lambda: balance.balance_change(here.voices, say), "balance_change", asked=Asked("balance_change"))
with right:
    top = Asked("top_themes", here.question)
    few = "top_themes_short"
    charts.draw(here, lambda: themes.top_themes(here.voices, say, here.question, MOST_THEMES), few, asked=top)
    theme_view.links_below(here, theme_view.most_written(here)[:3])
cloud.show(here)
responsible_view.foot(here.survey, say)
