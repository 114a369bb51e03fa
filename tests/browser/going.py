"""The moves of a visitor: open a screen, fill in a field, choose from a list, wait until it is drawn."""

from __future__ import annotations

import json
import re
from itertools import count
from pathlib import Path
from typing import TypedDict

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.browser.looking import IDLE, still

# A script that asks to be run again rests between its runs for a moment.
SETTLED = f"""([call, frames]) => {{ {IDLE}
    if (window.koeCall !== call || !idle()) [window.koeCall, window.koeFrames] = [call, 0];
    return window.koeFrames++ >= frames;
}}"""
CALM_FRAMES = 6
CALLS = count()
ERROR_BOX = "[class*='st-key-problem_'], [data-testid=stException]"
CARDS = ".koe-card .koe-words"
SAVED = "保存しました。"
PLACE = "雪野駅前"
MOST_TRIES = 8
A_MOMENT = 4_000


class Consent(TypedDict, total=False):
    """The answers to the three questions of consent, as the buttons name them."""

    words: str
    committee: str
    public: str


def open_screen(page: Page, path: str) -> Page:
    """Open a screen by its address and wait until its script has run."""
    page.goto(path)
    return settled(page)


def saved(page: Page, button: str) -> Path:
    """Press a button that saves, and return the file; asked for while the page is still being drawn it can be lost."""
    for _ in range(MOST_TRIES):
        settled(page)
        try:
            with page.expect_download(timeout=A_MOMENT) as download:
                page.get_by_role("button", name=button).click()
        except TimeoutError:
            continue
        return Path(download.value.path())
    raise AssertionError(f"{button}: no file came")


def settled(page: Page) -> Page:
    """Wait until the server has answered and nothing is being drawn any more."""
    page.wait_for_function(SETTLED, arg=[next(CALLS), CALM_FRAMES])
    return page


def follow(page: Page, name: str) -> None:
    """Go to a screen by its link in the sidebar."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, level=1, exact=True)).to_be_visible()
    settled(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list, by typing what is wanted; a new word is taken as typed.

    The list closes when the page below it moves, as it does while it is still being drawn:
    then a visitor opens it again, and so do we.
    """
    box = page.get_by_role("combobox", name=label, exact=True)
    for _ in range(MOST_TRIES):
        box.click()
        box.fill(option)
        try:
            page.get_by_role("option").filter(has_text=option).first.click(timeout=A_MOMENT)
            expect(_chosen(page, box, option)).to_be_visible(timeout=A_MOMENT)
        except (TimeoutError, AssertionError):
            continue
        return
    raise AssertionError(f"{label}: {option} could not be chosen")


def _chosen(page: Page, box: Locator, option: str) -> Locator:
    """Return what shows the choice: the label of one of several, or the closed box that holds the only one."""
    several = page.get_by_test_id("stMultiSelect").filter(has=box).get_by_text(option)
    only = page.locator(f"input[role=combobox][aria-expanded=false][value={json.dumps(option, ensure_ascii=False)}]")
    return several.or_(only).first


def open_filters(page: Page) -> Locator:
    """Unfold the filters and return them; what is pressed while they unfold can be lost."""
    filters = page.locator(".st-key-filters")
    filters.locator("summary").click()
    still(page)
    return filters


def press(page: Page, group: str, name: str) -> None:
    """Press one of a row of buttons, found by the beginning of the question above it."""
    row = page.get_by_role("radiogroup", name=re.compile(re.escape(group)))
    row.first.get_by_role("radio", name=name, exact=True).click()


def save_interview(
    page: Page,
    words: str,
    *,
    place: str = PLACE,
    photo: Path | None = None,
    consent: Consent | None = None,
    board: str = "",
) -> None:
    """Type in one interview and wait until it is confirmed."""
    fill_interview(page, words, place=place, photo=photo, consent=consent, board=board)
    settled(page)
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text(SAVED + (f"板の番号は {board} です。" if board else ""))).to_be_visible()
    # The fields of the last person are still there for a moment.
    settled(page)
    for name in ("好きなところ", "板の番号"):
        expect(page.get_by_role("textbox", name=name)).to_have_value("")


def fill_interview(
    page: Page,
    words: str,
    *,
    place: str = PLACE,
    photo: Path | None = None,
    consent: Consent | None = None,
    board: str = "",
) -> None:
    """Type in one interview without saving it."""
    if place:
        choose(page, "場所", place)
    page.get_by_role("textbox", name="好きなところ").fill(words)
    page.get_by_role("textbox", name="板の番号").fill(board)
    answers = consent or {}
    for question, key in (("① ことば", "words"), ("② 写真", "committee"), ("③ 写真", "public")):
        if answer := answers.get(key):
            press(page, question, str(answer))
    if photo:
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(photo)
        expect(page.get_by_test_id("stFileUploader").get_by_text(photo.name)).to_be_visible()


def drawn_photo(path: Path, colour: str, words: str = "BOARD") -> Path:
    """Draw a person with a board, as a phone would take it, and return its path."""
    picture = Image.new("RGB", (640, 800), colour)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((240, 80, 400, 240), fill="#F2D1B3")
    pen.rectangle((120, 300, 520, 640), fill="white", outline="black", width=6)
    pen.text((150, 330), words, fill="black")
    picture.save(path, "JPEG")
    return path
