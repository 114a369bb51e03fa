"""Paper for a workshop: cards of comments, and posters of a theme and of the people who may be shown."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from survey_exports import posters, workshop
from survey_insights.dealt import dealt, of_theme
from survey_insights.labels import theme_label
from survey_loader.acts import printing
from survey_loader.language import N_
from survey_ui import charts, markup
from survey_ui.room import Room

USUAL_CARDS, FEWEST_CARDS, MOST_CARDS = 40, 4, 300
# Of a poster; what does not fit stays out.
MOST_QUOTES = 24
NOBODY = N_("紹介してよいと答えた人の声が、まだありません。")


def offer(room: Room) -> None:
    """Offer cards and posters of what passes the filters; only what may be shown in a hall is on them."""
    if not room.reads:
        return
    quotable = int(room.voices.comments["quotable"].sum())
    if not quotable:
        st.text(room.say(NOBODY))
        return
    _offer_cards(room, quotable)
    _offer_posters(room)


def _offer_cards(room: Room, quotable: int) -> None:
    say = room.say
    with st.container(horizontal=True, vertical_alignment="bottom"):
        most = min(MOST_CARDS, quotable)
        count = st.number_input(
            say("カードの枚数"),
            min_value=min(FEWEST_CARDS, most),
            max_value=most,
            value=min(USUAL_CARDS, most),
            step=4,
            key="card_count",
            width=160,
        )
        with_photos = st.toggle(say("写真も入れる"), value=True, key="card_photos")
        _button(
            say("カードを保存（PDF）"),
            lambda: cards_pdf(room, int(count), with_photos),
            f"{room.survey.slug}-cards.pdf",
            "style",
        )
    told = [
        say("A4に4枚、切る印つきです。「実際のサイズ」（100%）で印刷してください。"),
        say("テーマごとに順番に、新しい声から選びます。紹介してよいと答えた人の声だけです。"),
        say("番号を「声と写真」で探すと、もとの声に戻れます。"),
    ]
    if room.settings.address:
        told.append(say("QRは、サインインした委員だけが開けます。"))
    st.html(markup.listed(told))


def cards_pdf(room: Room, count: int, with_photos: bool) -> bytes:
    """Return so many cards of the voices on the screen."""
    chosen = dealt(room.voices, count)
    read = printing.printable(room.settings, room.survey.slug, chosen["number"].tolist(), with_photos)
    return workshop.cards_pdf(room.voices, chosen, read, room.settings.address, room.say)


def _offer_posters(room: Room) -> None:
    say = room.say
    names = {theme.key: theme_label(theme, say) for theme in room.everything.theme_list}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        theme = st.selectbox(
            say("ポスターのテーマ"), list(names), format_func=names.__getitem__, key="poster_theme", width=260
        )
        if theme:
            _button(
                say("テーマのポスターを保存（A1）"),
                lambda: theme_poster(room, theme),
                f"{room.survey.slug}-poster-{theme}.pdf",
                "image",
            )
        _button(
            say("写真のポスターを保存（A1）"), lambda: wall_poster(room), f"{room.survey.slug}-wall.pdf", "grid_view"
        )


def theme_poster(room: Room, theme: str) -> bytes:
    """Return the poster of a theme, from the voices on the screen."""
    chosen = of_theme(room.voices, theme, MOST_QUOTES)["number"].tolist()
    quotes = printing.printable(room.settings, room.survey.slug, chosen)
    people = printing.people(room.settings, room.survey.slug, workshop.writers(room.voices, theme), posters.MOST_PHOTOS)
    return posters.theme_poster(room.voices, theme, list(quotes.values()), people, room.say)


def wall_poster(room: Room) -> bytes:
    """Return the poster of the people on the screen who may be shown."""
    shown = room.voices.interviews
    chosen = [int(number) for number in shown.loc[shown["photographed"], "number"]]
    people = printing.people(room.settings, room.survey.slug, chosen, posters.MOST_ON_WALL)
    return posters.wall_poster(room.voices, people, room.say)


def _button(label: str, write: Callable[[], bytes], name: str, icon: str) -> None:
    st.download_button(
        label,
        data=write,
        file_name=name,
        mime=charts.PDF_TYPE,
        on_click="ignore",
        icon=f":material/{icon}:",
        key=f"print_{name}",
    )
