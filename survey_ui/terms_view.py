"""The term list on the screen: fixed terms, words counted as one, words not counted; and why a word is counted."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from survey_loader.access import Actor
from survey_loader.acts import explaining, previews, suggesting, words
from survey_loader.errors import SurveyError
from survey_loader.language import Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store.editions import Kind
from survey_loader.text.redoing import redone_terms
from survey_loader.text.terms import Terms
from survey_loader.text.tracing import Traced
from survey_ui import charts, drafts, edition_view, markup
from survey_ui.editor import Editor

KIND: Kind = "terms"
WORD, VARIANTS = "word", "variants"
MOST_SHOWN = 6


class TermList(Editor[Terms]):
    """One run of the editor of a term list."""

    kind = KIND

    def __init__(self, here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
        standing = words.in_force(here, survey.slug)
        super().__init__(here, survey, actor, say, standing.terms, standing.terms_edition)

    def redone(self, base: Terms, draft: Terms, onto: Terms) -> Terms:
        """Return `onto` with what changed from `base` to `draft`."""
        return redone_terms(base, draft, onto)

    def store(self, note: str) -> words.Saved:
        """Save the draft as a version."""
        return words.save_terms(self.here, self.actor, self.survey.slug, self.draft, note, self.kept.seen)

    def edit(self) -> None:
        """Draw the three lists and keep what they hold in the draft, or say how it contradicts itself."""
        say, draft = self.say, self.draft
        under = say("地名・店・行事など、途中で切りたくないことば。")
        st.html(markup.heading(say("ひとつの用語として数える"), under=under))
        terms = self._words(say("用語"), draft.terms, "terms", say("用語を入れて Enter"))
        under = say(
            "書き方のちがいや言いかえを、ひとつのことばにまとめて数えます。"
            "表のいちばん下の空いた行を押すと、新しく書き入れられます。"
        )
        st.html(markup.heading(say("同じことばとしてまとめる"), under=under))
        groups = self._groups(draft)
        st.html(markup.heading(say("数えない"), under=say("どの声にも出てくるなど、数えても意味のないことば。")))
        stop = self._words(say("数えないことば"), draft.stop, "stop", say("ことばを入れて Enter"))
        try:
            edited = Terms.of(terms, groups, stop)
        except SurveyError as error:
            self.wrong = True
            st.html(markup.paragraph(error.render(say), "wrong"))
            return
        if edited.silent_terms:
            told = say(
                "用語と「数えない」の両方にあるので、ことばの全体も部分も数えません：{words}。"
                "数えるなら、どちらかから消してください。",
                words="".join(f"「{word}」" for word in edited.silent_terms),
            )
            st.html(markup.paragraph(told, "wrong"))
        self.kept = drafts.keep(replace(self.kept, content=edited))

    def _words(self, label: str, chosen: tuple[str, ...], name: str, placeholder: str) -> list[str]:
        return st.multiselect(
            label,
            list(chosen),
            default=list(chosen),
            accept_new_options=True,
            placeholder=placeholder,
            select_all=False,
            label_visibility="collapsed",
            format_func=str,
            key=f"terms_{name}_{self.kept.round}",
        )

    def _groups(self, draft: Terms) -> dict[str, list[str]]:
        say = self.say
        rows = [{WORD: word, VARIANTS: list(variants)} for word, variants in draft.synonyms.items()]
        frame = pd.DataFrame(rows, columns=[WORD, VARIANTS])
        edited = st.data_editor(
            frame,
            num_rows="dynamic",
            hide_index=True,
            column_config={
                WORD: st.column_config.TextColumn(say("数えることば"), required=True),
                VARIANTS: st.column_config.ListColumn(say("まとめる書き方")),
            },
            key=f"terms_groups_{self.kept.round}",
        )
        groups: dict[str, list[str]] = {}
        for word, variants in zip(edited[WORD], edited[VARIANTS], strict=True):
            if isinstance(word, str) and word.strip() and variants is not None:
                groups.setdefault(word.strip(), []).extend(str(variant) for variant in variants)
        return {word: variants for word, variants in groups.items() if variants}

    def show_changes(self) -> None:
        """Draw what the draft would change, and save it."""
        say = self.say
        if self.wrong:
            return
        if not self.changed:
            st.html(markup.paragraph(say("変えたところはありません。"), "quiet"))
            return
        if self.overtaken:
            edition_view.show_overtaken(say, KIND, self.redo)
        else:
            self._show_counts(self.draft)
        self.offer_save()

    def _show_counts(self, edited: Terms) -> None:
        say = self.say
        st.html(markup.heading(say("保存すると変わる数"), under=say("そのことばが入っている声の数です。")))
        counts = previews.preview_terms(self.here, self.survey.slug, edited)
        if counts.empty:
            st.html(markup.paragraph(say("数が変わることばはありません。")))
        else:
            named = {"word": say("ことば"), "before": say("いま"), "after": say("保存後")}
            charts.table(counts.rename(columns=named), say("保存すると変わる数"), say)

    def difference(self, old: str, new: str) -> list[str]:
        """Return in sentences what changed from one term list to another, both as TOML."""
        say, before, after = self.say, Terms.parse(old), Terms.parse(new)
        lines = [say("用語「{word}」がありません", word=word) for word in before.terms if word not in after.terms]
        lines += [say("用語「{word}」があります", word=word) for word in after.terms if word not in before.terms]
        for word in dict.fromkeys((*before.synonyms, *after.synonyms)):
            became, was = (list_.synonyms.get(word, ()) for list_ in (after, before))
            if set(was) != set(became):
                lines.append(
                    say("「{word}」にまとめるのは：{variants}", word=word, variants=say("・").join(became) or "—")
                )
        lines += [say("「{word}」を数えます", word=word) for word in before.stop if word not in after.stop]
        return lines + [say("「{word}」を数えません", word=word) for word in after.stop if word not in before.stop]


def explain(here: Settings, survey: Survey, say: Say) -> None:
    """Answer why a word is counted or not."""
    asked = st.text_input(
        say("このことばは、数えられていますか"),
        placeholder=say("例：停留所"),
        key="terms_asked",
        bind="query-params",
        icon=":material/search:",
    ).strip()
    if not asked:
        return
    told = explaining.explain_word(here, survey.slug, asked)
    found = say("「{word}」と書かれた声は{n}件です。", word=asked, n=f"{told.written:,}")
    if told.counted and told.names:
        found += say("「{name}」として{n}件に数えています。", name=told.names[0], n=f"{told.counted:,}")
    elif told.written:
        found += say("ことばとしては数えていません。")
    st.html(markup.paragraph(found, "lead"))
    steps = [step for step, _ in told.inside[:MOST_SHOWN]] or list(told.steps)
    st.html(markup.listed(_told(step, say) for step in dict.fromkeys(steps)))


def _told(step: Traced, say: Say) -> str:
    return say("「{part}」：{why}", part=step.surface, why=say(step.reason, **step.values))


def suggest(editor: TermList) -> None:
    """Offer terms and spellings that the survey's own words suggest; a click puts one into the draft."""
    say = editor.say
    if not st.toggle(say("候補を見る"), key="terms_suggested"):
        return
    found = suggesting.word_suggestions(editor.here, editor.survey.slug)
    draft = editor.draft
    st.html(markup.heading(say("用語の候補"), under=say("いつもつづけて書かれることば。かっこは声の数です。")))
    with st.container(horizontal=True, gap="small"):
        for candidate in found.terms:
            if draft.knows(candidate.term):
                continue
            label = say("{word}（{n}）", word=candidate.term, n=candidate.comments)
            if st.button(markup.plain(label), key=f"term_{candidate.term}", icon=":material/add:"):
                editor.put(replace(draft, terms=(*draft.terms, candidate.term)))
    st.html(
        markup.heading(
            say("まとめる候補"), under=say("書き方のちがいや言いかえかもしれないことば。かっこは声の数です。")
        )
    )
    grouped = {*draft.synonyms, *(variant for variants in draft.synonyms.values() for variant in variants)}
    with st.container(horizontal=True, gap="small"):
        for group in found.variants:
            if not grouped.isdisjoint((group.keep, *group.variants)):
                continue
            named = [say("{word}（{n}）", word=word, n=n) for word, n in group.comments.items()]
            if st.button(markup.plain(" ← ".join(named)), key=f"group_{group.keep}", icon=":material/merge:"):
                editor.put(replace(draft, synonyms={**draft.synonyms, group.keep: group.variants}))
