"""A phone in the street, for the browser tests: a town with an invitation, its page, and what is on both sides."""

from __future__ import annotations

import io
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from survey_exports.pictures import chrome
from survey_loader import settings
from survey_loader.access import Role, everywhere
from survey_loader.acts import inviting
from survey_loader.acts.inviting import Made, Wanted
from survey_loader.settings import Settings
from survey_loader.store import holdings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.photos import attached_files
from survey_loader.store.surveys import save_survey
from tests.browser.bad_line import Line
from tests.capture.phone import TOWN

ORGANISER = everywhere("organiser in a test", Role.ORGANISER)
PLACE = "ゆきの通り"
READY = "電波がなくても使えます。"
PATIENCE_MILLISECONDS = 60_000
STEP_SECONDS = 0.2
ORIENTATION, GPS, UPSIDE_RIGHT = 0x0112, 0x8825, 6
# What the page keeps, as a test reads it: interviews with their photos, and which bytes of photos are there.
KEPT = """async () => {
    const db = await new Promise((resolve, reject) => {
        const request = indexedDB.open('machi-no-koe-street');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const read = (store, how) => new Promise((resolve, reject) => {
        const request = db.transaction(store).objectStore(store)[how]();
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const hash = async bytes => [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
        .map(byte => byte.toString(16).padStart(2, '0')).join('');
    const photos = await read('photos', 'getAll');
    const found = {
        interviews: await read('interviews', 'getAll'),
        drafts: await read('drafts', 'getAll'),
        photos: await Promise.all(photos.map(async photo => ({
            interview: photo.interview, sha256: photo.sha256, counted: await hash(photo.bytes),
            bytes: [...new Uint8Array(photo.bytes)],
        }))),
    };
    db.close();
    return found;
}"""


@dataclass
class Street:
    """A served town, the line to it, and phones that come and go."""

    here: Settings
    line: Line
    browser: Browser
    device: dict[str, Any]
    closing: ExitStack

    def invite(self, **wanted: str) -> str:
        return invited(self.here, **wanted).token

    def phone(self, **more: Any) -> BrowserContext:
        """A fresh phone; nothing it asks for lies elsewhere."""
        context = self.browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", **{**self.device, **more})
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        self.closing.callback(context.close)
        return context

    def form(self, token: str = "", **more: Any) -> Page:
        """The form on a fresh phone."""
        page = self.phone(**more).new_page()
        open_form(page, self.line.address, token or self.invite())
        return page


def installation(folder: Path) -> Settings:
    """Return an installation with a survey that nobody has answered yet."""
    here = settings.load(data_dir=folder / "data", workers=1, sample=False)
    with opened(here.database) as db, transaction(db):
        save_survey(db, TOWN)
    return here


def invited(here: Settings, label: str = "月曜の班", **wanted: str) -> Made:
    """Return an invitation for a day, with the place filled in."""
    until = datetime.now(UTC) + timedelta(days=1)
    return inviting.make(here, ORGANISER, TOWN.slug, Wanted(label, until, **{"place": PLACE, **wanted}))


