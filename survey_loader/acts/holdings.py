"""What this installation holds about one interview: found by code, number or words, and told whole."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.acts import codes
from survey_loader.acts.erasing import theirs
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import aside, erasing, examples, holdings, outputs, parts
from survey_loader.store import codes as code_store
from survey_loader.store.connection import backups, opened
from survey_loader.store.holdings import FoundInterview, Kept, KeptPhoto
from survey_loader.store.outputs import Output
from survey_loader.store.photo_files import photo_path
from survey_loader.text.normalise import normalise

MOST_FOUND = 20
# What is counted besides the interview itself, its words, choices and photos.
KINDS: Mapping[str, str] = {
    "codings": N_("自動で付けた分類"),
    "human_codings": N_("人が決めた分類"),
    "judgements": N_("コーディングでの判断"),
    "sample_comments": N_("確かめるためのくじに当たった声"),
    "learned": N_("学習の確かめに使った声"),
    "consent_changes": N_("あとから変えた同意"),
    "street_records": N_("スマホでの同意の聞き方の記録"),
    "reviews": N_("だれかが確認した記録"),
    "set_aside": N_("外した・まとめた記録"),
    "typed_boards": N_("写真から入力した記録"),
    "typing_leases": N_("写真から入力している途中の記録"),
    "stop_requests": N_("取り下げの求め"),
    "street_parts": N_("スマホから届く途中の写真"),
    "photo_names": N_("ファイルに書いてあった写真の名前"),
    "same_as": N_("別のファイルでの同じ聞き取りの番号"),
    "met": N_("もう一度取り込まれた記録"),
    "rejects": N_("取り込めなかった行"),
    "jobs": N_("終わった作業の記録"),
    "imports": N_("ファイルの読み方の記録"),
    "mappings": N_("保存した読み方"),
    "entry_drafts": N_("書きかけの聞き取り"),
    "examples": N_("テーマの例にしたことば"),
    "backups": N_("ソフトを新しくしたときの控え（全員の分）"),
    "uploads": N_("取り込みを待っているファイル（中は見ていません）"),
    "public_checks": N_("公開前チェックでの判断"),
    "output_items": N_("外に出したものに入った声と写真の番号"),
    "recalls": N_("回収するものの一覧（番号だけ）"),
    "frozen_interviews": N_("確定版に入っている聞き取りの番号"),
    "frozen_comments": N_("確定版に入っている声の分類"),
    "tray_items": N_("発表リストに入れた声と写真"),
    "log": N_("記録（だれが・いつ。ことばは入っていません）"),
}
# Of what is one for all that was merged: counted once.
SHARED = frozenset({"stop_requests", "set_aside"})
# What an erasure leaves: the log, and what is to be called back, both without words.
STAYING = frozenset({"log", "recalls"})


@dataclass(frozen=True, slots=True)
class Holding:
    """All of one interview, and of those merged with it: versions, the latest first, photos with how many files of them
    lie on disk, and {key of KINDS: how many} of what else speaks of it."""

    interview_id: str
    code: str
    versions: tuple[Kept, ...]
    photos: tuple[KeptPhoto, ...]
    photo_files: int
    counts: Mapping[str, int]
    outputs: tuple[tuple[Output, int, int], ...] = ()

    @property
    def shown(self) -> Kept:
        """The version in force: what readers see, unless it was set aside."""
        return next((one for one in self.versions if one.standing in {"shown", "aside"}), self.versions[0])


def find(settings: Settings, actor: Actor, slug: str, typed: str, day: date | None = None) -> list[FoundInterview]:
    """Return the interviews that a withdrawal code, an id, a board number or words mean, at most MOST_FOUND.

    `day` narrows a search by board number or words; alone it finds all of that day. Raises SurveyError for something
    that looks like a code with a wrong letter, when nothing else is found by it.
    """
    require(actor, slug, Role.ORGANISER)
    wanted = normalise(typed).strip()
    if not wanted and day is None:
        return []
    letters = codes.read(typed)
    with opened(settings.database) as db:
        exact = _by_code(db, slug, letters) if letters else _by_id(db, slug, typed)
        found = exact or holdings.found_by_words(db, slug, wanted, day.isoformat() if day else "", MOST_FOUND)
    if letters and not found and not codes.sound(letters):
        raise SurveyError(N_("取り下げの番号のどこかが違うようです。もう一度、紙の番号と見くらべてください。"))
    return found


def _by_code(db: Database, slug: str, letters: str) -> list[FoundInterview]:
    if not codes.sound(letters):
        return []
    key = code_store.key(db)
    # Two interviews of a hundred thousand may share a code: both are shown, and the rest tells them apart.
    matching = [one for one in holdings.ids(db, slug) if codes.derived(key, one) == letters]
    return holdings.found_by_id(db, slug, matching) if matching else []


def _by_id(db: Database, slug: str, typed: str) -> list[FoundInterview]:
    try:
        wanted = str(uuid.UUID(unicodedata.normalize("NFKC", typed).strip()))
    except ValueError:
        return []
    return holdings.found_by_id(db, slug, [wanted])


def look(settings: Settings, actor: Actor, slug: str, interview_id: str) -> Holding:
    """Return what is held about one interview of a survey. Raises SurveyError where there is none of that id."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        # What was merged with it is the same person's, and goes with it.
        ids = aside.one_person(db, [interview_id])
        versions = [version for one in ids for version in holdings.versions(db, one)]
        if not any(version.survey == slug for version in versions):
            raise SurveyError(N_("聞き取り「{id}」は見つかりません。"), id=interview_id)
        photos = list(dict.fromkeys(photo for one in ids for photo in holdings.photos(db, one)))
        files = [photo_path(settings.photos_dir, photo.id, "full") for photo in photos]
        told = codes.spelled(codes.derived(code_store.key(db), interview_id))
        return Holding(
            interview_id, told, tuple(versions), tuple(photos), sum(path.is_file() for path in files),
            {name: count for name, count in _counts(settings, db, ids).items() if count},
            tuple(outputs.containing(db, ids)),
        )  # fmt: skip


def _counts(settings: Settings, db: Database, ids: list[str]) -> dict[str, int]:
    holds = theirs({one: erasing.versions(db, one) for one in ids})
    written = erasing.written(db, holds)
    counted = [holdings.counted(db, one) for one in ids]
    counts = {
        **{
            name: max(one[name] for one in counted) if name in SHARED else sum(one[name] for one in counted)
            for name in holdings.COUNTED
        },
        "rejects": len(written.rejects),
        "jobs": len(written.jobs),
        "imports": len(written.imports),
        "mappings": len(written.mappings),
        "entry_drafts": len(written.drafts),
        "examples": examples.count(db, holds),
        "backups": len(backups(settings.database)),
        "street_parts": sum(parts.count(settings.street_dir, one) for one in ids),
        "uploads": sum(1 for _ in settings.uploads_dir.glob("*")),
    }
    return {name: counts[name] for name in KINDS}
