"""発表: what a presenter takes along, by where it is used: on a stage, paper, as data, on the web, as fixed figures."""

from __future__ import annotations

import streamlit as st

from survey_loader.language import N_
from survey_ui import cards_view, frozen_view, markup, room, sheets_view, site_view, slides_view, stage_view
from survey_ui.room import Room


def talking(here: Room) -> None:
    """Draw what is shown while somebody talks."""
    _head(here, N_("一枚まとめ"), N_("A4一枚。会場で見せてよい写真と、紹介してよいことばだけが入ります。"))
    stage_view.offer_one_page(here)
    _head(
        here,
        N_("スライド"),
        N_(
            "PowerPointで直せる図のスライドです。どのスライドにも人数と出典が、ノートには正確な数字が付きます。"
            "会場で見せてよい写真と、紹介してよいことばだけが入ります。"
        ),
    )
    slides_view.offer_slides(here)
    _head(
        here,
        N_("会場用の画像"),
        N_("うしろの席からも読める大きな字で描きます。いくつもの図を一度に保存できます。"),
    )
    slides_view.offer_pictures(here)
    _head(here, N_("図"), N_("図には、調べた人数・時期・場所・方法がいつも付きます。"))
    stage_view.offer_charts(here)


def printing(here: Room) -> None:
    """Draw what is for paper."""
    _head(
        here,
        N_("印刷するもの"),
        N_("ワークショップの机に並べるカードと、壁に貼るポスター。会場で見せてよい写真とことばだけが入ります。"),
    )
    cards_view.offer(here)


def handing_data(here: Room) -> None:
    """Draw the tables and the comments, for the committee and for outside."""
    _head(
        here,
        N_("表と声をまとめて"),
        N_("図の数字、声と分け方の決め手、テーマの一覧を、説明つきの1つのファイルにします。"),
    )
    sheets_view.offer(here)
    _head(
        here,
        N_("声の一覧"),
        N_("委員会の中で使うための一覧です。公開の同意は「公開してよい」の列で確かめてください。"),
    )
    stage_view.offer_comments(here)
    _head(
        here,
        N_("ほかの分析ツールへ"),
        N_(
            "広聴AIやTalk to the Cityに読み込める形です。外に渡すため、公開してよい声だけが入ります。"
            "聞いた日・場所・年代・まちとの関わりも入ります。"
        ),
    )
    stage_view.offer_tools(here)


def publishing(here: Room) -> None:
    """Draw the making of the public site."""
    _head(
        here,
        N_("公開サイト"),
        N_(
            "だれでも見られるページを、フォルダーにして渡します。サーバーはいりません。日本語と英語です。"
            "ネットで見せてよい写真と、紹介してよいことばだけが入り、5人より少ない数はのりません。"
            "絞り込みは使わず、調査の全体で作ります。"
        ),
    )
    site_view.offer(here)


def _head(here: Room, name: str, under: str) -> None:
    st.html(markup.heading(here.say(name), under=here.say(under)))


here = room.enter(N_("発表"), "stage")
# In the order of their tabs; only the open one is drawn.
USES = {
    N_("話す"): talking,
    N_("印刷"): printing,
    N_("データ"): handing_data,
    N_("公開サイト"): publishing,
    N_("確定版"): frozen_view.show,
}
tabs = st.tabs([here.say(name) for name in USES], key="use", on_change="rerun", bind="query-params")
for tab, show in zip(tabs, USES.values(), strict=True):
    if tab.open:
        with tab:
            show(here)
