"""Promises of slides, read by python-pptx and LibreOffice: native charts with the numbers of the table, no repair."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.util import Inches, Pt
from pypdf import PdfReader

from survey_exports import pictures, slides, talk
from survey_exports.native_charts import READERS, native
from survey_exports.pages import ChartPage, Page, Photo, PhotosPage, Quote, QuotesPage, TablePage
from survey_exports.slide_base import BadTemplate
from survey_insights.chart_list import CHARTS, Asked, made
from survey_insights.charts import Chart, footer
from survey_loader.access import Audience
from survey_loader.language import japanese, speaker
from survey_loader.settings import Settings
from survey_loader.store import cache, reads
from survey_loader.store.connection import opened
from survey_loader.store.photos import open_photo, photos
from survey_loader.voices import Voices

OFFICE = shutil.which("soffice")
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
LEAST_TYPE = Pt(12)


@pytest.fixture(scope="module")
def voices(sample: Settings) -> Voices:
    return cache.voices(sample, "yukino")


@pytest.fixture(scope="module")
def material(sample: Settings, voices: Voices) -> talk.Material:
    with opened(sample.database) as db:
        shown = photos(db, "yukino", Audience.PUBLIC_HALL, limit=12)
        return talk.Material(
            rare=reads.comments(db, talk.rare_wanted(voices), Audience.PUBLIC_HALL),
            wishes=reads.comments(db, talk.wishes_wanted(voices), Audience.PUBLIC_HALL),
            photos=tuple(
                Photo(open_photo(db, sample.photos_dir, photo, Audience.PUBLIC_HALL), "板を持った人の写真", "花火")
                for photo in shown["photo"]
            ),
            accuracy=("まだ測っていません。",),
        )


@pytest.fixture(scope="module")
def pages(voices: Voices, material: talk.Material) -> list[Page]:
    return talk.twelve(voices, japanese, material)


@pytest.fixture(scope="module")
def deck(voices: Voices, pages: list[Page]) -> bytes:
    return slides.pptx(pages, voices.survey, japanese)


def read(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def title_of(slide: Any) -> str:
    return str(slide.shapes.title.text_frame.text).replace("\v", "")


def texts(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def native_charts(voices: Voices) -> Iterator[Chart]:
    for key in READERS:
        asked = [Asked(key), Asked(key, by="relation")] if key == "shared_themes" else [Asked(key)]
        yield from (chart for one in asked if not (chart := made(one, voices, japanese, hall=True)).empty)


def test_every_page_is_one_slide_with_its_title_n_and_source(deck: bytes, pages: list[Page], voices: Voices) -> None:
    made_of = read(deck)
    assert (made_of.slide_width, made_of.slide_height) == (Inches(13.333), Inches(7.5))
    assert len(made_of.slides) == len(pages) >= 11
    for slide, page in zip(made_of.slides, pages, strict=True):
        source = page.chart.footer if isinstance(page, ChartPage) else page.source
        assert title_of(slide) == (page.chart.title if isinstance(page, ChartPage) else page.title)
        assert source in texts(slide) and "聞いた人" in source and "市民全体の割合ではありません" in source


def test_the_numbers_of_a_native_chart_are_those_of_the_table(voices: Voices) -> None:
    found = list(native_charts(voices))
    assert {chart.key for chart in found} == READERS.keys() - {"clash_themes"}
    made_of = read(slides.pptx([ChartPage(chart) for chart in found], voices.survey, japanese))
    for slide, chart in zip(made_of.slides, found, strict=True):
        drawn = next(shape.chart for shape in slide.shapes if shape.has_chart)
        numbers = {
            round(float(value), 6)
            for column in chart.table.columns
            if pd.api.types.is_numeric_dtype(chart.table[column])
            for value in chart.table[column].dropna()
        }
        for series in drawn.plots[0].series:
            for value in series.values:
                if chart.key == "what_changed":
                    continue
                assert value is None or round(float(value), 6) in numbers | {0.0}, (chart.key, series.name)


def test_bars_of_themes_carry_share_and_interval_in_the_chart_and_in_its_workbook(voices: Voices) -> None:
    chart = made(Asked("top_themes", "like"), voices, japanese, hall=True)
    slide = read(slides.pptx([ChartPage(chart)], voices.survey, japanese)).slides[0]
    drawn = next(shape.chart for shape in slide.shapes if shape.has_chart)
    table = chart.table
    assert list(drawn.plots[0].series[0].values) == pytest.approx(table["割合"].tolist())
    first = f"{table['テーマ'].iloc[0]}\n{table['書いた人'].iloc[0]}人、"
    assert drawn.plots[0].categories[0].label.startswith(first)
    bars = drawn._chartSpace.find(f".//{CHART}errBars")
    lengths = {
        name: [float(value.text) for value in bars.find(f"{CHART}{name}").iter(f"{CHART}v")]
        for name in ("plus", "minus")
    }
    assert lengths["plus"] == pytest.approx((table["上限"] - table["割合"]).tolist())
    assert lengths["minus"] == pytest.approx((table["割合"] - table["下限"]).tolist())
    book = openpyxl.load_workbook(io.BytesIO(drawn.part.chart_workbook.xlsx_part.blob)).active
    assert [book.cell(row, 3).value for row in range(2, len(table) + 2)] == pytest.approx(lengths["plus"])
    assert [book.cell(row, 4).value for row in range(2, len(table) + 2)] == pytest.approx(lengths["minus"])


def test_what_changed_is_drawn_in_points_with_the_table_behind_it(voices: Voices) -> None:
    chart = made(Asked("what_changed"), voices, japanese, hall=True)
    drawn = native(chart, japanese)
    assert drawn is not None and drawn.signed
    rows = {str(row[0]): (100 * (row[7] - row[4]), row[1]) for row in chart.table.itertuples(index=False, name=None)}
    for place, category in enumerate(drawn.categories):
        difference, verdict = rows[category.split("\n")[0]]
        [(name, value, low, high)] = [
            (one.name, one.values[place], one.low[place], one.high[place])
            for one in drawn.series
            if one.values[place] is not None
        ]
        assert (name, value) == (verdict, pytest.approx(difference))
        assert low is not None and high is not None and value is not None and low < value < high


def test_what_the_colours_of_bars_stand_for_is_said_on_the_slide(voices: Voices) -> None:
    charts = [made(Asked(key), voices, japanese, hall=True) for key in ("what_changed", "top_words", "place_shares")]
    made_of = read(slides.pptx([ChartPage(chart) for chart in charts], voices.survey, japanese))
    told = []
    for slide in made_of.slides:
        drawn = next(shape.chart for shape in slide.shapes if shape.has_chart)
        assert drawn.has_legend and drawn.plots[0].overlap == 100
        told.append({series.name for series in drawn.plots[0].series})
    changes, words, places = told
    assert changes <= {"変わったと言える", "大きくは変わっていない", "この人数では分からない"}
    leans = {"「住む人のため」が多い", "「訪れる人のため」が多い", "「両方のため」が多い", "差は確認できません"}
    assert words <= leans and places <= leans
    assert "「変わった」とは言えないことがあります" in texts(made_of.slides[0])


def test_no_percentage_of_a_handful_stands_beside_a_change_without_its_numbers(voices: Voices) -> None:
    chart = made(Asked("what_changed"), voices, japanese, hall=True)
    few = chart.table.assign(**{chart.table.columns[2]: 3, chart.table.columns[5]: 12})
    drawn = native(replace(chart, table=few), japanese)
    assert drawn is not None and all("（3→12）" in category for category in drawn.categories)


def test_ages_are_told_from_the_youngest_on(voices: Voices) -> None:
    ages = ["10代", "10歳未満", "80歳以上", "30代"] * len(voices.interviews)
    people = voices.interviews.assign(age=ages[: len(voices.interviews)])
    facts = dict(talk.method_page(replace(voices, interviews=people), japanese, ()).facts)
    places = [facts["聞いた人"].index(band) for band in ("10歳未満", "10代", "30代", "80歳以上")]
    assert places == sorted(places)


def test_notes_hold_every_figure_of_the_chart(deck: bytes, pages: list[Page]) -> None:
    for slide, page in zip(read(deck).slides, pages, strict=True):
        notes = slide.notes_slide.notes_text_frame.text
        if isinstance(page, ChartPage):
            for row in page.chart.table.head(60).itertuples(index=False, name=None):
                told = [
                    f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row if not isinstance(cell, float)
                ]
                assert all(part in notes for part in told)
            assert page.chart.how_to_read in notes


def test_every_picture_and_chart_says_what_it_shows(deck: bytes) -> None:
    for slide in read(deck).slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.shape_type == 13:
                assert shape._element.xpath(".//p:cNvPr/@descr")[0]


def test_no_letter_is_smaller_than_a_hall_reads(deck: bytes) -> None:
    for slide in read(deck).slides:
        sizes = [int(size) for size in slide._element.xpath(".//a:rPr/@sz | .//a:defRPr/@sz")]
        sizes += [int(size) for shape in slide.shapes if shape.has_chart
                  for size in shape.chart._chartSpace.xpath(".//a:rPr/@sz | .//a:defRPr/@sz")]  # fmt: skip
        assert min(sizes) >= LEAST_TYPE.centipoints


def test_the_fonts_are_those_of_the_theme_which_japanese_programs_have(deck: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(deck)) as packed:
        theme = etree.fromstring(packed.read("ppt/theme/theme1.xml"))
        fonts = {font.get("typeface") for font in theme.iter(f"{DRAWING}ea")}
        assert fonts >= {"Yu Gothic"}
        assert {font.get("typeface") for font in theme.iter(f"{DRAWING}font") if font.get("script") == "Jpan"} == {
            "Hiragino Sans"
        }
        for name in packed.namelist():
            if name.startswith(("ppt/slides/slide", "ppt/charts/chart")) and name.endswith(".xml"):
                assert b"typeface=" not in packed.read(name), name


def test_the_file_is_whole(deck: bytes) -> None:
    """What PowerPoint repairs: XML that does not parse, relations to nothing, an id twice."""
    with zipfile.ZipFile(io.BytesIO(deck)) as packed:
        names = set(packed.namelist())
        assert len(names) == len(packed.namelist())
        for name in names:
            if name.endswith((".xml", ".rels")):
                root = etree.fromstring(packed.read(name))
            if name.endswith(".rels"):
                folder = Path(name).parent.parent
                for relation in root:
                    assert relation.get("TargetMode") != "External"
                    target = relation.get("Target")
                    found = Path(target.lstrip("/")) if target.startswith("/") else folder / target
                    assert Path(*_normal(found)).as_posix() in names, (name, target)
            if name.startswith("ppt/slides/slide") and name.endswith(".xml"):
                ids = [element.get("id") for element in root.iter() if element.tag.endswith("}cNvPr")]
                assert len(ids) == len(set(ids)), name
        types = packed.read("[Content_Types].xml").decode()
        assert all(
            f'PartName="/{name}"' in types or f'Extension="{name.rsplit(".", 1)[-1]}"' in types for name in names
        )


def _normal(path: Path) -> list[str]:
    parts: list[str] = []
    for part in path.parts:
        parts.pop() if part == ".." else parts.append(part)
    return parts


def test_promises_wait_unseen_until_somebody_fills_them_in(deck: bytes, pages: list[Page]) -> None:
    place = next(number for number, page in enumerate(pages) if isinstance(page, TablePage))
    slide = read(deck).slides[place]
    assert slide._element.get("show") == "0"
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    assert [cell.text for cell in table.rows[0].cells] == ["だれが", "何を", "いつまでに"]


def test_a_voice_is_never_cut_and_signs_xml_cannot_hold_do_no_harm(voices: Voices) -> None:
    long = "除雪" * 150 + "を早くしてほしい。\x07<b>&"
    page = QuotesPage("声", (Quote(long, "30代", "live"), Quote("花火😀", "", "")), "聞いた人 2人")
    slide = read(slides.pptx([page], voices.survey, japanese)).slides[0]
    assert "「" + long.replace("\x07", "") + "」" in texts(slide)
    assert "花火😀" in texts(slide) and "● 住む人のため" in texts(slide)


def test_a_name_that_looks_like_a_formula_is_none_in_the_workbook(voices: Voices) -> None:
    chart = made(Asked("top_themes"), voices, japanese, hall=True)
    table = chart.table.assign(テーマ=["=1+1", *chart.table["テーマ"].iloc[1:]])
    named = Chart(chart.key, chart.figure, table, "=HYPERLINK()", "", "聞いた人 1人", "")
    slide = read(slides.pptx([ChartPage(named)], voices.survey, japanese)).slides[0]
    drawn = next(shape.chart for shape in slide.shapes if shape.has_chart)
    book = openpyxl.load_workbook(io.BytesIO(drawn.part.chart_workbook.xlsx_part.blob)).active
    assert all(cell.data_type != "f" for row in book.iter_rows() for cell in row)


def test_photos_are_whole_and_carry_nothing_but_pixels(voices: Voices, tmp_path: Path) -> None:
    image = Image.new("RGB", (300, 400), "teal")
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    image.save(tmp_path / "a.jpg", exif=exif)
    page = PhotosPage("1人の顔とことば", (Photo(tmp_path / "a.jpg", "板を持った人の写真"),), "聞いた人 1人")
    content = slides.pptx([page], voices.survey, japanese)
    picture = next(shape for shape in read(content).slides[0].shapes if shape.shape_type == 13)
    assert picture.width / picture.height == pytest.approx(0.75, rel=0.01)
    assert b"secret place" not in picture.image.blob


def template(kind: str = "presentation") -> bytes:
    """A town's template: other colours, a footer, a slide of its own in it, 4:3."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "ひな形の見本のページ"
    buffer = io.BytesIO()
    deck.save(buffer)
    if kind == "presentation":
        return buffer.getvalue()
    changed = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "[Content_Types].xml":
                content = content.replace(b"presentation.main+xml", b"template.main+xml")
            new.writestr(part, content)
    return changed.getvalue()


