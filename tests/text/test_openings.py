"""Promises of patterns that are only tried where they can begin: Python's own result, sooner."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_loader.text import idioms, tone, turns, wishes
from survey_loader.text.listed import listed
from survey_loader.text.openings import Pattern, first_matches

RULES = (wishes._ASK, tone._TROUBLE, tone._PRAISE, *(pattern for _, pattern in (*turns._TURNS, *idioms._IDIOMS)))
SMALL = tuple(
    Pattern(source)
    for source in (
        "(?:ほし|欲し)い",
        "[たるい](?:方|ほう)が",
        "(?<!感謝)しかな[いく]",
        "祈|願う",
        "(?:が|を)?ください$",
        "だらけ[^。]{0,3}だ",
    )
)
# Pieces that the rules look for, so that random texts meet them.
PIECES = st.sampled_from(
    sorted(
        listed(
            """
            ほしい 欲しい た方が る 感謝 しかない 祈る 願う を ください だらけ だ 。 、 て くれた ありがとう がっかり
            もっと あれば うれしい 真っ暗 居心地がいい 事務的 ない 増やせ 無料がいい 何もない 楽しみです 3時間も待った x
            """
        )
    )
)


def spans(found: re.Match[str] | None) -> tuple[int, int] | None:
    return found.span() if found else None


@given(st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join))
def test_the_matches_are_those_of_re(text: str) -> None:
    for pattern in (*RULES, *SMALL):
        plain = re.compile(pattern.source)
        assert spans(pattern.search(text)) == spans(plain.search(text))
        assert [match.span() for match in pattern.finditer(text)] == [match.span() for match in plain.finditer(text)]


@pytest.mark.parametrize("source", [".い", "[^あ]い", "い?", r"\wい", "(?:あ|)"])
def test_a_pattern_that_can_begin_anywhere_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="any letter"):
        Pattern(source)


@given(st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join))
def test_several_patterns_find_what_one_of_all_their_alternatives_finds(text: str) -> None:
    joined = re.compile("|".join(f"(?P<{name}>{pattern.source})" for name, pattern in turns._TURNS))
    found = [(name, match.span()) for name, match in first_matches(turns._TURNS, text)]
    assert found == [(match.lastgroup, match.span()) for match in joined.finditer(text)]
