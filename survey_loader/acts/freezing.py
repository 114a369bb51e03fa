"""確定版: figures as they stood when they were published, and the voices behind them then, as far as they are here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from survey_loader.access import Actor, Role, require
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import ThemeName
from survey_loader.settings import Settings
from survey_loader.store import frozen
from survey_loader.store.connection import opened, transaction
from survey_loader.store.frozen import Coding, Edition, Figures
from survey_loader.store.surveys import append_log, known_survey
from survey_loader.voices import Voices

LONGEST_NAME, LONGEST_NOTE = 80, 500
CODED = ("axis", "axis_source", "axis_by_text", "tone", "tone_source", "clash")


class Steps(NamedTuple):
    """The voices between an edition and now, each with one thing more that has changed since.

    left: those counted then that are still here, coded as then. recoded: the same people and their answers, as they
    are coded now. What differs between the edition and `left` has gone or was corrected,
    between `recoded` and now has come.
    """

    left: Voices
    recoded: Voices


def freeze(
    settings: Settings, actor: Actor, slug: str, name: str, note: str, voices: Voices, charts: Sequence[Figures]
) -> int:
    """Keep these figures of a survey, made from these voices, as an edition and return its number.

    The organiser's act. Raises SurveyError without a name, or where name or note are too long.
    """
    require(actor, slug, Role.ORGANISER)
    name, note = " ".join(name.split()), note.strip()
    if not 0 < len(name) <= LONGEST_NAME or len(note) > LONGEST_NOTE:
        raise SurveyError(
            N_("確定版の名前を{most}文字まで、メモを{longest}文字までで入れてください。"),
            most=LONGEST_NAME,
            longest=LONGEST_NOTE,
        )
    if not charts:
        raise SurveyError(N_("確定できる数字が、まだありません。声が集まってから、もう一度押してください。"))
    codings = _codings(voices)
    people = voices.interviews["number"].tolist()
    with opened(settings.database) as db:
        known_survey(db, slug)
        with transaction(db):
            counted = (len(people), len(codings))
            number = frozen.save(db, slug, name, note, actor.name, voices.theme_list, charts, counted)
            append_log(
                db, actor.name, "freeze figures", slug, str(number),
                charts=len(charts), interviews=counted[0], comments=counted[1],
            )  # fmt: skip
            frozen.save_people(db, number, people)
            frozen.save_codings(db, number, codings)
    return number


def _codings(voices: Voices) -> dict[int, Coding]:
    frame = voices.comments[["number", *CODED]].astype(object)
    told = frame.where(frame.notna(), None).itertuples(index=False, name=None)
    keys = [theme.key for theme in voices.theme_list]
    found = {}
    for row, (number, *coded) in enumerate(told):
        columns = voices.themes.indices[voices.themes.indptr[row] : voices.themes.indptr[row + 1]]
        codes = voices.themes.data[voices.themes.indptr[row] : voices.themes.indptr[row + 1]]
        themes = {keys[column]: int(code) for column, code in zip(columns, codes, strict=True) if code}
        found[int(number)] = Coding._make((*coded[:-1], bool(coded[-1]), themes))
    return found


def editions(settings: Settings, actor: Actor, slug: str) -> list[Edition]:
    """Return the frozen editions of a survey, the latest first."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        return frozen.editions(db, slug)


def figures(settings: Settings, actor: Actor, slug: str, number: int) -> list[Figures]:
    """Return the numbers of an edition. Raises SurveyError where the survey has no such edition."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        found = frozen.charts(db, slug, number)
    if not found:
        raise SurveyError(N_("この確定版は見つかりません。"))
    return found


def remove(settings: Settings, actor: Actor, slug: str, number: int) -> None:
    """Remove an edition. The organiser's act; raises SurveyError where the survey has no such edition."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        if not frozen.remove(db, slug, number):
            raise SurveyError(N_("この確定版は見つかりません。"))
        append_log(db, actor.name, "remove frozen figures", slug, str(number))


def steps(settings: Settings, actor: Actor, slug: str, number: int, voices: Voices) -> Steps:
    """Return what stands between an edition and these voices of its survey, as they are now."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        people = frozen.people(db, slug, number)
        codings = frozen.codings(db, slug, number)
        themes = frozen.themes(db, number)
    interviews = np.isin(voices.interviews["number"].to_numpy(), people)
    same_people = np.isin(voices.comments["interview"].to_numpy(), people)
    counted = same_people & np.isin(voices.comments["number"].to_numpy(), list(codings))
    return Steps(_as_then(voices.where(counted, interviews), codings, themes), voices.where(same_people, interviews))


def _as_then(voices: Voices, codings: dict[int, Coding], themes: Sequence[ThemeName]) -> Voices:
    """Return the voices with the codings of then; themes that are gone since stand behind those of now."""
    told = [codings[number] for number in voices.comments["number"].tolist()]
    frame = voices.comments.copy(deep=False)
    for place, column in enumerate(CODED):
        values = [coding[place] for coding in told]
        dtype = voices.comments[column].dtype
        frame[column] = pd.Series(values, index=frame.index, dtype=object).astype(dtype)
    now = {theme.key for theme in voices.theme_list}
    line = (*voices.theme_list, *(theme for theme in themes if theme.key not in now))
    columns = {theme.key: column for column, theme in enumerate(line)}
    cells = [(row, columns[key], code) for row, coding in enumerate(told) for key, code in coding.themes.items()]
    rows, places, codes = zip(*cells, strict=True) if cells else ((), (), ())
    shape = (len(told), len(line))
    matrix = sparse.csr_matrix((np.array(codes, dtype=np.int8), (rows, places)), shape=shape, dtype=np.int8)
    return replace(voices, comments=frame, themes=matrix, theme_list=line)
