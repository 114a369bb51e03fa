"""確認: what was typed in and sent from phones, checked, corrected, set aside or merged, one after another."""

from __future__ import annotations

from survey_loader.language import N_
from survey_ui import review_view, room

say, here, actor, survey = room.enter_for_work(N_("確認"), "review")
if survey is None:
    room.stop(say(room.NO_SURVEY))
review_view.Review(here, survey, actor, say).show()
