"""The router: the rooms in the sidebar, the visitor's language, and the page in front."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from survey_loader.language import Say
from survey_ui import errors, language, style

# Wide enough for a chart from the back of a hall, narrow enough for a line of text.
ROOM_PIXELS = 1180
WORDMARK = str(Path(__file__).parent / "static" / "wordmark.svg")


def rooms(say: Say) -> dict[str, list[st.Page]]:
    """Return the pages by section, named in the visitor's language."""
    return {
        "": [
            st.Page(
                "../pages/overview.py",
                title=say("概要"),
                icon=":material/home:",
                url_path="overview",
                default=True,
            ),
            st.Page("../pages/voices.py", title=say("声と写真"), icon=":material/forum:", url_path="voices"),
            st.Page("../pages/themes.py", title=say("テーマ"), icon=":material/category:", url_path="themes"),
            st.Page("../pages/stage.py", title=say("発表"), icon=":material/co_present:", url_path="stage"),
        ],
        say("くわしく"): [
            st.Page("../pages/cities.py", title=say("住む×訪れる"), icon=":material/join:", url_path="cities"),
            st.Page("../pages/trends.py", title=say("推移"), icon=":material/trending_up:", url_path="trends"),
            st.Page("../pages/words.py", title=say("ことば"), icon=":material/translate:", url_path="words"),
            st.Page(
                "../pages/accuracy.py", title=say("分け方の確かさ"), icon=":material/verified:", url_path="accuracy"
            ),
        ],
        say("しごと"): [
            st.Page("../pages/entry.py", title=say("入力"), icon=":material/edit_note:", url_path="entry"),
            st.Page(
                "../pages/coding.py",
                title=say("コーディング"),
                icon=":material/rule:",
                url_path="coding",
            ),
            st.Page("../pages/codebook.py", title=say("テーマの分け方"), icon=":material/schema:", url_path="codebook"),
            st.Page("../pages/terms.py", title=say("ことばの整理"), icon=":material/spellcheck:", url_path="terms"),
            st.Page(
                "../pages/importing.py",
                title=say("取り込み"),
                icon=":material/upload_file:",
                url_path="importing",
            ),
            st.Page(
                "../pages/joining.py",
                title=say("写真をつなぐ"),
                icon=":material/link:",
                url_path="joining",
            ),
        ],
    }


def main() -> None:
    """Run the page the address names."""
    st.set_page_config(page_title="まちの声", page_icon="🏙️", layout="wide")
    st.logo(WORDMARK, size="large")
    style.apply()
    say = language.choose()
    style.name_upload(say)
    page = st.navigation(rooms(say), expanded=True)
    with st.container(horizontal_alignment="center"), st.container(width=ROOM_PIXELS), errors.box(say):
        page.run()


main()
