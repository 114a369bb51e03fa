"""Every output there is for outside, read for its own bytes: no photo and no words but those that may be seen there."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from survey_exports import pictures
from survey_insights import public_list
from survey_insights.chart_list import Asked
from survey_insights.selection import Filters
from survey_loader.access import LOCAL_ORGANISER, Audience
from survey_loader.acts import handing_out, releasing, showing, trays
from survey_loader.acts.handing_out import OUTPUTS
from survey_loader.acts.sheets import TOOLS
from survey_loader.errors import SurveyError
from survey_loader.language import japanese
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import cache
from survey_loader.store.connection import opened
from survey_loader.store.photo_files import photo_path
from survey_ui import cards_view, sheets_view, site_view, slides_view, stage_view, tray_deck
from survey_ui.room import Room
from tests.ui.small_town import add, jpeg

HALL, WEB = Audience.PUBLIC_HALL, Audience.PUBLIC_WEB
# Who may be seen where, in a photo of which colour, with which words.
EVERYWHERE = Consents(quote=True, photo_committee="face", photo_hall="face", photo_web="face")
HALL_ALONE = Consents(quote=True, photo_committee="face", photo_hall="face")
WORDS_ALONE = Consents(quote=True, photo_committee="face")
NOTHING = Consents(photo_committee="face")
ASKED = {
    "teal": (EVERYWHERE, "川べりの散歩道がすき"),
    "gold": (HALL_ALONE, "朝市のいちごがすき"),
    "purple": (WORDS_ALONE, "峠から見る夕日がすき"),
    "crimson": (NOTHING, "ひみつの小道がすき"),
}
SEEN = {HALL: {"teal", "gold"}, WEB: {"teal"}}
READ = {"teal", "gold", "purple"}
# Outputs that hold photos, so that a test that finds none there is no test.
WITH_PHOTOS = {"one page", "slides", "cards", "wall poster", "list", "site"}


def identity(colour: str) -> str:
    return f"33333333-3333-4333-8333-{list(ASKED).index(colour):012d}"


@pytest.fixture
def asked(empty: Settings) -> Settings:
    """A survey of eight people, four of them with photos and each of these with other consents."""
    for colour, (consents, words) in ASKED.items():
        add(
            empty, 0, id=identity(colour), board=str(70 + list(ASKED).index(colour)), answers={"like": words},
            consents=consents, photos=((jpeg(colour), "face"),),
        )  # fmt: skip
    for number in range(2, 6):
        add(empty, number)
    return empty


def room_of(here: Settings) -> Room:
    """Return the room of a visitor without filters."""
    voices = cache.voices(here, "town")
    return Room(japanese, "ja", False, here, LOCAL_ORGANISER, voices.survey, voices, Filters(), voices)


def photo_of(here: Settings, colour: str) -> str:
    with opened(here.database) as db:
        query = "select id from photos where interview_id = ?"
        return str(db.conn.execute(query, [identity(colour)]).fetchone()[0])


def filled_list(here: Settings) -> str:
    """Return a list with every comment and photo of the survey on it, and two charts."""
    tray = trays.begin(here, LOCAL_ORGANISER, "town", "説明会")
    with opened(here.database) as db:
        comments = [row[0] for row in db.conn.execute("select id from comments order by number")]
    for comment in comments:
        trays.put(here, LOCAL_ORGANISER, "town", tray, "comment", comment)
    for colour in ASKED:
        trays.put(here, LOCAL_ORGANISER, "town", tray, "photo", photo_of(here, colour))
    trays.put(here, LOCAL_ORGANISER, "town", tray, "chart", "balance")
    return tray


def made(here: Settings) -> dict[str, tuple[Audience, bytes]]:
    """Return every output there is for outside, by name, with its audience, as the screens make them."""
    room = room_of(here)
    _, items = trays.look(here, LOCAL_ORGANISER, "town", filled_list(here))
    theme = room.everything.theme_list[int(room.everything.themes.tocoo().col[0])].key
    found = {
        "one page": (HALL, stage_view.one_page_pdf(room)),
        "slides": (HALL, slides_view.deck(room, "talk", lambda: slides_view.talk_pages(room), None, _nobody).content),
        "list": (HALL, slides_view.deck(room, "list", lambda: tray_deck.pages(room, items), None, _nobody).content),
        "cards": (HALL, cards_view.cards_pdf(room, 300, with_photos=True)),
        "theme poster": (HALL, cards_view.theme_poster(room, theme)),
        "wall poster": (HALL, cards_view.wall_poster(room)),
        "sheets": (WEB, sheets_view.tables_xlsx(room, WEB)),
        **{name: (WEB, stage_view._for_tool(room, name, write)) for name, write in TOOLS.items()},
    }
    charts = public_list.offers(room.everything)
    found["site"] = (WEB, site_view.made(room, charts, 20, True, frozenset(), _nobody).content)
    if pictures.chrome() is not None:
        kinds = list(pictures.KINDS)
        found["picture"] = (HALL, slides_view._archive(room, [Asked("balance")], kinds, _nobody).content)
    showing.started(here, LOCAL_ORGANISER, "town")
    return found


def _nobody(done: int, total: int) -> None:
    """Hear how far a work is."""


def files_in(content: bytes) -> Iterator[bytes]:
    """Yield a file, and what it is packed of."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode("utf-8")
                yield from files_in(packed.read(name))


