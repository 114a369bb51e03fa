"""Promises of the term list: one word for a fixed term, one spelling for its variants, none for a stop word."""

from __future__ import annotations

import pytest

from survey_loader.errors import UnusableSettings
from survey_loader.text.codebook import Codebook
from survey_loader.text.coding import code
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise
from survey_loader.text.terms import NO_TERMS, Terms
from survey_loader.text.words import content_words

TOKENIZER = JanomeTokenizer()
CODEBOOK = Codebook.load()


def counted(text: str, terms: Terms = NO_TERMS) -> tuple[str, ...]:
    return content_words(TOKENIZER.morphemes(normalise(text)), None if terms.empty else terms)


def themes(text: str, terms: Terms = NO_TERMS) -> set[str]:
    normalised = normalise(text)
    coding = code(normalised, TOKENIZER.morphemes(normalised), terms.widened(CODEBOOK), terms=terms)
    return {hit.theme for hit in coding.themes}


def test_a_fixed_term_is_one_word_and_its_parts_are_not_counted() -> None:
    assert "雪あかりの路" not in counted("雪あかりの路がきれい")
    assert counted("雪あかりの路がきれい", Terms.of(["雪あかりの路"])) == ("雪あかりの路", "きれい")


def test_the_longest_term_wins() -> None:
    terms = Terms.of(["買物公園", "買物公園まつり"])
    assert counted("買物公園まつりが楽しい", terms) == ("買物公園まつり", "楽しい")


def test_variants_are_counted_as_one_word() -> None:
    terms = Terms.of(synonyms={"バス停": ["停留所", "ばす停"], "Wi-Fi": ["無線LAN"]})
    assert counted("停留所に屋根がほしい", terms)[0] == "バス停"
    assert counted("駅の無線LAN", Terms.of(["無線LAN"], {"Wi-Fi": ["無線LAN"]})) == ("駅", "Wi-Fi")
    assert counted("WIFIがほしい", terms)[0] == "Wi-Fi"


def test_a_stop_word_is_not_counted_in_any_of_its_spellings() -> None:
    terms = Terms.of(synonyms={"バス停": ["停留所"]}, stop=["バス停"])
    assert "バス停" not in counted("停留所が遠い", terms)
    assert counted("停留所が遠い", terms) == ("遠い",)


def test_a_term_keeps_the_codebook_out_of_it() -> None:
    assert "snow" in themes("雪かき食堂のカレー")
    assert "snow" not in themes("雪かき食堂のカレー", Terms.of(["雪かき食堂"]))
    assert "snow" in themes("雪かき食堂の前の除雪", Terms.of(["雪かき食堂"]))


def test_a_variant_has_the_themes_of_its_word() -> None:
    assert "snow" not in themes("ジョセツしてけれ")
    assert "snow" in themes("ジョセツしてけれ", Terms.of(synonyms={"除雪": ["ジョセツ"]}))


def test_a_list_survives_being_written_down() -> None:
    terms = Terms.of(["雪あかりの路"], {"子ども": ["キッズ", "ちびっこ"]}, ["まち全体"])
    assert Terms.parse(terms.toml()) == terms
    assert Terms.parse("") == NO_TERMS
    assert Terms.parse(terms.toml()).version == terms.version != ""


def test_only_words_that_differ_are_touched() -> None:
    old = Terms.of(["雪あかりの路"], {"子ども": ["キッズ"]}, ["まち全体"])
    new = Terms.of(["雪あかりの路", "旭橋"], {"子ども": ["キッズ", "ちびっこ"]}, [])
    assert old.touched(new) == {"旭橋", "まち全体", "子ども", "キッズ", "ちびっこ"}
    assert Terms.of(["Wi-Fi広場"]).touched(NO_TERMS) == {"Wi-Fi広場", "wifi広場"}
    assert old.touched(old) == frozenset()


@pytest.mark.parametrize(
    ("synonyms", "told"),
    [
        ({"バス停": ["停留所"], "駅": ["停留所"]}, "両方に"),
        ({"バス停": ["停留所"], "停留所": ["のりば"]}, "まとめる先にはできません"),
        ({"バス停": [" "]}, "空のことば"),
        ({"バス停": ["あい" * 40]}, "長すぎます"),
    ],
)
def test_a_list_that_contradicts_itself_is_told(synonyms: dict[str, list[str]], told: str) -> None:
    with pytest.raises(UnusableSettings, match=told):
        Terms.of(synonyms=synonyms)


def test_a_file_that_is_no_list_is_told() -> None:
    with pytest.raises(UnusableSettings, match="書き方に誤り"):
        Terms.parse("terms = [")
    with pytest.raises(UnusableSettings, match="一覧に"):
        Terms.parse('terms = "雪"')


def test_a_term_that_is_not_counted_is_named_and_neither_are_its_parts() -> None:
    terms = Terms.of(["雪あかりの路", "無線LAN", "冬まつり"], {"Wi-Fi": ["無線LAN"]}, ["雪あかりの路", "Wi-Fi"])
    assert terms.silent_terms == ("雪あかりの路", "無線LAN")
    assert counted("雪あかりの路がきれい", terms) == counted("きれい", terms)
    assert Terms.of(["冬まつり"], stop=["雪"]).silent_terms == ()
    assert [terms.knows(word) for word in ("冬まつり", "ｗｉ-ｆｉ", "雪あかりの路", "除雪")] == [
        True,
        True,
        True,
        False,
    ]
