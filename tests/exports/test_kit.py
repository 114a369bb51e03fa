"""Promises of the printed kit: every page whole and inside its paper, texts that can be copied, codes that are read."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops
from pypdf import PdfReader

from survey_exports.kit import cards, ruby, script, sign, slips, tally
from survey_exports.kit.about import About
from survey_exports.kit.cards import Card
from survey_exports.kit.sheet import fitted
from survey_exports.paper import drawable_text, lines_of, text_width
from survey_loader import consent_words
from survey_loader.board_numbers import spelled, written
from survey_loader.kit_words import SIGN, SLIP, WHEN, plain
from survey_loader.models import Question, Survey

QUESTIONS = (
    Question("like", "好きなところ", label_en="What do you like about the town?"),
    Question("future", "どんなまちになってほしい"),
    Question("stay", "住み続けたい", kind="scale"),
)
TOWN = Survey(
    slug="kodama",
    name="こだま町の声",
    holder="こだま町未来委員会",
    contact="0166-00-0000",
    purpose="住む人と来る人が、どちらも好きになれるまちを考えるため",
    questions=QUESTIONS,
)
LONG = Survey(
    slug="very-long-town",
    name="北海道上川郡東神楽町・東川町・美瑛町・雪野市広域連携まちづくり未来ビジョン市民意識調査（二〇二六年度第三次）",
    holder="北海道上川地方広域連携まちづくり未来ビジョン策定実行委員会事務局（国立大学法人雪野大学地域創生研究センター内）",
    contact="https://www.very-long-address.example.ac.jp/community/vision/contact-and-withdrawal-form ☎0123-45-6789",
    purpose="十年後二十年後の住みやすく訪れやすい地域のすがたを、住民と来訪者の声をもとに考え、総合計画に生かすため。",
    after_retention="everything",
    questions=(*QUESTIONS, Question("trouble", "困っていること、こうなったらいいのにと思っていること（なんでも）")),
)
EMPTY = Survey("a", "まち")
ADDRESS = "https://koe.example.jp"
UNTIL = date(2031, 3, 31)
SURVEYS = (TOWN, LONG, EMPTY)
TOKEN = "Zk3" * 11
PAPERS: dict[str, Callable[[About], bytes]] = {
    "slips": lambda about: slips.pdf(about, range(1, 10)),
    "script": script.pdf,
    "cards": lambda about: cards.pdf(about, [Card("月曜の班" * 9, f"{ADDRESS}/street#{TOKEN}", UNTIL)] * 9),
    "tally": tally.pdf,
    "sign": sign.pdf,
}
# Points; readings are smaller than any other letter of the script.
SMALLEST_BASE = 7
# A page as pixels, fine enough for the smallest code.
SCALE = 3


def about(survey: Survey = TOWN, address: str = ADDRESS) -> About:
    return About(survey, address, UNTIL)


def text_of(pdf: bytes) -> list[str]:
    """Return the text of each page without its white space."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def bases_of(pdf: bytes) -> str:
    """Return the text of all pages without white space and without the readings, which are half as large."""
    found: list[tuple[float, str]] = []

    def look(text: str, _: list[float], __: list[float], ___: object, size: float) -> None:
        found.append((size, "".join(text.split())))

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=look)
    return "".join(text for size, text in found if size > SMALLEST_BASE)


def pictures(pdf: bytes) -> list[Image.Image]:
    return [page.render(scale=SCALE).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]


def codes_in(pdf: bytes) -> list[str]:
    """Return what a reader of QR codes sees on the pages, from the top down."""
    found = []
    for picture in pictures(pdf):
        seen = zxingcpp.read_barcodes(picture)
        found += [one.text for one in sorted(seen, key=lambda one: (one.position.top_left.y, one.position.top_left.x))]
    return found


