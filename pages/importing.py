"""取り込み: files from upload to a look at them to the import, with every row accounted for, and back again."""

from __future__ import annotations

from survey_loader import settings
from survey_loader.access import LOCAL_ORGANISER
from survey_loader.language import N_
from survey_ui import errors, import_history, import_screen, import_view, import_work, room

import_work.follow(settings.load())
say, here, survey = room.enter_for_work(N_("取り込み"))

under_way = import_work.show(here, LOCAL_ORGANISER, say)
waiting = import_view.receive(here, say)
if waiting:
    with errors.box(say):
        import_screen.show(here, waiting, room.surveys(here), LOCAL_ORGANISER, under_way, say)
if survey is not None:
    import_history.show(here, survey, LOCAL_ORGANISER, say)