@pytest.mark.parametrize("kind", ["presentation", "template"])
def test_the_towns_template_is_taken_without_its_own_pages(voices: Voices, kind: str) -> None:
    chart = made(Asked("top_themes"), voices, japanese, hall=True)
    made_of = read(slides.pptx([ChartPage(chart)], voices.survey, japanese, template(kind)))
    assert made_of.slide_width == Presentation().slide_width
    assert [title_of(slide) for slide in made_of.slides] == [chart.title]
    assert not [shape for shape in made_of.slides[0].placeholders if not shape.text_frame.text]
    for shape in made_of.slides[0].shapes:
        assert shape.top + shape.height <= made_of.slide_height and shape.left + shape.width <= made_of.slide_width


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"%PDF-1.7"])
def test_what_is_no_template_is_told_in_words(voices: Voices, content: bytes) -> None:
    with pytest.raises(BadTemplate) as refused:
        slides.pptx([], voices.survey, japanese, content)
    assert "ひな形" in str(refused.value)


def test_without_chrome_a_chart_only_a_picture_shows_becomes_its_table(
    voices: Voices, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("BROWSER_PATH", "")
    monkeypatch.setattr(pictures, "_painter", pictures._Painter())
    charts = [made(Asked(key), voices, japanese, hall=True) for key in ("hierarchy", "cloud")]
    made_of = read(slides.pptx([ChartPage(chart) for chart in charts], voices.survey, japanese))
    assert any(shape.has_table for shape in made_of.slides[0].shapes)
    # The cloud needs no browser.
    assert any(shape.shape_type == 13 for shape in made_of.slides[1].shapes)


def test_progress_is_told_and_ends_the_work_where_it_raises(voices: Voices, pages: list[Page]) -> None:
    heard: list[tuple[int, int]] = []
    slides.pptx(pages[:3], voices.survey, japanese, told=lambda done, total: heard.append((done, total)))
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]

    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        slides.pptx(pages[:3], voices.survey, japanese, told=stop)


