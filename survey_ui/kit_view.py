"""What is printed for a day in the street, made in memory when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from survey_exports.kit import cards as card_paper
from survey_exports.kit import script, sign, slips, tally
from survey_exports.kit.about import About
from survey_exports.kit.cards import Card
from survey_loader import board_numbers
from survey_loader.access import Actor
from survey_loader.acts import numbering, street_form
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_ui import charts, errors, markup, room

# An afternoon of one group.
USUAL_COUNT = 40
NOBODY_TO_ASK = N_(
    "連絡先がまだ決まっていないので、番号の紙に「やめたいとき」の連絡先が入りません。「同意と保存」で書いてください。"
)
NO_ADDRESS = N_(
    "公開する場所（MACHI_ADDRESS）が決まっていないので、取り下げのQRコードは入りません。連絡先だけが入ります。"
)
HOW = N_(
    "紙は、どの言語で使っていても日本語で作ります（答える人が読むところには英語もつきます）。番号の紙は、左を板に、右を答えた人に。"
    "印刷した番号は覚えておき、次はその続きから始めます。"
)


def show(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Draw how many slips from which number, and what can be printed."""
    st.html(markup.heading(say("印刷するもの"), under=say(HOW)))
    if not survey.contact:
        st.html(markup.paragraph("⚠ " + say(NOBODY_TO_ASK), "wrong"))
    if not here.address:
        st.html(markup.paragraph(say(NO_ADDRESS), "quiet"))
    following = numbering.next_number(here, actor, survey.slug)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        count = st.number_input(say("番号の紙を何枚"), 1, numbering.MOST_AT_ONCE, USUAL_COUNT, key="kit_count")
        first = st.number_input(say("何番から"), 1, board_numbers.LAST, following, key=f"kit_first_{following}")
        wave = st.selectbox(
            say("どの回で使うか"),
            room.listed(here, survey, actor)["wave"],
            index=None,
            accept_new_options=True,
            placeholder=say("決めない"),
            key="kit_wave",
        )
    about = About(survey, here.address.rstrip("/"), street_form.kept_until(here, actor, survey.slug, wave or ""))
    _slips(here, about, actor, int(first), int(count), say)
    with st.container(horizontal=True):
        for name, label, draw in (
            ("script", say("話し方を保存（PDF）"), script.pdf),
            ("tally", say("声かけの表を保存（PDF）"), tally.pdf),
            ("sign", say("看板を保存（PDF）"), sign.pdf),
        ):
            _paper(f"{survey.slug}-{name}.pdf", label, _made(draw, about))


def _slips(here: Settings, about: About, actor: Actor, first: int, count: int, say: Say) -> None:
    slug = about.survey.slug
    try:
        numbers = numbering.numbers(first, count)
    except SurveyError as error:
        errors.show(error, say)
        return
    told = say(
        "{first}から{last}まで、A4で{pages}枚です。",
        first=board_numbers.spelled(numbers[0]),
        last=board_numbers.spelled(numbers[-1]),
        pages=-(-count // slips.PER_PAGE),
    )
    st.text(told)
    name = f"{slug}-{board_numbers.written(numbers[0])}-{board_numbers.written(numbers[-1])}.pdf"
    _paper(
        name,
        say("番号の紙を保存（PDF）"),
        lambda: slips.pdf(about, numbering.printed(here, actor, slug, first, count)),
        kind="primary",
    )


def cards(survey: Survey, made: Sequence[Card], say: Say) -> None:
    """Offer the cards of invitations that were just made; only now their links are known."""
    about = About(survey)
    _paper(
        f"{survey.slug}-invitations.pdf",
        say("招待のカードを保存（PDF）"),
        lambda: card_paper.pdf(about, made),
        kind="primary",
    )


def _made(draw: Callable[[About], bytes], about: About) -> Callable[[], bytes]:
    return lambda: draw(about)


def _paper(name: str, label: str, make: Callable[[], bytes], kind: str = "secondary") -> None:
    st.download_button(
        label,
        data=make,
        file_name=name,
        mime=charts.PDF_TYPE,
        on_click="ignore",
        icon=":material/print:",
        key=f"kit_{name}",
        type="primary" if kind == "primary" else "secondary",
    )
