"""住む×訪れる: what both share first, then the map of words and themes, where they differ, and where they clash."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from survey_insights import cities, tones, words
from survey_insights.chart_list import Asked
from survey_insights.sides import PAIRS
from survey_loader.language import N_
from survey_ui import charts, clash_view, links, markup, plane_view, room, sides_view

here = room.enter(N_("住む×訪れる"), "cities")
say = here.say
pair = sides_view.choose(here)
sides_view.say_who(here, pair)
question = "" if pair.by == "question" else here.question


def asked(key: str, of: str = question) -> Asked:
    """Return what makes a chart of these two sides again."""
    return Asked(key, of, by=pair.by, left=pair.left, right=pair.right)


shared = asked("shared_themes")
charts.draw(here, lambda: cities.shared_themes(here.voices, say, pair, question), ("shared", pair), asked=shared)
if pair == PAIRS["axis"] and (here.voices.comments["axis"] == "both").any():
    links.read_voices(here, replace(here.filters, axis="both"), say("両方のための声を読む"))
st.html(markup.heading(say("ことばとテーマの地図"), 2))
plane_view.show_map(here, pair)
apart = asked("theme_contrast")
charts.draw(here, lambda: cities.theme_contrast(here.voices, say, pair, question), ("contrast", pair), asked=apart)
worded = asked("word_contrast", "")
charts.draw(here, lambda: words.word_contrast(here.voices, say, pair), ("word_contrast", pair), asked=worded)
if one := room.one_question(here):
    felt = asked("tone_contrast", one)
    charts.draw(here, lambda: tones.tone_contrast(here.voices, say, one, pair), ("tones", pair, one), asked=felt)
clash_view.show(here)
st.html(
    markup.paragraph(
        say(
            "「住みやすい」は毎日くらす人に良いこと、「訪れやすい」は来た人・帰ってきた人に良いこと。"
            "だれが書いたかではなく、だれのための話かで分けます。点数でも勝ち負けでもありません。"
        ),
        "quiet",
    )
)
