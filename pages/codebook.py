"""テーマの分け方: the codebook, theme by theme, with what an edit would change before it is saved."""

from __future__ import annotations

from survey_loader.language import N_
from survey_ui import codebook_files, codebook_view, edition_view, emerging_view, room

here = room.enter(N_("テーマの分け方"), "codebook", filtered=False)
edition_view.show_state(here.settings, here.actor, here.say)
editor = codebook_view.CodebookEditor(here)
theme = editor.choose()
if theme is not None:
    editor.edit(theme)
    editor.merge_or_remove(theme)
codebook_files.show(editor)
editor.show_changes()
emerging_view.show(editor)
edition_view.History(here.settings, here.survey, here.actor, "codebook", editor.difference, here.say).show()
editor.keep_up()
