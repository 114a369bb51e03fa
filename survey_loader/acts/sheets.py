"""Comments with their coding as a sheet for an audience."""

from __future__ import annotations

from survey_loader.access import Audience
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.settings import Settings
from survey_loader.sheets import csv_text
from survey_loader.store import reads
from survey_loader.store.connection import opened

COLUMNS = {
    "comment_id": N_("声のID"),
    "interview_id": N_("聞き取りのID"),
    "wave": N_("回"),
    "day": N_("日付"),
    "place": N_("場所"),
    "age": N_("年代"),
    "relation": N_("まちとの関わり"),
    "language": N_("言語"),
    "question": N_("設問"),
    "text": N_("声"),
    "themes": N_("テーマ"),
    "axis": N_("軸"),
    "axis_source": N_("軸の決め手"),
    "tone": N_("気持ち"),
    "tone_source": N_("気持ちの決め手"),
    "clash": N_("ぶつかり"),
}


def comments_csv(settings: Settings, slug: str, audience: Audience, say: Say) -> str:
    """Return every comment this audience may read, with coding, as Excel-safe CSV."""
    with opened(settings.database) as db:
        if reads.survey(db, slug) is None:
            raise SurveyError(N_("調査「{slug}」が見つかりません。"), slug=slug)
        frame = reads.all_comments(db, slug, audience)
    frame = frame.assign(themes=frame["themes"].map(" ".join)) if len(frame) else frame
    rows = frame[list(COLUMNS)].fillna("").itertuples(index=False, name=None)
    return csv_text([say(title) for title in COLUMNS.values()], rows)
