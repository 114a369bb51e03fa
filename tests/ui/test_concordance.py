"""Promises of the concordance: each place with what was written around it, from the store alone."""

from __future__ import annotations

from survey_exports import sheets
from survey_insights.concordance import arranged, line_table, lines
from survey_loader.access import LOCAL_ORGANISER
from survey_loader.acts.concordance import counted_as, word_places
from survey_loader.acts.words import save_terms
from survey_loader.language import japanese
from survey_loader.settings import Settings
from survey_loader.store import cache
from survey_loader.text.terms import Terms
from tests.ui.small_town import PEOPLE, TOWN, add

SLUG = TOWN.slug


def written(here: Settings, *answers: str) -> list[int]:
    """Enter one person an answer and return the numbers of the comments."""
    for number, answer in enumerate(answers):
        wave = "2026年冬" if number % 2 else "2025年冬"
        add(here, number % len(PEOPLE), id=f"0000000{number}-0000-4000-8000-000000000000", answers={"like": answer},
            wave=wave)  # fmt: skip
    return [int(number) for number in cache.voices(here, SLUG).comments["number"]]


def test_each_place_has_its_left_and_right_as_they_were_written(empty: Settings) -> None:
    numbers = written(empty, "毎朝の除雪がたいへん！！！！\n夕方の除雪も👨‍👩‍👧でやる", "ﾊﾞｽが好き")
    told = word_places(empty, SLUG, numbers, "除雪")
    assert [place[1:] for place in told] == [
        ("毎朝の", "除雪", "がたいへん！！！！ 夕方の除雪も👨‍👩‍👧でやる"),
        ("毎朝の除雪がたいへん！！！！ 夕方の", "除雪", "も👨‍👩‍👧でやる"),
    ]
    assert told[0].number == told[1].number == numbers[0]
    assert word_places(empty, SLUG, numbers, "バス")[0][1:] == ("", "ﾊﾞｽ", "が好き")


def test_only_the_comments_asked_for_are_read(empty: Settings) -> None:
    numbers = written(empty, "除雪が早い", "除雪が遅い")
    assert [place.right for place in word_places(empty, SLUG, numbers[1:], "除雪")] == ["が遅い"]
    assert word_places(empty, SLUG, [], "除雪") == []
    assert word_places(empty, "another", numbers, "除雪") == []


def test_a_word_is_asked_for_as_people_spell_it(empty: Settings) -> None:
    numbers = written(empty, "子供の声がする")
    assert counted_as(empty, SLUG, "子供") == "子ども"
    assert counted_as(empty, SLUG, "する") == ""
    assert word_places(empty, SLUG, numbers, "子ども")[0].word == "子供"


def test_the_surveys_own_synonyms_are_found(empty: Settings) -> None:
    numbers = written(empty, "停留所が遠い", "バス停が近い")
    save_terms(empty, LOCAL_ORGANISER, SLUG, Terms.of(synonyms={"バス停": ["停留所"]}))
    assert [place.word for place in word_places(empty, SLUG, numbers, "バス停")] == ["停留所", "バス停"]
    assert counted_as(empty, SLUG, "停留所") == "バス停"


def test_lines_are_ordered_by_what_stands_beside_the_word(empty: Settings) -> None:
    numbers = written(empty, "い公園う", "あ公園い", "え公園あ")
    voices = cache.voices(empty, SLUG)
    frame = lines(voices, [(numbers[0], "い", "公園", "う"), (numbers[1], "かあ", "公園", "い"),
                           (numbers[2], "あえ", "公園", "あ")])  # fmt: skip
    assert arranged(frame, "left")["left"].tolist() == ["かあ", "い", "あえ"]
    assert arranged(frame, "right")["right"].tolist() == ["あ", "い", "う"]
    assert arranged(frame, "wave")["wave"].tolist() == ["2025年冬", "2025年冬", "2026年冬"]
    assert arranged(frame, "axis")["number"].tolist() == numbers
    assert arranged(frame, "newest")["number"].tolist()[0] == numbers[2]
    assert arranged(frame.iloc[:0], "left").empty and arranged(frame.iloc[:0], "axis").empty
    assert line_table(frame, japanese).iloc[0].tolist()[:4] == ["い", "公園", "う", "2025年冬"]


def test_lines_are_saved_so_that_no_spreadsheet_runs_them(empty: Settings) -> None:
    numbers = written(empty, "=1+1 の公園")
    places = word_places(empty, SLUG, numbers, "公園")
    saved = sheets.csv(line_table(lines(cache.voices(empty, SLUG), places), japanese)).decode()
    assert saved.splitlines()[1].startswith("'=1+1 の,公園,,2025年冬,2025-02-01,")
