"""同意と保存: who asks to stop, what is held of one interview, changing consent, and until when all is kept."""

from __future__ import annotations

from survey_loader.language import N_
from survey_ui import consent_view, outputs_view, responsible_view, retention_view, room, stop_view

say, here, actor, survey = room.enter_for_work(N_("同意と保存"), "consent")
responsible_view.warn(here, survey, actor, say)
stop_view.show(here, survey, actor, say)
consent_view.Desk(here, survey, actor, say).show()
outputs_view.show(here, survey, actor, say)
retention_view.show(here, survey, actor, say)
