"""Promises of cards and posters: A6 on A4, whole words, a way back, and only what may be shown in a hall."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from survey_exports import cards, posters, workshop
from survey_exports.cards import Card
from survey_exports.paper import lines_of, text_width
from survey_exports.print_parts import draw_code, on, printed, readable, theme_colour
from survey_insights.dealt import dealt
from survey_insights.themes import top_themes
from survey_loader.access import Audience
from survey_loader.acts import printing
from survey_loader.language import japanese
from survey_loader.models import ThemeName
from survey_loader.settings import Settings
from survey_loader.store import cache, reads
from survey_loader.store.connection import opened
from survey_ui import cards_view
from tests.exports.every_sheet import SURVEY, room_of

CARD = Card(
    text="除雪をしてほしい",
    theme="雪と除雪",
    colour="#0F766E",
    axis="live",
    axis_name="住む人のため",
    asked="どんなまちになってほしい",
    who="住んでいる人、40代",
    number="A950-A705",
)


def text_of(content: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def drawn(content: bytes, page: int = 0, scale: float = 3) -> Image.Image:
    return pypdfium2.PdfDocument(content)[page].render(scale=scale).to_pil()


def made(*given: Card) -> bytes:
    return cards.pdf(given, "そらまち（架空）", "声のカード", japanese)


@pytest.fixture(scope="module")
def forty(sample: Settings) -> bytes:
    return cards_view.cards_pdf(room_of(replace(sample, address="https://koe.example.jp")), 40, True)


def test_four_cards_lie_on_an_a4_page_with_marks_where_to_cut() -> None:
    reader = PdfReader(io.BytesIO(made(*[CARD] * 5)))
    assert len(reader.pages) == 2
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    picture = drawn(made(*[CARD] * 4)).convert("L")
    wide, high = picture.size
    # In the middle of the edges and of the page, and nowhere between.
    for x, y in ((wide // 2, 4), (wide // 2, high - 5), (4, high // 2), (wide - 5, high // 2), (wide // 2, high // 2)):
        assert min(picture.crop((x - 3, y - 3, x + 4, y + 4)).tobytes()) < 200, (x, y)
    assert min(picture.crop((wide // 2 - 3, high // 4, wide // 2 + 4, high // 4 + 7)).tobytes()) == 255


def test_a_card_says_the_words_the_theme_who_and_its_number() -> None:
    text = text_of(made(CARD))
    for needed in (
        "除雪をしてほしい",
        "雪と除雪",
        "住む人のため",
        "住んでいる人、40代",
        "声の番号A950-A705",
        "そらまち",
    ):
        assert needed in text


def test_a_card_has_the_colour_of_its_theme() -> None:
    picture = drawn(made(replace(CARD, colour="#AA3377")))
    assert picture.getpixel((int(picture.width * 0.4), int(picture.height * 0.045))) == (0xAA, 0x33, 0x77)
    assert theme_colour(ThemeName("a", "あ", "A", "live", "#112233")) == "#112233"
    assert theme_colour(ThemeName("a", "あ", "A", "visit")) == "#C2410C"
    assert (on("#FFFF66"), on("#172033")) == ("#1F2937", "#FFFFFF")


def test_a_long_comment_goes_on_on_the_next_card_and_loses_no_letter() -> None:
    words = "除雪をしてほしいです。歩道も広くしてください。" * 60
    content = made(replace(CARD, text=words))
    text = text_of(content)
    assert all(f"（{part}／4）" in text for part in range(1, 5))
    # What is not the comment's own stands on every card.
    bare = replace(CARD, text="")
    for letter in "除歩道広":
        assert text.count(letter) == 60 + 4 * text_of(made(replace(bare, text="あ"))).count(letter)


def test_letters_the_font_lacks_are_marked_and_a_text_of_them_is_told_to_be_unprintable() -> None:
    assert printed("すてきな町😀\n だいすき") == "すてきな町 だいすき"
    assert printed("한국") == "〓〓"
    assert (readable(printed("눈이 많아요")), readable("雪〓のまち"), readable("")) == (False, True, False)
    assert "この声の文字は、紙の書体にありません" in text_of(made(replace(CARD, text="눈이 많아요")))


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=400))
@example("a" * 400)
@example("除雪\u2028を\x00してほしい\ud83d".encode("utf-8", "replace").decode())
def test_any_text_has_its_cards(text: str) -> None:
    content = made(replace(CARD, text=text, asked="", theme=text[:30]))
    assert len(PdfReader(io.BytesIO(content)).pages) >= 1


def test_an_address_longer_than_a_line_stays_on_the_card() -> None:
    rows = lines_of("くわしくは https://example.jp/" + "a" * 200, 11, 200)
    assert max(text_width(row, 11) for row in rows) <= 200
    assert "".join(rows).count("a") == 201


@pytest.mark.parametrize("address", ["https://koe.example.jp/voices?voice=a950a705-72d3-5776-9561-7c51e96d66a9"])
def test_a_printed_code_is_read_by_another_program(address: str) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(200, 200))
    draw_code(canvas, address, 20, 20, 54)
    canvas.showPage()
    canvas.save()
    assert [code.text for code in zxingcpp.read_barcodes(drawn(buffer.getvalue(), scale=4))] == [address]


def test_every_card_leads_back_to_its_comment(sample: Settings, forty: bytes) -> None:
    with opened(sample.database) as db:
        frame = reads.all_comments(db, SURVEY, Audience.PUBLIC_HALL)
    by_address = {workshop.comment_address("https://koe.example.jp/", name): name for name in frame["comment_id"]}
    pages = pypdfium2.PdfDocument(forty)
    found = [code.text for page in range(len(pages)) for code in zxingcpp.read_barcodes(drawn(forty, page, scale=4))]
    assert len(pages) == 10
    assert len(set(found)) == 40
    assert set(found) <= set(by_address)
    text = text_of(forty)
    numbers = frame.set_index("comment_id")["number"]
    for address in found:
        number = printing.printed_number(by_address[address])
        assert number in text
        assert printing.numbered(sample, SURVEY, f"No. {number.lower()}") == [numbers[by_address[address]]]


def test_without_an_address_cards_bear_the_number_alone(sample: Settings) -> None:
    content = cards_view.cards_pdf(room_of(sample), 4, False)
    assert not zxingcpp.read_barcodes(drawn(content, scale=4))
    assert text_of(content).count("声の番号") == 4


def test_no_paper_holds_words_that_may_not_be_quoted(sample: Settings) -> None:
    room = room_of(sample)
    with opened(sample.database) as db:
        everything = reads.all_comments(db, SURVEY, Audience.COMMITTEE)
    refused = everything[~everything["quotable"] & (everything["text"].str.len() > 12)]["text"]
    papers = [
        cards_view.cards_pdf(room, 300, False),
        cards_view.theme_poster(room, "snow"),
        cards_view.wall_poster(room),
    ]
    text = "".join(map(text_of, papers))
    assert len(refused) > 60
    assert not [words for words in refused if printed(words).replace(" ", "") in text]


def test_no_paper_holds_a_photo_that_may_not_be_shown_in_a_hall(sample: Settings) -> None:
    """By its pixels: of all photos there are, what is printed is most like one whose owner allowed it."""
    room = room_of(sample)
    allowed = {person.photo for person in printing.people(sample, SURVEY, None, 1000)}
    every = [path for path in sample.photos_dir.glob("*/*.jpg") if not path.name.endswith(".thumb.jpg")]
    looks = np.array([_look(Image.open(path)) for path in every])
    assert len(set(every) - allowed) > 20
    for content in (cards_view.cards_pdf(room, 300, True), cards_view.wall_poster(room)):
        found = [image.image for page in PdfReader(io.BytesIO(content)).pages for image in page.images]
        assert len(found) > 20
        for image in found:
            assert image is not None
            distances = np.abs(looks - _look(image)).mean(axis=(1, 2))
            assert distances.min() < 3
            assert every[int(distances.argmin())] in allowed


def _look(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("L").resize((48, 64), Image.Resampling.BOX), dtype=np.float64)


def test_a_theme_poster_is_a1_and_says_the_charts_figures_and_the_method(sample: Settings) -> None:
    room = room_of(sample)
    content = cards_view.theme_poster(room, "snow")
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [594, 841]
    text = text_of(content)
    chart = top_themes(room.voices, room.say, "like").table.set_index("テーマ")
    wrote = chart.loc["雪と除雪", "書いた人"]
    assert f"「好きなところ」で{wrote}人（聞いた750人の" in text
    for needed in (
        "雪と除雪",
        "見本",
        "足を止めてくれた人の声であり、市民全体の割合ではありません。",
        "方法：",
        "管理者：",
    ):
        assert needed in text
    assert len(reader.pages[0].images) == 5


def test_a_poster_gives_no_share_of_a_handful_and_says_all_its_numbers_in_one_size(sample: Settings) -> None:
    voices = cache.voices(sample, SURVEY)
    place = [theme.key for theme in voices.theme_list].index("snow")
    liked = (voices.comments["question"] == "like").to_numpy() & (voices.themes[:, [place]].toarray().ravel() != 0)
    some = voices.comments.loc[liked, "interview"].drop_duplicates().head(3)
    kept = ~liked | voices.comments["interview"].isin(some).to_numpy()
    few = voices.where(kept, np.ones(len(voices.interviews), dtype=bool))
    content = posters.theme_poster(few, "snow", (), (), japanese)
    assert "「好きなところ」で3人（聞いた750人のうち）" in text_of(content)
    sizes: set[float] = set()

    def visit(text: str, cm: object, tm: object, font: object, size: float) -> None:
        if "聞いた750人" in text and "で" in text:
            sizes.add(round(size, 1))

    PdfReader(io.BytesIO(content)).pages[0].extract_text(visitor_text=visit)
    assert len(sizes) == 1


def test_the_wall_holds_everybody_who_may_be_shown_once(sample: Settings) -> None:
    room = room_of(sample)
    people = printing.people(sample, SURVEY, None, posters.MOST_ON_WALL)
    page = PdfReader(io.BytesIO(cards_view.wall_poster(room))).pages[0]
    assert len(page.images) == len(people)
    assert f"{len(people)}人の顔とことば" in "".join(page.extract_text().split())


@pytest.mark.parametrize("people", [0, 1, 2, 7])
def test_a_wall_of_few_is_no_bug(sample: Settings, people: int) -> None:
    shown = printing.people(sample, SURVEY, None, 1000)[:people]
    content = posters.wall_poster(cache.voices(sample, SURVEY), shown, japanese)
    assert len(PdfReader(io.BytesIO(content)).pages[0].images) == people


def test_cards_are_dealt_from_every_theme_in_turn(sample: Settings) -> None:
    voices = cache.voices(sample, SURVEY)
    chosen = dealt(voices, 56)
    counts = chosen["theme"].value_counts()
    assert len(counts) == 28
    assert set(counts) == {2}
    order = {theme.key: place for place, theme in enumerate(voices.theme_list)} | {"": 99}
    places = [order[theme] for theme in chosen["theme"]]
    assert places == sorted(places)
    assert len(dealt(voices, 100_000)) == int(voices.comments["quotable"].sum())
