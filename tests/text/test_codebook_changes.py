"""Promises of comparing codebooks: every difference is told, and no text is coded anew that need not be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_loader.language import japanese
from survey_loader.models import Coding, Morpheme
from survey_loader.text.codebook import Codebook
from survey_loader.text.codebook_changes import changes
from survey_loader.text.codebook_editing import merged, renamed, with_theme, without_theme
from survey_loader.text.coding import code
from survey_loader.text.normalise import normalise
from survey_loader.text.theme import Theme
from survey_loader.text.touched import Literals, touched_literals
from tests.text.ruled import TOKENIZER, sample_texts

SNOW = Theme("snow", "雪", "Snow", "live", words=("雪", "除雪", "雪かき"), exclusions=("雪まつり",), axes={"雪": None})
BUS = Theme("transit", "バス・鉄道", pull="both", words=("バス", "駅", "電車", "本数"), phrases=("バス停",))
FOOD = Theme("food", "食", words=("ラーメン", "そば", "店"), weak=("おいしい", "駅"), yields_to=("shops",))
SHOPS = Theme("shops", "買い物", pull="visit", words=("店", "買い物", "通り"), silent_beside=("駅",))
WINTER = Theme(
    "winter", "冬", pull="visit", rules=("<*雪> and not 'まつり'", "near(冬-寒い)", "seq(道-雪)[3]", "( 雪 + 氷 ) >= 2")
)
OTHER = Theme("other", "静けさ", rules=("静か+だ", "自然 and not <*冬>", "( 人 or 店 ) and lc <= 8"))
BALANCE = Theme("balance", "折り合い", words=("共存",), weak_yields_to=("snow",))
BOOK = Codebook(
    (SNOW, BUS, FOOD, SHOPS, WINTER, OTHER, BALANCE), people_live=("子ども", "高齢者"), people_visit=("観光客", "旅行"),
    live_phrases=("住んで",), visit_phrases=("また来",),
)  # fmt: skip


def said(old: Codebook, new: Codebook) -> list[str]:
    return [change.render(japanese) for change in changes(old, new)]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda book: book, []),
        (lambda book: with_theme(book, Theme("x", "空き家")), ["テーマ「空き家」を加えました。"]),
        (lambda book: without_theme(book, "food"), ["テーマ「食」を消しました。"]),
        (
            lambda book: merged(book, "transit", "snow"),
            [
                "テーマ「バス・鉄道」を「雪」にまとめました。",
                "「雪」のことばに「バス」「駅」「電車」「本数」を加えました。",
                "「雪」の言いまわしに「バス停」を加えました。",
            ],
        ),
        (
            lambda book: renamed(book, "snow", "雪と氷"),
            [
                "テーマ「雪」の名前を「雪と氷」にしました。",
                "「冬」にルール「<*雪と氷> and not 'まつり'」を加えました。",
                "「冬」からルール「<*雪> and not 'まつり'」を外しました。",
            ],
        ),
        (
            lambda book: with_theme(book, replace(SNOW, words=("雪", "除雪", "吹雪"), pull="both")),
            [
                "「雪」の向きを「両方」にしました。",
                "「雪」のことばに「吹雪」を加えました。",
                "「雪」のことばから「雪かき」を外しました。",
            ],
        ),
        (
            lambda book: with_theme(book, replace(BUS, axes={"駅": "visit"}, color="#0f766e", description="路線")),
            ["「バス・鉄道」の色を #0F766E にしました。", "「バス・鉄道」の説明を変えました。",
             "「バス・鉄道」の「駅」の向きを「訪れる人」にしました。"],
        ),
        (
            lambda book: with_theme(book, replace(FOOD, weak=("駅", "うまい"), yields_to=("snow",))),
            ["「食」のことばに「おいしい」を加えました。",
             "「食」で、ほかのテーマがないときだけ数えることばに「うまい」を加えました。",
             "「食」で、ほかのテーマがないときだけ数えることばから「おいしい」を外しました。",
             "「食」は「雪」がおなじ文にあるときゆずります。", "「食」は「買い物」にゆずらなくなりました。"],
        ),
        (
            lambda book: replace(book, people_live=("子ども",), visit_phrases=("また来", "また行")),
            ["住む人を指すことばから「高齢者」を外しました。", "訪れる人のための言いまわしに「また行」を加えました。"],
        ),
        (lambda book: replace(book, themes=(*book.themes[1:], SNOW)), ["テーマの順番を変えました。"]),
        (lambda book: with_theme(book, replace(SNOW, label_en="Ice")), ["「雪」の英語の名前を「Ice」にしました。"]),
        (lambda book: with_theme(book, replace(SNOW, examples=("除雪が遅い",))),
         ["「雪」の例に「除雪が遅い」を加えました。"]),
        (lambda book: with_theme(book, replace(OTHER, rules=OTHER.rules[::-1])),
         ["「静けさ」の中の順番を変えました。"]),
    ],
)  # fmt: skip
def test_a_difference_is_told_in_plain_words(edit: Callable[[Codebook], Codebook], expected: list[str]) -> None:
    assert said(BOOK, edit(BOOK)) == expected


def test_two_versions_that_differ_always_have_a_change_to_tell() -> None:
    for name in ("words", "phrases", "weak", "exclusions", "silent_beside", "examples"):
        changed = replace(BOOK, themes=(replace(SNOW, **{name: ("何か",)}), *BOOK.themes[1:]))
        assert changed.version != BOOK.version and said(BOOK, changed), name


@pytest.mark.parametrize(
    ("edit", "touched"),
    [
        (lambda book: book, set()),
        (lambda book: with_theme(book, replace(SNOW, color="#123456", description="x", label_en="y")), set()),
        (lambda book: renamed(book, "snow", "雪と氷"), set()),
        (lambda book: with_theme(book, replace(BUS, words=(*BUS.words, "汽車"))), {"汽車"}),
        (lambda book: with_theme(book, replace(SNOW, exclusions=("雪まつり", "雪景色"))), {"雪景色"}),
        (lambda book: with_theme(book, replace(BUS, pull=None)), {"バス", "駅", "電車", "本数", "バス停"}),
        (lambda book: with_theme(book, replace(FOOD, yields_to=())), {"ラーメン", "そば", "店", "おいしい", "駅"}),
        (lambda book: with_theme(book, replace(SHOPS, silent_beside=())), {"店", "買い物", "通り"}),
        (lambda book: replace(book, people_live=("子ども", "高齢者", "市民")), {"市民"}),
        # A rule needs one of the words that a condition joined by and cannot do without.
        (lambda book: with_theme(book, replace(OTHER, rules=("静か+だ", "( 人 or 店 ) and lc <= 8"))), {"自然"}),
        (lambda book: with_theme(book, replace(WINTER, rules=(*WINTER.rules, "'凍' and not 海"))), {"凍", "海"}),
        (lambda book: with_theme(book, replace(WINTER, rules=(*WINTER.rules, "<*バス・鉄道> and not 雪"))),
         {"バス", "駅", "電車", "本数", "バス停"}),
        (lambda book: with_theme(book, replace(WINTER, rules=(*WINTER.rules, "not 雪"))), None),
        (lambda book: with_theme(book, replace(WINTER, rules=(*WINTER.rules, "lw > 5 or 雪"))), None),
        (lambda book: with_theme(book, replace(WINTER, rules=(*WINTER.rules, "雪 < 2"))), None),
        # Rules in another order name their words in another order; a theme stands after those its rules refer to.
        (lambda book: with_theme(book, replace(OTHER, rules=OTHER.rules[::-1])), {"静か", "自然", "人", "店"}),
        (lambda book: replace(book, themes=(OTHER, *book.themes[:5], BALANCE)), set()),
        # A clash of visits and daily life is told by no word of the codebook.
        (lambda book: without_theme(book, "balance"), None),
    ],
)  # fmt: skip
def test_the_words_a_difference_hangs_on(edit: Callable[[Codebook], Codebook], touched: set[str] | None) -> None:
    new = edit(BOOK)
    assert touched_literals(BOOK, new) == touched
    assert touched_literals(new, BOOK) == touched


@pytest.mark.parametrize(
    ("literal", "text", "expected"),
    [
        ("歩く", "駅まで歩いた", True), ("住み続ける", "ここに住み続けたい", True), ("雪", "大雪の日", True),
        ("WiFi", "wifiがない", True), ("歩く", "走った", False), ("住み続ける", "続けて住む", False), ("おいしい",
        "おいしくて", True),
    ],
)  # fmt: skip
def test_a_word_can_be_matched_as_letters_or_inflected(literal: str, text: str, expected: bool) -> None:
    normalised = normalise(text)
    assert Literals([literal]).can_match(normalised, TOKENIZER.morphemes(normalised)) is expected


# Few words, so that those of an edit stand beside those of other themes; some hide others.
VOCABULARY = st.sampled_from(
    ["雪", "除雪", "雪道", "道", "氷", "冬", "寒い", "バス", "駅", "駅前", "バス停", "電車", "店", "買い物", "そば",
     "おいしい", "通り", "人", "静か", "自然", "子ども", "観光客", "住む"]
)  # fmt: skip
# What makes sentences of them.
BETWEEN = st.sampled_from(
    ["と", "の", "が", "で", "、", "。", "だけど", "がきれい。", "がない", "に困る。", "がほしい。"]
)
WORDS = st.lists(VOCABULARY, min_size=1, max_size=3).map(tuple)
AXIS_VALUES = st.sampled_from([None, "live", "visit", "both"])
KEYS = st.sampled_from([theme.key for theme in BOOK.themes])


@st.composite
def rules(draw: st.DrawFn) -> str:
    a, b, c = draw(VOCABULARY), draw(VOCABULARY), draw(VOCABULARY)
    label = draw(st.sampled_from(["雪", "バス・鉄道", "買い物", "食"]))
    return draw(
        st.sampled_from([
            a, f"{a} and not {b}", f"( {a} or {b} ) and {c}", f"near({a}-{b})", f"seq({a}-{b})[4]", f"'{a[:2]}'",
            f"( {a} + {b} + {c} ) >= 2", f"<*{label}> and {a}", f"<*{label}> and not {a}", f"{a}+{b}",
            f"{a} and not <*{label}>", f"<*{label}> or {b}", f"( <*{label}> + {a} ) >= 2", f"{a}-->名詞", f"not {a}",
        ])
    )  # fmt: skip


def _edited(codebook: Codebook, draw: st.DrawFn) -> Codebook:
    """One random edit, without the checks of the editor: a file can say anything."""
    index = draw(st.integers(0, len(codebook.themes) - 1))
    theme = codebook.themes[index]
    field = draw(st.sampled_from([
        "words", "phrases", "weak", "exclusions", "silent_beside", "yields_to", "weak_yields_to", "rules", "pull",
        "axes", "people", "order", "drop word", "drop rule", "drop theme", "new theme", "color",
    ]))  # fmt: skip
    if field == "people":
        name = draw(st.sampled_from(["people_live", "people_visit", "live_phrases", "visit_phrases"]))
        return replace(codebook, **{name: draw(WORDS)})
    if field == "order":
        return replace(codebook, themes=tuple(draw(st.permutations(codebook.themes))))
    if field == "drop theme":
        if theme.label in str([other.rules for other in codebook.themes]) or len(codebook.themes) == 1:
            return codebook
        return replace(codebook, themes=tuple(other for other in codebook.themes if other is not theme))
    if field == "new theme":
        new = Theme(
            f"n{len(codebook.themes)}", f"新しい{len(codebook.themes)}", pull=draw(AXIS_VALUES), words=draw(WORDS)
        )
        return replace(codebook, themes=(*codebook.themes, new))
    changed: dict[str, Any] = {
        "pull": lambda: {"pull": draw(AXIS_VALUES)},
        "axes": lambda: {"axes": dict.fromkeys(theme.words[:1], draw(AXIS_VALUES))},
        "drop word": lambda: {"words": theme.words[1:], "weak": ()},
        "drop rule": lambda: {"rules": theme.rules[1:]},
        "color": lambda: {"color": "#123456"},
        "yields_to": lambda: {"yields_to": (draw(KEYS),)},
        "weak_yields_to": lambda: {"weak_yields_to": (draw(KEYS),)},
        "rules": lambda: {"rules": (*theme.rules, draw(rules()))} if theme in (WINTER, OTHER) else {},
    }.get(field, lambda: {field: (*getattr(theme, field), *draw(WORDS))})()
    themes = [*codebook.themes[:index], replace(theme, **changed), *codebook.themes[index + 1 :]]
    return replace(codebook, themes=tuple(themes))


@st.composite
def edits(draw: st.DrawFn) -> tuple[Codebook, Codebook]:
    old = BOOK
    for _ in range(draw(st.integers(0, 2))):
        old = _edited(old, draw)
    new = old
    for _ in range(draw(st.integers(1, 2))):
        new = _edited(new, draw)
    return old, new


@st.composite
def sentences(draw: st.DrawFn) -> str:
    return normalise("".join(draw(VOCABULARY) + draw(BETWEEN) for _ in range(draw(st.integers(1, 4)))))


def _untouched(old: Codebook, new: Codebook, texts: Iterable[tuple[str, tuple[Morpheme, ...]]]) -> None:
    touched = touched_literals(old, new)
    if touched is None:
        return
    literals = Literals(touched)
    for text, morphemes in texts:
        if not literals.can_match(text, morphemes):
            assert code(text, morphemes, old, "praise") == code(text, morphemes, new, "praise"), text


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits(), st.lists(sentences(), min_size=8, max_size=8))
def test_a_sentence_without_a_touched_word_is_coded_alike(pair: tuple[Codebook, Codebook], texts: list[str]) -> None:
    _untouched(*pair, [(text, TOKENIZER.morphemes(text)) for text in texts])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits(), st.integers(0, 19))
def test_a_voice_of_the_sample_without_a_touched_word_is_coded_alike(
    pair: tuple[Codebook, Codebook], part: int
) -> None:
    _untouched(*pair, sample_texts()[part::20])


def _coded(codebook: Codebook, texts: list[int]) -> list[Coding]:
    return [code(*sample_texts()[index], codebook, "praise") for index in texts]


def test_themes_found_by_rules_alone_are_told_in_the_order_of_the_codebook() -> None:
    old = Codebook((Theme("a", "雪", rules=("雪",)), Theme("b", "道", rules=("道 and 車",))))
    new = replace(old, themes=old.themes[::-1])
    assert touched_literals(old, new) == {"雪", "道"}
    text, morphemes = "雪の道と車", TOKENIZER.morphemes("雪の道と車")
    assert code(text, morphemes, old) != code(text, morphemes, new)


def test_few_texts_are_touched_by_a_small_edit_and_those_it_changes_are_among_them() -> None:
    new = with_theme(BOOK, replace(FOOD, words=(*FOOD.words, "パン")))
    touched = touched_literals(BOOK, new)
    assert touched == {"パン"}
    literals = Literals(touched)
    every = list(range(len(sample_texts())))
    hit = [index for index in every if literals.can_match(*sample_texts()[index])]
    changed = [
        index
        for index, before, after in zip(every, _coded(BOOK, every), _coded(new, every), strict=True)
        if before != after
    ]  # fmt: skip
    assert changed and set(changed) <= set(hit)
    assert len(hit) < len(every) / 20


def test_merging_touches_the_words_of_the_merged_theme() -> None:
    touched = touched_literals(BOOK, merged(BOOK, "food", "shops"))
    assert touched is not None and {"ラーメン", "そば", "店"} <= touched and "除雪" not in touched