def test_a_survey_without_voices_has_no_talk(voices: Voices) -> None:
    none = voices.where(voices.comments["axis"] == "nobody", voices.interviews["relation"] == "nobody")
    assert talk.twelve(none, japanese, talk.Material(pd.DataFrame(), pd.DataFrame())) == []


def test_only_what_may_be_shown_in_a_hall_is_asked_for(voices: Voices, material: talk.Material) -> None:
    quotable = set(voices.comments.loc[voices.comments["quotable"].astype(bool), "number"])
    assert set(talk.rare_wanted(voices)) | set(talk.wishes_wanted(voices)) <= quotable
    assert len(material.rare) == talk.MOST_RARE


@pytest.mark.browser
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed here")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_libreoffice_opens_every_chart_and_prints_a_page_for_each(
    voices: Voices, tmp_path: Path, language: str
) -> None:
    say = speaker(language)
    found = [chart for key in CHARTS if not (chart := made(Asked(key), voices, say, hall=True)).empty]
    (tmp_path / "deck.pptx").write_bytes(slides.pptx([ChartPage(chart) for chart in found], voices.survey, say))
    command = [str(OFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "deck.pptx")], check=True, capture_output=True)
    document = PdfReader(tmp_path / "deck.pdf")
    assert len(document.pages) == len(found)
    for page, chart in zip(document.pages, found, strict=True):
        printed = "".join(page.extract_text().split())
        assert "".join(chart.title.split())[:12] in printed
        assert "".join(footer(voices, say).split())[-12:] in printed
