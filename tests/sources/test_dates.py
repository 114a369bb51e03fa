"""Dates as people and exporters write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from survey_loader.language import speaker
from survey_loader.sources.dates import (
    UnreadableDate,
    is_time,
    order_of,
    parse_apart,
    parse_datetime,
    with_year,
    year_of,
)

TOKYO = ZoneInfo("Asia/Tokyo")
NINE = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-04-28 20:56:22", datetime(2022, 4, 28, 20, 56, 22, tzinfo=TOKYO)),
        ("2026-05-23 13:01:44.120000+09:00", datetime(2026, 5, 23, 13, 1, 44, 120000, tzinfo=NINE)),
        ("2026-05-23T04:01:44Z", datetime(2026, 5, 23, 4, 1, 44, tzinfo=UTC)),
        ("2026-05-03", datetime(2026, 5, 3, tzinfo=TOKYO)),
        ("2026/5/3", datetime(2026, 5, 3, tzinfo=TOKYO)),
        ("2026/05/23 1:04:02 午後 GMT+9", datetime(2026, 5, 23, 13, 4, 2, tzinfo=NINE)),
        ("2026/05/24 12:05:19 午前 GMT+9", datetime(2026, 5, 24, 0, 5, 19, tzinfo=NINE)),
        ("2026/05/23 12:11:00 午後 GMT+9", datetime(2026, 5, 23, 12, 11, tzinfo=NINE)),
        ("2026/05/23 1:04:02 PM GMT+5:30", datetime(2026, 5, 23, 7, 34, 2, tzinfo=UTC)),
        ("2026年5月3日 13時5分", datetime(2026, 5, 3, 13, 5, tzinfo=TOKYO)),
        ("2026年5月3日（日）午後1時", datetime(2026, 5, 3, 13, tzinfo=TOKYO)),
        ("2026年５月３日　１３：０５", datetime(2026, 5, 3, 13, 5, tzinfo=TOKYO)),
        ("2026/5/3(日) 9:05", datetime(2026, 5, 3, 9, 5, tzinfo=TOKYO)),
        ("令和5年10月3日", datetime(2023, 10, 3, tzinfo=TOKYO)),
        ("R5.10.3", datetime(2023, 10, 3, tzinfo=TOKYO)),
        ("r5/10/3 8:30", datetime(2023, 10, 3, 8, 30, tzinfo=TOKYO)),
        ("令和元年5月1日", datetime(2019, 5, 1, tzinfo=TOKYO)),
        ("平成28年", datetime(2016, 1, 1, tzinfo=TOKYO)),
        ("昭和64年1月7日", datetime(1989, 1, 7, tzinfo=TOKYO)),
        ("2026年5月", datetime(2026, 5, 1, tzinfo=TOKYO)),
        ("20260503", datetime(2026, 5, 3, tzinfo=TOKYO)),
        ("20260503130502", datetime(2026, 5, 3, 13, 5, 2, tzinfo=TOKYO)),
        (" 2026-5-3 ", datetime(2026, 5, 3, tzinfo=TOKYO)),
        ("5/23/2026 1:04 PM", datetime(2026, 5, 23, 13, 4, tzinfo=TOKYO)),
        ("5/6/2026", datetime(2026, 5, 6, tzinfo=TOKYO)),
        ("23.5.2026", datetime(2026, 5, 23, tzinfo=TOKYO)),
        ("26/5/3(日) 9:05", datetime(2026, 5, 3, 9, 5, tzinfo=TOKYO)),
        ("２６．５．３", datetime(2026, 5, 3, tzinfo=TOKYO)),
        ("46165.5", datetime(2026, 5, 23, 12, tzinfo=TOKYO)),
    ],
)
def test_a_date_is_read_as_it_was_meant(text: str, expected: datetime) -> None:
    read = parse_datetime(text, TOKYO)
    assert read == expected
    assert read is not None and read.utcoffset() is not None


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["2026/5/3", "R5.10.3", "いつか"], ""),
        (["3/5/2026", "23/5/2026"], "dmy"),
        (["3/5/2026", "5/23/2026"], "mdy"),
        (["3/5/2026", "4/5/2026"], "mdy"),
        (["3.5.2026"], "dmy"),
        (["26/5/3", "26/5/4"], "ymd"),
        (["5/3/26", "5/4/26"], "mdy"),
        (["23/5/26 9:05", "30/5/26 9:10"], "dmy"),
    ],
)
def test_the_order_of_a_column_is_the_one_in_which_all_its_dates_are_likely(texts: list[str], order: str) -> None:
    assert order_of(texts)[0] == order


def test_a_date_is_read_in_the_order_of_its_column() -> None:
    assert parse_datetime("3/5/2026", TOKYO, "dmy") == datetime(2026, 5, 3, tzinfo=TOKYO)
    assert parse_datetime("5/3/26", TOKYO, "mdy") == datetime(2026, 5, 3, tzinfo=TOKYO)
    with pytest.raises(UnreadableDate, match="日付や時刻はありません"):
        parse_datetime("5/23/2026", TOKYO, "dmy")


@pytest.mark.parametrize(
    ("date", "time", "expected"),
    [
        ("2026/5/3", "午後1時5分", datetime(2026, 5, 3, 13, 5, tzinfo=TOKYO)),
        ("2026-05-03", "13:05:00", datetime(2026, 5, 3, 13, 5, tzinfo=TOKYO)),
        ("46165", "0.25", datetime(2026, 5, 23, 6, tzinfo=TOKYO)),
        ("2026/5/3", "", datetime(2026, 5, 3, tzinfo=TOKYO)),
        ("", "13:05", None),
    ],
)
def test_a_date_and_a_time_in_two_cells_are_one_moment(date: str, time: str, expected: datetime | None) -> None:
    assert parse_apart(date, time, TOKYO) == expected


def test_a_time_that_is_none_is_refused_with_an_example() -> None:
    with pytest.raises(UnreadableDate, match="「夕方」を時刻として読めません。13:05 のように"):
        parse_apart("2026/5/3", "夕方", TOKYO)
    with pytest.raises(UnreadableDate, match="「25:00」という日付や時刻はありません"):
        parse_apart("2026/5/3", "25:00", TOKYO)
    assert [is_time(text) for text in ("13:05", "午前9時", "0.5", "2026/5/3", "5分", "")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "   ", "\u3000", "1980-01-01 00:00:00"])
def test_no_date_is_no_error(text: str) -> None:
    assert parse_datetime(text, TOKYO) is None


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026/13/1", "2026年5月32日", "2026-05-03 25:00", "平成40年", "令和0年1月1日", "昭和99年"],
)
def test_an_impossible_date_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDate, match="という日付や時刻はありません"):
        parse_datetime(text, TOKYO)


@pytest.mark.parametrize(
    "text", ["むかし", "5/3", "123", "36525", "73051", "2026", "2026/5/3 のころ", "2026/5/3 13", "午後1時"]
)
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnreadableDate, match="2026/5/3") as caught:
        parse_datetime(text, TOKYO)
    assert caught.value.values == {"text": text}


@pytest.mark.parametrize("text", ["1899-12-31", "2101/1/1", "1026-05-03", "9999-12-31 23:59:59"])
def test_a_date_far_away_is_refused_and_says_the_years(text: str) -> None:
    with pytest.raises(UnreadableDate, match="1900年から2100年"):
        parse_datetime(text, TOKYO)


def test_an_unreadable_date_is_a_value_error_that_speaks_the_readers_language() -> None:
    with pytest.raises(ValueError) as caught:
        parse_datetime("むかし", TOKYO)
    assert isinstance(caught.value, UnreadableDate)
    assert "むかし" in caught.value.render(speaker("ja"))


@pytest.mark.parametrize(
    ("time", "hour", "minute"),
    [("13時半", 13, 30), ("午後１時半ごろ", 13, 30), ("13:50頃", 13, 50), ("1345", 13, 45), ("0905", 9, 5)],
)
def test_a_time_of_day_is_read_as_people_say_and_jot_it(time: str, hour: int, minute: int) -> None:
    assert parse_apart("2026/5/3", time, TOKYO) == datetime(2026, 5, 3, hour, minute, tzinfo=TOKYO)


@pytest.mark.parametrize("date", ["5/3", "５／３", "5月3日", "5月3日（日）", "05/03 13:05", "5月3日 13時05分"])
def test_a_day_without_its_year_gets_the_one_that_is_known(date: str) -> None:
    day = parse_datetime(with_year(date, 2026), TOKYO)
    assert day is not None and (day.year, day.month, day.day) == (2026, 5, 3)


@pytest.mark.parametrize("date", ["5/3/2026", "2026/5/3", "R8.5.3", "26/5/3", "5月", "13:05", "23.5.2026"])
def test_a_date_that_is_not_just_a_month_and_a_day_is_left_alone(date: str) -> None:
    assert with_year(date, 2025) == date


@pytest.mark.parametrize(
    ("dates", "names", "year"),
    [
        (["5/3", "2026/5/4"], ["調査2025.csv"], 2026),
        (["5/3"], ["聞き取り2026年5月.csv"], 2026),
        (["5/3"], ["", "令和８年度 まちなか調査"], 2026),
        (["5/3"], ["聞き取り_R8春.xlsx", "Sheet1"], 2026),
        (["5/3"], ["2025-2026.csv"], 0),
        (["5/3"], ["聞き取り.csv"], 0),
        (["2026/5/3"], ["2025.csv"], 0),
    ],
)
def test_the_year_is_told_by_the_other_dates_or_else_by_the_names(
    dates: list[str], names: list[str], year: int
) -> None:
    assert year_of(dates, names) == year


def test_a_day_whose_year_nothing_tells_says_so() -> None:
    with pytest.raises(UnreadableDate, match="年がわかりません"):
        parse_datetime("5月3日", TOKYO)


@pytest.mark.parametrize("text", ["1770000000", "1770000000000"])
def test_the_seconds_that_programs_count_are_a_time(text: str) -> None:
    assert parse_datetime(text, UTC) == datetime(2026, 2, 2, 2, 40, tzinfo=UTC)
