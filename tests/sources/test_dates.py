"""Dates as people and exporters write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from survey_loader.language import speaker
from survey_loader.sources.dates import UnreadableDate, parse_datetime

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
    ],
)
def test_a_date_is_read_as_it_was_meant(text: str, expected: datetime) -> None:
    read = parse_datetime(text, TOKYO)
    assert read == expected
    assert read is not None and read.utcoffset() is not None


@pytest.mark.parametrize("text", ["", "   ", "\u3000"])
def test_no_date_is_no_error(text: str) -> None:
    assert parse_datetime(text, TOKYO) is None


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026/13/1", "2026年5月32日", "2026-05-03 25:00", "平成40年", "令和0年1月1日", "昭和99年"],
)
def test_an_impossible_date_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDate, match="という日付や時刻はありません"):
        parse_datetime(text, TOKYO)


@pytest.mark.parametrize("text", ["むかし", "5/3", "123", "46145", "2026", "2026/5/3 のころ", "2026/5/3 13", "午後1時"])
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
