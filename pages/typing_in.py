"""写真から入力: words typed from photos of boards, and read again by a second person."""

from __future__ import annotations

from survey_loader.acts import typing
from survey_loader.language import N_
from survey_ui import errors, room, typing_desk, typing_view

say, here, actor, survey = room.enter_for_work(N_("写真から入力"), "typing_in")
if survey is None:
    room.stop(say(room.NO_SURVEY))
setting = typing.setting(here, actor, survey.slug)
if not typing.may_type(actor, survey.slug, setting):
    room.stop(say(typing.CLOSED))
with errors.box(say):
    typing_view.show(here, survey, actor, say)
if typing_view.may_keep(actor, survey):
    typing_desk.show(here, survey, actor, setting, say)
