"""公開前チェック: whether quotes and photos are fit to be shown outside, decided by two people."""

from __future__ import annotations

from survey_loader.language import N_
from survey_ui import release_view, room

here = room.enter(N_("公開前チェック"), "release", filtered=False)
release_view.show(here)
