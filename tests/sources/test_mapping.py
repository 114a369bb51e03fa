"""A mapping file: what it may say, and what it is told when it says something else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from survey_loader.errors import UnusableMapping
from survey_loader.language import speaker
from survey_loader.models import Question, Survey, Wave
from survey_loader.sources.columns import Columns, QuestionColumn
from survey_loader.sources.mapping import Mapping

FULL = """
[survey]
slug = "mikuni"
name = "三国の声"
name_en = "Voices of Mikuni"
holder = "委員会"
timezone = "Asia/Tokyo"
sample = true
public_check = true

[mapping]
optional = ["備考"]

[columns]
key = "番号"
date = "日時"
photo = ["写真1", "写真2"]
photo_board = "板の写真"
note = "備考"

[consent]
basis = "CC BY 4.0"

[values.relation]
"福井県" = "resident"
"*" = "visitor"

[values.ease]
"とても" = "5"

[[question]]
key = "like"
label = "好きなところ"
label_en = "Likes"
column = "すき"
said = "だれに"
tone_hint = "praise"
axis_hint = "live"

[[question]]
key = "ease"
kind = "scale"
column = "住みやすさ"
choices = ["1", "5"]

[[wave]]
label = "2026 春"
starts = 2026-03-01
ends = 2026-05-31
approached = 120
declined = 40
"""


def test_a_mapping_says_everything_it_can_say() -> None:
    mapping = Mapping.parse(FULL)
    like = Question("like", "好きなところ", label_en="Likes", tone_hint="praise", axis_hint="live")
    ease = Question("ease", "住みやすさ", "scale", choices=("1", "5"))
    assert mapping == Mapping(
        survey=Survey(
            "mikuni",
            "三国の声",
            "Voices of Mikuni",
            holder="委員会",
            sample=True,
            public_check=True,
            questions=(like, ease),
        ),
        questions=(QuestionColumn(like, "すき", "だれに"), QuestionColumn(ease, "住みやすさ")),
        columns=Columns(key="番号", date="日時", photo=("写真1", "写真2"), photo_board=("板の写真",), note="備考"),
        values={"relation": {"福井県": "resident", "*": "visitor"}, "ease": {"とても": "5"}},
        waves=(Wave("2026 春", date(2026, 3, 1), date(2026, 5, 31), 120, 40),),
        basis="CC BY 4.0",
        optional=("備考",),
    )


def test_what_is_dumped_is_read_back_the_same() -> None:
    mapping = Mapping.parse(FULL)
    assert Mapping.parse(mapping.dump()) == mapping


def test_a_guess_can_be_dumped_and_read_back() -> None:
    guess = Mapping.guess(['好きな\n"ところ"', "だれにとって", "写真", "日時"], [["川", "両方", "a.jpg", "2026/5/3"]])
    again = Mapping.parse(guess.dump())
    assert again == guess


def test_one_question_may_stand_in_several_columns() -> None:
    text = (
        '[[question]]\nkey = "like"\nlabel = "好きなところ"\ncolumn = "声1"\n[[question]]\nkey = "like"\ncolumn = "声2"'
    )
    mapping = Mapping.parse(text)
    like = Question("like", "好きなところ")
    assert mapping.questions == (QuestionColumn(like, "声1"), QuestionColumn(like, "声2"))
    assert mapping.survey.questions == (like,)
    assert Mapping.parse(mapping.dump()) == mapping


def test_a_separator_and_an_order_of_dates_are_kept() -> None:
    text = '[mapping]\ndate_order = "dmy"\n[[question]]\nkey = "topics"\nkind = "choice"\nmultiple = true\n'
    mapping = Mapping.parse(text + 'column = "話題"\nseparator = "、"')
    assert (mapping.date_order, mapping.questions[0].separator) == ("dmy", "、")
    assert Mapping.parse(mapping.dump()) == mapping


def test_a_mapping_need_not_name_a_survey() -> None:
    mapping = Mapping.parse('[[question]]\nkey = "c"\ncolumn = "感想"')
    assert (mapping.survey.slug, mapping.survey.questions) == ("", (Question("c", "感想"),))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[survey", "TOMLとして読めません"),
        ('[survey]\nname = "町"', "「survey.slug」がありません"),
        ('[colums]\ndate = "日時"', "「colums」は知らないキー.*columns"),
        ('[columns]\ndata = "日時"', "「columns.data」は知らないキー.*date"),
        ("[columns]\ndate = 3", "「columns.date」には、文字列"),
        ("[columns]\nphoto = [1]", "「columns.photo」には、文字列の並び"),
        ('columns = "日時"', "「columns」には、表"),
        ('[question]\nkey = "a"', r"「question」は \[\[question\]\] と二重のかっこ"),
        ('[[question]]\nkey = "a"', r"「question\[1\].column」がありません"),
        ('[[question]]\nkey = "a"\ncolumn = "A"\nkind = "txt"', r"「question\[1\].kind」.*text / choice / scale"),
        ('[[question]]\nkey = "a"\ncolumn = "A"\ntone_hint = "good"', "tone_hint.*praise / wish / trouble / mixed"),
        (
            '[[question]]\nkey = "a"\ncolumn = "A"\n[[question]]\nkey = "a"\ncolumn = "B"\nkind = "scale"',
            r"「question\[2\].kind」が、同じ key の設問とちがいます",
        ),
        ('[mapping]\ndate_order = "ydm"', "ymd / mdy / dmy"),
        ('[values.relation]\n"福井県" = "local"', "「values.relation.福井県」.*resident / commuter"),
        ('[values.relatoin]\n"福井県" = "resident"', "「values.relatoin」は知らないキー"),
        ('[values.consent_photo_public]\n"可" = "yes"', "face / hall / board / board_hall / no"),
        ("[[wave]]\nstarts = 2026-05-03", r"「wave\[1\].label」がありません"),
        ('[[wave]]\nlabel = "春"\nstarts = "2026-05-03"', "日付を 2026-05-03 のように引用符なし"),
        ('[[wave]]\nlabel = "春"\ndeclined = "多い"', "人数を整数"),
        ('[survey]\nslug = "a"\nname = "町"\nsample = "yes"', "true か false"),
        ('[consent]\nbasis = "CC"\nquote = true', "「consent.quote」は知らないキー"),
    ],
)
def test_a_wrong_mapping_names_the_key_and_what_to_do(text: str, says: str) -> None:
    with pytest.raises(UnusableMapping, match=says) as caught:
        Mapping.parse(text, "machi.toml")
    assert "machi.toml" in str(caught.value)
    assert caught.value.render(speaker("en"))


def test_a_mapping_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnusableMapping, match="見つかりません"):
        Mapping.load(tmp_path / "none.toml")
    (tmp_path / "sjis.toml").write_bytes("[survey]\nname = '町'".encode("cp932"))
    with pytest.raises(UnusableMapping, match="UTF-8"):
        Mapping.load(tmp_path / "sjis.toml")
    with pytest.raises(UnusableMapping, match="開けません"):
        Mapping.load(tmp_path)


def test_a_day_belongs_to_the_wave_under_way() -> None:
    mapping = Mapping.parse(FULL)
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1))
    assert [mapping.wave_on(day) for day in days] == ["", "2026 春", "2026 春", ""]
