"""Promises of the words consent is asked in: complete in every language, readable for a child, and a gap is a no."""

from __future__ import annotations

import re

import pytest

from survey_loader import ages, consent_words
from survey_loader.models import Consents

VALUES = {
    "town": "こだま町", "holder": "未来委員会", "contact": "0166-00-0000", "until": "2031年3月", "days": "7",
    "age": "16",
}  # fmt: skip
KEYS = {
    "intro", "q1", "q1_yes", "q1_no", "q2", "q2_face", "q2_board", "q2_no", "q3", "q3_yes", "q3_hall", "q3_no",
    "promises", "stop", "guardian", "guardian_old", "guardian_yes", "done",
}  # fmt: skip
READING = re.compile(r"\{([^{}|]+)\|([ぁ-んー]+)\}")


@pytest.mark.parametrize("language", consent_words.LANGUAGES)
def test_every_language_says_everything_and_leaves_no_gap(language: str) -> None:
    texts = consent_words.texts(language, VALUES)
    assert set(texts) == KEYS
    for key, text in texts.items():
        assert text.strip(), key
        assert not re.search(r"\{[a-z]+\}", text), key
    for value in ("こだま町", "未来委員会", "0166-00-0000"):
        assert value in texts["intro"]


def test_in_japanese_every_kanji_has_its_reading() -> None:
    values = dict.fromkeys(VALUES, "1")
    for key, text in consent_words.texts("ja", values).items():
        left = READING.sub("", text)
        assert not re.search(r"[\u4e00-\u9fff]", left), f"{key}: {left}"


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
def test_other_languages_have_no_kana(language: str) -> None:
    values = dict.fromkeys(VALUES, "1")
    assert not re.search(r"[\u3041-\u309f\u30a1-\u30fa]", " ".join(consent_words.texts(language, values).values()))


def test_what_is_not_known_is_not_said() -> None:
    texts = consent_words.texts("ja", {**VALUES, "until": "", "contact": ""})
    assert "連絡先" not in texts["intro"]
    assert "{消|け}します" not in texts["promises"]
    assert "{広告|こうこく}" in texts["promises"]


def test_a_month_is_written_as_each_language_writes_it() -> None:
    written = [consent_words.month(language, 2031, 3) for language in consent_words.LANGUAGES]
    assert written == ["2031年3月", "March 2031", "2031年3月", "2031년 3월"]


@pytest.mark.parametrize(
    ("committee", "public", "allowed"),
    [
        ("face", "yes", Consents(True, "face", "face", "face")),
        ("face", "hall", Consents(True, "face", "face", "no")),
        ("face", "no", Consents(True, "face", "no", "no")),
        ("board", "yes", Consents(True, "board", "board", "board")),
        ("board", "hall", Consents(True, "board", "board", "no")),
        ("no", "yes", Consents(True, "no", "no", "no")),
        ("", "", Consents(True, "no", "no", "no")),
        ("everything", "everywhere", Consents(True, "no", "no", "no")),
    ],
)
def test_the_public_never_sees_more_than_the_committee_and_unknown_is_no(
    committee: str, public: str, allowed: Consents
) -> None:
    assert consent_words.allowed(True, committee, public, None, "20代", 16) == allowed


def test_who_is_surely_a_child_has_allowed_nothing_alone() -> None:
    def quoted(age: str, guardian: bool | None, limit: int = 16) -> bool:
        return consent_words.allowed(True, "face", "yes", guardian, age, limit).quote

    assert not quoted("10歳未満", None)
    assert quoted("10歳未満", True)
    assert not quoted("20代", False)
    # Somebody in their teens may be 16 or older: the phone asks.
    assert quoted("10代", None)
    assert not quoted("10代", None, limit=20)
    assert quoted("", None)


def test_bands_of_age_are_the_survey_s_own_or_the_usual_ones() -> None:
    assert ages.offered([]) == list(ages.BANDS)
    # The first person does not decide what all others can be.
    assert ages.offered(["20代"]) == list(ages.BANDS)
    assert ages.offered(["60代", "20代", "10歳未満", "不明"]) == ["10歳未満", "20代", "60代", "不明"]
