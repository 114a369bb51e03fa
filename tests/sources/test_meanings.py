"""What the words in a cell mean; a consent that is not a plain yes is a no."""

from __future__ import annotations

import pytest

from survey_loader.sources import meanings
from survey_loader.sources.meanings import Understanding


@pytest.mark.parametrize(
    ("cell", "relation"),
    [
        ("市内", "resident"),
        ("市内在住", "resident"),
        ("この町に住んでいる", "resident"),
        ("市内在住・市内に通勤", "resident"),
        ("Resident", "resident"),
        ("通勤・通学", "commuter"),
        ("市外から通勤している", "commuter"),
        ("帰省中", "rooted"),
        ("ゆかりがある", "rooted"),
        ("出身（今は県外）", "rooted"),
        ("以前住んでいた", "rooted"),
        ("観光", "visitor"),
        ("市外", "visitor"),
        ("市外在住", "visitor"),
        ("県外からの旅行", "visitor"),
        ("住んでいない", "visitor"),
        ("ｖｉｓｉｔｏｒ", "visitor"),
        ("in_town", "resident"),
        ("not_in_town", "visitor"),
        ("out_of_town", "visitor"),
        ("non_resident", "visitor"),
        ("former_resident", "rooted"),
        ("まあまあ", None),
        ("", None),
    ],
)
def test_words_tell_who_speaks(cell: str, relation: str | None) -> None:
    assert meanings.relation(cell) == relation


@pytest.mark.parametrize(
    "cell",
    [
        "はい",
        "可",
        "OK",
        "○",
        "同意する",
        "同意します",
        "yes",
        "Yes",
        "1",
        "1.0",
        "TRUE",
        "はい、問題ありません",
        "構いません",
    ],
)
def test_a_plain_yes_is_a_yes(cell: str) -> None:
    assert meanings.yes(cell) is True


@pytest.mark.parametrize(
    "cell",
    [
        "いいえ",
        "不可",
        "×",
        "NO",
        "no",
        "0",
        "同意しない",
        "同意しません",
        "公開しないでほしい",
        "disagree",
        "NG",
        "FALSE",
        "no_photo",
        "later",
        "あとで決めます",
    ],
)
def test_a_no_is_a_no_even_where_it_holds_a_yes(cell: str) -> None:
    assert meanings.yes(cell) is False


@pytest.mark.parametrize(
    "cell",
    [
        "ただし名前は出さないなら可",
        "仲間内だけならOK",
        "yes, but only my hands",
        "yes_if_asked",
        "?",
        "",
        "検討中",
        "はい。" + "あ" * 60,
    ],
)
def test_a_yes_with_a_condition_is_left_to_a_person(cell: str) -> None:
    assert meanings.yes(cell) is None


@pytest.mark.parametrize(
    ("cell", "committee", "public"),
    [
        ("はい", "face", ("face", "face")),
        ("板だけ", "board", ("board", "board")),
        ("ボードのみ可", "board", ("board", "board")),
        ("いいえ", "no", ("no", "no")),
        ("会場と紙だけ", None, ("face", "no")),
        ("会場での展示のみ可", None, ("face", "no")),
        ("友達だけならいい", None, None),
        ("", None, None),
    ],
)
def test_a_photo_consent_tells_face_board_or_no(
    cell: str, committee: str | None, public: tuple[str, str] | None
) -> None:
    assert meanings.photo_committee(cell) == committee
    assert meanings.photo_public(cell) == public


@pytest.mark.parametrize(
    ("cell", "axis"),
    [
        ("住む人", "live"),
        ("来る人", "visit"),
        ("両方", "both"),
        ("住む人も来る人も", "both"),
        ("Both", "both"),
        ("さあ", None),
    ],
)
def test_the_writer_says_whom_it_serves(cell: str, axis: str | None) -> None:
    assert meanings.said(cell) == axis


def test_common_languages_have_one_code_and_others_stay_as_written() -> None:
    assert [meanings.language(cell) for cell in ("日本語", "English", "KO", "ベトナム語", "")] == [
        "ja", "en", "ko", "ベトナム語", "",
    ]  # fmt: skip


def test_a_value_table_comes_before_the_words_and_its_star_before_unknown() -> None:
    table = {"福井県": "resident", "通勤・通学": "rooted", "*": "visitor"}
    understood: Understanding[str] = Understanding("unknown", meanings.relation, table)
    assert [understood[cell] for cell in ("福井県", " 通勤･通学", "東京都", "")] == [
        "resident", "rooted", "visitor", "unknown",
    ]  # fmt: skip
    assert understood.unread == []


def test_cells_nobody_understands_are_kept_once_for_a_person_to_see() -> None:
    understood: Understanding[str] = Understanding("unknown", meanings.relation, {"猫": "visitor"})
    assert [understood[cell] for cell in ("猫", "犬", "犬", "", "市内")] == [
        "visitor", "unknown", "unknown", "unknown", "resident",
    ]  # fmt: skip
    assert understood.unread == ["犬"]


@pytest.mark.parametrize(
    ("cell", "band"),
    [
        ("20s", "20代"), ("20's", "20代"), ("２０代", "20代"), ("34", "30代"), ("34歳", "30代"), ("20-29", "20代"),
        ("60plus", "60代以上"), ("60_over", "60代以上"), ("70+", "70代以上"), ("60代以上", "60代以上"),
        ("10代以下", "10代以下"), ("20-39", "20-39"), ("小学生", "小学生"), ("8", "8"),
        ("20歳代", "20代"), ("二十代", "20代"), ("十代", "10代"), ("七十歳代以上", "70代以上"), ("二十日", "二十日"),
        ("", ""),
    ],
)  # fmt: skip
def test_ages_of_every_kind_become_bands_and_other_words_stay(cell: str, band: str) -> None:
    assert meanings.age(cell) == band
