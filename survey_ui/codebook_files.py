"""Codebooks as files: TOML and KH Coder's coding rules, in and out, with every rule that cannot be taken over."""

from __future__ import annotations

import streamlit as st

from survey_loader.errors import SurveyError
from survey_loader.language import Say
from survey_loader.text.codebook import Codebook
from survey_loader.text.codebook_editing import with_themes
from survey_loader.text.kh_coder import decode, read_kh_coder
from survey_loader.text.kh_coder_writing import onto, write_kh_coder
from survey_loader.text.theme import Theme
from survey_ui import markup
from survey_ui.codebook_view import CodebookEditor

TOML_SUFFIX = ".toml"
LARGEST_MEGABYTES = 5


def show(editor: CodebookEditor) -> None:
    """Draw the ways out and in."""
    say = editor.say
    label = say("ファイルで受け渡す（TOML・KH Coder）")
    with st.expander(label, icon=":material/swap_vert:", key="codebook_files", on_change="rerun") as unfolded:
        # Files are written only for who looks: that takes as long as the rest of the screen.
        if unfolded.open:
            _out(editor.draft, editor.survey.slug, say)
        _into(editor)


def _out(codebook: Codebook, name: str, say: Say) -> None:
    written = write_kh_coder(codebook)
    with st.container(horizontal=True):
        st.download_button(
            say("コードブックを保存（TOML）"), codebook.toml(), f"{name}{TOML_SUFFIX}", "text/plain", on_click="ignore"
        )
        st.download_button(
            say("KH Coder のコーディングルールとして保存"),
            written.text,
            f"{name}-khcoder.txt",
            "text/plain",
            on_click="ignore",
        )
    if written.left_out:
        labels = {theme.key: theme.label for theme in codebook.themes}
        with st.popover(say("KH Coder には渡せないもの（{n}）", n=len(written.left_out)), type="tertiary"):
            st.html(
                markup.listed(
                    (f"{labels[part.theme]}：" if part.theme else "") + say(part.reason, **part.values)
                    for part in written.left_out
                )
            )


def _into(editor: CodebookEditor) -> None:
    say = editor.say
    file = st.file_uploader(
        say("コードブック（TOML）か、KH Coder のコーディングルール（TXT）を読みこむ"),
        type=["toml", "txt"],
        max_upload_size=LARGEST_MEGABYTES,
        key="codebook_file",
    )
    if file is None:
        return
    try:
        if file.name.lower().endswith(TOML_SUFFIX):
            _offer(editor, Codebook.parse(file.getvalue(), file.name))
            return
        read = read_kh_coder(decode(file.getvalue()))
    except SurveyError as error:
        st.html(markup.paragraph(error.render(say), "wrong"))
        return
    st.html(markup.paragraph(say("{n}個のテーマを読みました。", n=len(read.themes))))
    if read.refused:
        st.html(markup.heading(say("読みこめなかった条件（{n}）", n=len(read.refused)), 4))
        st.html(
            markup.listed(
                say("{line}行目「{code}」：{part}　{reason}", line=part.line, code=part.code, part=part.part,
                    reason=say(part.reason, **part.values))
                for part in read.refused
            )
        )  # fmt: skip
    if read.themes:
        _offer_themes(editor, read.themes)


def _offer(editor: CodebookEditor, book: Codebook) -> None:
    say = editor.say
    st.html(markup.paragraph(say("{n}個のテーマを読みました。", n=len(book.themes))))
    if st.button(say("このコードブックに入れかえる（保存は下で）"), type="primary"):
        editor.put(book)


def _offer_themes(editor: CodebookEditor, themes: tuple[Theme, ...]) -> None:
    say = editor.say
    told = say("これらのテーマを加える（同じ記号のテーマは入れかわります。保存は下で）")
    if st.button(told, type="primary"):
        try:
            known = [(editor.draft.theme(theme.key), theme) for theme in themes]
            book = with_themes(editor.draft, [onto(old, came) if old else came for old, came in known])
        except SurveyError as error:
            st.html(markup.paragraph(error.render(say), "wrong"))
            return
        editor.put(book)
