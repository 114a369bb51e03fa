"""Promises of exchanging codebooks with KH Coder: what comes in is what was meant, the rest is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_loader.errors import UnusableFile
from survey_loader.language import japanese
from survey_loader.text.codebook import Codebook
from survey_loader.text.codebook_editing import with_themes
from survey_loader.text.coding import code
from survey_loader.text.kh_coder import Refused, decode, read_kh_coder
from survey_loader.text.kh_coder_writing import onto, write_kh_coder
from survey_loader.text.normalise import normalise
from survey_loader.text.theme import Theme
from tests.text.ruled import book, sample_texts, words

# In the manner of the rules that come with KH Coder's tutorial.
RULES = """\
# はじめの注釈
迷子の行
＊雪
雪 or 除雪
or 雪かき | '雪捨て'
or near(雪-道)[b5]

*冬の足
( バス or 電車 ) and <＊雪>
or 汽車-->名詞 or 冬+バス
# or 消した行

＊年代
<>年代-->60代

＊お年寄りの声
高齢者 or ( 足腰 and <>年代-->60代 )
or No. <= 5 or 杖->基本形
or '杖'
or <＊年代> or <*どこにもない>

＊だめな書き方
雪 道
＊空っぽ
＊雪
氷
＊卵
にわとり or <＊鶏>
＊鶏
たまご or <＊卵>
"""


def said(refused: tuple[Refused, ...]) -> list[tuple[str, int, str]]:
    return [(part.code, part.line, japanese(part.reason, **part.values)) for part in refused]


def test_words_strings_and_other_conditions_each_find_their_place() -> None:
    themes = {theme.label: theme for theme in read_kh_coder(RULES).themes}
    assert list(themes) == ["雪", "冬の足", "お年寄りの声", "卵", "鶏"]
    snow = themes["雪"]
    assert (snow.words, snow.phrases, snow.rules) == (("雪", "除雪", "雪かき"), ("雪捨て",), ("near(雪-道)[b5]",))
    assert themes["冬の足"].rules == ("( バス or 電車 ) and <*雪>", "汽車-->名詞", "冬+バス")
    # A string of one letter is no phrase that could be found.
    assert (themes["お年寄りの声"].words, themes["お年寄りの声"].rules) == (("高齢者",), ("'杖'",))
    codebook = with_themes(book(Theme("food", "食", words=("そば",))), read_kh_coder(RULES).themes)
    keys = {theme.label: theme.key for theme in codebook.themes}
    assert words("雪でバスが来ない", codebook) == {keys["雪"]: ("雪",), keys["冬の足"]: ("雪", "バス")}


def test_every_part_that_cannot_come_in_is_named_with_its_line_and_reason() -> None:
    assert said(read_kh_coder(RULES).refused) == [
        ("", 2, "最初の「＊コード名」より前に書かれているので、どのテーマにも入りません。"),
        ("年代", 14, "テーマ「年代」の「<>年代-->60代」は使えません。外部変数は声の文章の中にありません。"),
        ("お年寄りの声", 17, "テーマ「お年寄りの声」の「<>年代-->60代」は使えません。"
         "外部変数は声の文章の中にありません。"),
        ("お年寄りの声", 18, "テーマ「お年寄りの声」の「No.」は使えません。文書の番号は声の文章の中にありません。"),
        ("お年寄りの声", 18, "テーマ「お年寄りの声」の「杖->基本形」は使えません。"
         "活用形は記録していないので、語の基本形だけで書いてください。"),
        ("お年寄りの声", 20, "コード「年代」がないか、取り込めなかったので、それを使う条件は取り込めません。"),
        ("お年寄りの声", 20, "コード「どこにもない」がないか、取り込めなかったので、それを使う条件は取り込めません。"),
        ("だめな書き方", 23, "テーマ「だめな書き方」のルール「雪 道」の 3 文字目「道」の前に and や or がありません。"),
        ("空っぽ", 24, "コード「空っぽ」に条件が書かれていません。"),
        ("雪", 25, "コード「雪」が二度書かれています。二つめは取り込みませんでした。"),
        ("卵", 28, "コード「鶏」とたがいに指し合っているので、この条件は取り込めません。"),
    ]  # fmt: skip


def test_nothing_of_a_file_of_other_text_comes_in() -> None:
    assert read_kh_coder("") == ((), ())
    told = read_kh_coder("ただの文章です。\n二行目。")
    assert told.themes == () and [part.line for part in told.refused] == [1, 2]


def test_a_long_list_of_words_comes_in_as_words() -> None:
    listed = [f"ことば{number}番" for number in range(3000)]
    [theme] = read_kh_coder("＊長い\n" + "\nor ".join(listed)).themes
    assert theme.words == tuple(listed)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
def test_a_file_is_read_in_the_encodings_kh_coder_writes(encoding: str) -> None:
    text = "＊雪\r\n雪 or 除雪\r\n"
    assert read_kh_coder(decode(text.encode(encoding))) == read_kh_coder(text)
    assert read_kh_coder(text).themes[0].words == ("雪", "除雪")


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(UnusableFile, match="文字コード"):
        decode(b"\x81\x20\xff\x00\xfe")


PLAIN = book(
    Theme("snow", "雪", words=("雪", "除雪", "雪かき"), phrases=("雪捨て場",)),
    Theme("winter", "冬", words=("冬",), rules=("<*雪> and not 'まつり'", "near(道-凍る)", "seq(バス-少ない)[b5]")),
    Theme("transit", "足", words=("バス", "駅", "and", "WiFi"), rules=("( バス + 電車 ) >= 2", "人 and lc <= 12")),
    Theme("quiet", "静けさ", rules=("静か+だ", "自然 and not ( <*雪> or <*足> )", "いい-->形容詞B", "! 店 and 空気")),
    Theme("none", "まだない"),
)


def test_a_codebook_that_goes_out_and_comes_back_codes_the_same() -> None:
    written = write_kh_coder(PLAIN)
    assert written.left_out == ()
    back = read_kh_coder(written.text)
    assert back.refused == ()
    assert {theme.key for theme in back.themes} == PLAIN.keys
    again = Codebook(back.themes)
    found: set[str] = set()
    for text, morphemes in sample_texts():
        before = {hit.theme for hit in code(text, morphemes, PLAIN).themes}
        assert {hit.theme for hit in code(text, morphemes, again).themes} == before, text
        found |= before
    assert found == {"snow", "winter", "transit", "quiet"}


def test_the_file_is_written_as_kh_coder_reads_it() -> None:
    text = write_kh_coder(replace(PLAIN, themes=PLAIN.themes[::-1])).text
    lines = text.splitlines()
    # A code stands after those it refers to; comments begin their lines.
    assert lines.index("＊雪") < lines.index("＊冬") and lines.index("＊足") < lines.index("＊静けさ")
    assert "or ( <＊雪> and not 'まつり' )" in lines and 'or "and"' in lines and "# key: snow" in lines
    assert lines[lines.index("＊まだない") + 2] == "0"


def test_what_kh_coder_has_no_word_for_is_named() -> None:
    codebook = Codebook(
        (
            Theme(
                "snow", "雪 と 氷", pull="live", words=("雪", "C+"), weak=("砂",), exclusions=("雪まつり",),
                axes={"雪": None},
                yields_to=("food",), weak_yields_to=("food",), silent_beside=("そば",),
                color="#123456", examples=("雪",),
            ),
            Theme("food", "食", words=("そば",), description="食べること。\n飲むこと。"),
        ),
        people_live=("市民",), visit_phrases=("また来",),
    )  # fmt: skip
    written = write_kh_coder(codebook)
    assert [(part.theme, part.field) for part in written.left_out] == [
        *(("snow", field) for field in (
            "label", "words", "pull", "axes", "weak", "exclusions", "yields_to", "weak_yields_to", "silent_beside",
            "color", "examples",
        )),
        ("", "people_live"), ("", "visit_phrases"),
    ]  # fmt: skip
    told = [japanese(part.reason, **part.values) for part in written.left_out]
    assert "「雪 と 氷」の「C+」は、KH Coder では別の意味になるため書き出しませんでした。" in told
    assert any("「砂」は、ほかのテーマがないときだけ" in sentence for sentence in told)
    assert "＊雪_と_氷\n# key: snow\n雪\n" in written.text and "砂" not in written.text
    assert "# 食べること。\n# 飲むこと。\nそば\n" in written.text


def test_the_default_codebook_comes_back_with_all_its_words() -> None:
    codebook = Codebook.load()
    back = read_kh_coder(write_kh_coder(codebook).text)
    assert back.refused == ()
    for theme in back.themes:
        own = codebook.theme(theme.key)
        assert own is not None and theme.label == own.label
        assert set(theme.words) == {normalise(word) for word in own.words if word not in own.weak}


def test_a_theme_that_comes_back_keeps_what_kh_coder_has_no_word_for() -> None:
    themes = tuple(
        replace(theme, words=tuple(map(normalise, theme.words)), phrases=tuple(map(normalise, theme.phrases)))
        for theme in Codebook.load().themes
    )
    snow = replace(themes[0], rules=("near(雪-道)[5]  or  氷",), color="#123456", examples=("除雪が遅い",))
    codebook = Codebook((snow, *themes[1:]))
    text = write_kh_coder(codebook).text
    known = {theme.key: theme for theme in codebook.themes}
    back = Codebook(tuple(onto(known[theme.key], theme) for theme in read_kh_coder(text).themes))
    assert back.version == codebook.version
    edited = read_kh_coder(text.replace("除雪機\nor", "吹雪の日\nor")).themes[0]
    came = onto(snow, edited)
    assert "吹雪の日" in came.words and "除雪機" not in came.words
    assert (came.color, came.weak, came.pull) == ("#123456", snow.weak, "live")
