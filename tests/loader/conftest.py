"""Small files of interviews, all invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey_loader.access import Role, everywhere
from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.settings import Settings

ACTOR = everywhere("organiser in a test", Role.ORGANISER)
HEADER = "聞き取りID,日時,場所,年代,まちとの関わり,好きなところ,どんなまちになってほしい,ことばの同意"
ROWS = (
    "K-01,2026/5/3 13:05,ゆきの通り,20代,市内に住んでいる,ラーメンがおいしい,除雪をちゃんとしてほしい,はい",
    "K-02,2026/5/3 13:20,ゆきの通り,60代,観光,動物園が楽しかった,英語の案内を増やして,いいえ",
    "K-03,2026/5/4 10:00,雪野駅前,30代,市内に住んでいる,自然がいっぱい,バスが少ないので増やしてほしい,はい",
)


def write_csv(path: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    """Write a CSV of these lines."""
    path.write_text("\n".join((header, *rows)) + "\n", encoding=encoding)
    return path


Import = Callable[..., ImportReport]


@pytest.fixture
def bring_in(empty: Settings) -> Import:
    """Import a file into the survey `machi` of the empty settings."""

    def run(path: Path, survey: str = "machi", **options: object) -> ImportReport:
        return import_file(empty, ACTOR, ImportRequest(path, survey, **options))  # type: ignore[arg-type]

    return run
