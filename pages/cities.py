"""住む×訪れる: what both cities share first, then where they differ, in themes, words and feelings."""

from __future__ import annotations

import streamlit as st

from survey_insights import cities, tones, words
from survey_insights.labels import Split
from survey_loader.language import N_
from survey_ui import charts, markup, room

SPLITS: dict[Split, str] = {"axis": N_("だれのための声か"), "relation": N_("だれの声か")}

here = room.enter(N_("住む×訪れる"))
say = here.say
split: Split = (
    st.segmented_control(
        say("くらべ方"),
        list(SPLITS),
        default="axis",
        format_func=lambda key: say(SPLITS[key]),
        key="split",
        bind="query-params",
    )
    or "axis"
)
charts.draw(here, lambda: cities.shared_themes(here.voices, say, split, here.question), ("shared", split))
charts.draw(here, lambda: cities.theme_contrast(here.voices, say, split, here.question), ("contrast", split))
charts.draw(here, lambda: words.word_contrast(here.voices, say, split), ("word_contrast", split))
if question := room.one_question(here):
    charts.draw(here, lambda: tones.tone_contrast(here.voices, say, question, split), ("tones", split, question))
st.html(
    markup.paragraph(
        say(
            "「住みやすい」は毎日くらす人に良いこと、「訪れやすい」は来た人・帰ってきた人に良いこと。"
            "だれが書いたかではなく、だれのための話かで分けます。点数でも勝ち負けでもありません。"
        ),
        "quiet",
    )
)
