"""Promises of the file a phone saves: read like any other, and what had been sent meanwhile is the same interview."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from survey_loader.acts import erasing, inviting
from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import holdings
from survey_loader.store.connection import opened
from survey_loader.store.photos import attached_files
from tests.capture.conftest import ORGANISER
from tests.capture.phone import CONSENTS, TOWN, Phone, Shot, body, new_id, shot


def rescued(path: Path, interviews: dict[str, dict[str, Any]], photos: tuple[Shot, ...] = ()) -> Path:
    """Write what a phone saves: no compression, as its script has none."""
    told = [{"id": identity, **content} for identity, content in interviews.items()]
    document = {"machi_no_koe_street": 1, "survey": TOWN.slug, "interviews": told}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("interviews.json", json.dumps(document, ensure_ascii=False))
        for photo in photos:
            archive.writestr(f"photos/{photo.sha256}.jpg", photo.content)
    return path


def brought(here: Settings, path: Path) -> ImportReport:
    return import_file(here, ORGANISER, ImportRequest(path, TOWN.slug))


def kept(here: Settings, identity: str) -> list[holdings.Kept]:
    with opened(here.database) as db:
        return holdings.versions(db, identity)


def counted(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.interviews, report.already_there, report.changed, report.conflicts, report.rejected


def test_a_phone_s_file_comes_in_whole(town: Settings, tmp_path: Path) -> None:
    first, second, photo, board = new_id(), new_id(), shot(1), shot(2, kind="board")
    interviews = {
        first: body(photos=[photo.told, board.told], note="帽子の人"),
        second: body(
            answers={"future": "雪かきを手伝ってほしい\n年よりには重い"},
            said={},
            choices={},
            age="80歳以上",
            language="ko",
        ),
    }
    report = brought(town, rescued(tmp_path / "machi.zip", interviews, (photo, board)))
    assert report.recognised["layout"] == "street_rescue"
    assert counted(report) == (2, 0, 0, 0, 0)
    assert (report.photos, report.photo_problems) == (2, [])
    [one] = kept(town, first)
    assert one.texts == (("like", "川ぞいの桜がきれい"), ("future", "夜のバスをふやしてほしい"))
    assert (one.board, one.wave, one.note, one.relation) == ("0123K", "2026年春", "帽子の人", "resident")
    assert one.choices == {"stay": "4", "come": "バス; 歩き"}
    assert one.consents == Consents(True, "face", "face", "no")
    [other] = kept(town, second)
    assert (other.age, other.language) == ("80歳以上", "ko")
    assert other.texts == (("future", "雪かきを手伝ってほしい\n年よりには重い"),)
    with opened(town.database) as db:
        assert attached_files(db, first) == {(photo.sha256, "face"), (board.sha256, "board")}


def test_what_had_been_sent_meanwhile_is_the_same_interview(phone: Phone, town: Settings, tmp_path: Path) -> None:
    photo = shot()
    interviews = {
        new_id(): body(photos=[photo.told]),
        new_id(): body(age="80歳以上", answers={"future": "バス"}, consents={**CONSENTS, "committee": "board"}),
        new_id(): body(age="10歳未満", relation="unknown", said={"like": "both"}, language="en"),
        new_id(): body(choices={}, consents={}, group="親子", at="2026-05-03T04:05:06.789+00:00"),
    }
    for identity, content in interviews.items():
        assert phone.put(identity, content).status_code == 200
    for identity in list(interviews)[:1]:
        phone.send(identity, photo)
    report = brought(town, rescued(tmp_path / "machi.zip", interviews, (photo,)))
    assert counted(report) == (0, 4, 0, 0, 0)
    assert (report.photos, report.photos_waiting, report.photo_problems) == (0, 0, [])
    assert all(len(kept(town, identity)) == 1 for identity in interviews)


def test_what_was_brought_in_by_hand_may_still_be_sent_by_its_phone(
    phone: Phone, town: Settings, tmp_path: Path
) -> None:
    identity, photo = new_id(), shot()
    brought(town, rescued(tmp_path / "machi.zip", {identity: body(photos=[photo.told])}, (photo,)))
    told = phone.put(identity, body(photos=[photo.told])).json()
    assert (told["again"], told["photos"]) == (True, {photo.sha256: "stored"})
    assert len(kept(town, identity)) == 1
    assert phone.put(identity, body(board="0125P", photos=[photo.told])).json()["again"] is True
    assert [one.board for one in kept(town, identity)] == ["0125P", "0123K"]


def test_boards_without_words_alone_come_in_too(town: Settings, tmp_path: Path) -> None:
    identity, photo = new_id(), shot(kind="board")
    fast = body(answers={}, said={}, choices={}, words_later=True, photos=[photo.told])
    report = brought(town, rescued(tmp_path / "machi.zip", {identity: fast}, (photo,)))
    assert (report.interviews, report.photos) == (1, 1)
    assert kept(town, identity)[0].texts == ()
    with opened(town.database) as db:
        slugs = db.conn.execute("select definition from surveys").fetchall()
    assert len(json.loads(slugs[0][0])["questions"]) == len(TOWN.questions)


def test_an_erased_interview_does_not_come_back_with_a_phone_s_file(
    phone: Phone, town: Settings, tmp_path: Path
) -> None:
    identity, photo = new_id(), shot()
    phone.put(identity, body(photos=[photo.told]))
    phone.send(identity, photo)
    erasing.erase(town, ORGANISER, identity, "ご本人の求め")
    report = brought(town, rescued(tmp_path / "machi.zip", {identity: body(photos=[photo.told])}, (photo,)))
    assert (report.erased, report.interviews, report.photos, report.photos_waiting) == (1, 0, 0, 0)
    assert kept(town, identity) == []


def test_a_file_saved_from_a_phone_tells_of_no_invitation(town: Settings, tmp_path: Path) -> None:
    brought(town, rescued(tmp_path / "machi.zip", {new_id(): body()}))
    assert inviting.listed(town, ORGANISER, TOWN.slug) == []
