"""きょうの聞き取り: street work while it goes on, against its targets; for organisers."""

from __future__ import annotations

from survey_loader.language import N_
from survey_ui import field_view, room, target_view

say, here, actor, survey = room.enter_for_work(N_("きょうの聞き取り"), "field")
if survey is None:
    room.stop(say(room.NO_SURVEY))
wave, day = field_view.choose(here, survey, actor, say)
field_view.live(here, survey, actor, wave, day, say)
target_view.show(here, survey, actor, wave, say)
