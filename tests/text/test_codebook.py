"""Promises of the codebook file: complete, and plain about mistakes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from survey_loader.errors import UnusableSettings
from survey_loader.language import japanese
from survey_loader.models import ThemeName
from survey_loader.text.codebook import DEFAULT, Codebook
from survey_loader.text.theme import Theme

GUIDE = DEFAULT.parents[2] / "docs" / "coding-guide.md"


def test_the_default_codebook_has_the_themes_of_the_coding_guide() -> None:
    rows = [line.split("|")[1:4] for line in GUIDE.read_text("utf-8").splitlines() if line.startswith("| ")]
    expected = {
        (key.strip(), label.strip(), pull.strip())
        for key, label, pull in rows
        if pull.strip() in ("live", "visit", "both")
    }
    names = Codebook.load().names()
    assert {(name.key, name.label, name.pull) for name in names} == expected
    assert len(names) == 27


def test_every_theme_has_words_a_description_and_an_english_name() -> None:
    for theme in Codebook.load().themes:
        assert len(theme.words) + len(theme.phrases) >= 40, theme.key
        assert theme.description
        assert theme.label_en.isascii()


def test_the_version_changes_with_what_a_codebook_says_and_not_with_its_layout() -> None:
    content = DEFAULT.read_text("utf-8")
    version = Codebook.load().version
    told = tomllib.loads(content)
    turned = {
        "theme": [{**dict(reversed(theme.items())), "words": theme.get("words", [])[::-1]} for theme in told["theme"]],
        "people": dict(reversed(told["people"].items())),
    }

    def version_of(text: str) -> str:
        return Codebook.parse(text.encode(), "x").version

    assert version_of(content + "\n# 一行足す\n") == version
    assert version_of(tomli_w.dumps(turned)) == version
    assert version_of(content.replace('"除雪機"', '"除雪機械"')) != version
    assert version_of(content.replace('label = "雪と除雪"', 'label = "雪"')) != version
    assert version_of(content.replace('key = "snow"', 'key = "snow"\ncolor = "#123456"')) != version
    swapped = {**told, "theme": [told["theme"][1], told["theme"][0], *told["theme"][2:]]}
    assert version_of(tomli_w.dumps(swapped)) != version


def test_the_default_codebook_survives_being_written_with_its_words_for_people() -> None:
    codebook = Codebook.load()
    again = Codebook.parse(codebook.toml().encode(), "x")
    assert again == codebook and again.version == codebook.version
    assert again.people_visit == codebook.people_visit and len(again.people_live) > 50


def test_a_person_need_not_write_an_english_name() -> None:
    codebook = Codebook.parse('[[theme]]\nkey = "snow"\nlabel = "雪"\nwords = ["雪"]\n'.encode(), "x")
    assert codebook.names() == (ThemeName("snow", "雪", "雪", None, ""),)


TEXTS = st.text(st.sampled_from("雪道あアa1 \"'\\\n\t#=[]、\u3000😀"), min_size=1, max_size=5)
LISTS = st.lists(TEXTS, max_size=4).map(tuple)
AXIS_VALUES = st.sampled_from([None, "live", "visit", "both"])


@st.composite
def themes(draw: st.DrawFn, key: str) -> Theme:
    return Theme(
        key, draw(TEXTS), draw(st.just("") | TEXTS), draw(AXIS_VALUES), draw(st.just("") | TEXTS),
        words=draw(LISTS), phrases=draw(LISTS), weak=draw(LISTS), exclusions=draw(LISTS), yields_to=draw(LISTS),
        weak_yields_to=draw(LISTS), silent_beside=draw(LISTS), examples=draw(LISTS),
        rules=draw(st.lists(st.sampled_from(["雪 or 道", "'雪 ''の'", "near(雪-道)[b5]",
        "not 雪"]), max_size=2).map(tuple)),
        color=draw(st.sampled_from(["", "#0F766E", "#c2410c"])),
        axes=draw(st.dictionaries(TEXTS, AXIS_VALUES, max_size=6)),
    )  # fmt: skip


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    keys = draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True))
    people = {name: draw(LISTS) for name in ("people_live", "people_visit", "live_phrases", "visit_phrases")}
    unique = {name: tuple(dict.fromkeys(words)) for name, words in people.items()}
    return Codebook(tuple(draw(themes(key)) for key in keys), **unique)


@given(codebooks())
def test_a_codebook_that_is_written_reads_back_as_the_same(codebook: Codebook) -> None:
    again = Codebook.parse(codebook.toml().encode(), "x")
    assert again == codebook
    assert again.version == codebook.version
    assert again.toml() == codebook.toml()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "[[theme]]"),
        (b"[[theme]\n", "書き方"),
        ("[[theme]]\nkey='雪'".encode("shift_jis"), "UTF-8"),
        (b"[[theme]]\nkey='snow'\n", "1 番目"),
        (b"[[theme]]\nkey='snow'\nlabel='s'\nlabel_en='s'\npull='north'\n", "pull"),
        (b"[[theme]]\nkey='snow'\nlabel='s'\nlabel_en='s'\nwords='yuki'\n", "words"),
        (b"[[theme]]\nkey='a'\nlabel='s'\nlabel_en='s'\n" * 2, "二つ"),
        (b"people=1\n[[theme]]\nkey='a'\nlabel='s'\n", "[people]"),
        (b"[[theme]]\nkey='a'\nlabel='s'\ncolor='teal'\n", "#0F766E"),
        (b"[[theme]]\nkey='a'\nlabel='s'\nrules=['snow road']\n", "and や or"),
    ],
)
def test_a_mistake_in_the_file_is_said_plainly(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "codebook.toml"
    path.write_bytes(content)
    with pytest.raises(UnusableSettings) as caught:
        Codebook.load(path)
    assert said in str(caught.value)


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(UnusableSettings, match="開けません"):
        Codebook.load(tmp_path / "none.toml")


def test_a_misspelt_file_is_told_by_line_in_the_readers_language() -> None:
    with pytest.raises(UnusableSettings) as told:
        Codebook.parse(b'[[theme]]\nkey = snow"\n', "a.toml")
    assert "a.toml の2行目、7文字目の書き方に誤りがあります。" in told.value.render(japanese)
    with pytest.raises(UnusableSettings) as told:
        Codebook.parse(b'[[theme]]\nwords = ["a', "a.toml")
    assert "途中で終わっています" in told.value.render(japanese)
