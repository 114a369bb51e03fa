"""The word cloud as a chart that travels: picture, finding, n and the table of its words."""

from __future__ import annotations

import base64
from functools import lru_cache

from survey_insights.charts import Chart, empty_chart, footer, new_figure
from survey_insights.cloud import cloud_words, drawn, word_looks
from survey_insights.words import top_title, word_table
from survey_loader.language import Say
from survey_loader.voices import Voices

# In pixels, as a hall's layout has room for it; drawn larger, so that letters stay sharp.
WIDTH, HEIGHT, SCALE = 1000, 350, 2
MOST_WORDS = 80


def cloud(voices: Voices, say: Say) -> Chart:
    """Return the word cloud; its figure holds the picture that `picture` returns."""
    frame, _ = cloud_words(voices, MOST_WORDS)
    image = picture(voices)
    if frame.empty or image is None:
        return empty_chart("cloud", voices, say, say("数えられることばは、まだありません。"))
    figure = new_figure(HEIGHT)
    source = "data:image/png;base64," + base64.b64encode(image).decode()
    figure.add_layout_image(
        source=source, xref="paper", yref="paper", x=0.5, y=0.5, sizex=1, sizey=1, sizing="contain",
        xanchor="center", yanchor="middle", layer="above",
    )  # fmt: skip
    # Without a trace Plotly would draw its grid and nothing else.
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="markers", marker={"opacity": 0}, showlegend=False, hoverinfo="skip")
    figure.update_xaxes(visible=False, range=[0, 1], fixedrange=True)
    figure.update_yaxes(visible=False, range=[0, 1], fixedrange=True)
    return Chart(
        "cloud", figure, word_table(frame, say),
        top_title(frame, f"{len(voices.comments):,}", say),
        say("声{n}件。大きいほど、多くの声に出てきたことばです（1つの声に何度出ても1件）。",
            n=f"{len(voices.comments):,}"),
        footer(voices, say),
        say("色がついたことばは、住む人・訪れる人・両方のための声のどれかに多いと確かめられたものです（q<0.05）。"
            "灰色は、差を確認できません。"),
        coded=("axis",),
    )  # fmt: skip


def picture(voices: Voices) -> bytes | None:
    """Return the cloud as PNG with a transparent background, None without words. Takes about a second."""
    return _drawn(tuple((word, *look) for word, look in word_looks(voices, most=MOST_WORDS).items()))


@lru_cache(maxsize=8)
def _drawn(looks: tuple[tuple[str, float, str], ...]) -> bytes | None:
    return drawn({word: (size, colour) for word, size, colour in looks}, WIDTH, HEIGHT, SCALE)
