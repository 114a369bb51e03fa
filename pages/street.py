"""街頭の準備: invitations for phones in the street and what is printed for it; for organisers."""

from __future__ import annotations

from survey_loader.language import N_
from survey_ui import kit_view, room, street_view

say, here, actor, survey = room.enter_for_work(N_("街頭の準備"), "street")
if survey is None:
    room.stop(say(room.NO_SURVEY))
street_view.show(here, survey, actor, say)
kit_view.show(here, survey, actor, say)
