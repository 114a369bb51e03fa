"""記録: who did what to which record and when, for the organiser to read and to take away."""

from __future__ import annotations

from survey_loader.language import N_
from survey_ui import log_view, room

say, here, actor, survey = room.enter_for_work(N_("記録"), "log")
log_view.show(here, survey, actor, say)
