"""What slides are drawn on: our own plain 16:9 base with Japanese theme fonts, or the town's template."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from survey_insights.palette import INK_TEXT
from survey_loader.errors import SurveyError
from survey_loader.language import N_

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
MARGIN = Inches(0.5)
TITLE_TOP, TITLE_HEIGHT = Inches(0.62), Inches(1.05)
# Windows and PowerPoint for Mac have the first; a Mac without PowerPoint (Keynote) takes the second for Japanese.
FONT, MAC_FONT = "Yu Gothic", "Hiragino Sans"
MOST_BYTES, MOST_UNPACKED = 50_000_000, 400_000_000
TEMPLATE_TYPE, DECK_TYPE = b"presentationml.template.main+xml", b"presentationml.presentation.main+xml"
CONTENT_TYPES = "[Content_Types].xml"
NOT_A_TEMPLATE = N_(
    "このファイルは、スライドのひな形として読めません。PowerPointの形式（.pptx か .potx）で保存し直してください。"
)
NO_TITLE = N_(
    "このひな形には、タイトルの枠があるレイアウトがありません。「タイトルのみ」のレイアウトを加えてください。"
)
TOO_LARGE = N_("このひな形は大きすぎます（{n}MBまで）。写真を減らして保存し直してください。")
FOOT_KINDS = ("dt", "ftr", "sldNum")


class BadTemplate(SurveyError):
    """A template that cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Base:
    """An empty deck: the layout of its pages, and where the page ends above what the template has at the foot (EMU)."""

    deck: Any
    layout: Any
    bottom: int
    own: bool

    @property
    def width(self) -> int:
        """The width of a page in EMU."""
        return int(self.deck.slide_width)


def opened(template: bytes | None) -> Base:
    """Return an empty deck on the town's template, or on our own base. Raises BadTemplate."""
    if template is None:
        deck = _own()
        return Base(deck, _title_only(deck), int(HEIGHT - Inches(0.2)), own=True)
    deck = _read(template)
    _remove_slides(deck)
    layout = _title_only(deck)
    if layout is None:
        raise BadTemplate(NO_TITLE)
    return Base(deck, layout, _above_the_foot(deck, layout), own=False)


def _read(template: bytes) -> Any:
    if len(template) > MOST_BYTES:
        raise BadTemplate(TOO_LARGE, n=MOST_BYTES // 1_000_000)
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise BadTemplate(TOO_LARGE, n=MOST_BYTES // 1_000_000)
            is_template = TEMPLATE_TYPE in packed.read(CONTENT_TYPES)
        return Presentation(io.BytesIO(_as_deck(template) if is_template else template))
    except (zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise BadTemplate(NOT_A_TEMPLATE) from error


def _as_deck(template: bytes) -> bytes:
    """Return a .potx as the .pptx it is but for its name in the list of contents."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part, content.replace(TEMPLATE_TYPE, DECK_TYPE) if part.filename == CONTENT_TYPES else content)
    return buffer.getvalue()


def _remove_slides(deck: Any) -> None:
    """Leave masters and layouts; what names slides that are gone would make PowerPoint repair the file."""
    listed = deck.slides._sldIdLst
    for one in list(listed):
        deck.part.drop_rel(one.get(qn("r:id")))
        listed.remove(one)
    root = deck.part._element
    for name in ("p:custShowLst", "p:extLst"):
        for found in root.findall(qn(name)):
            root.remove(found)


def _title_only(deck: Any) -> Any:
    """Return the layout with a title and least else, None where no layout has a title."""
    titled = [layout for layout in deck.slide_layouts if _title(layout) is not None]
    titled.sort(key=lambda layout: (layout._element.get("type") != "titleOnly", len(layout.placeholders)))
    return titled[0] if titled else None


def _title(layout: Any) -> Any:
    return next((one for one in layout.placeholders if _kind(one) == "title"), None)


def _kind(placeholder: Any) -> str:
    return str(placeholder._element.ph.get("type") or "")


def _above_the_foot(deck: Any, layout: Any) -> int:
    feet = [one for one in (*layout.placeholders, *layout.slide_master.placeholders) if _kind(one) in FOOT_KINDS]
    tops = [int(one.top) for one in feet if one.top and int(one.top) > deck.slide_height * 0.7]
    return min([*tops, int(deck.slide_height - Inches(0.2))])


def _own() -> Any:
    """Return python-pptx's own template made 16:9, its titles quiet and left, its fonts Japanese."""
    deck = Presentation()
    factor = int(WIDTH) / int(deck.slide_width)
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    master = deck.slide_master
    for page in (master, *deck.slide_layouts):
        for shape in page.shapes:
            if shape._element.spPr.find(qn("a:xfrm")) is not None:
                shape.left, shape.width = round(shape.left * factor), round(shape.width * factor)
    for page in (master, _title_only(deck)):
        title = _title(page)
        title.left, title.top, title.width, title.height = MARGIN, TITLE_TOP, WIDTH - 2 * MARGIN, TITLE_HEIGHT
    _title_style(master._element)
    _theme_fonts(master.part)
    return deck


def _title_style(master: Any) -> None:
    title = master.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    look = title.find(qn("a:defRPr"))
    look.set("sz", str(Pt(28).centipoints))
    look.set("b", "1")
    colour = look.find(qn("a:solidFill"))
    colour.clear()
    etree.SubElement(colour, qn("a:srgbClr")).set("val", INK_TEXT.removeprefix("#"))


def _theme_fonts(master: Any) -> None:
    theme = master.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(theme.blob)
    for name in ("a:majorFont", "a:minorFont"):
        fonts = root.find(f".//{qn(name)}")
        for part in ("a:latin", "a:ea"):
            fonts.find(qn(part)).set("typeface", FONT)
        for font in fonts.findall(qn("a:font")):
            if font.get("script") == "Jpan":
                font.set("typeface", MAC_FONT)
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
