"""The router: the rooms in the sidebar, the visitor's language, and the page in front."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from survey_loader.access import NOBODY, Actor
from survey_loader.language import N_, Say
from survey_ui import errors, language, metrics, rights, style, taking, turns, uploads, who

# Wide enough for a chart from the back of a hall, narrow enough for a line of text.
ROOM_PIXELS = 1180
WORDMARK = str(Path(__file__).parent / "static" / "wordmark.svg")

# The pages by section: file and address, name, icon. The first is where a visitor arrives.
SECTIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "": (
        ("overview", N_("概要"), "home"),
        ("voices", N_("声と写真"), "forum"),
        ("themes", N_("テーマ"), "category"),
        ("stage", N_("発表"), "co_present"),
        ("tray", N_("発表リスト"), "playlist_add_check"),
    ),
    N_("くわしく"): (
        ("cities", N_("住む×訪れる"), "join"),
        ("trends", N_("推移"), "trending_up"),
        ("words", N_("ことば"), "translate"),
        ("accuracy", N_("分け方の確かさ"), "verified"),
    ),
    N_("しごと"): (
        ("entry", N_("入力"), "edit_note"),
        ("review", N_("確認"), "fact_check"),
        ("typing_in", N_("写真から入力"), "keyboard"),
        ("street", N_("街頭の準備"), "qr_code_2"),
        ("field", N_("きょうの聞き取り"), "directions_walk"),
        ("coding", N_("コーディング"), "rule"),
        ("codebook", N_("テーマの分け方"), "schema"),
        ("terms", N_("ことばの整理"), "spellcheck"),
        ("importing", N_("取り込み"), "upload_file"),
        ("joining", N_("写真をつなぐ"), "link"),
        ("release", N_("公開前チェック"), "fact_check"),
        ("consent", N_("同意と保存"), "shield_person"),
        ("log", N_("記録"), "history"),
        ("accounts", N_("アカウント"), "group"),
    ),
}

# The address of a page is its name, but where that is of what phones open, or no name Python takes for a file.
ADDRESSES = {"street": "street-setup", "typing_in": "typing"}


def address(page: str) -> str:
    """Return under which address a page of this name is found."""
    return ADDRESSES.get(page, page)


def rooms(say: Say, actor: Actor) -> dict[str, list[st.Page]]:
    """Return the pages by section, named in the visitor's language; those somebody may not see are not offered.

    Who follows a link to one all the same is told so by the page itself.
    """
    return {
        say(section) if section else "": [
            st.Page(
                f"../pages/{page}.py",
                title=say(name),
                icon=f":material/{icon}:",
                url_path=address(page),
                default=page == "overview",
                visibility="visible" if actor.may_anywhere(rights.LEAST[page]) else "hidden",
            )
            for page, name, icon in pages
        ]
        for section, pages in SECTIONS.items()
    }


def main() -> None:
    """Run the page the address names."""
    st.set_page_config(page_title="まちの声", page_icon="🏙️", layout="wide")
    st.logo(WORDMARK, size="large")
    style.apply()
    say = language.choose()
    uploads.prepare(say)
    actor = who.current()
    # Before anything is read; the address stays that of the page, to go on there.
    if actor == NOBODY:
        st.navigation(rooms(say, actor), position="hidden")
        who.ask_to_sign_in(say)
    who.draw(say)
    page = st.navigation(rooms(say, actor), expanded=True)
    with (
        turns.one(page.url_path),
        metrics.rerun(page.url_path or "overview"),
        st.container(horizontal_alignment="center"),
        st.container(width=ROOM_PIXELS),
        errors.box(say),
    ):
        page.run()
    taking.listen()


# Streamlit runs this file as the main script; tests and benchmarks read SECTIONS from it.
if __name__ == "__main__":
    main()
