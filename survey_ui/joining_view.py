"""Joining photos by hand: the photo that waits on one side, whose it may be on the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from survey_insights.labels import day, relation_label
from survey_loader.access import Actor
from survey_loader.acts import joining
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.models import PhotoKind, Survey
from survey_loader.settings import Settings
from survey_ui import markup

NONE_WAITING = N_(
    "持ち主をさがしている写真はありません。写真は「取り込み」で、聞き取りの表といっしょに入れてください。"
    "名前や板の番号、撮影時刻で持ち主が決まらない写真が、ここに並びます。"
)
NOT_SHOWN = N_("写真を見せる同意がないので、写真は出しません。")
KINDS: dict[PhotoKind, str] = {"face": N_("人と板"), "board": N_("板だけ")}
FOUND_BY = {
    "board": N_("板の番号でつなぎました"),
    "time": N_("撮影時刻でつなぎました"),
    "hand": N_("手でつなぎました"),
}
# What this session did last, and which photo of the row it looks at.
LAST, PLACE = "joining_last", "joining_place"
JOINED_SHOWN = 30
MINUTE, HOUR = 60, 3600
# Beyond this the day and the hour say it better than a distance.
LONGEST_DISTANCE = 12 * HOUR


@dataclass(frozen=True)
class Joining:
    """One run of the screen: whose survey, who acts, in which language."""

    here: Settings
    survey: Survey
    actor: Actor
    say: Say

    def waiting(self) -> pd.DataFrame:
        """Return the photos that wait."""
        return joining.waiting_photos(self.here, self.survey)

    def show_last(self) -> None:
        """Say what was done last, and offer to take a join back."""
        last = st.session_state.get(LAST)
        if last is None or last["survey"] != self.survey.slug:
            return
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.html(markup.paragraph(last["told"]), width="stretch")
            if last["photo"]:
                told = self.say("元に戻しました。もう一度、持ち主を選べます。")
                self._button(
                    self.say("元に戻す"), ":material/undo:", "joining_undo", joining.part, last["photo"], told=told
                )

    def show_photo(self, photos: pd.DataFrame) -> dict[str, Any]:
        """Draw one photo, what is known of it, the way to its neighbours, and what else may be done; return it."""
        say = self.say
        place = min(int(st.session_state.get(PLACE, 0)), len(photos) - 1)
        photo: dict[str, Any] = photos.iloc[place].to_dict()  # type: ignore[assignment]
        address = f"/photo/{escape(photo['photo'], quote=True)}?waiting=1"
        shown = escape(say("持ち主をさがしている写真"), quote=True)
        st.html(
            f'<a class="koe-waiting" href="{address}" target="_blank" rel="noopener">'
            f'<img src="{address}" alt="{shown}"></a>'
        )
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            self._turn(say("前の写真"), ":material/chevron_left:", place - 1, len(photos))
            st.html(
                markup.paragraph(say("{n}枚のうち{place}枚目", n=len(photos), place=place + 1), "quiet"),
                width="content",
            )
            self._turn(say("次の写真"), ":material/chevron_right:", place + 1, len(photos))
        taken = photo["taken_at"]
        facts = {
            say("撮影"): self._moment(taken) if taken else say("時刻は写真に残っていません"),
            say("ファイル"): photo["name"],
            say("取り込み"): photo["file"],
        }
        st.html(markup.facts(facts))
        with st.popover(say("だれの写真でもない（消す）"), icon=":material/delete:", key=f"drop_{photo['number']}"):
            st.html(
                markup.paragraph(
                    say("この写真を消します。元には戻せません。同じファイルを取り込んでも、もう入りません。")
                )
            )
            self._button(
                say("消す"),
                None,
                f"really_{photo['number']}",
                joining.drop,
                photo["number"],
                told=say("写真を消しました。"),
            )
        return photo

    def _turn(self, label: str, icon: str, place: int, total: int) -> None:
        if st.button(label, icon=icon, disabled=not 0 <= place < total, type="tertiary", key=f"turn_{icon}"):
            st.session_state[PLACE] = place
            st.rerun()

    def show_candidates(self, photo: dict[str, Any]) -> None:
        """Draw the interviews without a photo, the nearest first; a click joins."""
        say = self.say
        st.html(
            markup.heading(say("だれの写真ですか"), under=say("写真のない聞き取りを、撮影に近い順に並べています。"))
        )
        search = st.text_input(
            say("板の番号・場所・聞き手・ことばで探す"),
            type="search",
            key="joining_search",
            placeholder=say("例：12、駅前"),
        )
        kind = st.segmented_control(
            say("写っているもの"),
            list(KINDS),
            default="face",
            required=True,
            format_func=lambda kind: say(KINDS[kind]),
            key=f"kind_{photo['number']}",
            help=say("見せてよい範囲が変わります。迷うときは「人と板」にしてください。"),
        )
        found = joining.candidates(self.here, self.survey, photo["taken_at"] or None, search or "")
        if found.empty:
            st.text(say("あてはまる聞き取りはありません。ことばを変えるか、消して探してください。"))
        rows: list[dict[str, Any]] = found.to_dict("records")  # type: ignore[assignment]
        for row in rows:
            with st.container(border=True):
                st.html(self._card(row, photo["taken_at"]))
                self._button(
                    say("この人につなぐ"),
                    ":material/link:",
                    f"join_{photo['number']}_{row['interview_id']}",
                    joining.join,
                    photo["number"],
                    row["interview_id"],
                    kind or "face",
                    told=say("「{words}」の人につなぎました。", words=_short(row["words"] or row["place"])),
                    undo=photo["number"],
                )

    def show_joined(self) -> None:
        """Draw the photos that were not found by their name, so that a wrong join can be seen and undone."""
        say = self.say
        found = joining.joined(self.here, self.survey, JOINED_SHOWN)
        if found.empty:
            return
        with st.expander(say("つないだ写真をたしかめる（{n}）", n=len(found)), icon=":material/fact_check:"):
            rows: list[dict[str, Any]] = found.to_dict("records")  # type: ignore[assignment]
            for row in rows:
                told, button = st.columns([6, 1], vertical_alignment="center")
                picture = markup.photo(row["photo"], say("板を持った人の写真")) if row["seen"] else ""
                how = f'<p class="koe-who">{escape(say(FOUND_BY[row["matched"]]))}　{escape(row["name"])}</p>'
                how += "" if row["seen"] else f'<p class="koe-who">{escape(say(NOT_SHOWN))}</p>'
                told.html(f'<div class="koe-pair">{picture}<div>{self._card(row, None)}{how}</div></div>')
                taken_off = say("写真をはずしました。もう一度、持ち主を選べます。")
                with button:
                    self._button(
                        say("はずす"), None, f"part_{row['number']}", joining.part, row["number"], told=taken_off
                    )

    def _button(
        self, label: str, icon: str | None, key: str, act: Callable[..., None], *given: Any, told: str, undo: int = 0
    ) -> None:
        """Draw a button that does an act of this survey, and then says what was done."""
        st.button(label, icon=icon, key=key, on_click=self._do, args=(act, given, told, undo))

    def _do(self, act: Callable[..., None], given: Sequence[Any], told: str, undo: int) -> None:
        # Before the screen is drawn anew: another person may have moved the photo, and its button is gone then.
        try:
            act(self.here, self.actor, self.survey.slug, *given)
        except SurveyError as error:
            told, undo = "⚠ " + error.render(self.say), 0
        st.session_state[LAST] = {"survey": self.survey.slug, "told": told, "photo": undo}

    def _card(self, row: dict[str, Any], taken: datetime | None) -> str:
        say = self.say
        parts = [
            say("板 {board}", board=row["board"]) if row["board"] else "",
            self._moment(row["at"]) if row["at"] else "",
            self._distance(taken, row["at"]),
            row["place"],
            say("聞き手：{name}", name=row["interviewer"]) if row["interviewer"] else "",
            relation_label(row["relation"], say) if row["relation"] != "unknown" else "",
            row["age"],
        ]
        first = row["words"] or say("（ことばはありません）")
        words = f'<p class="koe-words koe-first">{escape(first)}</p>'
        told = "".join(f'<span class="koe-part">{escape(part)}</span>' for part in parts if part)
        wanted = row.get("wanted")
        named = say("表には「{name}」とあります", name=wanted)
        hint = f'<p class="koe-who">{escape(named)}</p>' if wanted else ""
        return f'{words}<p class="koe-who">{told}</p>{hint}'

    def _moment(self, at: datetime) -> str:
        return f"{day(at.date(), self.say)} {at:%H:%M}"

    def _distance(self, taken: datetime | None, at: datetime | None) -> str:
        """Say how far an interview lies from the capture, where that helps."""
        if not taken or not at:
            return ""
        seconds = (at - taken).total_seconds()
        if abs(seconds) > LONGEST_DISTANCE:
            return ""
        if abs(seconds) < MINUTE:
            return self.say("撮影と同じころ")
        hours, minutes = divmod(round(abs(seconds) / MINUTE), MINUTE)
        length = (
            self.say("{hours}時間{minutes}分", hours=hours, minutes=minutes) if hours else self.say("{n}分", n=minutes)
        )
        told = N_("撮影の{length}後") if seconds > 0 else N_("撮影の{length}前")
        return self.say(told, length=length)


def _short(words: str, longest: int = 24) -> str:
    line = " ".join(words.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
