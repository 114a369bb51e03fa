"""Dates as people and exporters write them in Japan: ISO, slashes, 午前/午後, 年月日, eras."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from survey_loader.errors import SurveyError
from survey_loader.language import N_

FIRST_YEAR, LAST_YEAR = 1900, 2100

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
_TIME = re.compile(
    r"""
    (?:t|\s)*(?P<before>午前|午後|am|pm|a\.m\.|p\.m\.)?\s*
    (?P<hour>\d{1,2})\s*(?::|時)\s*
    (?:(?P<minute>\d{1,2})\s*(?::|分|(?=\D|$))\s*(?:(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?\s*秒?)?)?
    \s*(?P<after>午前|午後|am|pm|a\.m\.|p\.m\.)?
    """,
    re.VERBOSE,
)
_ZONE = re.compile(r"\s*(?:(?P<name>z|utc|gmt|jst)\s*)?(?:(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*(\d{2})(\d{2})(\d{2})?)?")
_MORNING = {"午前", "am", "a.m."}
_JAPAN = timezone(timedelta(hours=9))


class UnreadableDate(SurveyError, ValueError):
    """A text that is no date an interview can have."""


def parse_datetime(text: str, zone: tzinfo) -> datetime | None:
    """Return an aware time, None for an empty text; a time without an offset is in `zone`.

    A missing day or month is the first, a missing time midnight. Raises UnreadableDate, a ValueError,
    for what is no date, an impossible one, or one outside FIRST_YEAR..LAST_YEAR.
    """
    if text[4:5] == "-" and text[7:8] == "-":
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = _parse(text)
    elif not text.strip():
        return None
    else:
        moment = _parse(text)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UnreadableDate(
            N_("日付「{text}」は{first}年から{last}年の間にありません。"), text=text, first=FIRST_YEAR, last=LAST_YEAR
        )
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _parse(text: str) -> datetime:
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    compact = _COMPACT.fullmatch(plain)
    try:
        if compact:
            return datetime(*[int(part or 0) for part in compact.groups()])  # type: ignore[arg-type]
        return _written(plain, text)
    except UnreadableDate:
        raise
    except (ValueError, OverflowError) as error:
        raise UnreadableDate(N_("「{text}」という日付や時刻はありません。"), text=text) from error


def _written(plain: str, text: str) -> datetime:
    day = _DATE.match(plain)
    if day is None:
        raise _unreadable(text)
    moment = datetime(_year(day), int(day["month"] or 1), int(day["day"] or 1))
    rest = plain[day.end() :]
    if not rest.strip():
        return moment
    clock = _TIME.match(rest)
    zone = _ZONE.fullmatch(rest[clock.end() :].rstrip()) if clock else None
    if clock is None or zone is None or day["day"] is None:
        raise _unreadable(text)
    fraction = (clock["fraction"] or "").ljust(6, "0")[:6]
    return moment.replace(
        hour=_hour(clock),
        minute=int(clock["minute"] or 0),
        second=int(clock["second"] or 0),
        microsecond=int(fraction),
        tzinfo=_offset(zone),
    )


def _unreadable(text: str) -> UnreadableDate:
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
