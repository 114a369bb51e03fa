"""ことばの整理: what counts as one word, which spellings are one, what is not counted, and why."""

from __future__ import annotations

from survey_loader.language import N_
from survey_ui import edition_view, room, terms_view

say, here, actor, survey = room.enter_for_work(N_("ことばの整理"), "terms")
edition_view.show_state(here, actor, say)
terms_view.explain(here, survey, say)
editor = terms_view.TermList(here, survey, actor, say)
editor.edit()
terms_view.suggest(editor)
editor.show_changes()
edition_view.History(here, survey, actor, "terms", editor.difference, say).show()
editor.keep_up()