def picture(seed: int, side: int = 1_200, turned: bool = True) -> bytes:
    """Return a photo as a phone's camera makes it: no other's, lying on its side with a mark that says so, and GPS."""
    draw = random.Random(seed)
    small = Image.frombytes("RGB", (32, 24), draw.randbytes(32 * 24 * 3))
    exif = Image.Exif()
    if turned:
        exif[ORIENTATION] = UPSIDE_RIGHT
    exif.get_ifd(GPS)[1] = "N"
    buffer = io.BytesIO()
    small.resize((side, side * 3 // 4), Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=85, exif=exif)
    return buffer.getvalue()


def kept(page: Page) -> dict[str, Any]:
    """Return what the phone keeps."""
    found: dict[str, Any] = page.evaluate(KEPT)
    return found


def number(page: Page, name: str) -> Locator:
    """Return where a number of the bar stands: kept, sent or photos_waiting."""
    return page.locator(f'#bar [data-count="{name}"] b')


def sent(page: Page, count: int = 1) -> list[dict[str, Any]]:
    """Wait until so many are sent with all their photos, and return them as the phone knows them."""
    expect(number(page, "sent")).to_have_text(str(count))
    expect(number(page, "kept")).to_have_text("0")
    expect(number(page, "photos_waiting")).to_have_text("0")
    return list(kept(page)["interviews"])


def open_form(page: Page, address: str, token: str = "") -> None:
    """Open the page, under an invitation the first time, and wait for the form."""
    page.goto(f"{address}/street#{token}" if token else f"{address}/street")
    expect(page.locator("#save")).to_be_visible()


def until_ready_offline(page: Page) -> None:
    """Wait until the page is kept on the phone."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")


def take(page: Page, content: bytes) -> None:
    """Take a photo: what the camera hands over."""
    before = page.locator(".card img").count()
    shot = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": content}
    page.locator("input[capture]").set_input_files(shot)  # type: ignore[arg-type]
    expect(page.locator(".card img")).to_have_count(before + 1)


def allow(page: Page, words: str = "はい", committee: str = "はい", public: str = "はい") -> None:
    """Hand the phone over and answer; "" leaves a question unanswered."""
    page.locator(".consents button").click()
    for name, answer in (("① ", words), ("② ", committee), ("③ ", public)):
        if answer:
            question = page.locator("#consent .field").filter(has_text=name)
            values = {"はい": ("yes", "face"), "いいえ": ("no",), "板だけ": ("board",), "会場と紙だけ": ("hall",)}[
                answer
            ]
            question.locator(", ".join(f'[data-value="{value}"]' for value in values)).click()
    page.locator("#consent > .first").click()
    page.locator("#consent > .first").click()
    expect(page.locator("#save")).to_be_visible()


def enter(page: Page, words: str, photo: bytes | None = None, board: str = "") -> None:
    """Fill in one interview and save it."""
    fill(page, words, photo, board)
    save(page)


def fill(page: Page, words: str, photo: bytes | None = None, board: str = "") -> None:
    """Fill in one interview."""
    if board:
        page.get_by_label("板の番号").fill(board)
    if photo:
        take(page, photo)
    page.get_by_label("好きなところ").fill(words)
    page.get_by_role("button", name="住んでいる").click()
    page.get_by_role("button", name="20代").click()


def save(page: Page) -> None:
    """Save, and wait for the empty form of the next person."""
    page.locator("#save").click()
    expect(page.get_by_label("好きなところ")).to_have_value("")


@contextmanager
def own_phone(playwright: Playwright, device: dict[str, Any], profile: Path, **more: Any) -> Iterator[BrowserContext]:
    """A browser of its own that keeps its profile in a folder, as a phone does; it may be killed."""
    found = chrome()
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=str(found) if found else None, args=["--no-sandbox"], locale="ja-JP",
        timezone_id="Asia/Tokyo", **{**device, **more},
    )  # fmt: skip
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    try:
        yield context
    finally:
        try:
            context.close()
        except Exception as error:
            # A killed browser cannot be closed.
            assert "closed" in str(error), error


def kill_phone(profile: Path) -> None:
    """End the browser of a profile at once, as an empty battery does, and wait until it is gone."""
    found = [process for process in Path("/proc").glob("[0-9]*") if _is_browser_of(process, profile)]
    assert found
    for process in found:
        os.kill(int(process.name), signal.SIGKILL)
    while any(_is_browser_of(process, profile) for process in found):
        time.sleep(STEP_SECONDS)
    for lock in profile.glob("Singleton*"):
        lock.unlink()


def _is_browser_of(process: Path, profile: Path) -> bool:
    try:
        command = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return f"--user-data-dir={profile}".encode() in command and not any(one.startswith(b"--type=") for one in command)


def arrived(here: Settings) -> dict[str, int]:
    """Return how many versions the server has of each interview of the town."""
    with opened(here.database) as db:
        rows = db.conn.execute("select id, count(*) from interviews where survey = ? group by id", [TOWN.slug])
        return {str(identity): int(versions) for identity, versions in rows}


def version(here: Settings, identity: str) -> holdings.Kept:
    """Return the version of an interview that readers see."""
    with opened(here.database) as db:
        return holdings.versions(db, identity)[0]


def photos_of(here: Settings, identities: list[str]) -> dict[str, set[tuple[str, str]]]:
    """Return (SHA-256 as received, kind) of the photos the server has of interviews."""
    with opened(here.database) as db:
        return {identity: set(attached_files(db, identity)) for identity in identities}
