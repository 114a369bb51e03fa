"""取り込み: files from upload to a look at them to the import, with every row accounted for, and back again."""

from __future__ import annotations

from survey_loader import settings
from survey_loader.language import N_
from survey_ui import backup_view, errors, import_history, import_screen, import_view, import_work, rights, room, who

import_work.follow(settings.load(), who.current())
say, here, actor, survey = room.enter_before_surveys(N_("取り込み"), "importing")

under_way = import_work.show(here, actor, say)
waiting = import_view.receive(here, say)
if waiting:
    with errors.box(say):
        import_screen.show(here, waiting, room.permitted(here, actor, rights.KEEPING), actor, under_way, say)
if survey is not None:
    import_history.show(here, survey, actor, say)
    backup_view.show(here, survey, say)
