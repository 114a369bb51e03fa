"""ODK Central: groups or none, split selects, repeats, photos in media/."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from survey_loader.errors import UnusableFile
from survey_loader.models import Answer, Interview, PhotoName, Reject
from survey_loader.sources.layouts import repeats
from survey_loader.sources.mapping import Mapping as ColumnMapping
from survey_loader.sources.reading import Reading, read
from tests.conftest import SHARED

BEFORE = ("SubmissionDate", "start", "end", "username")
AFTER = (
    "meta-instanceID", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status",
    "ReviewState", "DeviceID", "Edits", "FormVersion",
)  # fmt: skip
JST = timezone(timedelta(hours=9))


def table(header: Sequence[str], *rows: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def root(questions: Sequence[str], *answers: Sequence[str], **system: str) -> str:
    """A root table of ODK Central; its rows are uuid:1, uuid:2 …"""
    rows = []
    for number, cells in enumerate(answers, start=1):
        own = {
            "SubmissionDate": "2026-05-23T04:12:09.412Z",
            "start": "2026-05-23T13:01:44.120+09:00",
            "end": "2026-05-23T13:04:02.008+09:00",
            "KEY": f"uuid:{number}",
            "meta-instanceID": f"uuid:{number}",
            "SubmitterID": "7",
            "SubmitterName": "街角の班",
            "AttachmentsPresent": "0",
            "AttachmentsExpected": "0",
            "Edits": "0",
            "FormVersion": "20260523",
        } | system
        rows.append([*[own.get(name, "") for name in BEFORE], *cells, *[own.get(name, "") for name in AFTER]])
    return table((*BEFORE, *questions, *AFTER), *rows)


def zipped(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def interviews(reading: Reading) -> list[Interview]:
    rows = list(reading.rows)
    assert all(isinstance(row, Interview) for row in rows), rows
    return [row for row in rows if isinstance(row, Interview)]


def lone(tmp_path: Path, text: str) -> Reading:
    path = tmp_path / "machi.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return read(path)


def test_the_sample_of_odk_central_is_read() -> None:
    path = SHARED / "data" / "formats" / "odk_central_default.csv.zip"
    if not path.exists():
        pytest.skip("the shared samples are not on this machine")
    reading = read(path)
    seen = reading.recognised
    assert (seen.layout, seen.encoding, seen.separator, seen.zone) == ("odk_central", "utf-8", ",", "Asia/Tokyo")
    first, second, third = interviews(reading)
    assert [row.key[-2:] for row in (first, second, third)] == ["01", "02", "03"]
    assert first.at == datetime(2026, 5, 23, 13, 1, 44, 120000, tzinfo=JST)
    assert [answer.question for answer in first.answers] == ["like", "future"]
    assert (first.interviewer, third.place) == ("S01", first.place)
    assert [row.choices.get("choice", "") for row in (first, second, third)] == ["shop; park", "transit", ""]
    assert [row.photos for row in (first, second)] == [(PhotoName("1779508931231.jpg"),), ()]
    assert [row.relation for row in (first, second, third)] == ["resident", "commuter", "visitor"]
    assert [photo.name for photo in reading.package.photos] == ["media/1779508931231.jpg"]


def test_a_form_with_groups_and_one_without_say_the_same(tmp_path: Path) -> None:
    cells = ("駅前", "S01", "川沿いの桜並木", "夜でも明るい図書館")
    grouped = lone(tmp_path, root(("intro-place", "intro-interviewer", "g-voice-like", "g-voice-future"), cells))
    bare = lone(tmp_path, root(("place", "interviewer", "like", "future"), cells))
    assert grouped.recognised.layout == bare.recognised.layout == "odk_central"
    (one,), (other,) = interviews(grouped), interviews(bare)
    assert one.answers == other.answers == (Answer("like", "川沿いの桜並木"), Answer("future", "夜でも明るい図書館"))
    assert (one.key, one.place, one.interviewer, one.at) == (other.key, other.place, other.interviewer, other.at)
    assert one.key == "uuid:1" and one.place == "駅前" and one.interviewer == "S01"


def test_questions_with_japanese_names_are_understood(tmp_path: Path) -> None:
    reading = lone(tmp_path, root(("聞き取り-場所", "声-好きなところ"), ("市場", "朝の魚屋さん")))
    (interview,) = interviews(reading)
    assert (interview.place, interview.answers) == ("市場", (Answer("like", "朝の魚屋さん"),))


def test_the_interview_was_when_it_began_else_when_it_came_in(tmp_path: Path) -> None:
    without = root(("like",), ("川",), start="")
    came = datetime(2026, 5, 23, 4, 12, 9, 412000, tzinfo=UTC)
    assert interviews(lone(tmp_path, without))[0].at == came
    no_column = without.replace(",start,", ",something,")
    assert interviews(lone(tmp_path, no_column))[0].at == came
    today = root(("today", "like"), ("2026-05-22", "川")).replace(",start,", ",something,")
    at = interviews(lone(tmp_path, today))[0].at
    assert at is not None and at.date().isoformat() == "2026-05-22"


def test_the_sender_is_the_interviewer_only_where_nobody_else_is_named(tmp_path: Path) -> None:
    assert interviews(lone(tmp_path, root(("like",), ("川",))))[0].interviewer == "街角の班"
    named = interviews(lone(tmp_path, root(("like", "g-student"), ("川", "佐藤"))))[0]
    assert named.interviewer == "佐藤"


def test_a_point_on_the_map_is_no_place(tmp_path: Path) -> None:
    names = tuple(f"place-{part}" for part in ("Latitude", "Longitude", "Altitude", "Accuracy"))
    reading = lone(tmp_path, root((*names, "spot", "like"), ("43.77", "142.36", "110", "4.5", "駅前", "川")))
    assert interviews(reading)[0].place == "駅前"
    assert not {*names, "KEY"} & {asked.column for asked in reading.mapping.questions}


def test_split_choices_are_taken_from_their_own_columns(tmp_path: Path) -> None:
    header = ("g-topics", "g-topics/shop", "g-topics/park", "g-topics/bus stop", "like")
    rows = (("shop bus stop", "1", "0", "1", "市場"), ("", "0", "0", "0", "川"), ("", "", "", "", "橋"))
    reading = lone(tmp_path, root(header, *rows))
    assert [row.choices for row in interviews(reading)] == [{"choice": "shop; bus stop"}, {}, {}]
    (question,) = [asked.question for asked in reading.mapping.questions if asked.question.kind == "choice"]
    assert question.multiple


def test_codes_joined_by_spaces_are_several_choices_and_an_english_voice_is_not(tmp_path: Path) -> None:
    rows = (("shop park", "quiet streets"), ("park", "parks"), ("bus park shop", "clean air"))
    reading = lone(tmp_path, root(("topics", "like"), *rows))
    assert [row.choices["choice"] for row in interviews(reading)] == ["shop; park", "park", "bus; park; shop"]
    reading = lone(tmp_path, root(("topics", "like"), *rows))
    assert [row.answers[0].text for row in interviews(reading)] == ["quiet streets", "parks", "clean air"]


def test_photos_are_known_by_their_file_names_whatever_the_question_is_called(tmp_path: Path) -> None:
    header = ("q7", "photo_note", "board_only", "like")
    reading = lone(tmp_path, root(header, ("1716.jpg", "いい笑顔でした", "1717.HEIC", "川"), ("", "", "", "橋")))
    (first, second) = interviews(reading)
    assert first.photos == (PhotoName("1716.jpg"), PhotoName("1717.HEIC", "board"))
    assert second.photos == ()


def test_a_rejected_answer_and_an_encrypted_one_are_kept_out_with_the_reason(tmp_path: Path) -> None:
    (rejected,) = lone(tmp_path, root(("like",), ("川",), ReviewState="rejected")).rows
    assert isinstance(rejected, Reject) and "却下(rejected)" in rejected.reason
    assert (rejected.row, rejected.cells["like"], rejected.cells["KEY"]) == (2, "川", "uuid:1")
    (encrypted,) = lone(tmp_path, root(("like",), ("",), Status="notDecrypted")).rows
    assert isinstance(encrypted, Reject) and encrypted.values == {"status": "notDecrypted"}
    for state in ("approved", "hasIssues", "edited", ""):
        assert len(interviews(lone(tmp_path, root(("like",), ("川",), ReviewState=state)))) == 1


def with_repeats(tmp_path: Path, *extra: str) -> Path:
    main = root(("place",), ("駅前",), ("公園",), ("市場",))
    voices = table(
        ("comment", "kind", "picture", "PARENT_KEY", "KEY"),
        ("川がきれい", "like", "a.jpg", "uuid:1", "uuid:1/voice[1]"),
        ("夜が暗い", "trouble", "", "uuid:1", "uuid:1/voice[2]"),
        ("花壇がすてき", "like", "b.jpg", "uuid:3", "uuid:3/voice[1]"),
        *[row.split(",") for row in extra],
    )
    return zipped(
        tmp_path / "machi.csv.zip", {"machi.csv": main, "machi-voice.csv": voices, "media/a.jpg": b"\xff\xd8"}
    )


def test_repeats_are_further_answers_of_their_interview(tmp_path: Path) -> None:
    reading = read(with_repeats(tmp_path))
    first, second, third = interviews(reading)
    assert first.answers == (Answer("comment", "川がきれい"), Answer("comment", "夜が暗い"))
    assert (second.answers, third.answers) == ((), (Answer("comment", "花壇がすてき"),))
    assert [row.photos for row in (first, second, third)] == [(PhotoName("a.jpg"),), (), (PhotoName("b.jpg"),)]
    assert len(reading.mapping.survey.questions) == 1
    told = list(map(str, reading.recognised.assumptions))
    assert "くり返し「machi-voice.csv」は、もとの聞き取りの続きの回答として読みます(1人に2回まで)。" in told
    assert "くり返し「machi-voice.csv」のうち使わない列: kind" in told


def test_a_repeat_within_a_repeat_belongs_to_the_interview(tmp_path: Path) -> None:
    main = root(("place",), ("駅前",))
    outer = table(("topic", "PARENT_KEY", "KEY"), ("道", "uuid:1", "uuid:1/topic[1]"))
    inner = table(("comment", "PARENT_KEY", "KEY"), ("歩道が広い", "uuid:1/topic[1]", "uuid:1/topic[1]/say[1]"))
    path = zipped(tmp_path / "m.zip", {"m.csv": main, "m-topic.csv": outer, "m-say.csv": inner})
    assert interviews(read(path))[0].answers == (Answer("comment", "歩道が広い"),)


def test_a_repeat_whose_interview_is_missing_is_kept_out_with_the_reason(tmp_path: Path) -> None:
    rows = list(read(with_repeats(tmp_path, "だれの声か,like,,uuid:9,uuid:9/voice[1]")).rows)
    assert len(rows) == 4
    reject = rows[-1]
    assert isinstance(reject, Reject) and "もとになる聞き取りの行がありません" in reject.reason
    assert (reject.row, reject.cells) == (5, {"ファイル": "machi-voice.csv", "comment": "だれの声か", "kind": "like"})


def test_a_mapping_made_when_people_said_less_still_takes_all_they_say(tmp_path: Path) -> None:
    saved = ColumnMapping.parse(read(with_repeats(tmp_path)).mapping.dump())
    longer = "屋台がほしい,like,,uuid:1,uuid:1/voice[3]"
    first = interviews(read(with_repeats(tmp_path, longer), saved))[0]
    assert [answer.text for answer in first.answers] == ["川がきれい", "夜が暗い", "屋台がほしい"]
    shorter = zipped(
        tmp_path / "short.zip",
        {
            "m.csv": root(("place",), ("駅前",)),
            "m-voice.csv": table(("comment", "picture", "PARENT_KEY", "KEY"), ("橋", "", "uuid:1", "uuid:1/v[1]")),
        },
    )
    assert interviews(read(shorter, saved))[0].answers == (Answer("comment", "橋"),)


def test_beyond_the_most_answers_of_one_person_the_rest_stands_in_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "MOST", 2)
    reading = read(with_repeats(tmp_path, "屋台がほしい,like,c.jpg,uuid:1,uuid:1/voice[3]"))
    assert [answer.text for answer in interviews(reading)[0].answers] == ["川がきれい", "夜が暗い\n屋台がほしい"]
    assert any("1人に3回までありました" in str(told) for told in reading.recognised.assumptions)


def test_a_table_of_repeats_alone_and_two_forms_at_once_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="くり返しの表しかありません。書き出した ZIP をそのまま"):
        lone(tmp_path, table(("comment", "PARENT_KEY", "KEY"), ("川", "uuid:1", "uuid:1/v[1]")))
    two = {"a.csv": root(("like",), ("川",)), "b.csv": root(("future",), ("橋",))}
    with pytest.raises(UnusableFile, match=r"別々の調査票.*\(a.csv、b.csv\)"):
        read(zipped(tmp_path / "two.zip", two))
    mixed = {"a.csv": root(("like",), ("川",)), "forms.csv": "タイムスタンプ,好きなところ\n2026/05/23 13:04:02,橋\n"}
    with pytest.raises(UnusableFile, match=r"見出しのちがう表.*\(a.csv、forms.csv\)"):
        read(zipped(tmp_path / "mixed.zip", mixed))


def test_two_exports_of_one_form_are_read_together_and_repeats_not_twice(tmp_path: Path) -> None:
    main = root(("place",), ("駅前",))
    voices = table(("comment", "PARENT_KEY", "KEY"), ("川", "uuid:1", "uuid:1/v[1]"))
    files = {f"{month}/{name}": text for month in ("5", "6") for name, text in (("m.csv", main), ("m-v.csv", voices))}
    rows = interviews(read(zipped(tmp_path / "both.zip", files)))
    assert [(row.key, row.answers) for row in rows] == [("uuid:1", (Answer("comment", "川"),))] * 2


def test_a_row_with_too_many_cells_is_kept_out_though_repeats_stand_beside_it(tmp_path: Path) -> None:
    main = root(("place",), ("駅前",)).rstrip("\n") + ",はみ出し\n"
    voices = table(("comment", "PARENT_KEY", "KEY"), ("川", "uuid:1", "uuid:1/v[1]"))
    (row,) = read(zipped(tmp_path / "m.zip", {"m.csv": main, "m-v.csv": voices})).rows
    assert isinstance(row, Reject) and "見出しより多くの列" in row.reason


def test_voices_are_found_by_what_they_are_where_no_name_tells(tmp_path: Path) -> None:
    rows = [("駅前の広場で音楽が聞けるところ", "a1"), ("冬でも歩きやすい道にしてほしい", "a2"), ("川辺で", "a1")]
    reading = lone(tmp_path, root(("q12", "q13"), *rows))
    assert [answer.text for row in interviews(reading) for answer in row.answers] == [text for text, _ in rows]


def test_a_time_of_day_beside_a_whole_time_changes_nothing(tmp_path: Path) -> None:
    came = datetime(2026, 5, 23, 4, 12, 9, 412000, tzinfo=UTC)
    text = root(("時刻", "like"), ("13:20", "川")).replace(",start,", ",something,")
    assert interviews(lone(tmp_path, text))[0].at == came
    apart = root(("日付", "時刻", "like"), ("2026-05-22", "13:20", "川")).replace(",start,", ",something,")
    at = interviews(lone(tmp_path, apart))[0].at
    assert at is not None and at.isoformat() == "2026-05-22T13:20:00+09:00"


def test_a_question_about_places_answered_by_photos_is_a_photo(tmp_path: Path) -> None:
    reading = lone(tmp_path, root(("like_picture", "q2"), ("1.jpg", "川べりの道がとても気持ちいい")))
    (interview,) = interviews(reading)
    assert interview.photos == (PhotoName("1.jpg"),)
    assert [answer.text for answer in interview.answers] == ["川べりの道がとても気持ちいい"]


def test_a_repeat_nobody_answered_and_a_cp932_copy_are_no_trouble(tmp_path: Path) -> None:
    main = root(("place", "like"), ("駅前①", "川"))
    empty = table(("comment", "PARENT_KEY", "KEY"))
    path = zipped(tmp_path / "m.zip", {"m.csv": main.encode("cp932"), "m-voice.csv": empty})
    reading = read(path)
    (interview,) = interviews(reading)
    assert (reading.recognised.layout, reading.recognised.encoding, interview.place) == (
        "odk_central",
        "cp932",
        "駅前①",
    )
    assert "回答のない表は読みません: m-voice.csv" in map(str, reading.recognised.assumptions)


def test_a_form_nobody_answered_says_so(tmp_path: Path) -> None:
    files = {"m.csv": root(("place",)), "m-voice.csv": table(("comment", "PARENT_KEY", "KEY"))}
    with pytest.raises(UnusableFile, match="見出しの行しかありません"):
        read(zipped(tmp_path / "m.zip", files))


def test_a_hyphen_in_a_question_is_no_group(tmp_path: Path) -> None:
    (interview,) = interviews(lone(tmp_path, root(("g-place", "like-place"), ("駅前", "川べりの道"))))
    assert (interview.place, interview.answers) == ("駅前", (Answer("like", "川べりの道"),))


def test_names_written_with_underscores_are_read_as_words(tmp_path: Path) -> None:
    header = ("place", "what_do_you_like_here", "my_hope_for_2040", "photo_board", "consent_photo_public")
    cells = ("駅前", "川べりの道", "歩きやすいまち", "1.jpg", "yes")
    (interview,) = interviews(lone(tmp_path, root(header, cells)))
    assert interview.answers == (Answer("like", "川べりの道"), Answer("future", "歩きやすいまち"))
    assert (interview.photos, interview.consents.photo_hall) == ((PhotoName("1.jpg", "board"),), "face")


def test_the_odata_answer_is_read_like_the_csv_with_its_repeats(tmp_path: Path) -> None:
    def submission(id: str, state: str | None, *voices: str) -> dict[str, object]:
        return {
            "__id": id,
            "start": "2026-05-24T10:20:00.000+09:00",
            "__system": {"submissionDate": "2026-05-24T01:25:00.000Z", "reviewState": state, "status": None},
            "meta": {"instanceID": id},
            "basic": {"place": "芝生広場", "loc": {"type": "Point", "coordinates": [139.1, 35.2, 10.0]}},
            "voices": [{"__id": f"{id}-{text}", "like": text} for text in voices],
            "voices@odata.navigationLink": "Submissions/voices",
        }

    answer = {
        "@odata.context": "https://central.example.org/v1/projects/1/forms/machi.svc/$metadata#Submissions",
        "value": [submission("uuid:a", None, "芝生", "図書館"), submission("uuid:b", "rejected", "試し")],
    }
    path = tmp_path / "odata.json"
    path.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    reading = read(path)
    kept, refused = reading.rows
    assert reading.recognised.layout == "odk_central"
    assert isinstance(kept, Interview) and isinstance(refused, Reject)
    assert (kept.key, kept.place) == ("uuid:a", "芝生広場")
    assert [answer.text for answer in kept.answers] == ["芝生", "図書館"]
    assert kept.at is not None and kept.at.isoformat() == "2026-05-24T10:20:00+09:00"


def test_the_log_of_how_a_form_was_filled_in_is_no_table_of_voices(tmp_path: Path) -> None:
    log = table(
        ("instance ID", "event", "node", "start", "end", "old-value", "new-value", "user", "change-reason"),
        ("uuid:1", "question", "/data/like", "1760150001000", "1760150009000", "音", "湯けむり", "", "聞きまちがえた"),
    )
    files = {"machi.csv": root(("place", "like"), ("温泉街", "湯けむり")), "machi - audit.csv": log}
    reading = read(zipped(tmp_path / "machi.csv.zip", files))
    (interview,) = interviews(reading)
    assert interview.answers == (Answer("like", "湯けむり"),)
    assert "調査票の表ではないため読みません: machi - audit.csv" in [
        str(said) for said in reading.recognised.assumptions
    ]
