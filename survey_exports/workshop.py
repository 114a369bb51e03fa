"""From what was read for a hall to cards: who wrote it, under which theme it lies, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from survey_exports import cards
from survey_exports.cards import Card
from survey_exports.print_parts import printed, theme_colour
from survey_insights.labels import axis_label, question_label, relation_label, survey_name, theme_label
from survey_insights.selection import with_theme
from survey_loader.acts.printing import Printable, printed_number
from survey_loader.language import Say
from survey_loader.models import ThemeName
from survey_loader.voices import Voices


def cards_pdf(
    voices: Voices,
    dealt: pd.DataFrame,
    read: Mapping[int, Printable],
    address: str,
    say: Say,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """Return cards as a PDF, in the order they were dealt (insights.dealt).

    `read` comes from a read for a hall (acts.printing): a comment that is not in it gets no card. `address` is where
    people elsewhere reach the server, "" where they do not: the cards then bear the number alone. `told` as for
    cards.pdf.
    """
    themes = {theme.key: theme for theme in voices.theme_list}
    pairs = zip(dealt["number"].tolist(), dealt["theme"].tolist(), strict=True)
    made = [_card(voices, read[number], themes.get(theme), address, say) for number, theme in pairs if number in read]
    return cards.pdf(made, _foot(voices, say), say("声のカード"), say, told)


def _card(voices: Voices, comment: Printable, theme: ThemeName | None, address: str, say: Say) -> Card:
    question = voices.survey.question(comment.question)
    relation = relation_label(comment.relation, say) if comment.relation else ""
    return Card(
        text=comment.text,
        theme=printed(theme_label(theme, say)) if theme else say("テーマなし"),
        colour=theme_colour(theme),
        axis=comment.axis,
        axis_name=axis_label(comment.axis or "none", say),
        asked=printed(question_label(question, say)) if question else "",
        who=printed(say("、").join(part for part in (relation, comment.age, comment.place, comment.wave) if part)),
        number=printed_number(comment.comment_id),
        address=comment_address(address, comment.comment_id) if address else "",
        photo=comment.photo,
    )


def comment_address(address: str, comment_id: str) -> str:
    """Return the address of a comment's own page."""
    return f"{address.rstrip('/')}/voices?{urlencode({'voice': comment_id})}"


def _foot(voices: Voices, say: Say) -> str:
    name = survey_name(voices.survey, say)
    if voices.survey.sample and say("見本") not in name:
        name = say("{name}（見本）", name=name)
    return printed(say("{name}　足を止めてくれた人の声です。", name=name))


def writers(voices: Voices, theme: str) -> list[int]:
    """Return the interviews (row numbers) whose comments hold a theme."""
    held = with_theme(voices, theme)
    return [int(number) for number in np.unique(voices.comments["interview"].to_numpy()[held])]
