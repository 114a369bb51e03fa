"""Promises of a survey's own words: a small change re-codes what it touches, and comes to the same as a whole one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from survey_loader.access import Audience
from survey_loader.acts import analysis, coding, judging, previews, words
from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportRequest
from survey_loader.errors import Busy, SurveyError
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.store import cache, reads
from survey_loader.store import codings as store_codings
from survey_loader.store.connection import opened
from survey_loader.store.judgements import Judgement
from survey_loader.store.packing import unpack_morphemes
from survey_loader.text.codebook import Codebook
from survey_loader.text.codebook_editing import merged, renamed, with_theme, without_theme
from survey_loader.text.redoing import redone_codebook, redone_terms
from survey_loader.text.terms import Terms
from survey_loader.text.theme import Theme
from survey_loader.text.touched import Literals
from tests.conftest import PROJECT
from tests.loader.conftest import ACTOR, Import, write_csv

SAMPLE = PROJECT / "data" / "samples" / "yukino" / "yukino-2016.csv"


@pytest.fixture
def town(empty: Settings) -> Settings:
    mapping = Mapping.load(PROJECT / "data" / "mappings" / "yukino.toml")
    import_file(empty, ACTOR, ImportRequest(SAMPLE, "yukino", mapping=mapping))
    return empty


def codings(settings: Settings) -> list[tuple[Any, ...]]:
    """What readers see of every comment: the words as words, the themes as keys."""
    cache.forget(settings, "yukino")
    voices = cache.voices(settings, "yukino")
    vocabulary, keys = voices.vocabulary, [theme.key for theme in voices.theme_list]
    rows = []
    for place, comment in enumerate(voices.comments.itertuples()):
        in_row = voices.words[place].indices
        themes = voices.themes[place]
        rows.append(
            (
                comment.number, frozenset(vocabulary[in_row]), str(comment.axis), str(comment.tone), comment.clash,
                frozenset((keys[column], tone) for column, tone in zip(themes.indices, themes.data, strict=True)),
            )
        )  # fmt: skip
    return rows


def coded_whole(settings: Settings) -> list[tuple[Any, ...]]:
    """Derive everything anew, as after an upgrade, and return what readers see."""
    with opened(settings.database) as db:
        db.conn.execute("update codebooks set version = version || ' old', recipe = null")
    coding.recode_all_surveys(settings, ACTOR, "yukino")
    return codings(settings)


def with_words(codebook: Codebook, key: str, *added: str) -> Codebook:
    theme = codebook.theme(key)
    assert theme is not None
    return with_theme(codebook, replace(theme, words=(*theme.words, *added)))


EDITS = [
    lambda book: with_words(book, "nature", "こと"),
    lambda book: with_words(book, "downtown", "歩く"),
    lambda book: without_theme(book, "snow"),
    lambda book: with_theme(book, Theme("", "ねこ", words=("ねこ", "猫", "店"), pull="live"), new=True),
    lambda book: with_theme(book, replace(book.theme("transit"), pull="live")),
    lambda book: with_theme(book, replace(book.theme("parks"), rules=("near(公園-子ども)[10]", "自然 & ! 山"))),
]


@pytest.mark.parametrize("edit", EDITS)
def test_a_small_change_comes_to_the_same_as_coding_everything_anew(town: Settings, edit: Any) -> None:
    before = codings(town)
    words.save_codebook(town, ACTOR, "yukino", edit(words.in_force(town, "yukino").codebook))
    after = codings(town)
    assert after == coded_whole(town)
    assert after != before


def test_terms_variants_and_stop_words_come_to_the_same_as_coding_everything_anew(town: Settings) -> None:
    before = codings(town)
    terms = Terms.of(["冬まつり", "雪あかりの路"], {"除雪": ["雪かき"], "バス": ["バス停"]}, ["自然", "歩く"])
    words.save_terms(town, ACTOR, "yukino", terms)
    after = codings(town)
    assert after == coded_whole(town)
    counted = frozenset().union(*(row[1] for row in after))
    assert before != after
    assert not counted & {"自然", "雪かき", "歩く"}


def test_only_what_a_change_touches_is_coded_again(town: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    recoded = coding.recoded

    def counting(this: Any, target: Any, rows: Any) -> Any:
        read.append(len(rows))
        return recoded(this, target, rows)

    monkeypatch.setattr(coding, "recoded", counting)
    book = words.in_force(town, "yukino").codebook
    words.save_codebook(town, ACTOR, "yukino", with_words(book, "nature", "ぬかるみ"))
    words.save_codebook(town, ACTOR, "yukino", with_words(book, "nature", "ぬかるみ", "動物園"))
    assert read[0] == 0
    assert 0 < read[1] < 60


def test_a_preview_tells_what_saving_then_does(town: Settings) -> None:
    book = words.in_force(town, "yukino").codebook
    edited = with_words(without_theme(book, "food"), "nature", "動物園")
    told = previews.preview_codebook(town, "yukino", edited)
    before = {row[0]: {key for key, _ in row[5]} for row in codings(town)}
    words.save_codebook(town, ACTOR, "yukino", edited)
    after = {row[0]: {key for key, _ in row[5]} for row in codings(town)}
    gained = {number for number in after if "nature" in after[number] - before[number]}
    lost = {number for number in after if "food" in before[number] - after[number]}
    assert set(told.gained["nature"]) == gained
    assert set(told.lost["food"]) == lost
    assert told.whole
    assert told.uncoded_before == sum(not themes for themes in before.values())
    assert told.uncoded_after == sum(not themes for themes in after.values())


def judged(settings: Settings, found: Any, coder: str, *themes: str) -> None:
    identity = str(found["comment_id"])
    judging.judge(settings, ACTOR, "yukino", Judgement(identity, coder, "random", "live", "wish", themes))


def shown_themes(settings: Settings) -> dict[int, set[str]]:
    return {row[0]: {key for key, _ in row[5]} for row in codings(settings)}


@pytest.mark.parametrize(
    "edit",
    [
        lambda book: merged(book, "food", "downtown"),
        lambda book: without_theme(book, "food"),
        lambda book: with_words(without_theme(book, "snow"), "nature", "動物園", "バス"),
    ],
)
def test_a_preview_tells_what_readers_will_see_where_people_coded(town: Settings, edit: Any) -> None:
    with opened(town.database) as db:
        rows = reads.all_comments(db, "yukino", Audience.COMMITTEE)
    held = rows[[bool({"food", "snow", "transit"} & set(themes)) for themes in rows["themes"]]]
    by_people = [found for _, found in held.head(24).iterrows()]
    for found, themes in zip(by_people, [("food",), (), ("snow", "food"), ("nature",)] * 6, strict=True):
        judged(town, found, "佐藤", *themes)
    # They differ by two themes of which one may go into the other.
    judged(town, by_people[0], "鈴木", "downtown")
    book = words.in_force(town, "yukino").codebook
    told = previews.preview_codebook(town, "yukino", edit(book))
    before = shown_themes(town)
    words.save_codebook(town, ACTOR, "yukino", edit(book))
    after = shown_themes(town)
    for kind, more, less in ((told.gained, after, before), (told.lost, before, after)):
        expected: dict[str, set[int]] = {}
        for number in before:
            for key in more[number] - less[number]:
                expected.setdefault(key, set()).add(number)
        assert {key: set(numbers) for key, numbers in kind.items()} == expected
    assert told.uncoded_before == sum(not themes for themes in before.values())
    assert told.uncoded_after == sum(not themes for themes in after.values())
    assert {found["number"] for found in by_people} & {number for numbers in told.lost.values() for number in numbers}


def test_an_axis_the_writer_told_does_not_change_by_an_edit(town: Settings) -> None:
    book = words.in_force(town, "yukino").codebook
    edited = with_theme(book, replace(book.theme("transit"), pull="live"))  # type: ignore[type-var, arg-type]
    otherwise = previews.preview_codebook(town, "yukino", edited).otherwise
    assert otherwise
    with opened(town.database) as db:
        db.conn.execute("update comments set said = 'both' where number = ?", [otherwise[0]])
        db.conn.commit()
    assert previews.preview_codebook(town, "yukino", edited).otherwise == otherwise[1:]


def test_counts_before_and_after_a_term_list_are_those_of_saving_it(town: Settings) -> None:
    terms = Terms.of(synonyms={"除雪": ["雪かき"]}, stop=["自然"])
    told = previews.preview_terms(town, "yukino", terms).set_index("word")
    before = previews.counts_of(town, "yukino", told.index)
    words.save_terms(town, ACTOR, "yukino", terms)
    assert told["before"].to_dict() == before
    assert told["after"].to_dict() == previews.counts_of(town, "yukino", told.index)
    assert told.loc["自然", "after"] == 0 < told.loc["自然", "before"]


# Not counted of these: Chinese, an answer that says nothing, and an earlier version of an interview.
SHARES = (
    "K-01,2026/5/3 13:05,ゆきの通り,20代,観光,動物園が楽しかった,動物園に夜も入れるようにしてほしい,はい",
    "K-02,2026/5/3 13:20,ゆきの通り,60代,観光,動物園讓我們很開心，希望可以再來一次,動物園的中文說明太少了,はい",
    "K-03,2026/5/4 10:00,雪野駅前,30代,観光,特になし,動物園までのバスを増やしてほしい,はい",
)
EARLIER = "K-01,2026/5/3 13:05,ゆきの通り,20代,観光,動物園のぞうとバスの旅が楽しかった,動物園を広く,はい"


@pytest.mark.parametrize(
    "terms",
    [
        Terms.of(["動物園讓"]),
        Terms.of(synonyms={"動物園": ["バス"]}),
        Terms.of(["動物園のぞう"]),
        Terms.of(["夜の動物園"], stop=["動物園", "なし", "特に"]),
    ],
)
def test_counts_told_before_saving_leave_out_what_is_not_counted(
    empty: Settings, bring_in: Import, tmp_path: Path, terms: Terms
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", EARLIER))
    bring_in(write_csv(tmp_path / "b.csv", *SHARES))
    every = ["動物園", "動物園讓", "動物園のぞう", "バス", "なし", "特に", "ぞう"]
    before = previews.counts_of(empty, "machi", every)
    assert before["動物園"] == 3
    told = previews.preview_terms(empty, "machi", terms).set_index("word")
    words.save_terms(empty, ACTOR, "machi", terms)
    after = previews.counts_of(empty, "machi", every)
    assert {word: (before[word], after[word]) for word in every if before[word] != after[word]} == {
        word: (row["before"], row["after"]) for word, row in told.iterrows()
    }


def test_every_version_stays_and_one_can_go_back(town: Settings) -> None:
    book = words.in_force(town, "yukino").codebook
    original = codings(town)
    first = words.save_codebook(town, ACTOR, "yukino", book, "はじめの版")
    words.save_codebook(town, ACTOR, "yukino", without_theme(book, "snow"), "雪をやめてみる")
    words.return_to(town, ACTOR, "yukino", first.number)
    assert codings(town) == original
    assert [edition.note for edition in words.history(town, "yukino", "codebook")] == [
        f"← {first.number}", "雪をやめてみる", "はじめの版",
    ]  # fmt: skip
    with pytest.raises(SurveyError, match="見つかりません"):
        words.return_to(town, ACTOR, "yukino", 999)


def test_who_saves_over_somebody_elses_version_is_told(town: Settings) -> None:
    seen = words.in_force(town, "yukino")
    words.save_codebook(town, ACTOR, "yukino", without_theme(seen.codebook, "snow"), seen=seen.codebook_edition)
    with pytest.raises(Busy, match="ほかの人"):
        words.save_codebook(town, ACTOR, "yukino", seen.codebook, seen=seen.codebook_edition)


def test_one_towns_words_change_no_other_town(town: Settings) -> None:
    import_file(
        town,
        ACTOR,
        ImportRequest(SAMPLE, "tonari", mapping=Mapping.load(PROJECT / "data" / "mappings" / "yukino.toml")),
    )
    words.save_codebook(town, ACTOR, "tonari", without_theme(words.in_force(town, "tonari").codebook, "snow"))
    yukino = cache.voices(town, "yukino")
    assert "snow" in [theme.key for theme in yukino.theme_list]
    cache.forget(town, "tonari")
    assert "snow" not in [theme.key for theme in cache.voices(town, "tonari").theme_list]


def test_a_recipe_of_other_rules_is_not_trusted(town: Settings) -> None:
    with opened(town.database) as db:
        recipe = bytes(db.conn.execute("select recipe from codebooks").fetchone()[0])
    assert analysis.unpacked(recipe) is not None
    assert analysis.unpacked(b"") is None


def test_no_comment_that_holds_a_word_in_any_form_is_missed(town: Settings) -> None:
    book = words.in_force(town, "yukino").codebook
    asked = sorted({word for theme in book.themes for word in (*theme.words, *theme.phrases)})[::12]
    with opened(town.database) as db:
        rows = store_codings.stored(db, store_codings.numbers(db, "yukino"))
        parts = [(row.comment, row.normalised, unpack_morphemes(row.morphemes)) for row in rows]
        held = 0
        for word in asked:
            literals = Literals([word])
            holding = {number for number, text, morphemes in parts if literals.can_match(text, morphemes)}
            held += len(holding)
            assert holding <= set(store_codings.with_words(db, "yukino", [word])), word
    assert held > 50


def test_changes_of_two_people_are_put_together_entry_by_entry(town: Settings) -> None:
    base = words.in_force(town, "yukino").codebook
    nature, snow = base.theme("nature"), base.theme("snow")
    assert nature is not None and snow is not None
    mine = renamed(with_words(without_theme(base, "food"), "nature", "クマゲラ"), "snow", "雪の道")
    theirs = with_theme(with_words(base, "nature", "動物園"), replace(snow, description="除雪と凍った道"))
    both = redone_codebook(base, mine, theirs)
    assert set(both.theme("nature").words) == {*nature.words, "クマゲラ", "動物園"}
    assert (both.theme("snow").label, both.theme("snow").description) == ("雪の道", "除雪と凍った道")
    assert both.theme("food") is None
    assert redone_codebook(base, base, theirs) == theirs
    assert redone_codebook(base, mine, base) == mine


def test_term_lists_of_two_people_are_put_together(town: Settings) -> None:
    base = Terms.of(["冬まつり"], {"除雪": ["雪かき"]}, ["自然"])
    mine = Terms.of(["冬まつり", "雪あかりの路"], {"除雪": ["雪かき", "排雪"]})
    theirs = Terms.of([], {"除雪": ["雪かき", "雪はね"], "バス": ["バス停"]}, ["自然", "歩く"])
    assert redone_terms(base, mine, theirs) == Terms.of(
        ["雪あかりの路"], {"除雪": ["雪かき", "雪はね", "排雪"], "バス": ["バス停"]}, ["歩く"]
    )
    with pytest.raises(SurveyError, match="両方にまとめられています"):
        redone_terms(Terms(), Terms.of(synonyms={"除雪": ["雪かき"]}), Terms.of(synonyms={"雪": ["雪かき"]}))


def test_the_first_state_can_be_returned_to(town: Settings) -> None:
    original = codings(town)
    book = words.in_force(town, "yukino").codebook
    words.save_codebook(town, ACTOR, "yukino", with_words(without_theme(book, "snow"), "nature", "公園"))
    words.save_terms(town, ACTOR, "yukino", Terms.of(["雪あかりの路"], {"除雪": ["雪かき"]}, ["自然"]))
    assert codings(town) != original
    words.return_to(town, ACTOR, "yukino", words.FIRST, "codebook")
    words.return_to(town, ACTOR, "yukino", words.FIRST, "terms")
    assert codings(town) == original
    assert words.in_force(town, "yukino").terms.empty
    assert [words.versions(town, "yukino", kind) for kind in ("codebook", "terms")] == [2, 2]
    assert words.history(town, "yukino", "terms")[0].note == words.BACK_TO_FIRST
