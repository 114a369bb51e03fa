"""Promises of coding rules: they are read and evaluated as KH Coder does, and say what made them hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_loader.errors import UnusableSettings
from survey_loader.text.codebook import Codebook
from survey_loader.text.normalise import normalise
from survey_loader.text.rule_reading import read_any_rule, read_rule
from survey_loader.text.rules import (
    Code,
    Length,
    Near,
    Not,
    Number,
    Operation,
    Phrase,
    Rule,
    Several,
    Text,
    Word,
    written,
)
from survey_loader.text.theme import Theme
from tests.text.ruled import book, coded, holds, ruled, words


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        # A word, in its dictionary form; a word inside a longer word of the rule is none.
        ("歩く", "駅まで歩いた", True), ("歩く", "駅が近い", False), ("雪かき", "雪かきがつらい", True),
        ("雪 and not 雪かき", "雪かきがつらい", False), ("駅", "1本の道", False), ("住み続ける",
        "ここに住み続けたい", True),
        # and binds tighter than or, not tighter than and; the signs of KH Coder mean the same.
        ("雪 or 道 and 車", "雪がきれい", True), ("( 雪 or 道 ) and 車", "雪がきれい", False),
        ("( 雪 or 道 ) and 車", "雪の日は車が動かない", True), ("雪 | 道", "道が広い", True),
        ("雪 & 道", "雪の道", True), ("雪 & 道", "雪の日", False), ("雪 and not 道", "雪の日", True),
        ("雪 &! 道", "雪の道", False), ("道 |! 雪", "海がきれい", True), ("not 雪", "海がきれい", True),
        ("not ( 雪 or 海 )", "海がきれい", False), ("NOT 雪 AND 海", "海がきれい", True),
        # Strings stand anywhere in the text, also within a word.
        ("'い物難'", "買い物難民が多い", True), ("い物難", "買い物難民が多い", False), ("'wifi'", "Wi-Fiがない", True),
        ("'雪 と'", "雪　と氷", True),
        # Counts, sums and comparisons.
        ("雪 >= 2", "雪また雪", True), ("雪 > 2", "雪また雪", False), ("雪 == 1", "雪また雪", False),
        ("( 雪 + 氷 ) >= 2", "雪と氷のまち", True), ("雪 + 氷 >= 3", "雪と氷のまち", False),
        ("雪 - 氷", "雪と氷のまち", False), ("雪 * 2 == 4", "雪また雪", True), ("雪 / 0", "雪また雪", False),
        ("not 雪 / 0", "雪また雪", False), ("not 雪 > 1", "雪の日", True), ("! 雪 > 1", "雪の日", False),
        # Words one after another, near one another, one before the other.
        ("先生+と+私", "先生と私の学校", True), ("先生+と+私", "私と先生の学校", False),
        ("買い物+する", "ここで買い物したい", True), ("卒業+証書", "卒業の証書", False),
        ("near(バス-少ない)", "少ないのはバス", True), ("near(バス-少ない)[1]", "バスが少ない", False),
        ("near(バス-少ない)[2]", "バスが少ない", True), ("seq(バス-少ない)", "少ないのはバス", False),
        ("seq(バス-少ない)", "バスが少ない", True), ("near(バス-少ない)[b]", "バスはいい。人が少ない", False),
        ("near(バス-少ない)[d]", "バスはいい。人が少ない", True), ("near(バス-少ない)[d]",
        "バスはいい\n人が少ない", False),
        ("near(バス-電車-少ない)[2]", "バスも電車も少ない", True),
        ("near(バス-少ない)", "バスで町へ出て、映画を見て、ご飯を食べて、帰りに本を買う店が少ない", False),
        ("near(バス-少ない)[0]", "バスで町へ出て、映画を見て、ご飯を食べて、帰りに本を買う店が少ない", True),
        # Parts of speech by KH Coder's names, forms as written, lengths.
        ("ない-->形容詞B", "店がない", True), ("ない-->形容詞B", "行けない", False), ("ない-->否定助動詞",
        "行けない", True),
        ("歩く=>歩い", "駅まで歩いた", True), ("歩く=>歩け", "駅まで歩いた", False),
        ("雪 and lc <= 5", "雪がきれい", True), ("lw > 100", "雪がきれい", False),
        # Written full width, as a Japanese keyboard gives it.
        ("（　雪　ｏｒ　氷　）　＆　まち", "氷のまち", True), ("ｎｅａｒ（バス－少ない）［２］", "バスが少ない", True),
    ],
)  # fmt: skip
def test_a_rule_holds_as_in_kh_coder(rule: str, text: str, expected: bool) -> None:
    assert holds(rule, text) is expected


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("雪 道", "3 文字目「道」の前に and や or"),
        ("雪、道", "or でつないで"),
        ("雪 or", "3 文字目「or」のところに、ことばか条件が"),
        ("", "ことばか条件がありません"),
        ("( 雪 or 道", "1 文字目「(」のかっこ"),
        ("雪 )", "3 文字目「)」のかっこ"),
        ("雪 or '道", "6 文字目「'道」の引用符"),
        ("near(雪)", "near(雪-道)[5]"),
        ("雪>2", "空白を入れるか"),
        ("ない-->かざり", "品詞は KH Coder にありません"),
        ("ない->連用タ接続", "活用形は記録していない"),
        ("雪 and <>年代-->60代", "「<>年代-->60代」は使えません。外部変数"),
        ("<>見出し1-->上＿先生と私", "見出しは"),
        ("No. <= 5", "文書の番号は"),
        ("<*ない>", "テーマ「ない」がコードブックにありません"),
        ("( " * 60 + "雪" + " )" * 60, "入り組みすぎ"),
        (" + ".join(["雪"] * 300) + " > 2", "入り組みすぎ"),
    ],
)
def test_a_mistake_in_a_rule_is_said_with_its_place(rule: str, said: str) -> None:
    with pytest.raises(UnusableSettings) as caught:
        _ = ruled(rule).rules
    assert said in str(caught.value)


def test_a_mistake_in_a_rule_of_a_file_is_said_when_the_file_is_read() -> None:
    with pytest.raises(UnusableSettings, match="テーマ「雪」のルール「雪 道」"):
        Codebook.parse('[[theme]]\nkey = "snow"\nlabel = "雪"\nrules = ["雪 道"]\n'.encode(), "x.toml")


def test_because_names_the_words_that_made_a_rule_hold_and_none_of_a_not() -> None:
    rule = "( 駅 and near(バス-少ない) ) or '遠い' or 雪 and not 海"
    assert words("駅が遠いし、バスも少ない", ruled(rule)) == {"ruled": ("駅", "遠い", "バス", "少ない")}
    assert words("雪がきれい", ruled(rule)) == {"ruled": ("雪",)}
    assert coded("雪がきれい", ruled(rule)).because["themes"] == {"ruled": ["雪"]}
    assert coded("雪がきれい", ruled(rule)).because["clauses"][0]["themes"] == ["ruled"]


def test_a_theme_of_a_rule_has_the_tone_and_axis_of_the_clauses_its_words_stand_in() -> None:
    codebook = book(
        Theme("walk", "歩く道", pull="both", rules=("near(雪-歩く)", "ベンチ and not 車")),
        Theme("food", "食", words=("ラーメン",)),
    )
    coding = coded("ラーメンはおいしいけど、雪の中を歩くので困る", codebook)
    assert {hit.theme: (hit.tone, hit.axis, hit.words) for hit in coding.themes} == {
        "food": ("praise", None, ("ラーメン",)),
        "walk": ("trouble", "both", ("雪", "歩く")),
    }
    assert coded("高齢者のベンチがほしい", Codebook(codebook.themes, people_live=("高齢者",))).themes[0].axis == "live"


def test_a_theme_found_without_a_word_has_what_the_whole_comment_has() -> None:
    codebook = book(Theme("other", "その他", rules=("not <*雪>",)), Theme("snow", "雪", words=("雪",)))
    coding = coded("海がきれい。駅が遠くて不便", codebook)
    assert [(hit.theme, hit.tone, hit.words) for hit in coding.themes] == [("other", "mixed", ())]
    assert words("雪がきれい", codebook) == {"snow": ("雪",)}


def test_a_theme_can_be_made_of_other_themes_and_names_their_words() -> None:
    codebook = book(
        Theme("winter", "冬", pull="live", rules=("<＊雪> or <*冬の道>",)),
        Theme("road", "冬の道", rules=("道 and <*雪>",)),
        Theme("snow", "雪", words=("雪",)),
    )
    assert words("雪の日は道がせまい", codebook) == {"snow": ("雪",), "road": ("雪", "道"), "winter": ("雪", "道")}
    assert words("海がきれい", codebook) == {}
    assert coded("雪の日", codebook).axis == "live"


def test_rules_that_refer_to_one_another_in_a_circle_are_refused() -> None:
    circle = book(Theme("a", "雪", rules=("<*道>",)), Theme("b", "道", rules=("歩く or <*雪>",)))
    with pytest.raises(UnusableSettings, match="雪 → 道 → 雪"):
        _ = circle.rules
    with pytest.raises(UnusableSettings, match="雪 → 雪"):
        _ = book(Theme("a", "雪", rules=("氷 and <*雪>",))).rules


def test_a_codebook_without_rules_has_nothing_to_evaluate() -> None:
    assert Codebook.load().rules is None


def test_a_clash_names_its_theme_only_where_the_codebook_has_it() -> None:
    text = "観光客のマナーが悪くて困る"
    assert words(text, book(Theme("snow", "雪", words=("雪",)))) == {}
    assert set(words(text, book(Theme("balance", "折り合い", words=("共存",))))) == {"balance"}
    assert coded(text, book(Theme("snow", "雪", words=("雪",)))).clash


WORDS = (
    st.text(st.sampled_from("雪道駅前バスnear()-+ '\"<>=&|!.,0"), min_size=1, max_size=6).map(str.strip).filter(bool)
)
# Of a letter written four times and more, analysis reads three.
PLAIN = st.text(st.sampled_from("雪道駅前バスあいう"), min_size=1, max_size=4).filter(
    lambda word: normalise(word) == word
)
ATOMS: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Word, PLAIN),
    st.sampled_from(["and", "or", "not", "12", "lw", "B&B", "!?", "雪 道", "a\"b", "(雪)", "+"]).map(Word),
    st.builds(Text, st.sampled_from(["雪の日", "it's", "a b", "道'"])),
    st.builds(Phrase, st.lists(PLAIN, min_size=2, max_size=3).map(tuple)),
    st.builds(
        Near, st.lists(PLAIN, min_size=2, max_size=3).map(tuple), st.integers(0, 20), st.sampled_from(["", "b", "d"]),
        st.booleans(),
    ),
    st.builds(Code, PLAIN),
    st.builds(Number, st.integers(0, 9)),
    st.builds(Length, st.sampled_from(["lw", "lc"])),
    st.just(Word("ない", "形容詞B", "なく")),
)  # fmt: skip


def _several(children: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    def of(sign: str) -> st.SearchStrategy[Rule]:
        inside = children.filter(lambda rule: not (isinstance(rule, Several) and rule.sign == sign))
        return st.lists(inside, min_size=2, max_size=3).map(lambda rules: Several(sign, tuple(rules)))  # type: ignore[arg-type]

    signs = st.sampled_from(["+", "-", "*", "/", ">", ">=", "<", "<=", "=="])
    return st.one_of(
        of("and"), of("or"), st.builds(Not, children, st.booleans()), st.builds(Operation, signs, children, children)
    )


@given(st.recursive(ATOMS, _several, max_leaves=8))
def test_a_rule_that_is_written_reads_back_as_the_same_rule(rule: Rule) -> None:
    assert read_rule(written(rule)) == rule


@given(st.text(st.sampled_from("雪道 ()'\"<>*=-+/&|![]0bandornearseqlw、,."), max_size=30))
def test_whatever_is_typed_is_a_rule_or_is_told_to_be_none(typed: str) -> None:
    try:
        rule = read_any_rule(typed)
    except UnusableSettings as error:
        assert "ルール" in str(error)
    else:
        assert read_any_rule(written(rule)) == rule or "<>" in typed or "No." in typed or "->" in typed
