"""A photo that is still on its way, or never comes: what is typed is not saved without it."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.going import SAVED, drawn_photo, fill_interview, open_screen, settled
from tests.browser.serving import Site
from tests.browser.test_entering import ALLOWED, stored

pytestmark = pytest.mark.browser

ON_ITS_WAY = "ファイルを送っています…"
NOT_SENT = "このファイルは送れませんでした。"
SLOW_LINE = {"offline": False, "latency": 50, "downloadThroughput": 1_000_000, "uploadThroughput": 40_000}
INPUT = "stFileUploaderDropzoneInput"
# What stands before a button instead of it.
SAID = "(button, side) => getComputedStyle(button.closest('[data-testid=stButton]'), side).content"
CHOSEN = """input => {
    const files = new DataTransfer();
    files.items.add(new File(['board'], 'board.jpg', {type: 'image/jpeg'}));
    input.files = files.files;
    input.dispatchEvent(new Event('change', {bubbles: true}));
    const save = document.querySelector('.st-key-entry_save button');
    return getComputedStyle(save).visibility;
}"""

# Beside the box that Streamlit listens to: it never answers.
DROPPED_UNHEARD = """box => box.dispatchEvent(
    Object.assign(new Event('drop', {bubbles: true}), {dataTransfer: {files: [new File(['board'], 'board.jpg')]}}))"""
SPOKEN = re.compile(r'(?: "(.*?)"|text: (.*))')
# Kinds of files (JPG) and units (MB) are the same in each language.
FOREIGN = re.compile(r"[A-Za-z]?[a-z]{2,}")


def noisy_photo(path: Path) -> Path:
    """Draw what does not become small: 140 kB, some seconds on a slow line."""
    picture = Image.frombytes("RGB", (400, 400), random.Random(0).randbytes(400 * 400 * 3))
    picture.save(path, "JPEG", quality=90)
    return path


def photos_of(site: Site, words: str) -> int:
    query = (
        "select count(*) from photos join interviews on interviews.id = photos.interview_id "
        "join comments on comments.interview = interviews.number where comments.text = ?"
    )
    found = stored(site, query, words)
    return int(str(found[0][0]))


def test_who_presses_save_while_the_photo_is_on_its_way_keeps_it(writer: Page, own_site: Site, tmp_path: Path) -> None:
    words = "雪あかりの夜の商店街が好き"
    open_screen(writer, "/entry")
    fill_interview(writer, words, consent=ALLOWED)
    settled(writer)
    line = writer.context.new_cdp_session(writer)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_LINE)
    writer.get_by_test_id(INPUT).set_input_files(noisy_photo(tmp_path / "board.jpg"))
    save = writer.locator(".st-key-entry_save button")
    expect(save).to_be_hidden()
    assert save.evaluate(SAID, "::before") == f'"{ON_ITS_WAY}"'
    save.click()
    expect(writer.get_by_text(SAVED)).to_be_visible()
    assert photos_of(own_site, words) == 1


def test_nothing_is_pressed_between_the_choice_of_a_file_and_its_way(writer: Page) -> None:
    open_screen(writer, "/entry")
    settled(writer)
    assert writer.get_by_test_id(INPUT).evaluate(CHOSEN) == "hidden"
    expect(writer.locator(".st-key-entry_save button")).to_be_visible()


def test_a_line_that_is_cut_before_the_way_is_told_holds_nobody_for_ever(visit: OpenPage, own_site: Site) -> None:
    page = visit(own_site, again=False)
    page.clock.install()
    open_screen(page, "/entry")
    save = page.locator(".st-key-entry_save button")
    expect(save).to_be_visible()
    page.get_by_test_id("stFileUploader").evaluate(DROPPED_UNHEARD)
    expect(save).to_be_hidden()
    page.clock.fast_forward(15_000)
    expect(save).to_be_visible()


def test_no_slides_are_made_without_the_template_that_is_on_its_way(writer: Page) -> None:
    open_screen(writer, "/stage")
    settled(writer)
    make = writer.locator(".st-key-make_deck button")
    expect(make).to_be_visible()
    writer.get_by_text("まちのひな形を使う").click()
    writer.get_by_test_id("stFileUploader").evaluate("box => { box.dataset.asking = ''; }")
    expect(make).to_be_hidden()


def test_a_photo_that_could_not_be_sent_is_told_and_not_forgotten(writer: Page, own_site: Site, tmp_path: Path) -> None:
    words = "川べりの桜並木を残したい"
    open_screen(writer, "/entry")
    fill_interview(writer, words, consent=ALLOWED)
    settled(writer)

    notes = tmp_path / "board.txt"
    notes.write_text("川べりの桜並木", "utf-8")
    writer.get_by_test_id(INPUT).set_input_files(notes)
    uploader = writer.get_by_test_id("stFileUploader")
    expect(uploader.locator("[aria-invalid=true]")).to_be_visible()
    save = writer.locator(".st-key-entry_save button")
    expect(save).to_be_hidden()
    assert NOT_SENT in uploader.evaluate("(box) => getComputedStyle(box, '::after').content")
    writer.get_by_role("button", name="board.txtを外す").click()
    writer.get_by_test_id(INPUT).set_input_files(drawn_photo(tmp_path / "board.jpg", "navy"))
    save.click()
    expect(writer.get_by_text(SAVED)).to_be_visible()
    assert photos_of(own_site, words) == 1


def test_what_is_read_aloud_of_an_upload_is_japanese_before_and_after_a_file_is_chosen(
    writer: Page, tmp_path: Path
) -> None:
    open_screen(writer, "/entry")
    uploader = writer.get_by_test_id("stFileUploader")
    expect(uploader.get_by_role("button", name="選ぶ", exact=True)).to_be_visible()
    expect(uploader).to_contain_text("50MBまで • JPG, PNG, WEBP")
    seen = uploader.aria_snapshot()
    writer.get_by_test_id(INPUT).set_input_files(drawn_photo(tmp_path / "板.jpg", "olive"))
    expect(uploader.get_by_role("button", name="板.jpgを外す")).to_be_visible()
    spoken = [" ".join(found) for found in SPOKEN.findall(f"{seen}\n{uploader.aria_snapshot()}")]
    assert [words for words in spoken if FOREIGN.search(words.replace("板.jpg", ""))] == []
