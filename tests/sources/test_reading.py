"""From a file to interviews and rejects."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from survey_loader.errors import UnusableFile, UnusableMapping
from survey_loader.models import Answer, Consents, Interview, PhotoName, Reject, Survey
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.reading import Reading, read

Written = Callable[..., Path]
TOKYO = ZoneInfo("Asia/Tokyo")


def interviews(reading: Reading) -> list[Interview]:
    rows = list(reading.rows)
    assert all(isinstance(row, Interview) for row in rows)
    return [row for row in rows if isinstance(row, Interview)]


def test_a_row_becomes_the_interview_it_tells_of(samples: Path) -> None:
    reading = read(samples / "consents.csv")
    first, second, third = interviews(reading)
    assert first == Interview(
        answers=(Answer("like", "川沿いの道", "live"), Answer("future", "夜も歩けるまち", "both")),
        key="m-001",
        fingerprint=first.fingerprint,
        at=datetime(2026, 5, 3, 13, 5, tzinfo=TOKYO),
        board="12",
        relation="resident",
        consents=Consents(quote=True, photo_committee="face", photo_hall="face", photo_web="no"),
        photos=(PhotoName("a.jpg"), PhotoName("b.jpg")),
        row=2,
    )
    assert second.consents == Consents(photo_committee="board", photo_hall="board", photo_web="board")
    assert (third.answers, third.board, third.row) == ((), "14", 4)


def test_what_nobody_understands_means_no_and_is_kept_to_be_seen(samples: Path) -> None:
    reading = read(samples / "consents.csv")
    third = interviews(reading)[2]
    assert third.relation == "unknown"
    assert third.consents == Consents(quote=False, photo_committee="no", photo_hall="face", photo_web="face")
    assert reading.unread["relation"] == ["まあまあ"]
    assert reading.unread["consent_quote"] == ["ただし名前は出さないで"]


def test_without_a_column_for_the_committee_it_sees_what_the_hall_may(written: Written) -> None:
    path = written("感想,写真の公開に同意しますか\n川,はい\n橋,いいえ\n花,\n")
    reading = read(path)
    assert [interview.consents.photo_committee for interview in interviews(reading)] == ["face", "no", "no"]
    assert any("公開の同意を委員会にも" in str(assumption) for assumption in reading.recognised.assumptions)


def test_a_row_whose_date_cannot_be_read_is_rejected_with_its_reason_and_cells(samples: Path) -> None:
    rows = list(read(samples / "era_dates.csv").rows)
    assert [row.at.date().isoformat() for row in rows if isinstance(row, Interview) and row.at] == [
        "2023-10-03", "2023-10-03", "2016-01-01", "2019-05-01",
    ]  # fmt: skip
    rejects = [row for row in rows if isinstance(row, Reject)]
    assert [reject.row for reject in rejects] == [6, 7, 8]
    assert rejects[1].cells == {"聞き取り日": "むかし", "感想": "読めない日付"}
    assert rejects[1].reason.format(**rejects[1].values).startswith("「むかし」を日付として読めません。")
    last = rows[-1]
    assert isinstance(last, Interview) and (last.at, last.wave) == (None, "")


def test_cells_beyond_the_header_are_rejected_and_never_dropped(samples: Path) -> None:
    rows = list(read(samples / "ragged.csv").rows)
    assert [row.row for row in rows] == [3, 5, 6, 8]
    reject = rows[2]
    assert isinstance(reject, Reject)
    assert reject.cells == {"場所": "川", "感想": "区切りが", "備考": "文の", "列4": "中に", "列5": "ある"}
    assert isinstance(rows[1], Interview) and rows[1].note == "雨"


def test_an_answer_stays_exactly_as_written(written: Written) -> None:
    path = written('場所,感想\n" 駅前　","  川が&amp;好き\r\n ①　"\n')
    (interview,) = interviews(read(path))
    assert interview.place == "駅前"
    assert interview.answers == (Answer("comment", "  川が&amp;好き\r\n ①　"),)


def test_somebody_who_wrote_nothing_is_still_an_interview(written: Written) -> None:
    path = written("場所,感想,血液型\n駅前,,\n,　,A\n,,\n公園,川,\n")
    rows = list(read(path).rows)
    assert [type(row) for row in rows] == [Interview, Reject, Interview]
    assert isinstance(rows[0], Interview) and (rows[0].answers, rows[0].place) == ((), "駅前")
    assert isinstance(rows[1], Reject) and rows[1].cells == {"感想": "　", "血液型": "A"}


def test_the_fingerprint_covers_all_cells_in_any_column_order(written: Written) -> None:
    one = interviews(read(written("感想,血液型,星座\n川,A,\n川,B,\n", name="a.csv")))
    two = interviews(read(written("星座,血液型,感想\n,A,川\n", "utf-16", name="b.csv")))
    assert one[0].fingerprint == two[0].fingerprint != one[1].fingerprint
    assert one[0].fingerprint == hashlib.sha256("感想\0川\0血液型\0A".encode()).hexdigest()


def test_ages_are_kept_as_written_in_one_width(written: Written) -> None:
    (interview,) = interviews(read(written("年代,感想\n６０代以上,川\n")))
    assert interview.age == "60代以上"


WAVES = """
[columns]
date = "日"
wave = "回"
[[question]]
key = "c"
column = "感想"
[[wave]]
label = "春"
starts = 2026-03-01
ends = 2026-05-31
"""


def test_a_wave_is_the_one_given_then_the_column_then_the_day(written: Written) -> None:
    path = written("日,回,感想\n2026/5/3,第2回,a\n2026/5/3,,b\n2026/6/1,,c\n2026-05-31T23:30:00Z,,d\n,,e\n")
    mapping = Mapping.parse(WAVES)
    assert [row.wave for row in interviews(read(path, mapping))] == ["第2回", "春", "", "", ""]
    assert {row.wave for row in interviews(read(path, mapping, wave="夏"))} == {"夏"}


def test_times_without_an_offset_are_in_the_zone_of_the_survey(written: Written) -> None:
    path = written("日時,感想\n2026-05-03 13:05,川\n")
    (interview,) = interviews(read(path, survey=Survey("a", "町", timezone="Europe/Paris")))
    assert interview.at is not None and interview.at.isoformat() == "2026-05-03T13:05:00+02:00"
    with pytest.raises(UnusableMapping, match="タイムゾーン「Mars/Base」"):
        read(path, survey=Survey("a", "町", timezone="Mars/Base"))


def test_a_missing_column_is_named_with_the_headers_found(written: Written) -> None:
    mapping = Mapping.parse('[columns]\ndate = "日付"\n[[question]]\nkey = "c"\ncolumn = "ご感想"')
    with pytest.raises(UnusableFile, match=r"列 「日付」、「ご感想」 がありません.*見つかった見出し: 日時、感想"):
        read(written("日時,感想\n2026/5/3,川\n"), mapping)


def test_an_optional_column_may_be_missing(written: Written) -> None:
    text = '[mapping]\noptional = ["願い"]\n[[question]]\nkey = "c"\ncolumn = "感想"\n'
    mapping = Mapping.parse(text + '[[question]]\nkey = "w"\ncolumn = "願い"')
    (interview,) = interviews(read(written("日時,感想\n2026/5/3,川\n"), mapping))
    assert interview.answers == (Answer("c", "川"),)


def test_a_mapping_finds_its_columns_in_another_width_or_line(written: Written) -> None:
    mapping = Mapping.parse('[[question]]\nkey = "c"\ncolumn = "この町(まち)の感想"')
    (interview,) = interviews(read(written('"この町（まち）の\n感想 "\n川\n'), mapping))
    assert interview.answers == (Answer("c", "川"),)


def test_a_basis_stands_in_place_of_single_consents(written: Written) -> None:
    mapping = Mapping.parse('[consent]\nbasis = "CC BY 4.0"\n[[question]]\nkey = "c"\ncolumn = "感想"')
    (interview,) = interviews(read(written("感想\n川\n"), mapping))
    assert interview.consents == Consents(quote=True, basis="CC BY 4.0")


def test_a_key_the_mapping_names_is_taken_even_if_it_is_a_small_number(written: Written) -> None:
    path = written("番号,感想\n1,川\n2,橋\n")
    mapping = Mapping.parse('[columns]\nkey = "番号"\n[[question]]\nkey = "c"\ncolumn = "感想"')
    assert [interview.key for interview in interviews(read(path))] == ["", ""]
    assert [interview.key for interview in interviews(read(path, mapping))] == ["1", "2"]


def test_answers_to_scales_and_choices_go_by_question_and_value_table(written: Written) -> None:
    text = '[[question]]\nkey = "c"\ncolumn = "感想"\n[[question]]\nkey = "ease"\nkind = "scale"\ncolumn = "住みやすさ"'
    mapping = Mapping.parse(text + '\n[values.ease]\n"とても" = "5"')
    path = written("感想,住みやすさ\n川,とても\n橋, ふつう\n花,\n")
    assert [interview.choices for interview in interviews(read(path, mapping))] == [
        {"ease": "5"}, {"ease": "ふつう"}, {},
    ]  # fmt: skip


def test_several_columns_of_one_question_are_several_answers(written: Written) -> None:
    text = '[[question]]\nkey = "like"\nlabel = "好きなところ"\ncolumn = "声1"\n'
    mapping = Mapping.parse(text + '[[question]]\nkey = "like"\ncolumn = "声2"')
    (interview,) = interviews(read(written("声1,声2\n朝の光,夜の屋台\n"), mapping))
    assert interview.answers == (Answer("like", "朝の光"), Answer("like", "夜の屋台"))


def test_several_answers_are_joined_as_they_are_stored(written: Written) -> None:
    text = '[[question]]\nkey = "topics"\nkind = "choice"\nmultiple = true\ncolumn = "話題"\nseparator = "、"\n'
    text += '[[question]]\nkey = "c"\ncolumn = "感想"\n[values.topics]\n"店" = "お店"'
    rows = interviews(read(written("話題,感想\n店、公園、店,川\n公園,橋\n,花\n"), Mapping.parse(text)))
    assert [row.choices for row in rows] == [{"topics": "お店; 公園"}, {"topics": "公園"}, {}]


def test_what_is_published_never_shows_more_of_a_photo_than_its_own_consent(written: Written) -> None:
    path = written("consent_photo,consent_publish,感想\nyes,yes,川\nno,yes,橋\nboard_only,yes,花\nyes,later,光\n")
    rows = interviews(read(path))
    assert [row.consents for row in rows] == [
        Consents(quote=True, photo_committee="face", photo_hall="face", photo_web="face"),
        Consents(quote=True),
        Consents(quote=True, photo_committee="board", photo_hall="board", photo_web="board"),
        Consents(photo_committee="face"),
    ]


def test_a_time_in_its_own_column_and_days_first_are_read_as_meant(written: Written) -> None:
    rows = interviews(read(written("日付,時刻,感想\n3/5/2026,午後1時,川\n23/5/2026,9:05,橋\n")))
    assert [row.at.isoformat() for row in rows if row.at] == ["2026-05-03T13:00:00+09:00", "2026-05-23T09:05:00+09:00"]


FORMATS = Path(__file__).parents[2].parent / "shared/data/formats"
needs_formats = pytest.mark.skipif(not FORMATS.is_dir(), reason="../shared/data/formats is not here")


@needs_formats
def test_google_forms_read_as_plain_tables() -> None:
    direct = interviews(read(FORMATS / "forms_direct_csv_ja.csv"))
    sheet = interviews(read(FORMATS / "linked_sheet_csv_ja.csv"))
    assert [row.at.isoformat() for row in direct if row.at] == [
        "2026-05-23T13:04:02+09:00", "2026-05-23T12:11:00+09:00", "2026-05-24T00:05:19+09:00",
    ]  # fmt: skip
    assert [row.relation for row in direct] == ["resident", "commuter", "visitor"]
    assert direct[1].answers == (
        Answer("like", '=SUM(1+1) みたいな"計算"'),
        Answer("future", "バスが1時間に4本 🚌 髙橋 𠮷野"),
    )
    assert (sheet[0].at, sheet[0].place, sheet[0].interviewer) == (direct[0].at, "駅前ロータリー", "S01")


@needs_formats
@pytest.mark.parametrize("name", ["kobo_labels.csv", "kobo_labels.xlsx"])
def test_kobo_exports_read_as_plain_tables(name: str) -> None:
    first, second = interviews(read(FORMATS / name))
    assert first.key == "uuid:0b4e9f3e-1111-4c55-9d0a-000000000001"
    assert first.at is not None and first.at.isoformat() == "2026-05-23T13:01:44.120000+09:00"
    assert first.photos == (PhotoName("写真 1-13_3_10.jpg"),)
    # Its XLSX writer stored this voice as a formula whose result is 0.
    assert second.answers[0] == Answer("like", '=SUM(1+1) みたいな"計算"')


def test_what_repeats_the_row_above_is_read_so_but_never_a_consent_or_an_answer(written: Written) -> None:
    path = written(
        "日付,場所,年代,声の公開の同意,好きなところ\nR8.5.3(日),本町,20代,はい,縁側の猫\n〃,〃,同上,〃,水の音\n同上,,〃,はい,同上\n"
    )
    one, two, three = interviews(read(path))
    assert (two.at, two.place, two.age, two.consents.quote) == (one.at, "本町", "20代", False)
    assert (three.at, three.place, three.age, three.answers[0].text) == (one.at, "", "20代", "同上")


def test_the_voice_of_an_unknown_day_is_kept(written: Written) -> None:
    one, two = interviews(read(written("日付,好きなところ\n不明,峠の茶屋\nー,湧き水\n")))
    assert (one.at, two.at) == (None, None)


@pytest.mark.parametrize("line", ["合計：2名,,", "計2件,,", "（以上）,,", "平均年齢,25,", "小計 2,,"])
def test_a_line_of_totals_in_whatever_words_is_no_interview_and_no_key(written: Written, line: str) -> None:
    reading = read(written(f"番号,年代,好きなところ\n1,20代,味のある看板\n2,30代,坂道の石垣\n{line}\n"))
    assert reading.mapping.columns.key == ""
    assert [type(row) for row in reading.rows] == [Interview, Interview, Reject]
