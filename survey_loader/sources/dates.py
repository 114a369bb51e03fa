"""Dates as people, exporters and spreadsheets write them: ISO, slashes, 午前/午後, 年月日, eras, serial numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from survey_loader.errors import SurveyError
from survey_loader.language import N_

FIRST_YEAR, LAST_YEAR = 1900, 2100
# The orders of year, month and day where the year is not first in full.
ORDERS = ("ymd", "mdy", "dmy")
ORDER_TOLD: Mapping[str, str] = {
    "ymd": N_("「{column}」の日付({example} など)は、年/月/日の順とみなしました。"),
    "mdy": N_("「{column}」の日付({example} など)は、月/日/年の順とみなしました。"),
    "dmy": N_("「{column}」の日付({example} など)は、日/月/年の順とみなしました。"),
}
# With two digits for the year, an order that puts every survey in these years is the likelier one.
LIKELY_YEARS = range(2010, 2040)
# LimeSurvey writes this where it was told to keep no date.
NO_DATE = frozenset({"1980-01-01 00:00:00", "1980-01-01"})
# What people write where they do not know the day.
NO_DATE_WORDS = frozenset(
    {"不明", "日付不明", "日時不明", "未記入", "無記入", "記入なし", "なし", "-", "--", "ー", "―", "?", "n/a"}
)
SHORTEST_DATE = 6
# Spreadsheets count days from here, the 1900 that was no leap year taken in.
SERIAL_START = datetime(1899, 12, 30)
# 2000-01-01 to 2099-12-31: other numbers of five digits are no dates of interviews.
SERIALS = range(36_526, 73_051)
DAY_SECONDS = 86_400

# The year before the first of each era, and how many years it counted.
_ERAS = {
    "明治": (1867, 45),
    "大正": (1911, 15),
    "昭和": (1925, 64),
    "平成": (1988, 31),
    "令和": (2018, 99),
}
_ERA_LETTERS = {"m": "明治", "t": "大正", "s": "昭和", "h": "平成", "r": "令和"}

_DATE = re.compile(
    r"""
    (?:(?P<era>明治|大正|昭和|平成|令和|[mtshr])\s*(?P<era_year>\d{1,2}|元)|(?P<year>\d{4}))
    \s*(?:[-/.]|年)\s*
    (?:(?P<month>\d{1,2})\s*(?:[-/.]\s*|月\s*|$)(?:(?P<day>\d{1,2})\s*日?)?)?
    (?:\s*\(?[月火水木金土日](?:曜日?)?\)?(?![\d月]))?
    """,
    re.VERBOSE,
)
_YEAR_LAST = re.compile(
    r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{1,2})(?!\d)(?:\s*\(?[月火水木金土日](?:曜日?)?\)?(?![\d月]))?"
)
# 5/3 and 5月3日, as they are written by hand all day long; the year stands elsewhere.
_NO_YEAR = re.compile(r"(\d{1,2})\s*(?:/|月)\s*(\d{1,2})(?:\s*日)?(?!\d|\s*[/.年-])")
_NAMED_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)|(?:令和|(?<![a-z])r)\s*(\d{1,2}|元)(?!\d)")
# Seconds or milliseconds since 1970, as programs count: 2001 to 2033.
_EPOCH = re.compile(r"(1\d{9})(\d{3})?")
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_DAY_PART = re.compile(r"0?\.\d+")
_TIME = re.compile(
    r"""
    (?:t|\s)*(?P<before>午前|午後|am|pm|a\.m\.|p\.m\.)?\s*
    (?P<hour>\d{1,2})\s*(?::|時)\s*
    (?:(?P<half>半)|(?P<minute>\d{1,2})\s*(?::|分|(?=\D|$))\s*(?:(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?\s*秒?)?)?
    \s*(?P<after>午前|午後|am|pm|a\.m\.|p\.m\.)?(?:\s*(?:頃|ごろ|すぎ|過ぎ))?
    """,
    re.VERBOSE,
)
# Beside a date, 1345 is 13:45.
_FOUR_DIGITS = re.compile(r"^([01]\d|2[0-3])([0-5]\d)$")
_ZONE = re.compile(r"\s*(?:(?P<name>z|utc|gmt|jst)\s*)?(?:(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*(\d{2})(\d{2})(\d{2})?)?")
_UTC_NAMED = re.compile(r"\b(UTC|GMT)\b(?!\s*[+-])|世界時")
_MORNING = {"午前", "am", "a.m."}
_JAPAN = timezone(timedelta(hours=9))


class UnreadableDate(SurveyError, ValueError):
    """A text that is no date an interview can have."""


def parse_datetime(text: str, zone: tzinfo, order: str = "") -> datetime | None:
    """Return an aware time, None for an empty text; a time without an offset is in `zone`.

    A missing day or month is the first, a missing time midnight. `order` is one of ORDERS, for dates with the
    year last or in two digits; without it 5/3/2026 is May 3rd and 26/5/3 too. Raises UnreadableDate, a
    ValueError, for what is no date, an impossible one, or one outside FIRST_YEAR..LAST_YEAR.
    """
    if text in NO_DATE or (len(text) < SHORTEST_DATE and _plain(text) in NO_DATE_WORDS):
        return None
    if text[4:5] == "-" and text[7:8] == "-":
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = _parse(text, order)
    elif not text.strip():
        return None
    else:
        moment = _parse(text, order)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UnreadableDate(
            N_("日付「{text}」は{first}年から{last}年の間にありません。"), text=text, first=FIRST_YEAR, last=LAST_YEAR
        )
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def parse_apart(date: str, time: str, zone: tzinfo, order: str = "") -> datetime | None:
    """Return the aware time of a date and a time of day in two cells; raises what `parse_datetime` raises."""
    day = parse_datetime(date, zone, order)
    if day is None or not time.strip():
        return day
    plain = _plain(time)
    if _DAY_PART.fullmatch(plain):
        return day.replace(hour=0, minute=0, second=0) + timedelta(seconds=round(float(plain) * DAY_SECONDS))
    clock = _TIME.fullmatch(_FOUR_DIGITS.sub(r"\1:\2", plain))
    if clock is None:
        raise UnreadableDate(N_("「{text}」を時刻として読めません。13:05 のように書いてください。"), text=time)
    try:
        return _at(day, clock)
    except ValueError as error:
        raise UnreadableDate(N_("「{text}」という日付や時刻はありません。"), text=time) from error


def with_year(date: str, year: int) -> str:
    """Return a date that has a month and a day alone with the year before it, any other text as it is."""
    if not year:
        return date
    plain = _plain(date)
    found = _NO_YEAR.match(plain)
    return f"{year}/{found[1]}/{found[2]}{plain[found.end() :]}" if found else date


def year_of(dates: Sequence[str], names: Sequence[str], order: str = "") -> int:
    """Return the year of dates that have none: that of the other dates, else the one the names speak of, else 0."""
    if not any(_NO_YEAR.match(_plain(date)) for date in dates):
        return 0
    for years in ({_year_or_none(date, order) for date in dates}, {year for name in names for year in _years(name)}):
        if len(known := years - {None}) == 1:
            return known.pop() or 0
    return 0


def _year_or_none(date: str, order: str) -> int | None:
    try:
        moment = parse_datetime(date, UTC, order)
    except UnreadableDate:
        return None
    return moment.year if moment else None


def _years(name: str) -> Iterator[int | None]:
    """Yield the years a title or a file name speaks of: 2026, 令和8年, R8."""
    for western, era in _NAMED_YEAR.findall(_plain(name)):
        yield int(western) if western else 2018 + (1 if era == "元" else int(era))


def names_utc(header: str) -> bool:
    """Say whether a header names the zone of its times: Start Date (UTC)."""
    return bool(_UTC_NAMED.search(header))


def is_time(text: str) -> bool:
    """Say whether a text is a time of day and nothing else."""
    plain = _plain(text)
    return bool(_TIME.fullmatch(plain) or _DAY_PART.fullmatch(plain))


def is_serial(text: str) -> bool:
    """Say whether a text is the number by which a spreadsheet counts a day of this century."""
    serial = _SERIAL.fullmatch(_plain(text))
    return serial is not None and int(serial[1]) in SERIALS


def order_of(texts: Sequence[str]) -> tuple[str, str]:
    """Return in which of ORDERS dates are written, and the first of them; ("", "") where the year is first."""
    written = [(text, found) for text in texts if (found := _YEAR_LAST.match(_plain(text)))]
    if not written:
        return "", ""

    def fit(order: str) -> tuple[int, int, int]:
        years = [day.year for _, found in written if (day := _day_or_none(found, order))]
        # Days change from row to row, years hardly.
        return len(years), sum(year in LIKELY_YEARS for year in years), -len(set(years))

    return max(ORDERS, key=fit), written[0][0]


def _day_or_none(found: re.Match[str], order: str) -> datetime | None:
    if len(found[4]) == 4 and (order == "ymd" or (order == "mdy" and found[2] == ".")):
        return None
    try:
        return _numbered(found, order)
    except ValueError:
        return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _parse(text: str, order: str) -> datetime:
    plain = _plain(text)
    compact, serial, epoch = _COMPACT.fullmatch(plain), _SERIAL.fullmatch(plain), _EPOCH.fullmatch(plain)
    try:
        if epoch:
            return datetime.fromtimestamp(int(epoch[1]), UTC)
        if compact:
            return datetime(*[int(part or 0) for part in compact.groups()])  # type: ignore[arg-type]
        if serial and int(serial[1]) in SERIALS:
            return SERIAL_START + timedelta(seconds=round(float(plain) * DAY_SECONDS))
        return _written(plain, text, order)
    except UnreadableDate:
        raise
    except (ValueError, OverflowError) as error:
        raise UnreadableDate(N_("「{text}」という日付や時刻はありません。"), text=text) from error


def _written(plain: str, text: str, order: str) -> datetime:
    day = _DATE.match(plain)
    year_last = None if day else _YEAR_LAST.match(plain)
    if day is not None:
        moment = datetime(_year(day), int(day["month"] or 1), int(day["day"] or 1))
        rest = plain[day.end() :]
    elif year_last is not None:
        moment = _numbered(year_last, order)
        rest = plain[year_last.end() :]
    else:
        raise _unreadable(text)
    if not rest.strip():
        return moment
    clock = _TIME.match(rest)
    zone = _ZONE.fullmatch(rest[clock.end() :].rstrip()) if clock else None
    if clock is None or zone is None or (day and day["day"] is None):
        raise _unreadable(text)
    moment, offset = _at(moment, clock), _offset(zone)
    return moment.replace(tzinfo=offset) if offset else moment


def _at(day: datetime, clock: re.Match[str]) -> datetime:
    return day.replace(
        hour=_hour(clock),
        minute=30 if clock["half"] else int(clock["minute"] or 0),
        second=int(clock["second"] or 0),
        microsecond=int((clock["fraction"] or "").ljust(6, "0")[:6]),
    )


def _numbered(found: re.Match[str], order: str) -> datetime:
    """Return the day that three numbers mean; only a year in full is sure to be one."""
    first, between, second, third = found.groups()
    if len(third) == 4:
        # 23.5.2026 is written where the day comes first.
        day_first = order == "dmy" or between == "."
        day, month = (first, second) if day_first else (second, first)
        return datetime(int(third), int(month), int(day))
    places = {letter: part for letter, part in zip(order or "ymd", (first, second, third), strict=True)}
    return datetime(2000 + int(places["y"]), int(places["m"]), int(places["d"]))


def _unreadable(text: str) -> UnreadableDate:
    if _NO_YEAR.match(_plain(text)):
        return UnreadableDate(
            N_("日付「{text}」の年がわかりません。2026/5/3 のように書くか、ファイルの名前に 2026年 と入れてください。"),
            text=text,
        )
    return UnreadableDate(
        N_("「{text}」を日付として読めません。2026/5/3 や 2026-05-03 13:05 のように書いてください。"), text=text
    )


def _year(day: re.Match[str]) -> int:
    if day["year"]:
        return int(day["year"])
    before, years = _ERAS[_ERA_LETTERS.get(day["era"], day["era"])]
    year = 1 if day["era_year"] == "元" else int(day["era_year"])
    if not 1 <= year <= years:
        raise ValueError(day["era"], year)
    return before + year


def _hour(clock: re.Match[str]) -> int:
    hour = int(clock["hour"])
    half = clock["before"] or clock["after"]
    # On twelve-hour clocks 午前12時 is midnight and 午後12時 noon; 午後13時 is written too and is 13.
    if half is None or hour > 12:
        return hour
    return hour % 12 + (0 if half in _MORNING else 12)


def _offset(zone: re.Match[str]) -> tzinfo | None:
    if zone["sign"]:
        span = timedelta(hours=int(zone["hours"]), minutes=int(zone["minutes"] or 0))
        return timezone(-span if zone["sign"] == "-" else span)
    if zone["name"]:
        return _JAPAN if zone["name"] == "jst" else UTC
    return None