@pytest.mark.parametrize("survey", SURVEYS, ids=lambda survey: survey.slug)
@pytest.mark.parametrize("paper", PAPERS)
def test_each_paper_is_a4_with_its_font_and_nothing_at_the_edge_a_printer_leaves_white(
    paper: str, survey: Survey
) -> None:
    pdf = PAPERS[paper](about(survey))
    reader = PdfReader(io.BytesIO(pdf))
    for page in reader.pages:
        assert sorted(round(float(side)) for side in page.mediabox[2:]) == [595, 842]
        fonts = page["/Resources"]["/Font"].values()
        assert all("/FontFile2" in font.get_object()["/FontDescriptor"] for font in fonts if "/FontDescriptor" in font)
    white = round(5 / 25.4 * 72 * SCALE)
    for picture in pictures(pdf):
        inside = picture.crop((white, white, picture.width - white, picture.height - white))
        blank = Image.new("L", picture.size, 255)
        blank.paste(inside, (white, white))
        # Lines to cut along go over the edge; ink of letters does not.
        outside = ImageChops.difference(picture, blank).point(lambda value: 255 if value > 200 else 0)
        assert outside.getbbox() is None


def test_both_halves_of_each_slip_have_its_number_and_the_right_one_says_the_way_back() -> None:
    pages = text_of(slips.pdf(about(), range(122, 128)))
    assert len(pages) == 2
    whole = "".join(pages)
    for number in range(122, 128):
        assert whole.count(spelled(number)) == 2
    # The interviewer's half is told apart from those of other surveys, too.
    assert whole.count("こだま町の声") == 12
    for needed in (
        "こだま町未来委員会", "0166-00-0000", "やめたいとき", "理由はいりません", "7日以内に消します",
        "2031年3月に写真と番号を消します", "ことばは残ります", "koe.example.jp/street/stop#kodama", "Noreasonneeded",
    ):  # fmt: skip
        assert whole.count(needed) == 6, needed


def test_the_code_of_each_slip_opens_the_way_back_for_its_own_number() -> None:
    read = codes_in(slips.pdf(about(), range(122, 128)))
    assert read == [f"{ADDRESS}/street/stop#kodama.{written(number)}" for number in range(122, 128)]


def test_a_slip_promises_no_way_that_is_not_there() -> None:
    phone = slips.pdf(About(TOWN), [1])
    assert codes_in(phone) == []
    assert "上の連絡先に、この番号を知らせてください" in text_of(phone)[0]
    assert "QR" not in text_of(phone)[0]
    code = text_of(slips.pdf(about(EMPTY), [1]))[0]
    assert "QRコードで" in code
    assert "上の連絡先" not in code
    nothing = text_of(slips.pdf(About(EMPTY), [1]))[0]
    assert "この紙を渡した人に" in nothing
    assert "7日以内" not in nothing


def test_a_slip_says_what_the_survey_does_when_its_time_is_over() -> None:
    assert "やめなくても、2031年3月にすべて消します。" in text_of(slips.pdf(about(LONG), [1]))[0]
    assert "やめなくても" not in text_of(slips.pdf(About(TOWN, ADDRESS), [1]))[0]


def test_names_that_are_far_too_long_stay_whole_on_the_slip() -> None:
    whole = "".join(text_of(slips.pdf(about(LONG), range(1, 5))))
    assert whole.count("".join(LONG.name.split())) == 4
    assert whole.count(LONG.holder) == 4
    assert whole.count("".join(LONG.contact.split())) == 4


def test_a_name_the_font_has_no_letter_for_keeps_the_letters_it_has() -> None:
    assert drawable_text("Nguyễn さん👋") == "Nguyen さん"


def test_what_cannot_fit_ends_with_an_ellipsis_and_never_leaves_its_room() -> None:
    for text in ("あ" * 500, "https://" + "a" * 500, "まち" * 3):
        size, lines = fitted(text, 100, 12, 2)
        assert len(lines) <= 2
        assert all(text_width(line, size) <= 100 + size for line in lines)
    assert fitted("あ" * 500, 100, 12, 2)[1][-1].endswith("…")
    assert fitted("まち" * 3, 100, 12, 2) == (12, ["まちまちまち"])


