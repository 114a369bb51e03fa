"""発表リスト: what a presenter put together, in order, made anew from the voices of now."""

from __future__ import annotations

from survey_loader.language import N_
from survey_ui import room, tray_view

tray_view.survey_first()
here = room.enter(N_("発表リスト"), "tray", filtered=False)
tray_view.show(here)
