"""Themes that emerge, on the screen: what each speaks of, how steady it is, and taking it over or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from survey_insights.emerging import LEAST, Emerging, Scope, Suggestion, suggestions
from survey_insights.labels import percent, theme_label
from survey_loader.acts import suggesting
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.text.codebook import Codebook
from survey_loader.text.codebook_editing import with_theme
from survey_loader.text.normalise import normalise
from survey_loader.text.theme import Theme
from survey_ui import comments, markup, recent
from survey_ui.codebook_view import CodebookEditor

SCOPES: dict[Scope, str] = {"rest": N_("テーマのない声から"), "whole": N_("すべての声から")}
# Words of a suggestion that become words of a theme.
ADOPTED = 6


def show(editor: CodebookEditor) -> None:
    """Draw the suggestions of a scope, each with its words, examples and what may be done."""
    say, room = editor.say, editor.room
    st.html(
        markup.heading(
            say("浮かび上がるテーマ"),
            2,
            say("いっしょに書かれることばから、新しいテーマの候補を出します。回どうしの比較には使いません。"),
        )
    )
    scope = st.segmented_control(
        say("どの声から"),
        list(SCOPES),
        format_func=lambda key: say(SCOPES[key]),
        default=None,
        key="emerging_scope",
        bind="query-params",
    )
    if scope is None:
        return
    refused = suggesting.refused(room.settings, room.survey.slug)
    with st.spinner(say("声を読んでいます"), show_time=False):
        key = ("emerging", scope, tuple(sorted(refused)))
        found: Emerging = recent.result(room.everything, key, lambda: suggestions(room.everything, scope, refused))
    told = say("{people}人の声{n}件を見ました。", people=f"{found.people:,}", n=f"{found.comments:,}")
    st.html(
        markup.paragraph(told + (say(found.why_none, n=found.comments, least=LEAST) if found.why_none else ""), "quiet")
    )
    new = [it for it in found.suggestions if not _in_a_theme(editor.draft, it)]
    for suggestion in new:
        with st.container(border=True, key=f"suggestion_{suggestion.signature}"):
            _show_one(editor, suggestion)
    if len(new) < len(found.suggestions):
        told = say(
            "ことばがみな、ひとつのテーマに入っている候補は出していません（{n}）。", n=len(found.suggestions) - len(new)
        )
        st.html(markup.paragraph(told, "quiet"))
    if refused:
        _show_refused(editor, refused)


def _in_a_theme(book: Codebook, it: Suggestion) -> bool:
    """Whether a theme of the draft holds all that would be taken over: it was, or there is nothing new in it."""
    taken = set(map(normalise, it.words[:ADOPTED]))
    return any(taken.issubset((*theme.words, *theme.phrases)) for theme in book.themes)


def _show_refused(editor: CodebookEditor, refused: Mapping[str, Sequence[str]]) -> None:
    """Draw what people did not want, folded, with a way to have it offered again."""
    say, room = editor.say, editor.room
    with st.expander(say("いらないとした候補（{n}）", n=len(refused)), icon=":material/close:", key="emerging_refused"):
        for signature, words in refused.items():
            with st.container(horizontal=True, vertical_alignment="center", key=f"refused_{signature}"):
                st.html("".join(markup.word_chip(word) for word in words))
                if st.button(say("もう一度出す"), icon=":material/undo:", key=f"again_{signature}", type="tertiary"):
                    suggesting.offer_again(room.settings, editor.actor, room.survey.slug, signature)
                    st.rerun()


def _show_one(editor: CodebookEditor, it: Suggestion) -> None:
    say, room = editor.say, editor.room
    under = say(
        "声{n}件（{people}人）。うちテーマのない声{share}。くり返しの確かさ {steady}（{low}〜{high}）",
        n=f"{len(it.comments):,}", people=f"{it.people:,}", share=percent(it.without_theme),
        steady=f"{it.steady.value:.2f}", low=f"{it.steady.low:.2f}", high=f"{it.steady.high:.2f}",
    )  # fmt: skip
    st.html(markup.heading(it.label, 3, under))
    if not it.lasting:
        st.html(
            markup.paragraph(
                say("声を半分にすると、同じまとまりが出にくい候補です。例を読んで判断してください。"), "quiet"
            )
        )
    st.html("".join(markup.word_chip(word) for word in it.words))
    with st.expander(say("例を読む")):
        comments.show(room, room.texts(it.examples))
    with st.container(horizontal=True):
        if st.button(say("テーマにする"), icon=":material/add:", key=f"adopt_{it.signature}"):
            _adopt(editor, it)
        if it.nearest:
            name = next(theme_label(theme, say) for theme in room.everything.theme_list if theme.key == it.nearest)
            told = say("「{theme}」に加える", theme=name)
            if st.button(markup.plain(told), icon=":material/merge:", key=f"merge_{it.signature}"):
                _merge(editor, it)
        if st.button(say("いらない"), icon=":material/close:", key=f"refuse_{it.signature}", type="tertiary"):
            suggesting.refuse(room.settings, editor.actor, room.survey.slug, it.signature, it.words)
            st.rerun()


def _adopt(editor: CodebookEditor, it: Suggestion) -> None:
    try:
        book = with_theme(editor.draft, Theme("", it.label, words=it.words[:ADOPTED]), new=True)
    except SurveyError as error:
        st.html(markup.paragraph(error.render(editor.say), "wrong"))
        return
    editor.open_with(book, book.themes[-1].key)


def _merge(editor: CodebookEditor, it: Suggestion) -> None:
    theme = editor.draft.theme(it.nearest)
    if theme is None:
        return
    try:
        book = with_theme(editor.draft, replace(theme, words=(*theme.words, *it.words[:ADOPTED])))
    except SurveyError as error:
        st.html(markup.paragraph(error.render(editor.say), "wrong"))
        return
    editor.open_with(book, theme.key)
