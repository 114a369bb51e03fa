"""The codebook on the screen: one theme at a time, what an edit would change, saving it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from survey_insights.labels import axis_label, percent
from survey_loader.acts import previews, words
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import AXES, Axis
from survey_loader.store.editions import Kind
from survey_loader.text.codebook import Codebook
from survey_loader.text.codebook_changes import changes
from survey_loader.text.codebook_editing import merged, renamed, with_theme, without_theme
from survey_loader.text.redoing import redone_codebook
from survey_loader.text.theme import Theme
from survey_ui import comments, drafts, edition_view, markup
from survey_ui.editor import Editor
from survey_ui.room import Room

KIND: Kind = "codebook"
THEME = "codebook_theme"
# Streamlit's picker has no empty colour: this one stands for none.
NO_COLOUR = "#808080"
MOST_CHANGED = 8
# More words than this are not laid out side by side.
MOST_SHOWN = 40
_BETWEEN = re.compile(r"[、，,\n]")
HOW_RULES = N_(
    "一行にひとつ。near(駅-遠い)[5]、バス and 少ない、除雪 and ! 観光 のように書けます（KH Coder と同じ書き方）。"
)


class CodebookEditor(Editor[Codebook]):
    """One run of the editor of a codebook, theme by theme."""

    kind = KIND

    def __init__(self, room: Room) -> None:
        self.room = room
        standing = words.in_force(room.settings, room.survey.slug)
        super().__init__(room.settings, room.survey, room.actor, room.say, standing.codebook, standing.codebook_edition)

    @property
    def changed(self) -> bool:
        """Whether the draft says something else than what it began with."""
        return bool(changes(self.kept.base, self.draft))

    def redone(self, base: Codebook, draft: Codebook, onto: Codebook) -> Codebook:
        """Return `onto` with what changed from `base` to `draft`."""
        return redone_codebook(base, draft, onto)

    def store(self, note: str) -> words.Saved:
        """Save the draft as a version."""
        return words.save_codebook(self.here, self.actor, self.survey.slug, self.draft, note, self.kept.seen)

    def open_with(self, draft: Codebook, theme: str) -> None:
        """Take over a draft made elsewhere on the page, and open one of its themes."""
        st.session_state[f"{THEME}_next"] = theme
        self.put(draft)

    def choose(self) -> Theme | None:
        """Draw the choice of a theme and the way to a new one; return the theme."""
        say = self.say
        names = {theme.key: theme.label for theme in self.draft.themes}
        self._keep_open(names)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            key = st.selectbox(
                say("直すテーマ"),
                list(names),
                format_func=names.__getitem__,
                index=None,
                placeholder=say("テーマを選ぶ"),
                key=THEME,
                bind="query-params",
            )
            with st.popover(say("新しいテーマ"), icon=":material/add:"):
                self._new_theme()
        return self.draft.theme(key) if key else None

    def _keep_open(self, names: dict[str, str]) -> None:
        """Choose a new theme, and the open one again where it has another name: the choice travels as a label."""
        chosen = st.session_state.pop(f"{THEME}_next", None)
        if chosen is None and names != st.session_state.get(f"{THEME}_names", names):
            chosen = st.session_state.get(THEME)
        st.session_state[f"{THEME}_names"] = names
        if chosen in names:
            st.session_state[THEME] = chosen

    def _new_theme(self) -> None:
        say = self.say
        label = st.text_input(say("テーマの名前"), key="codebook_new")
        if st.button(say("加える"), type="primary", disabled=not label.strip()):
            self._try(lambda: with_theme(self.draft, Theme("", label.strip()), new=True), newest=True)

    def _try(self, edit: Callable[[], Codebook], newest: bool = False) -> None:
        """Do an edit of the whole codebook, or say why it cannot be."""
        try:
            edited = edit()
        except SurveyError as error:
            st.html(markup.paragraph(error.render(self.say), "wrong"))
            return
        if newest:
            self.open_with(edited, edited.themes[-1].key)
        self.put(edited)

    def edit(self, theme: Theme) -> None:
        """Draw the fields of a theme and keep what they hold in the draft."""
        say, key = self.say, f"{theme.key}_{self.kept.round}"
        label, colour, pull = self._head(theme, key)
        description = st.text_input(say("説明"), theme.description, key=f"codebook_description_{key}")
        listed = self._list(say("ことば（辞書の形で。活用した形も見つかります）"), theme.words, f"words_{key}")
        phrases = self._list(say("言いまわし（文のどこにあっても見つけます）"), theme.phrases, f"phrases_{key}")
        exclusions = self._list(say("除く言いまわし（この中では数えません）"), theme.exclusions, f"exclusions_{key}")
        with st.expander(say("条件と例"), icon=":material/rule:"):
            rules = st.text_area(say("ことばの組み合わせの条件"), "\n".join(theme.rules), key=f"codebook_rules_{key}")
            st.html(markup.paragraph(say(HOW_RULES), "quiet"))
            weak = self._list(say("ほかのテーマがないときだけ数えることば"), theme.weak, f"weak_{key}")
            examples = self._list(say("例（見せるだけで、数えるのには使いません）"), theme.examples, f"examples_{key}")
        try:
            edited = replace(
                theme, pull=pull, description=description, color=colour, words=tuple(listed), phrases=tuple(phrases),
                exclusions=tuple(exclusions), weak=tuple(weak), examples=tuple(examples),
                rules=tuple(line.strip() for line in rules.splitlines() if line.strip()),
            )  # fmt: skip
            book = with_theme(self.draft, edited)
            if label.strip() != theme.label:
                book = renamed(book, theme.key, label.strip())
        except SurveyError as error:
            self.wrong = True
            st.html(markup.paragraph(error.render(say), "wrong"))
            return
        self.kept = drafts.keep(replace(self.kept, content=book))

    def _head(self, theme: Theme, key: str) -> tuple[str, str, Axis | None]:
        say = self.say
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            label = st.text_input(say("名前"), theme.label, key=f"codebook_label_{key}", width=280)
            own_colour = st.checkbox(say("色を付ける"), bool(theme.color), key=f"codebook_coloured_{key}")
            colour = ""
            if own_colour:
                colour = st.color_picker(say("色"), theme.color or NO_COLOUR, key=f"codebook_colour_{key}")
        pull = st.segmented_control(
            say("ふつう、だれのための話か（人を指すことばがあれば、そちらが優先です）"),
            [*AXES, "none"],
            format_func=lambda axis: axis_label(axis, say),
            default=theme.pull or "none",
            required=True,
            key=f"codebook_pull_{key}",
        )
        return label, colour, pull if pull in AXES else None

    def _list(self, label: str, chosen: Sequence[str], key: str) -> list[str]:
        if len(chosen) > MOST_SHOWN:
            return self._long_list(label, chosen, key)
        return st.multiselect(
            label,
            list(chosen),
            default=list(chosen),
            accept_new_options=True,
            placeholder=self.say("ことばを入れて Enter"),
            select_all=False,
            key=f"codebook_{key}",
        )

    def _long_list(self, label: str, chosen: Sequence[str], key: str) -> list[str]:
        """Draw what is added and what is taken out; hundreds of words side by side nobody looks through."""
        say, add, base = self.say, f"codebook_{key}_long", f"codebook_{key}_base"
        if add not in st.session_state:
            # Drawn for the first time, or again after the page was left: the draft holds what was changed before.
            st.session_state[base] = list(chosen)
        known: list[str] = st.session_state[base]
        with st.container(horizontal=True, vertical_alignment="bottom"):
            written = st.text_input(label, placeholder=say("足すことば（「、」で区切ります）"), key=add)
            removed = st.multiselect(
                say("いまあるもの（{n}）から消す", n=f"{len(known):,}"),
                known,
                placeholder=say("探す"),
                select_all=False,
                key=f"{add}_out",
            )
        added = [word.strip() for word in _BETWEEN.split(written) if word.strip()]
        return list(dict.fromkeys([word for word in known if word not in removed] + added))

    def merge_or_remove(self, theme: Theme) -> None:
        """Offer to take a theme into another, or out of the codebook."""
        say = self.say
        others = {other.key: other.label for other in self.draft.themes if other.key != theme.key}
        with st.popover(say("まとめる・消す"), icon=":material/merge:", type="tertiary"):
            into = st.selectbox(
                say("このテーマを、どのテーマにまとめますか"),
                list(others),
                format_func=others.__getitem__,
                index=None,
                placeholder=say("テーマを選ぶ"),
            )
            if st.button(say("まとめる"), disabled=into is None):
                self._try(lambda: merged(self.draft, theme.key, str(into)))
            if st.button(say("このテーマを消す"), icon=":material/delete:"):
                self._try(lambda: without_theme(self.draft, theme.key))

    def show_changes(self) -> None:
        """Draw what the draft differs in and what it would change, and save it."""
        say = self.say
        told = [change.render(say) for change in changes(self.kept.base, self.draft)]
        if not told:
            st.html(markup.paragraph(say("変えたところはありません。"), "quiet"))
            return
        st.html(markup.heading(say("まだ保存していない変更")))
        st.html(markup.listed(told))
        if self.overtaken:
            # What the draft would change is measured against a version that it does not know.
            edition_view.show_overtaken(say, KIND, self.redo)
        else:
            self._show_preview(previews.preview_codebook(self.here, self.survey.slug, self.draft))
        self.offer_save()

    def _show_preview(self, preview: previews.CodebookPreview) -> None:
        say = self.say
        total = max(preview.comments, 1)
        before, after = (percent(count / total) for count in (preview.uncoded_before, preview.uncoded_after))
        told = say(
            "テーマのない声：{n}件のうち{before}件（{share_before}）→ {after}件（{share_after}）",
            n=f"{preview.comments:,}", before=f"{preview.uncoded_before:,}", share_before=before,
            after=f"{preview.uncoded_after:,}", share_after=after,
        )  # fmt: skip
        st.html(markup.paragraph(told, "lead"))
        if not preview.whole:
            told = say(
                "変わりうる声{n}件のうち、くじで選んだ{read}件を見た、およその数です。",
                n=f"{preview.touched:,}",
                read=f"{preview.read:,}",
            )
            st.html(markup.paragraph(told, "quiet"))
        names = {theme.key: theme.label for theme in (*self.in_force.themes, *self.draft.themes)}
        for key in dict.fromkeys((*preview.gained, *preview.lost)):
            gained, lost = preview.gained.get(key, ()), preview.lost.get(key, ())
            label = say(
                "{theme}：増える声 {gained}件、減る声 {lost}件", theme=names[key], gained=len(gained), lost=len(lost)
            )
            with st.expander(markup.plain(label)):
                self._show_some(say("増える声"), gained)
                self._show_some(say("減る声"), lost)
        if preview.otherwise:
            label = say("テーマは同じで、だれのため・気持ちが変わる声 {n}件", n=len(preview.otherwise))
            with st.expander(label):
                self._show_some("", preview.otherwise)

    def _show_some(self, heading: str, numbers: Sequence[int]) -> None:
        if not numbers:
            return
        say = self.say
        if heading:
            st.html(markup.heading(heading, 4))
        comments.show(self.room, self.room.texts(numbers[:MOST_CHANGED]))
        if len(numbers) > MOST_CHANGED:
            st.html(markup.paragraph(say("ほかに{n}件", n=len(numbers) - MOST_CHANGED), "quiet"))

    def difference(self, old: str, new: str) -> list[str]:
        """Return in sentences what changed from one codebook to another, both as TOML."""
        before, after = (Codebook.parse(content.encode(), self.survey.slug) for content in (old, new))
        return [change.render(self.say) for change in changes(before, after)]
