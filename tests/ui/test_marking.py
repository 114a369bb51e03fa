"""What was searched is marked where it stands, and what people wrote is never markup."""

from __future__ import annotations

from survey_ui.marking import marked


def test_each_word_is_marked_where_it_stands() -> None:
    assert marked("駅前の公園と駅", ("駅", "公園")) == "<mark>駅</mark>前の<mark>公園</mark>と<mark>駅</mark>"


def test_words_that_overlap_are_one_mark() -> None:
    assert marked("子ども達が遊ぶ", ("子ども", "子ども達")) == "<mark>子ども達</mark>が遊ぶ"


def test_other_letters_of_the_same_kind_are_marked_as_written() -> None:
    assert marked("ＷｉＦｉとﾊﾞｽ", ("wifi", "バス")) == "<mark>ＷｉＦｉ</mark>と<mark>ﾊﾞｽ</mark>"


def test_what_people_wrote_is_escaped_inside_and_outside_of_marks() -> None:
    assert marked("<b>駅</b>&", "<b>") == "<mark>&lt;b&gt;</mark>駅&lt;/b&gt;&amp;"
    assert marked("<script>", "") == "&lt;script&gt;"
    assert marked("", "駅") == ""
