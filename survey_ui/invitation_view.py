"""New invitations for phones: for one group or for each student of a list, shown once as QR codes and on cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import escape
from urllib.parse import urlsplit

import segno
import streamlit as st

from survey_exports.kit.cards import Card
from survey_loader.access import Actor
from survey_loader.acts import inviting
from survey_loader.acts.inviting import Wanted
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_ui import errors, hosts, kit_view, markup, room

MADE, ROUND = "invitations_made", "invitation_round"
# A weekend of street work and the days after it, in which the last ones are sent.
USUAL_DAYS = 14
MOST_DAYS = inviting.LONGEST.days - 1
QR_SCALE = 6
NO_HTTPS = N_(
    "スマホのカメラや、電波のないところでの入力には、https のアドレスが要ります。"
    "サーバーの設定は docs/deploy.md にあります。いまのアドレスは、このパソコンで試すためのものです。"
)
ONCE = N_(
    "スマホのカメラで読み取るか、カードかリンクを本人にだけ渡してください。"
    "閉じると、もう出せません（なくしたら、取り消して作り直します）。"
)


@dataclass(frozen=True, slots=True)
class _Fresh:
    """An invitation just made; its token is known to this session alone, until it is closed or others are made."""

    number: int
    label: str
    token: str
    until: date


def show(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Draw the form for new invitations, and those just made."""
    _new(here, survey, actor, say)
    made: list[_Fresh] = st.session_state.get(MADE, [])
    if made:
        with st.container(border=True, key="invitation_new"):
            _just_made(here, survey, made, say)


def forget(number: int) -> None:
    """Show no more what was just made of an invitation that is taken back."""
    st.session_state[MADE] = [one for one in st.session_state.get(MADE, []) if one.number != number]


def _new(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    known = room.listed(here, survey, actor)
    turn = st.session_state.get(ROUND, 0)
    today = datetime.now(survey.zone).date()
    st.html(
        markup.heading(
            say("新しい招待"),
            under=say("招待を持つスマホは、聞き取りを送れます。ほかの人の聞き取りは見られません。"),
        )
    )
    with st.form(f"invitation_{turn}"):
        names = st.text_area(
            say("だれへの招待か（1行に1つ。例：月曜の班、佐藤さん）"), key=f"invitation_label_{turn}", height=96
        )
        named = st.checkbox(say("1行ごとの名前を「聞き手」にも入れる"), key=f"invitation_named_{turn}")
        with st.grid("auto", min_column_width=210):
            wave = _choice(say("回（書かなければ月）"), known["wave"], f"invitation_wave_{turn}", say)
            interviewer = _choice(say("聞き手"), known["interviewer"], f"invitation_interviewer_{turn}", say)
            place = _choice(say("場所"), known["place"], f"invitation_place_{turn}", say)
            last = st.date_input(
                say("最後に使える日"),
                value=today + timedelta(days=USUAL_DAYS),
                min_value=today,
                max_value=today + timedelta(days=MOST_DAYS),
                format="YYYY/MM/DD",
                key=f"invitation_last_{turn}",
            )
        pressed = st.form_submit_button(say("招待を作る"), type="primary", icon=":material/qr_code_2:")
    if pressed:
        with errors.box(say):
            until = datetime.combine(last or today, time(23, 59, 59), survey.zone)
            labels = list(filter(None, map(str.strip, (names or "").splitlines())))
            wanted = [Wanted(one, until, wave, one if named else interviewer, place) for one in labels]
            made = inviting.make_all(here, actor, survey.slug, wanted)
            st.session_state[MADE] = [
                _Fresh(one.number, label, one.token, last or today) for one, label in zip(made, labels, strict=True)
            ]
            st.session_state[ROUND] = turn + 1
            st.rerun()


def _choice(label: str, known: list[str], key: str, say: Say) -> str:
    chosen = st.selectbox(
        label, known, index=None, accept_new_options=True, placeholder=say("選ぶか、書き入れる"), key=key
    )
    return chosen or ""


def _just_made(here: Settings, survey: Survey, made: list[_Fresh], say: Say) -> None:
    address = _address(here)
    links = {one.number: inviting.link(address, one.token) for one in made}
    if len(made) == 1:
        st.html(markup.paragraph(say("「{label}」の招待ができました。", label=made[0].label), "lead"))
    else:
        st.html(markup.paragraph(say("{n}件の招待ができました。", n=len(made)), "lead"))
    st.text(say(ONCE))
    if not address.startswith("https://"):
        st.html(markup.paragraph("⚠ " + say(NO_HTTPS), "wrong"))
    kit_view.cards(survey, [Card(one.label, links[one.number], one.until) for one in made], say)
    chosen = made[0]
    if len(made) > 1:
        chosen = st.selectbox(
            say("QRコードを出す招待"), made, format_func=lambda one: markup.plain(one.label), key="invitation_shown"
        )
    st.html(qr(links[chosen.number], say("招待「{label}」のQRコード", label=chosen.label)))
    st.code(links[chosen.number], language=None, wrap_lines=True)
    st.button(say("渡したので閉じる"), key="invitation_given", on_click=st.session_state.pop, args=(MADE, None))


def _address(here: Settings) -> str:
    """Return where phones reach the server: the public address, else where this browser has reached it."""
    if here.address:
        return here.address.rstrip("/")
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if hosts.is_local(parts.netloc) else "http://localhost:8501"


def qr(link: str, words: str) -> str:
    """Return a QR code as a picture within the page: it is a secret, which `/media` would serve to anybody."""
    drawn = segno.make(link, error="m")
    picture = drawn.svg_data_uri(scale=QR_SCALE, border=4, dark="#000", light="#fff")
    side = drawn.symbol_size(scale=QR_SCALE, border=4)[0]
    return (
        f'<img src="{escape(picture, quote=True)}" alt="{escape(words, quote=True)}" '
        f'width="{side}" height="{side}" style="max-width:100%;height:auto">'
    )
