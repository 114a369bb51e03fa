"""Promises of the public site: self-contained, the same each time, and nothing in it that is not for everybody."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path, PurePosixPath

import pytest
from lxml import html
from PIL import Image

from survey_exports.site import build
from survey_insights.public_list import counted, offers
from survey_loader.access import LOCAL_ORGANISER, Audience, Role, everywhere
from survey_loader.acts import publishing
from survey_loader.acts.publishing import Wanted
from survey_loader.errors import NotAllowed
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import cache, reads
from survey_loader.store.connection import opened, transaction
from survey_loader.store.photos import photos
from survey_loader.store.surveys import save_survey
from survey_loader.voices import Voices
from tests.ui.small_town import TOWN, add, jpeg

SAMPLE = "yukino"
# Shorter texts may be a whole comment of one and a part of another.
LONG = 8
# Photos that were refused and are looked for; each is encoded anew as the site would.
REFUSED = 20
PUNCTUATION = "</script><script>alert(1)</script>\u2028<img src=x onerror=alert(2)> & \"quotes\" 'too' \x07"


def site_of(
    here: Settings, voices: Voices, slug: str, most: int = 6, left_out: tuple[int, ...] = ()
) -> dict[str, bytes]:
    """The site with all charts, the way 発表 makes it."""
    chosen = build.wanted(voices, most)
    faces = voices.interviews.loc[voices.interviews["photographed"], "number"].tolist()
    numbers = [number for theme in chosen.values() for number in theme]
    wanted = Wanted(numbers, faces, build.WALL_PHOTOS, left_out)
    handed = publishing.read(here, LOCAL_ORGANISER, slug, publishing.ask(here, LOCAL_ORGANISER, slug, wanted))
    counts = counted(voices, offers(voices))
    return build.files(voices, build.Site(counts, handed.comments, handed.files, handed.kinds, chosen))


@pytest.fixture(scope="module")
def voices(sample: Settings) -> Voices:
    return cache.voices(sample, SAMPLE)


@pytest.fixture(scope="module")
def site(sample: Settings, voices: Voices) -> dict[str, bytes]:
    return site_of(sample, voices, SAMPLE)


def pages(site: dict[str, bytes]) -> Iterator[tuple[str, html.HtmlElement]]:
    for path, content in site.items():
        if path.endswith(".html"):
            yield path, html.document_fromstring(content.decode("utf-8"))


def pixels(content: bytes) -> str:
    with Image.open(io.BytesIO(content)) as image:
        return hashlib.sha256(image.convert("RGB").tobytes()).hexdigest()


def test_there_are_pages_of_all_themes_and_the_survey_in_two_languages(site: dict[str, bytes], voices: Voices) -> None:
    japanese = {path for path, _ in pages(site) if not path.startswith("en/")}
    assert {"index.html", "about.html", "question-01.html", "question-02.html", "theme-01.html"} <= japanese
    assert sum(path.startswith("theme-") for path in japanese) >= len(voices.theme_list) - 3
    assert {path for path, _ in pages(site) if path.startswith("en/")} == {f"en/{path}" for path in japanese}
    assert all(path.isascii() for path in site)


def test_every_link_leads_to_a_page_or_a_part_of_one_and_none_leads_outside(site: dict[str, bytes]) -> None:
    ids = {path: set(page.xpath("//@id")) for path, page in pages(site)}
    for path, page in pages(site):
        assert len(page.xpath("//@id")) == len(ids[path]), f"an id twice on {path}"
        for address in page.xpath("//@href | //@src"):
            file, _, part = str(address).partition("#")
            target = str(PurePosixPath(path).parent / file) if file else path
            target = str(Path("/", target).resolve().relative_to("/"))
            assert target in site, f"{path} leads to {address}"
            assert not part or part in ids[target], f"{path} leads to {address}"
        assert not page.xpath("//link | //iframe | //object | //embed | //form | //base | //@style | //@onclick")
        assert "http://" not in site[path].decode("utf-8") and "https://" not in site[path].decode("utf-8")


def test_only_our_own_style_and_script_may_run(site: dict[str, bytes]) -> None:
    for path, page in pages(site):
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert policy.startswith("default-src 'none'; ")
        for kind in ("style", "script"):
            (own,) = re.findall(rf"<{kind}>(.*?)</{kind}>", site[path].decode("utf-8"), re.DOTALL)
            digest = b64encode(hashlib.sha256(own.encode("utf-8")).digest()).decode("ascii")
            assert f"{kind}-src 'sha256-{digest}'" in policy


def test_pages_have_a_language_headings_in_order_and_a_table_for_every_chart(site: dict[str, bytes]) -> None:
    for path, page in pages(site):
        assert page.get("lang") == ("en" if path.startswith("en/") else "ja")
        levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3")]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        assert page.xpath("//a[@class='skip']/@href") == ["#main"] and page.xpath("//main[@id='main']")
        for chart in page.xpath("//section[contains(@class, '-chart')]"):
            assert chart.xpath(".//table/caption") and chart.xpath(".//p[@class='source']")
            assert "750" in chart.xpath("string(.//p[@class='source'])")
        assert not page.xpath("//img[not(@alt)] | //svg[not(ancestor::svg) and not(@role='img') and not(@aria-hidden)]")


def test_nothing_that_was_not_for_the_web_is_in_any_file(
    site: dict[str, bytes], sample: Settings, voices: Voices
) -> None:
    everybody = "\n".join(page.text_content() for _, page in pages(site))
    with opened(sample.database) as db:
        frame = reads.all_comments(db, SAMPLE, Audience.ORGANISER)
        allowed = photos(db, SAMPLE, Audience.PUBLIC_WEB, limit=-1)["photo"].tolist()
        known = photos(db, SAMPLE, Audience.ORGANISER, limit=-1)["photo"].tolist()
    known = [*allowed, *[photo for photo in known if photo not in allowed][:REFUSED]]
    quotable = set(frame.loc[frame["quotable"].astype(bool), "text"])
    secret = [text for text in frame["text"] if text not in quotable and len(text) >= LONG]
    assert len(secret) > 100 and quotable
    assert not [text for text in secret if text in everybody]
    files = {photo: sample.photos_dir / photo[:2] / f"{photo}.jpg" for photo in known}
    remade = {photo: build._photo(file, "face", frame.iloc[:0])[1] for photo, file in files.items()}
    shown = {pixels(content) for path, content in site.items() if path.endswith(".jpg")}
    assert shown and shown <= {pixels(remade[photo]) for photo in allowed}
    refused = {pixels(remade[photo]) for photo in known if photo not in allowed}
    assert refused and not shown & refused
    # Nor the photos as they lie in the house, nor anybody's ids, numbers or names of files.
    raw = b"\n".join(site.values())
    for photo in known:
        assert photo.encode() not in raw
    assert not [one for one in (*frame["comment_id"], *frame["interview_id"]) if str(one) in everybody]


def test_photos_have_nothing_but_pixels(site: dict[str, bytes]) -> None:
    names = [path for path in site if path.startswith("photos/")]
    assert len(names) > 10
    for path in names:
        with Image.open(io.BytesIO(site[path])) as image:
            assert not image.getexif() and not {"exif", "icc_profile", "comment"} & image.info.keys()
            assert max(image.size) <= build.PHOTO_SIDE
        assert re.fullmatch(r"photos/[0-9a-f]{16}\.jpg", path)


def test_the_same_data_are_the_same_bytes(site: dict[str, bytes], sample: Settings, voices: Voices) -> None:
    packed = build.zipped(site, "yukino-site")
    assert build.zipped(site_of(sample, voices, SAMPLE), "yukino-site") == packed
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert {name.split("/")[0] for name in archive.namelist()} == {"yukino-site"}
        assert archive.read("yukino-site/index.html") == site["index.html"]


def test_a_phone_gets_little(site: dict[str, bytes]) -> None:
    # Said in docs/public-site.md.
    assert max(len(content) for path, content in site.items() if path.startswith("theme-")) < 100_000
    assert len(site["index.html"]) < 120_000
    assert max(len(content) for path, content in site.items() if path.endswith(".jpg")) < 200_000


@pytest.fixture
def town(empty: Settings) -> Settings:
    """Six people: of the first all may be on the web, of the second the words alone, of the third a photo in a hall."""
    with opened(empty.database) as db, transaction(db):
        save_survey(db, TOWN)
    web = Consents(quote=True, photo_committee="face", photo_hall="face", photo_web="face")
    hall = Consents(quote=False, photo_committee="face", photo_hall="face")
    add(empty, 0, consents=web, photos=((jpeg("teal"), "face"),), answers={"future": f"除雪してほしい{PUNCTUATION}"})
    add(empty, 1, consents=Consents(quote=True, photo_committee="face"), photos=((jpeg("orange"), "face"),))
    add(empty, 2, consents=hall, photos=((jpeg("purple"), "face"),))
    for number in (3, 4, 5):
        add(empty, number)
    return empty


def test_words_are_never_markup(town: Settings) -> None:
    site = site_of(town, cache.voices(town, TOWN.slug), TOWN.slug)
    for path, page in pages(site):
        assert len(page.xpath("//script")) == 1 and "alert(" not in page.xpath("string(//script)")
        assert not page.xpath("//img[@onerror]"), path
        assert b"<script>alert" not in site[path] and b"\x07" not in site[path]
    front = html.document_fromstring(site["index.html"].decode("utf-8"))
    assert "</script><script>alert(1)</script>" in front.xpath("string(//figcaption)")


def test_a_small_survey_shows_words_and_faces_and_says_why_it_has_no_numbers(town: Settings) -> None:
    site = site_of(town, cache.voices(town, TOWN.slug), TOWN.slug)
    front = html.document_fromstring(site["index.html"].decode("utf-8"))
    assert len(front.xpath("//section[@aria-labelledby='faces']//img")) == 1
    assert "5人より少ない" in front.text_content()
    assert [path for path in site if path.endswith(".jpg")] == [front.xpath("//img/@src")[0]]
    everything = "\n".join(page.text_content() for _, page in pages(site))
    assert "動物園" not in everything and "歩道が狭い" not in everything


def test_who_is_left_out_is_left_out_with_words_and_photo(town: Settings) -> None:
    voices = cache.voices(town, TOWN.slug)
    number = int(voices.comments.loc[voices.comments["quotable"].astype(bool), "number"].iloc[0])
    site = site_of(town, voices, TOWN.slug, left_out=(number,))
    assert not [path for path in site if path.endswith(".jpg")]
    assert "除雪してほしい" not in "\n".join(page.text_content() for _, page in pages(site))


def test_whoever_may_not_read_comments_publishes_none(town: Settings) -> None:
    viewer = everywhere("viewer", Role.VIEWER)
    with pytest.raises(NotAllowed):
        publishing.ask(town, viewer, TOWN.slug, Wanted([1]))
    with pytest.raises(NotAllowed):
        publishing.read(town, viewer, TOWN.slug, publishing.Asked((1,), ()))


def test_what_is_asked_for_passes_the_gate_again(town: Settings) -> None:
    everyone = cache.voices(town, TOWN.slug).comments["number"].tolist()
    with opened(town.database) as db:
        every_photo = photos(db, TOWN.slug, Audience.ORGANISER, limit=-1)["photo"].tolist()
    asked = publishing.Asked(tuple(everyone), tuple(every_photo))
    handed = publishing.read(town, LOCAL_ORGANISER, TOWN.slug, asked)
    assert len(handed.files) == 1 and len(every_photo) == 3
    assert set(handed.comments["quotable"]) == {True} and len(handed.comments) == 2
