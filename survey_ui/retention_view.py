"""Until when each wave is kept: the dates and the purge; who answers for the survey, and the sheets to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape

import streamlit as st

from survey_exports import register
from survey_insights.kept import AFTER_LABELS, UNKNOWN, day_or_dash
from survey_loader.access import Actor
from survey_loader.acts import keeping, retention
from survey_loader.acts.keeping import Declared
from survey_loader.acts.retention import Keeping
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_ui import charts, choosing, errors, markup

TOLD, ASKING, ROUND = "retention_told", "retention_asking", "retention_round"
GOES = {
    "identity": N_(
        "「{wave}」の写真{photos}枚と、板の番号・聞いた人の名前・メモ（{identified}人分）が消えます。ことばと年代などは残ります。"
    ),
    "everything": N_("「{wave}」の聞き取り{n}件が、ことばも写真もふくめて、すべて消えます。"),
}
# What the browser may choose: long enough for any survey.
LAST_DAY = date(2199, 12, 31)


def show(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Draw the waves with their dates, the form of who answers, and the sheets."""
    st.html(markup.heading(say("保存期限"), under=say("期限の30日前から知らせ、過ぎたら自動で消します。")))
    if told := st.session_state.pop(TOLD, ""):
        st.html(markup.paragraph(told, "lead"))
    waves = retention.waves(here, actor, survey)
    if waves:
        _table(waves, say)
        with st.expander(say("回の期限を決める・いま消す"), icon=":material/event_busy:"):
            _one_wave(here, survey, actor, waves, say)
    else:
        st.text(say("まだ聞き取りがありません。"))
    _describe(here, survey, actor, say)
    _sheets(here, survey, actor, waves, say)


def _table(waves: Sequence[Keeping], say: Say) -> None:
    headings = [
        say("回"),
        say("最後の日"),
        say("聞き取り"),
        say("個人の手がかりあり"),
        say("写真"),
        say("期限"),
        say("消える日"),
    ]
    rows = [
        [
            wave.wave,
            day_or_dash(wave.last_day, say),
            f"{wave.interviews:,}",
            f"{wave.identified:,}",
            f"{wave.photos:,}",
            _until(wave, say),
            day_or_dash(wave.goes_on, say) if wave.left else _gone(wave, say),
        ]
        for wave in waves
    ]
    st.html(markup.table(headings, [[escape(cell) for cell in row] for row in rows], say("回ごとの保存期限")))


def _until(wave: Keeping, say: Say) -> str:
    if wave.keep_until is None:
        return say("なし")
    day = day_or_dash(wave.keep_until, say)
    return say("{day}（この回だけ）", day=day) if wave.own_date else day


def _gone(wave: Keeping, say: Say) -> str:
    return say("{day}に消しました", day=day_or_dash(wave.purged_on, say)) if wave.purged_on else UNKNOWN


def _one_wave(here: Settings, survey: Survey, actor: Actor, waves: Sequence[Keeping], say: Say) -> None:
    by_name = {wave.wave: wave for wave in waves}
    chosen = by_name[st.selectbox(say("回"), list(by_name), format_func=markup.plain, key="retention_wave")]
    turn = st.session_state.get(ROUND, 0)
    until = choosing.a_day(
        say("この回の期限（空なら、調査の月数で決まります）"),
        f"retention_date_{chosen.wave}_{turn}",
        chosen.keep_until if chosen.own_date else None,
        last=LAST_DAY,
    )
    with st.container(horizontal=True):
        if st.button(say("期限を保存"), key="retention_save"):
            retention.set_date(here, actor, survey, chosen.wave, until)
            _done(say("「{wave}」の期限を保存しました。", wave=chosen.wave))
        if chosen.left:
            st.button(
                say("いま消す"),
                icon=":material/delete_forever:",
                key="retention_purge",
                on_click=st.session_state.__setitem__,
                args=(ASKING, chosen.wave),
            )
    if st.session_state.get(ASKING) == chosen.wave:
        _ask(here, survey, actor, chosen, say)


