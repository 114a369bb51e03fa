"""Slides on 発表: made beside the page, only with what may be shown in a hall, and gone when the voices change."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from survey_loader.access import LOCAL_ORGANISER
from survey_loader.acts import releasing
from survey_loader.errors import SurveyError
from survey_loader.settings import Settings
from survey_ui import preparing
from tests.ui.small_town import PEOPLE, everything, jpeg
from tests.ui.test_tray_deck import room_of

Visit = Callable[..., AppTest]


def finished(app: AppTest, key: str) -> AppTest:
    """Come back until the work is done, as a page does that asks once a second."""
    work = app.session_state[key]
    for _ in range(600):
        if work.finished:
            break
        time.sleep(0.1)
    assert work.error is None, work.error
    return app.run()


def texts(content: bytes) -> str:
    deck = Presentation(io.BytesIO(content))
    shapes = [shape for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    return "\n".join([*(shape.text_frame.text for shape in shapes), *notes])


def test_the_talk_is_made_with_what_a_hall_may_see_and_nothing_else(town: Settings, visit: Visit) -> None:
    app = visit("stage")
    app.button(key="make_deck").click().run()
    app = finished(app, "deck_work")
    assert "不具合" not in everything(app)
    content = app.session_state["deck_work"].made.content
    deck = Presentation(io.BytesIO(content))
    assert f"{len(PEOPLE)}人に聞きました" in texts(content)
    # Only person 0 may be quoted; nobody else's words are on a slide or in its notes.
    for _, answers, _ in PEOPLE[1:]:
        assert all(text not in texts(content) for text in answers.values() if len(text) > 6)
    colours = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.shape_type == 13 and "板を持った人" in shape._element.xpath(".//p:cNvPr/@descr")[0]:
                colours.append(Image.open(io.BytesIO(shape.image.blob)).convert("RGB").getpixel((5, 5)))
    # Of two photographed people one allowed the hall.
    teal = Image.open(io.BytesIO(jpeg("teal"))).convert("RGB").getpixel((5, 5))
    assert len(colours) == 1 and all(abs(a - b) < 12 for a, b in zip(colours[0], teal, strict=True))


def test_words_of_fewer_than_five_people_are_on_no_slide(town: Settings, visit: Visit) -> None:
    app = visit("stage", deck="えらんだ図")
    app.multiselect(key="deck_charts").set_value(["top_themes", "cloud"]).run()
    app.button(key="make_deck").click().run()
    made = finished(app, "deck_work").session_state["deck_work"].made
    assert "ことばの雲" in made.remark
    with zipfile.ZipFile(io.BytesIO(made.content)) as packed:
        assert all("動物園".encode() not in packed.read(name) for name in packed.namelist())


def test_chosen_charts_and_how_it_was_asked_are_a_deck(town: Settings, visit: Visit) -> None:
    app = visit("stage", deck="えらんだ図")
    assert app.button(key="make_deck").disabled
    app.multiselect(key="deck_charts").set_value(["balance_change", "top_themes"]).run()
    app.button(key="make_deck").click().run()
    app = finished(app, "deck_work")
    made = app.session_state["deck_work"].made
    assert made.name.endswith(".pptx")
    assert len(Presentation(io.BytesIO(made.content)).slides) == 3
    assert "どうやって調べたか" in texts(made.content)


def test_a_deck_made_from_voices_that_changed_is_thrown_away(town: Settings, visit: Visit) -> None:
    app = visit("stage")
    app.button(key="make_deck").click().run()
    app = finished(app, "deck_work")
    app.multiselect(key="relation").set_value(["resident"]).run()
    assert "deck_work" not in app.session_state
    assert "もう一度作ってください" in everything(app)
    # Three people are left: no slide tells a hall what one of them wrote.
    assert app.button(key="make_deck").disabled
    assert "5人より少ない" in everything(app)


def test_a_finished_deck_is_gone_when_words_in_it_are_held_back(town: Settings, visit: Visit) -> None:
    """Also where the page that offers it is not drawn anew: what is taken is asked for at that moment."""
    app = visit("stage")
    app.button(key="make_deck").click().run()
    app = finished(app, "deck_work")
    work, room = app.session_state["deck_work"], room_of(town)
    assert preparing._content(room, work) == work.made.content
    [quote] = [
        one for one in releasing.line(town, LOCAL_ORGANISER, "town", "comment", "open").waiting
        if one.text == "除雪してほしい"
    ]  # fmt: skip
    releasing.decide(town, LOCAL_ORGANISER, "town", "comment", {quote.id: quote.content}, "hold", "花子")
    with pytest.raises(SurveyError):
        preparing._content(room, work)
    assert "もう一度作ってください" in everything(app.run())
    assert "deck_work" not in app.session_state


def test_stopping_ends_the_work_in_words(town: Settings, visit: Visit) -> None:
    app = visit("stage")
    with preparing._turn:
        app.button(key="make_deck").click().run()
        app.session_state["deck_work"].stop.set()
    work = app.session_state["deck_work"]
    for _ in range(300):
        if work.finished:
            break
        time.sleep(0.1)
    assert "途中でやめました" in everything(app.run())


def test_a_file_that_is_no_template_is_told(town: Settings, visit: Visit) -> None:
    app = visit("stage")
    app.file_uploader(key="deck_template").upload("town.pptx", b"not a deck", "application/zip").run()
    app.button(key="make_deck").click().run()
    work = app.session_state["deck_work"]
    for _ in range(600):
        if work.finished:
            break
        time.sleep(0.1)
    words = everything(app.run())
    assert "ひな形として読めません" in words and "不具合" not in words
