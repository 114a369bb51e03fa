"""Promises of editing a codebook: a new one each time, checked, or a plain word about what to mend."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_loader.errors import UnusableSettings
from survey_loader.store.codebooks import heirs
from survey_loader.text.codebook import Codebook
from survey_loader.text.codebook_editing import checked, merged, renamed, with_theme, with_themes, without_theme
from survey_loader.text.theme import Theme
from tests.text.ruled import book, coded, words

SNOW = Theme("snow", "雪", "Snow", "live", words=("雪", "除雪"), exclusions=("雪まつり",), axes={"雪": None})
FOOD = Theme("food", "食", "Food", words=("ラーメン", "そば"), weak=("おいしい",), yields_to=("snow",))
WINTER = Theme("winter", "冬", "Winter", rules=("<*雪> or 冬", "near(雪-道)"))
BOOK = book(SNOW, FOOD, WINTER)


def test_a_new_theme_comes_last_with_a_key_made_from_its_label() -> None:
    grown = with_theme(BOOK, Theme("", "空き家", words=("空き家", "廃屋")))
    again = with_theme(BOOK, Theme("", "空き家"))
    assert [theme.key for theme in grown.themes[:3]] == ["snow", "food", "winter"]
    assert grown.themes[3].key == again.themes[3].key and grown.themes[3].key.startswith("t-")
    assert with_theme(BOOK, Theme("", "Empty Houses")).themes[3].key == "empty-houses"
    assert with_theme(BOOK, Theme("", "Food!")).themes[3].key == "food-2"
    assert words("廃屋が多い", grown) == {grown.themes[3].key: ("廃屋",)}
    assert len(BOOK.themes) == 3


def test_an_edited_theme_keeps_its_place_and_new_words_carry_its_pull() -> None:
    edited = with_theme(BOOK, replace(SNOW, words=(*SNOW.words, " 雪かき ", ""), pull="both", color="#0f766e"))
    assert [theme.key for theme in edited.themes] == ["snow", "food", "winter"]
    snow = edited.themes[0]
    assert snow.words == ("除雪", "雪かき", "雪") and snow.color == "#0F766E"
    assert [snow.axis_of(word) for word in snow.words] == ["both", "both", None]
    assert coded("雪かき", edited).axis == "both" and coded("雪", edited).axis is None


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        (Theme("x", " "), "名前を入れて"),
        (Theme("雪国", "雪国"), "半角の英数字"),
        (Theme("x", "冬の色", color="teal"), "#0F766E"),
        (Theme("x", "道", words=("道", "歩道"), exclusions=("歩道",)), "「歩道」が、数えることばと除くことばの両方"),
        (Theme("x", "道", phrases=("道",)), "一文字"),
        (Theme("x", "道", rules=("道 歩道",)), "「歩道」の前に and や or"),
        (Theme("x", "道", rules=("<*道路>",)), "テーマ「道路」がコードブックにありません"),
        (Theme("x", "道", yields_to=("nowhere",)), "ゆずる先の「nowhere」がありません"),
        (Theme("x", "ゆき", words=("ゆき",)), ""),
        (Theme("x", " 食　"), "「食」とほとんど同じ"),
        (Theme("x", "フユ", words=("冬日",)), ""),
        (Theme("winter", "雪・", words=("冬日",)), "ほとんど同じ"),
    ],
)
def test_a_theme_that_cannot_be_used_is_told_what_to_mend(theme: Theme, said: str) -> None:
    if not said:
        assert with_theme(BOOK, theme).theme(theme.key) == theme
        return
    with pytest.raises(UnusableSettings) as caught:
        with_theme(BOOK, theme)
    assert said in str(caught.value)


def test_a_key_that_is_taken_is_refused_for_a_new_theme() -> None:
    with pytest.raises(UnusableSettings, match="もう使われています"):
        with_theme(BOOK, Theme("snow", "雪国"), new=True)


def test_words_are_spelled_as_texts_are_read() -> None:
    theme = with_theme(BOOK, Theme("net", "通信", words=("Wi-Fi", "ＰＴＡ", "　"))).themes[3]
    assert theme.words == ("WiFi", "PTA")


def test_labels_that_differ_in_kana_and_signs_alone_are_too_near() -> None:
    with pytest.raises(UnusableSettings, match="ほとんど同じ"):
        with_themes(book(Theme("a", "ごみ・まち")), [Theme("", "ゴミ／まち")])


def test_themes_that_refer_to_one_another_come_in_together() -> None:
    grown = with_themes(BOOK, [Theme("", "坂", rules=("<*雪道> and 坂",)), Theme("", "雪道", words=("雪道",))])
    assert len(grown.themes) == 5 and set(words("雪道の坂", grown)) >= {grown.themes[3].key, grown.themes[4].key}


def test_a_theme_that_rules_refer_to_stays_and_nothing_yields_to_one_that_is_gone() -> None:
    with pytest.raises(UnusableSettings, match="「雪」は「冬」のルールで使われています"):
        without_theme(BOOK, "snow")
    left = without_theme(without_theme(BOOK, "winter"), "snow")
    assert [(theme.key, theme.yields_to) for theme in left.themes] == [("food", ())]
    with pytest.raises(UnusableSettings, match="最後のテーマ"):
        without_theme(left, "food")
    with pytest.raises(UnusableSettings, match="「snow」がコードブックにありません"):
        without_theme(left, "snow")


def test_a_renamed_theme_is_renamed_in_the_rules_too() -> None:
    book_ = renamed(BOOK, "snow", "雪と氷", "Snow and ice")
    assert (book_.themes[0].label, book_.themes[0].label_en) == ("雪と氷", "Snow and ice")
    assert book_.themes[2].rules == ("<*雪と氷> or 冬", "near(雪-道)")
    assert set(words("除雪", book_)) == {"snow", "winter"}
    assert renamed(book(Theme("a", "雪")), "a", "氷").themes[0].label_en == "氷"


def test_a_merged_theme_gives_its_words_with_their_axis_and_is_referred_to_no_more() -> None:
    codebook = book(
        SNOW,
        replace(FOOD, weak=("おいしい", "除雪")),
        Theme("ice", "氷", pull="visit", words=("つらら",), weak=("雪",), rules=("<*冬> and 氷",),
        examples=("つららが長い",)),
        replace(WINTER, rules=("<*雪> or 冬",), weak_yields_to=("snow",)),
        Theme("cold", "寒さ", rules=("<*雪> and 寒い",), yields_to=("snow",)),
    )  # fmt: skip
    with pytest.raises(UnusableSettings, match="互いを指し合って"):
        merged(codebook, "snow", "ice")
    themes = tuple(replace(theme, rules=()) if theme.key == "ice" else theme for theme in codebook.themes)
    one = merged(replace(codebook, themes=themes), "snow", "ice")
    assert [theme.key for theme in one.themes] == ["food", "ice", "winter", "cold"]
    ice = one.theme("ice")
    assert ice is not None and set(ice.words) == {"つらら", "雪", "除雪"}
    assert (ice.axis_of("つらら"), ice.axis_of("除雪"), ice.weak) == ("visit", "live", ())
    assert ice.exclusions == ("雪まつり",) and ice.examples == ("つららが長い",)
    assert [theme.rules for theme in one.themes] == [(), (), ("<*氷> or 冬",), ("<*氷> and 寒い",)]
    assert [theme.yields_to for theme in one.themes] == [("ice",), (), (), ("ice",)]
    assert set(words("除雪が遅くて寒い", one)) == {"ice", "winter", "cold"}
    assert ice.merged_from == ("snow",)


def test_a_codebook_knows_what_was_merged_into_what_also_as_a_file_and_after_another_merge() -> None:
    book = Codebook.load()
    one = merged(merged(book, "food", "downtown"), "downtown", "nature")
    nature = Codebook.parse(one.toml().encode(), "merged.toml").theme("nature")
    assert nature is not None and nature.merged_from == ("downtown", "food")
    assert heirs(one.names())["food"] == heirs(one.names())["downtown"] == "nature"
    assert one.version != replace(one, themes=tuple(replace(theme, merged_from=()) for theme in one.themes)).version


def test_a_new_theme_does_not_take_the_key_of_a_merged_one() -> None:
    one = with_theme(merged(Codebook.load(), "food", "downtown"), Theme("", "Food", words=("給食",)))
    assert one.themes[-1].key == "food-2"


def test_a_theme_written_anew_keeps_what_was_merged_into_it() -> None:
    one = with_theme(merged(Codebook.load(), "food", "downtown"), Theme("downtown", "店", words=("商店街",)))
    downtown = one.theme("downtown")
    assert downtown is not None and (downtown.words, downtown.merged_from) == (("商店街",), ("food",))


def test_every_theme_of_the_default_codebook_can_be_edited() -> None:
    codebook = Codebook.load()
    for theme in codebook.themes:
        edited = with_theme(codebook, replace(theme, color="#123456"))
        assert [name.color for name in edited.names() if name.color] == ["#123456"]
        assert edited.version != codebook.version


def test_a_codebook_is_checked_as_a_whole() -> None:
    assert checked(BOOK) is BOOK
    with pytest.raises(UnusableSettings, match="両方"):
        checked(book(Theme("a", "道", words=("道",), exclusions=("道",))))
