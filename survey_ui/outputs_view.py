"""What left the house, and what of it is to be called back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from survey_insights.chart_list import CHARTS
from survey_loader.access import Actor, Audience
from survey_loader.acts import handing_out, logbook
from survey_loader.acts.codings_told import version_mark
from survey_loader.acts.log_words import actor_label
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store.outputs import Output
from survey_loader.store.recalls import Recall
from survey_ui import errors, markup
from survey_ui.stage_view import TOOL_NAMES

WHICH = {
    "talk": N_("発表のスライド一式"),
    "chosen": N_("えらんだ図"),
    "list": N_("発表リスト"),
    "cards": N_("声のカード"),
    "poster": N_("テーマのポスター"),
    "wall poster": N_("写真のポスター"),
    "tables": N_("表と声"),
    "analysis": N_("分析用のファイル"),
    "concordance": N_("前後の文"),
    "words": N_("ことばの数え表"),
}
HEADINGS = (N_("いつ"), N_("何を"), N_("だれに"), N_("だれが"), N_("中身"), N_("同意の版"), N_("分け方の版"))
PAGE_SIZE = 20
UNDER = N_(
    "取り下げや同意の変更で、見せてはいけなくなった声と写真が入っているものです。"
    "配った紙を集め、渡したファイルを消してもらったら、「回収した」を押してください。"
)
NOTHING = N_("回収するものは、ありません。")
LEFT_UNDER = N_(
    "いつ・だれが・だれに向けて出したか。ことばは残さず、声と写真の番号だけを残します。"
    "「同意の版」は、そのとき記録（画面「記録」）の何行目までの同意で出したかです。"
)
# An output is named by its kind and, for charts and tools, by which.
NO_ITEMS = "—"


def show(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Draw what is to be called back, and all that left."""
    Outside(here, survey, actor, say, logbook.called(here, actor, survey)).show()


@dataclass(frozen=True)
class Outside:
    """One run of the screen; `called` are the names that owners of accounts go by."""

    here: Settings
    survey: Survey
    actor: Actor
    say: Say
    called: Mapping[str, str]

    def show(self) -> None:
        """Draw what is to be called back, and all that left."""
        say = self.say
        st.html(markup.heading(say("回収するもの"), under=say(UNDER)))
        recalls = handing_out.recalls(self.here, self.actor, self.survey.slug)
        if not recalls:
            st.text(say(NOTHING))
        for recall in recalls:
            with errors.box(say):
                self._recall(recall)
        with st.expander(say("外に出したもの"), icon=":material/outbox:", key="outputs", on_change="rerun") as unfolded:
            if unfolded.open:
                self._left()

    def _recall(self, recall: Recall) -> None:
        say, number = self.say, recall.output.number
        told = say(
            "見せられなくなった人 {people}人（声{comments}件、写真{photos}枚）",
            people=recall.people,
            comments=recall.comments,
            photos=recall.photos,
        )
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"recall_{number}"):
            st.html(markup.paragraph(self.named(recall.output)) + markup.paragraph(told, "quiet"))
            if recall.done_at:
                day, who = self.survey.day_of(recall.done_at), self._who(recall.done_by)
                st.html(markup.paragraph(say("回収した：{day}　{who}", day=day, who=who), "quiet"))
            elif st.button(say("回収した"), key=f"called_back_{number}", width="content"):
                handing_out.called_back(self.here, self.actor, self.survey.slug, number)
                st.rerun()

    def _left(self) -> None:
        say = self.say
        st.html(markup.paragraph(say(LEFT_UNDER), "quiet"))
        slot = st.container()
        total = handing_out.left(self.here, self.actor, self.survey.slug, 0)[0]
        pages = max(1, -(-total // PAGE_SIZE))
        page = st.pagination(pages, key=f"outputs_{total}") if pages > 1 else 1
        outputs = handing_out.left(self.here, self.actor, self.survey.slug, PAGE_SIZE, (page - 1) * PAGE_SIZE)[1]
        if not outputs:
            st.text(say("まだ何も外に出していません。"))
            return
        headings = [say(name) for name in HEADINGS]
        rows = [[markup.escaped(cell) for cell in self._cells(one)] for one in outputs]
        with slot:
            st.html(markup.table(headings, rows, say("外に出したもの"), words=range(len(headings))))

    def _cells(self, one: Output) -> list[str]:
        say = self.say
        parts = (
            (one.comments, say("声{n}件", n=f"{one.comments:,}")),
            (one.photos, say("写真{n}枚", n=f"{one.photos:,}")),
            (one.tables, say("図{n}つ", n=f"{one.tables:,}")),
            (one.held, say("出さなかったもの{n}", n=f"{one.held:,}")),
        )
        content = say("、").join(text for count, text in parts if count) or NO_ITEMS
        left = [self._when(one), _what(one, say), self._audience(one), self._who(one.actor)]
        return [*left, content, str(one.consents), version_mark(one.codebook) or NO_ITEMS]

    def named(self, one: Output) -> str:
        """Return what an output was, for whom, when, and who took it, in one line."""
        return self.say(
            "{what}　{audience}　{when}　{who}",
            what=_what(one, self.say),
            audience=self._audience(one),
            when=self._when(one),
            who=self._who(one.actor),
        )

    def _audience(self, one: Output) -> str:
        return self.say(handing_out.AUDIENCES[Audience(one.audience)])

    def _who(self, account: str) -> str:
        return actor_label(account, self.say, self.called)

    def _when(self, one: Output) -> str:
        return f"{datetime.fromisoformat(one.at).astimezone(self.survey.zone):%Y-%m-%d %H:%M}"


def _what(one: Output, say: Say) -> str:
    kind = say(handing_out.OUTPUTS[one.kind])
    which = _which(one.name, say)
    return say("{what}（{which}）", what=kind, which=which) if which else kind


def _which(name: str, say: Say) -> str:
    """Return what an output's name means, "" where it says no more than its kind."""
    if name in CHARTS:
        return say(CHARTS[name].name)
    if name in TOOL_NAMES:
        return say(TOOL_NAMES[name])
    told = WHICH.get(name.partition(" ")[0] if name.startswith("poster ") else name)
    return say(told) if told else ""