def test_the_script_says_everything_from_the_first_word_to_the_slip() -> None:
    whole, bases = "".join(text_of(script.pdf(about()))), bases_of(script.pdf(about()))
    asked = consent_words.texts("ja", about().values())
    for key in ("intro", "q1", "q2", "q3", "promises", "guardian"):
        assert "".join(plain(asked[key]).split()) in bases, key
    for needed in (
        "「こだま町の声」という調査です",
        "「好きなところ」",
        "「どんなまちになってほしい」",
        "「住み続けたい」1／2／3／4／5",
    ):
        assert needed in whole, needed
    for _, how in WHEN[:3]:
        assert plain(how)[:12] in whole
    assert "せきにんしゃ" in whole


def test_a_reading_stands_above_its_kanji_and_never_leaves_them() -> None:
    marked = "{実行委員会|じっこういいんかい}の{人|ひと}だけが{見|み}ます。" * 5
    for line in ruby.lines(marked, 12, 120):
        assert sum(piece.width(12) for piece in line) <= 120 + 12
        assert {(piece.base, piece.reading) for piece in line if piece.reading} <= {
            ("実行委員会", "じっこういいんかい"), ("人", "ひと"), ("見", "み"),
        }  # fmt: skip
    assert "".join(piece.base for line in ruby.lines(marked, 12, 120) for piece in line) == plain(marked)


def test_no_line_of_the_script_ends_between_a_number_and_what_it_counts() -> None:
    marked = "{理由|りゆう}はいりません。7{日以内|にちいない}に{消|け}します。"
    for width in range(60, 200, 7):
        assert not any(line[-1].base.isdigit() for line in ruby.lines(marked, 10, width))


def test_every_kanji_that_is_said_has_its_reading() -> None:
    said = [
        text for step in (*script.BEFORE, script.AXIS, script.LAST) for text in (step.title, *step.says, *step.does)
    ]
    said += [text for pair in WHEN for text in pair] + list(script.CONSENT_HOW) + list(script.HEADINGS.values())
    bare = {sign for text in said for sign in ruby.READING.sub("", text) if "\u4e00" <= sign <= "\u9fff"}
    assert bare == set()


def test_a_card_opens_its_invitation_and_its_token_stands_nowhere_in_words() -> None:
    made = [Card(f"班 {number}", f"{ADDRESS}/street#{TOKEN}{number}", UNTIL) for number in range(9)]
    pdf = cards.pdf(about(), made)
    assert codes_in(pdf) == [card.link for card in made]
    whole = "".join(text_of(pdf))
    assert len(text_of(pdf)) == 2
    assert TOKEN not in whole
    assert whole.count("2031年3月31日まで使えます") == whole.count("かぎと同じ") == 9
    assert whole.count("0166-00-0000") == 9


def test_the_tally_sheet_has_a_row_for_each_hour_and_asks_no_names_of_passers_by() -> None:
    [page] = text_of(tally.pdf(about()))
    for needed in (
        "声かけの表",
        "こだま町の声",
        "声をかけた",
        "ことわられた",
        "書いてくれた",
        "9時〜",
        "19時〜",
        "合計",
        "正の字",
    ):
        assert needed in page, needed


def test_the_sign_calls_in_both_languages_with_what_is_asked() -> None:
    [page] = text_of(sign.pdf(about()))
    for needed in (
        SIGN["ja"],
        "Telluswhatyouthinkofourtown",
        "好きなところ",
        "Whatdoyoulikeaboutthetown?",
        "0166-00-0000",
    ):
        assert needed in page, needed
    assert "住み続けたい" not in page


def test_a_line_break_never_begins_with_a_closing_sign_on_paper() -> None:
    assert all(not line.startswith("。") for line in lines_of(SLIP["stub_how"][0], 8, 160))