def text_of(content: bytes) -> str:
    """Return all there is to read in an output, without blanks and marks, and the names of what is in it."""
    parts = []
    for file in files_in(content):
        if file.startswith(b"%PDF"):
            parts += [page.extract_text() for page in PdfReader(io.BytesIO(file)).pages]
        parts.append(unescape(file.decode("utf-8", "replace")))
    return re.sub(r"\s|<[^>]*>", "", "".join(parts))


def pictures_in(content: bytes) -> Iterator[Image.Image]:
    """Yield the pictures in an output."""
    for file in files_in(content):
        if file.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF")):
            yield Image.open(io.BytesIO(file))
        if file.startswith(b"%PDF"):
            for page in PdfReader(io.BytesIO(file)).pages:
                yield from (image.image for image in page.images if image.image is not None)


def looks(image: Image.Image) -> np.ndarray:
    """Return a picture by its pixels, as alike as two of the same photo are at any size: 8 by 8 by 3."""
    return np.asarray(image.convert("RGB").resize((8, 8)), dtype=np.int16)


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.abs(one - other).max() < 16)


@pytest.fixture
def shown(asked: Settings) -> dict[str, np.ndarray]:
    """The photos as they are kept, by colour."""
    return {
        colour: looks(Image.open(photo_path(asked.photos_dir, photo_of(asked, colour), "full"))) for colour in ASKED
    }


def test_no_photo_is_in_an_output_it_has_no_consent_for(asked: Settings, shown: dict[str, np.ndarray]) -> None:
    outputs = made(asked)
    with_photos = set()
    for name, (audience, content) in outputs.items():
        found = [looks(image) for image in pictures_in(content)]
        there = {colour for colour, photo in shown.items() if any(same(photo, one) for one in found)}
        assert there <= SEEN[audience], name
        if there == SEEN[audience]:
            with_photos.add(name)
        raw = b"\n".join(files_in(content)).decode("latin-1")
        for colour in set(ASKED) - SEEN[audience]:
            assert photo_of(asked, colour) not in raw, name
    assert with_photos >= WITH_PHOTOS


def test_no_words_are_in_an_output_that_may_not_be_quoted(asked: Settings) -> None:
    quoted = set()
    for name, (_, content) in made(asked).items():
        text = text_of(content)
        assert "ひみつの小道" not in text, name
        assert "英語の案内を増やして" not in text, name
        if any(ASKED[colour][1] in text for colour in READ):
            quoted.add(name)
    assert quoted >= {"one page", "list", "cards", "sheets", "site", *TOOLS}


def test_each_output_is_written_down_with_what_is_in_it(asked: Settings) -> None:
    outputs = made(asked)
    _, left = handing_out.left(asked, LOCAL_ORGANISER, "town", 50)
    told = {(one.kind, one.name): one for one in left}
    for_the_committee = {"comments", "figures"}
    without_chrome = set() if "picture" in outputs else {"picture"}
    assert {kind for kind, _ in told} == set(OUTPUTS) - for_the_committee - without_chrome
    wall = told["cards", "wall poster"]
    assert (wall.audience, wall.photos) == (str(HALL), len(SEEN[HALL]))
    assert told["slides", "list"].photos == len(SEEN[HALL])
    assert told["slides", "list"].comments == len(READ)
    assert told["sheets", "tables"].audience == str(WEB)


def test_what_is_held_back_while_it_is_made_does_not_leave(asked: Settings) -> None:
    """A deck is made for half a minute; what is decided of its photos meanwhile holds."""
    room = room_of(asked)

    def pages_and_then_held():  # type: ignore[no-untyped-def]
        found = slides_view.talk_pages(room)
        releasing.decide(asked, LOCAL_ORGANISER, "town", "photo", {photo_of(asked, "teal"): ""}, "hold", "花子")
        return found

    with pytest.raises(SurveyError) as told:
        slides_view.deck(room, "talk", pages_and_then_held, None, _nobody)
    assert "もう一度作ってください" in told.value.render(japanese)
    assert handing_out.left(asked, LOCAL_ORGANISER, "town", 5) == (0, [])
