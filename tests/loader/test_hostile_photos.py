"""Files that are a photo and something else: only the photo is kept, written anew."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image, PngImagePlugin

from survey_loader.errors import UnusablePhoto
from survey_loader.store.pictures import make_picture

SCRIPT = b"<html><body><script>alert('machi')</script></body></html>"


def picture_of(kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), "#0F766E").save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("run.html", SCRIPT)
    return buffer.getvalue()


def with_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SCRIPT.decode())
    return picture_of("PNG", pnginfo=text)


@pytest.mark.parametrize(
    "received",
    [
        pytest.param(picture_of("JPEG") + SCRIPT, id="a page behind the photo"),
        pytest.param(picture_of("JPEG") + archive(), id="a ZIP behind the photo"),
        pytest.param(picture_of("JPEG", comment=SCRIPT), id="a page in the comment of a JPEG"),
        pytest.param(picture_of("GIF", comment=SCRIPT), id="a page in a GIF"),
        pytest.param(with_text(), id="a page in the text of a PNG"),
    ],
)
def test_of_a_file_that_is_two_things_only_the_photo_is_kept_or_nothing(received: bytes) -> None:
    assert b"<script>" in received or b"PK" in received
    try:
        kept = make_picture(received)
    except UnusablePhoto as refused:
        assert "ください" in str(refused)
        return
    for content in (kept.content, kept.thumbnail):
        assert content.startswith(b"\xff\xd8\xff")
        assert content.endswith(b"\xff\xd9")
        assert b"script" not in content
        assert not zipfile.is_zipfile(io.BytesIO(content))


@pytest.mark.parametrize(
    "received",
    [
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", id="svg"),
        pytest.param(b"\xff\xd8\xff\xe0" + SCRIPT, id="a page that begins like a JPEG"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + SCRIPT, id="a page that begins like a PNG"),
        pytest.param(b"GIF89a/*" + SCRIPT + b"*/=1", id="a script that begins like a GIF"),
        pytest.param(b"%PDF-1.7\n" + SCRIPT, id="pdf"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", id="postscript"),
        pytest.param(archive(), id="zip"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_photo_is_refused(received: bytes) -> None:
    with pytest.raises(UnusablePhoto, match="ください"):
        make_picture(received)