def _ask(here: Settings, survey: Survey, actor: Actor, wave: Keeping, say: Say) -> None:
    @st.dialog(say("この回のものを消しますか"), on_dismiss=_stop_asking)
    def asking() -> None:
        with errors.box(say):
            goes = say(GOES[survey.after_retention], wave=wave.wave, photos=f"{wave.photos:,}",
                       identified=f"{wave.identified:,}", n=f"{wave.interviews:,}")  # fmt: skip
            st.html(markup.paragraph(goes) + markup.paragraph(say("元に戻すことはできません。")))
            sure = st.checkbox(say("元に戻せないことが分かりました"), key=f"purge_sure_{wave.wave}")
            if st.button(say("消す"), type="primary", disabled=not sure, key="purge_really"):
                retention.purge(here, actor, survey.slug, wave.wave)
                _stop_asking()
                _done(say("「{wave}」の、期限の過ぎたものを消しました。", wave=wave.wave))

    asking()


def _stop_asking() -> None:
    st.session_state.pop(ASKING, None)


def _done(told: str) -> None:
    st.session_state[TOLD] = told
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.rerun()


def _describe(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    now = keeping.declared(survey)
    with st.expander(say("管理者・目的・保存期間"), icon=":material/badge:"), st.form("describe", border=False):
        holder = st.text_input(say("管理者"), now.holder, key=f"holder_{survey.slug}")
        contact = st.text_input(say("連絡先（取り下げや問い合わせの窓口）"), now.contact, key=f"contact_{survey.slug}")
        purpose = st.text_area(say("目的"), now.purpose, key=f"purpose_{survey.slug}")
        retained = st.text_input(say("保存期間（答える人に伝えることば）"), now.retention, key=f"kept_{survey.slug}")
        months = st.number_input(
            say("回の最後の日から何か月持つか（0なら自動では消しません）"),
            0,
            keeping.MOST_MONTHS,
            now.retention_months,
            key=f"months_{survey.slug}",
        )
        guardian = st.number_input(
            say("何歳未満の人は、おうちの人と決めるか"),
            0,
            keeping.OLDEST_CHILD,
            now.guardian_age,
            key=f"guardian_{survey.slug}",
        )
        after = st.radio(
            say("期限が過ぎたら"),
            list(AFTER_LABELS),
            index=list(AFTER_LABELS).index(now.after_retention),
            format_func=lambda what: say(AFTER_LABELS[what]),
            key=f"after_{survey.slug}",
        )
        pressed = st.form_submit_button(say("保存"), type="primary", key="describe_save")
    if pressed:
        wanted = Declared(holder, contact, purpose, retained, int(months), after or now.after_retention, int(guardian))
        keeping.describe(here, actor, survey.slug, wanted)
        _done(say("保存しました。「概要」と書き出しにも出ます。"))


def _sheets(here: Settings, survey: Survey, actor: Actor, waves: Sequence[Keeping], say: Say) -> None:
    today = retention.today(survey)

    def made(draw: Callable[..., bytes]) -> Callable[[], bytes]:
        return lambda: draw(survey, keeping.totals(here, actor, survey.slug), waves, today, say)

    st.html(markup.heading(say("書類"), under=say("いまのデータから作ります。足りないところは書き足してください。")))
    with st.container(horizontal=True):
        for key, label, draw in (
            ("register", say("個人情報ファイル簿を保存（PDF）"), register.register_pdf),
            ("handover", say("引き継ぎ書を保存（PDF）"), register.handover_pdf),
        ):
            st.download_button(
                label,
                data=made(draw),
                file_name=f"{survey.slug}-{key}.pdf",
                mime=charts.PDF_TYPE,
                on_click="ignore",
                icon=":material/picture_as_pdf:",
                key=f"sheet_{key}",
            )
