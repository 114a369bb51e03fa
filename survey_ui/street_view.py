"""街頭の準備: invitations made, shown once as a QR code, listed and taken back, and what a lost phone had sent."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from html import escape
from urllib.parse import urlsplit

import segno
import streamlit as st

from survey_loader.access import Actor
from survey_loader.acts import inviting
from survey_loader.acts.inviting import Listed, Wanted
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_ui import errors, hosts, kit_view, markup, room

MADE, TOLD, ROUND = "invitation_made", "invitation_told", "invitation_round"
STATES = {"live": N_("使えます"), "expired": N_("期限切れ"), "revoked": N_("取り消し済み")}
# A weekend of street work and the days after it, in which the last ones are sent.
USUAL_DAYS = 14
MOST_DAYS = inviting.LONGEST.days - 1
QR_SCALE = 6
NO_HTTPS = N_(
    "スマホのカメラや、電波のないところでの入力には、https のアドレスが要ります。"
    "サーバーの設定は docs/deploy.md にあります。いまのアドレスは、このパソコンで試すためのものです。"
)


def show(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Draw the screen for an organiser."""
    told = st.session_state.pop(TOLD, "")
    if told:
        st.success(markup.plain(told))
    _new(here, survey, actor, say)
    _just_made(here, survey, say)
    found = inviting.listed(here, actor, survey.slug)
    if not found:
        st.text(say("まだ招待はありません。上で作ると、QRコードが出ます。"))
        return
    _table(found, survey, say)
    _one(here, survey, actor, found, say)


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
        label = st.text_input(say("だれへの招待か（例：月曜の班、佐藤さん）"), key=f"invitation_label_{turn}")
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
            made = inviting.make(here, actor, survey.slug, Wanted(label, until, wave, interviewer, place))
            # Only this session knows the token, and only until it is closed or another is made.
            st.session_state[MADE] = (made.number, label.strip(), made.token, last or today)
            st.session_state[ROUND] = turn + 1
            st.rerun()


def _choice(label: str, known: list[str], key: str, say: Say) -> str:
    chosen = st.selectbox(
        label, known, index=None, accept_new_options=True, placeholder=say("選ぶか、書き入れる"), key=key
    )
    return chosen or ""


def _just_made(here: Settings, survey: Survey, say: Say) -> None:
    if MADE not in st.session_state:
        return
    number, label, token, until = st.session_state[MADE]
    address = _address(here)
    link = inviting.link(address, token)
    with st.container(border=True, key="invitation_new"):
        st.html(markup.paragraph(say("「{label}」の招待ができました。", label=label), "lead"))
        st.text(
            say(
                "スマホのカメラで読み取るか、リンクを本人にだけ渡してください。"
                "閉じると、もう出せません（なくしたら、取り消して作り直します）。"
            )
        )
        st.html(qr(link, say("招待「{label}」のQRコード", label=label)))
        st.code(link, language=None, wrap_lines=True)
        if not address.startswith("https://"):
            st.html(markup.paragraph("⚠ " + say(NO_HTTPS), "wrong"))
        kit_view.card(survey, label, link, until, say)
        st.button(
            say("渡したので閉じる"), key=f"invitation_given_{number}", on_click=st.session_state.pop, args=(MADE, None)
        )


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


def _table(found: list[Listed], survey: Survey, say: Say) -> None:
    headings = (
        say("招待"), say("いま"), say("最後に使える日"), say("最後に使った"), say("聞き取り"), say("写真"),
    )  # fmt: skip
    rows = [
        [
            _label(one, say),
            markup.paragraph(say(STATES[one.state])),
            markup.paragraph(_moment(one.invitation.expires, survey, "%Y/%m/%d")),
            markup.paragraph(_moment(one.invitation.seen_at, survey, "%Y/%m/%d %H:%M")),
            markup.paragraph(f"{one.sent.interviews:,}"),
            markup.paragraph(f"{one.sent.photos:,}"),
        ]
        for one in found
    ]
    st.html(markup.heading(say("作った招待")))
    st.html(markup.table(headings, rows, say("招待の一覧"), words=(0, 1, 2, 3)))


def _label(one: Listed, say: Say) -> str:
    it = one.invitation
    fixed = say("、").join(filter(None, (it.wave, it.interviewer, it.place)))
    return markup.paragraph(it.label) + (markup.paragraph(fixed, "quiet") if fixed else "")


def _moment(told: str | None, survey: Survey, form: str) -> str:
    return datetime.fromisoformat(told).astimezone(survey.zone).strftime(form) if told else "—"


def _one(here: Settings, survey: Survey, actor: Actor, found: list[Listed], say: Say) -> None:
    by_number = {one.invitation.number: one for one in found}
    st.html(
        markup.heading(
            say("ひとつの招待"),
            under=say("スマホをなくしたら、取り消してください。それまでに送られたものは、ここに残っています。"),
        )
    )
    number = st.selectbox(
        say("どの招待"), list(by_number), format_func=lambda n: markup.plain(by_number[n].invitation.label)
    )
    chosen = by_number[number]
    if chosen.state == "live" and st.button(say("取り消す"), icon=":material/phonelink_erase:", key=f"revoke_{number}"):
        with errors.box(say):
            inviting.revoke(here, actor, survey.slug, number)
            st.session_state.pop(MADE, None)
            st.session_state[TOLD] = say("「{label}」の招待を取り消しました。", label=chosen.invitation.label)
            st.rerun()
    _sent(here, survey, actor, number, say)


def _sent(here: Settings, survey: Survey, actor: Actor, number: int, say: Say) -> None:
    sent = inviting.sent(here, actor, survey.slug, number)
    if not sent:
        st.text(say("この招待からは、まだ何も届いていません。"))
        return
    headings = (say("聞いた日時"), say("場所"), say("板の番号"), say("声"))
    rows = [
        [
            markup.paragraph(_moment(one.at, survey, "%Y/%m/%d %H:%M")),
            markup.paragraph(one.place),
            markup.paragraph(one.board or "—"),
            "".join(markup.paragraph(text) for text in one.texts) or markup.paragraph(say("写真だけ"), "quiet"),
        ]
        for one in sent
    ]
    st.html(markup.table(headings, rows, say("この招待から届いた聞き取り"), words=(0, 1, 2, 3)))
