"""Which engine a survey's voices are read with: settled by its first voice, the same ever after."""

from __future__ import annotations

from dataclasses import replace

from sqlite_utils import Database

from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store.surveys import engine_in_use, save_survey, survey


def settled(db: Database, settings: Settings, target: Survey, asked: str = "") -> Survey:
    """Return the survey with the engine its voices are read with; nothing is written.

    That is the engine of the voices it has, else the one `asked` for, else that of the settings.
    Raises SurveyError where another one is asked for: words of two engines cannot be counted together.
    """
    used = engine_in_use(db, target.slug)
    if asked and used and asked != used:
        raise SurveyError(
            N_(
                "調査「{name}」では、ことばを {used} で切り分けています。{asked} とは混ぜられません。"
                "{used} のまま取り込むか、別の調査に入れてください。"
            ),
            name=target.name,
            used=used,
            asked=asked,
        )
    return replace(target, engine=used or asked or settings.engine)


def record(db: Database, settings: Settings, target: Survey) -> None:
    """Write the survey down with its engine; call inside the transaction that opens its batch.

    Raises SurveyError where another import has settled on another engine meanwhile.
    """
    settled(db, settings, target, asked=target.engine)
    stored = survey(db, target.slug)
    if stored is None or stored.engine != target.engine:
        save_survey(db, replace(stored or target, engine=target.engine))
