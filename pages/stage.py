"""発表: what a presenter takes along: one page, pictures, numbers, and the comments for the committee."""

from __future__ import annotations

import streamlit as st

from survey_loader.language import N_
from survey_ui import (
    cards_view,
    frozen_view,
    markup,
    room,
    sheets_view,
    site_view,
    slides_view,
    stage_view,
)

here = room.enter(N_("発表"), "stage")
say = here.say
st.html(
    markup.heading(say("一枚まとめ"), under=say("A4一枚。会場で見せてよい写真と、紹介してよいことばだけが入ります。"))
)
stage_view.offer_one_page(here)
st.html(
    markup.heading(
        say("スライド"),
        under=say(
            "PowerPointで直せる図のスライドです。どのスライドにも人数と出典が、ノートには正確な数字が付きます。"
            "会場で見せてよい写真と、紹介してよいことばだけが入ります。"
        ),
    )
)
slides_view.offer_slides(here)
st.html(
    markup.heading(
        say("会場用の画像"), under=say("うしろの席からも読める大きな字で描きます。いくつもの図を一度に保存できます。")
    )
)
slides_view.offer_pictures(here)
st.html(markup.heading(say("図"), under=say("図には、調べた人数・時期・場所・方法がいつも付きます。")))
stage_view.offer_charts(here)
st.html(
    markup.heading(
        say("表と声をまとめて"),
        under=say("図の数字、声と分け方の決め手、テーマの一覧を、説明つきの1つのファイルにします。"),
    )
)
sheets_view.offer(here)
st.html(
    markup.heading(
        say("公開サイト"),
        under=say(
            "だれでも見られるページを、フォルダーにして渡します。サーバーはいりません。日本語と英語です。"
            "ネットで見せてよい写真と、紹介してよいことばだけが入り、5人より少ない数はのりません。"
            "絞り込みは使わず、調査の全体で作ります。"
        ),
    )
)
site_view.offer(here)
st.html(
    markup.heading(
        say("印刷するもの"),
        under=say("ワークショップの机に並べるカードと、壁に貼るポスター。会場で見せてよい写真とことばだけが入ります。"),
    )
)
cards_view.offer(here)
st.html(
    markup.heading(
        say("声の一覧"),
        under=say("委員会の中で使うための一覧です。公開の同意は「公開してよい」の列で確かめてください。"),
    )
)
stage_view.offer_comments(here)
st.html(
    markup.heading(
        say("ほかの分析ツールへ"),
        under=say("広聴AIやTalk to the Cityに読み込める形です。外に渡すため、公開してよい声だけが入ります。"),
    )
)
stage_view.offer_tools(here)
frozen_view.show(here)
