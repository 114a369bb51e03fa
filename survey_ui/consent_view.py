"""Finding one interview, showing what is held of it, and changing or taking back its consents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from survey_exports import holding as papers
from survey_insights.kept import PHOTO_CONSENT_LABELS
from survey_insights.labels import relation_label
from survey_loader.access import Actor
from survey_loader.acts import codes, consents, erasing, holdings
from survey_loader.acts.holdings import Holding
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.models import Consents, PhotoConsent, Survey
from survey_loader.settings import Settings
from survey_loader.store.holdings import FoundInterview
from survey_ui import charts, choosing, errors, markup

OPENED, TOLD, ASKING = "consent_opened", "consent_told", "consent_asking"
HOW_TO_FIND = N_(
    "取り下げの番号（ABCD-EFGH のような8文字）、聞き取りのID、板の番号、書いたことばのどれかで探します。"
    "日を選ぶと、その日だけを探します。"
)
NONE_FOUND = N_("見つかりません。日を空にするか、ことばを短くして、もう一度探してください。")
REASONS = (N_("ご本人の求め"), N_("保護者の求め"), N_("まちがって入れたもの"), N_("ほかの理由"))
PHOTOS_GO = N_(
    "写真を「いいえ」にすると、だれも見られなくなった写真のファイルをその場で消します。あとで「はい」に変えても戻りません。"
)
STAYS = N_("消した人が戻らないための印（ことばは入っていません）と、だれがいつ消したかの記録は残ります。")
OUTSIDE = N_("外に出したもの{n}件に入っています。それらは消えません。消したあとに「回収するもの」に並べます。")
BEYOND = N_("書き出したファイル、配った紙、この装置の外にある控えには届きません。")
# Long comments are shortened in the list of those found.
SHOWN_WORDS = 80


@dataclass(frozen=True)
class Desk:
    """The desk of whoever answers for consent."""

    here: Settings
    survey: Survey
    actor: Actor
    say: Say

    def show(self) -> None:
        """Draw the search, what it found, and the interview that is open."""
        say = self.say
        if told := st.session_state.pop(TOLD, ""):
            st.html(markup.paragraph(told, "lead"))
        st.html(markup.heading(say("聞き取りを探す"), under=say(HOW_TO_FIND)))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            typed = st.text_input(say("番号か、ことば"), key="consent_typed")
            day = choosing.a_day(say("聞いた日"), "consent_day", width=180)
        with errors.box(say):
            self._found(typed, day)
        if identity := st.session_state.get(OPENED, ""):
            with errors.box(say):
                self._one(identity)

    def _found(self, typed: str, day: date | None) -> None:
        say = self.say
        if not typed.strip() and day is None:
            return
        found = holdings.find(self.here, self.actor, self.survey.slug, typed, day)
        if not found:
            st.text(say(NONE_FOUND))
        for one in found:
            line(one, "", say)
        if len(found) == holdings.MOST_FOUND:
            st.html(
                markup.paragraph(
                    say("はじめの{n}件です。もっとくわしく入れて、しぼってください。", n=len(found)), "quiet"
                )
            )

    def _one(self, identity: str) -> None:
        say = self.say
        try:
            held = holdings.look(self.here, self.actor, self.survey.slug, identity)
        except SurveyError:
            # Erased meanwhile, or of another survey that was open before.
            st.session_state.pop(OPENED, None)
            return
        st.html(markup.heading(say("持っている情報"), under=say("取り下げの番号：{code}", code=held.code)))
        for kept in held.versions:
            st.html(markup.heading(say(papers.STANDINGS[kept.standing]), level=4))
            st.html(markup.facts(papers.version_rows(kept, self.survey, say)))
        st.html(markup.heading(say("写真と、そのほか"), level=4))
        st.html(markup.facts(papers.other_rows(held, say)))
        self._papers(held)
        self._consents(held)
        st.button(
            say("取り下げ（すべて消す）"),
            icon=":material/delete_forever:",
            key="withdraw",
            on_click=st.session_state.__setitem__,
            args=(ASKING, identity),
        )
        self._ask(held)

    def _papers(self, held: Holding) -> None:
        say = self.say
        with st.container(horizontal=True):
            st.download_button(
                say("この一覧を保存（PDF）"),
                data=lambda: papers.report_pdf(held, self.survey, say),
                file_name=f"{held.code}.pdf",
                mime=charts.PDF_TYPE,
                on_click="ignore",
                key="holding_pdf",
            )
            slip(held.code, say, lambda: papers.slip_of(held, self.survey, say))

    def _consents(self, held: Holding) -> None:
        say, now = self.say, held.shown.consents
        with st.form(f"consents_{held.interview_id}"):
            st.html(markup.heading(say("同意を変える"), level=4, under=say(PHOTOS_GO)))
            key = f"{held.interview_id}_{hash(now)}"
            quote = st.segmented_control(
                say("ことばを発表で紹介する"),
                [True, False],
                default=now.quote or bool(now.basis),
                format_func=lambda yes: say("はい") if yes else say("いいえ"),
                key=f"quote_{key}",
            )
            committee = _photo(say("写真を実行委員会が見る"), now.photo_committee, f"committee_{key}", say)
            hall = _photo(say("写真を会場と紙で見せる"), now.photo_hall, f"hall_{key}", say)
            web = _photo(say("写真をネットと新聞で見せる"), now.photo_web, f"web_{key}", say)
            pressed = st.form_submit_button(say("同意を変える"), type="primary", key=f"change_{key}")
        if pressed:
            # Nothing chosen is no.
            wanted = Consents(bool(quote), committee, hall, web, now.basis)
            self._change(held.interview_id, wanted)

    def _change(self, identity: str, wanted: Consents) -> None:
        changed = consents.change(self.here, self.actor, self.survey.slug, identity, wanted)
        told = self.say("同意を変えました。いまからすべての画面と書き出しに効きます。")
        if changed.outputs:
            told += self.say(
                "外に出したもの{n}件に入っていました。下の「回収するもの」に並べました。", n=len(changed.outputs)
            )
        if changed.photos:
            told += self.say("だれも見られなくなった写真{n}枚を消しました。", n=changed.photos)
        st.session_state[TOLD] = told
        st.rerun()

    def _ask(self, held: Holding) -> None:
        """Open the question whether to erase; it stays open while the screen is drawn anew beneath it."""
        if st.session_state.get(ASKING) != held.interview_id:
            return

        @st.dialog(self.say("この聞き取りを消しますか"), on_dismiss=_stop_asking)
        def asking() -> None:
            with errors.box(self.say):
                self._confirm(held)

        asking()

    def _confirm(self, held: Holding) -> None:
        say = self.say
        st.html(markup.paragraph(say("次のものが、すべて消えます。元に戻すことはできません。")))
        st.html(markup.listed(goes(held, say)))
        if held.outputs:
            st.html(markup.paragraph(say(OUTSIDE, n=f"{len(held.outputs):,}")))
        st.html(markup.paragraph(say(STAYS), "quiet") + markup.paragraph(say(BEYOND), "quiet"))
        reason = st.selectbox(say("理由"), REASONS, format_func=say, key="withdraw_reason")
        sure = st.checkbox(say("元に戻せないことが分かりました"), key=f"withdraw_sure_{held.interview_id}")
        with st.container(horizontal=True):
            if st.button(say("消す"), type="primary", disabled=not sure, key="withdraw_really"):
                gone = erasing.erase(self.here, self.actor, held.interview_id, reason)
                _stop_asking()
                st.session_state.pop(OPENED, None)
                told = say(
                    "聞き取りを消しました。声{comments}件、写真{photos}枚。", comments=gone.comments, photos=gone.photos
                )
                if gone.outputs:
                    told += say(
                        "外に出したもの{n}件に入っていました。下の「回収するもの」に並べました。", n=len(gone.outputs)
                    )
                st.session_state[TOLD] = told
                st.rerun()
            if st.button(say("やめておく"), key="withdraw_leave"):
                _stop_asking()
                st.rerun()


def line(one: FoundInterview, where: str, say: Say) -> None:
    """Draw an interview that was found, with a button that opens it; `where` tells two places of a screen apart."""
    known = [one.day or "", one.place, say("板の番号 {board}", board=one.board) if one.board else "", one.age]
    known.append(relation_label(one.relation, say) if one.relation != "unknown" else "")
    known.append(say("写真あり") if one.photographed else "")
    words = one.words if len(one.words) <= SHOWN_WORDS else f"{one.words[:SHOWN_WORDS]}…"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"{where}found_{one.id}"):
        st.html(markup.paragraph(words) + markup.paragraph("　".join(filter(None, known)), "quiet"))
        st.button(say("開く"), key=f"{where}open_{one.id}", on_click=_open, args=(one.id,), width="content")


def goes(held: Holding, say: Say) -> list[str]:
    """Return, line by line, exactly what an erasure removes."""
    comments = {text for kept in held.versions for text in kept.texts}
    others = [
        say("{what}：{n}件", what=say(holdings.KINDS[name]), n=count)
        for name, count in held.counts.items()
        if name not in holdings.STAYING
    ]
    return [
        say("聞き取りの内容（前の内容もふくめて{n}版）", n=len(held.versions)),
        say("声：{n}件", n=len(comments)),
        say("写真：{n}枚", n=len(held.photos)),
        *others,
    ]


def slip(code: str, say: Say, make: Callable[[], bytes]) -> None:
    """Offer the slip with a withdrawal code to be printed."""
    st.download_button(
        say("取り下げの紙を保存（PDF）"),
        data=make,
        file_name=f"{code}-slip.pdf",
        mime=charts.PDF_TYPE,
        on_click="ignore",
        icon=":material/print:",
        key=f"slip_{code}",
    )


def after_entry(here: Settings, survey: Survey, actor: Actor, identity: str, board: str, say: Say) -> None:
    """Show the code of an interview that was just entered, with the slip for the respondent."""
    code = codes.code(here, actor, survey.slug, identity)
    with st.container(horizontal=True, vertical_alignment="center", key="withdrawal_code"):
        told = say("取り下げの番号：{code}", code=code)
        st.html(markup.paragraph(say("板の番号 {board}", board=board) + "　" + told if board else told))
        slip(code, say, lambda: papers.slip_pdf(code, board, None, survey, say))


def _photo(label: str, now: PhotoConsent, key: str, say: Say) -> PhotoConsent:
    chosen = st.segmented_control(
        label,
        list(PHOTO_CONSENT_LABELS),
        default=now,
        format_func=lambda step: say(PHOTO_CONSENT_LABELS[step]),
        key=key,
    )
    return chosen or "no"


def _open(identity: str) -> None:
    st.session_state[OPENED] = identity


def _stop_asking() -> None:
    st.session_state.pop(ASKING, None)
