"""What the editors of a codebook and of a term list share: one draft a session, saved as a version or let go."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

import streamlit as st

from survey_loader.access import Actor
from survey_loader.acts import words
from survey_loader.errors import SurveyError
from survey_loader.language import Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store.editions import Kind
from survey_ui import drafts, edition_view, markup

Content = TypeVar("Content")


class Editor(Generic[Content]):
    """One run of an editor: what is in force, and the draft that is not saved yet."""

    kind: ClassVar[Kind]

    def __init__(self, here: Settings, survey: Survey, actor: Actor, say: Say, in_force: Content, edition: int) -> None:
        self.here, self.survey, self.actor, self.say = here, survey, actor, say
        self.in_force, self.edition = in_force, edition
        self.kept = drafts.current(self.kind, survey.slug, in_force, edition)
        # Whether a field holds what cannot be taken into the draft.
        self.wrong = False

    def redone(self, base: Content, draft: Content, onto: Content) -> Content:
        """Return `onto` with what changed from `base` to `draft`; raises SurveyError where that cannot be."""
        raise NotImplementedError

    def store(self, note: str) -> words.Saved:
        """Save the draft as a version."""
        raise NotImplementedError

    @property
    def draft(self) -> Content:
        """The content as edited so far."""
        return self.kept.content

    @property
    def changed(self) -> bool:
        """Whether the draft says something else than what it began with."""
        return self.kept.content != self.kept.base

    @property
    def overtaken(self) -> bool:
        """Whether somebody saved a version after this draft began."""
        return self.kept.seen != self.edition

    def put(self, draft: Content) -> None:
        """Take over a draft made elsewhere on the page, and draw its fields anew."""
        drafts.replaced(self.kept, draft)
        st.rerun()

    def begin_anew(self) -> None:
        """Let go of the draft and begin with what is in force."""
        drafts.begin(self.kind, self.survey.slug, self.in_force, self.edition)
        st.rerun()

    def keep_up(self) -> None:
        """Begin with the version in force where nothing was changed; call when all fields are drawn, as only then
        the draft holds what was typed last."""
        if self.overtaken and not self.wrong and not self.changed:
            self.begin_anew()

    def redo(self) -> None:
        """Put the changes of this draft onto the version in force."""
        try:
            content = self.redone(self.kept.base, self.draft, self.in_force)
        except SurveyError as error:
            st.html(markup.paragraph(error.render(self.say), "wrong"))
            return
        self.kept = drafts.begin(self.kind, self.survey.slug, self.in_force, self.edition)
        self.put(content)

    def offer_save(self) -> None:
        """Draw the note and the buttons that save the draft or let it go."""
        say = self.say
        note = st.text_input(say("ひとこと（なぜ変えたか。書かなくてもかまいません）"), max_chars=words.LONGEST_NOTE)
        with st.container(horizontal=True):
            pressed = st.button(say("保存する"), type="primary", icon=":material/check:", key=f"{self.kind}_save")
            if pressed and edition_view.save(self.here, self.survey, self.actor, lambda: self.store(note), say):
                drafts.drop(self.kind)
                st.rerun()
            if st.button(say("元に戻す"), icon=":material/undo:", key=f"{self.kind}_reset"):
                self.begin_anew()
