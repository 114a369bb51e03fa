"""Promises of decoding: every photo a phone takes comes out upright, small and in sRGB, and nothing else comes in."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from survey_loader.errors import UnusablePhoto
from survey_loader.store.pictures import MAX_SCANS, capture_time, make_picture
from tests.conftest import PROJECT

TEAL, WHITE = (15, 118, 110), (255, 255, 255)
EXIF_IFD, TAKEN, OFFSET, DIGITIZED, ORIENTATION, MAKE = 0x8769, 0x9003, 0x9011, 0x9004, 0x0112, 0x010F
# JPEG and HEIC do not keep colours exactly.
CLOSE = 6


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def teal(width: int = 400, height: int = 300) -> Image.Image:
    return Image.new("RGB", (width, height), TEAL)


def middle(received: bytes) -> tuple[int, ...]:
    """Return the colour in the middle of what is kept."""
    kept = Image.open(io.BytesIO(make_picture(received).content))
    assert (kept.mode, kept.format, kept.info.get("icc_profile")) == ("RGB", "JPEG", None)
    return tuple(kept.getpixel((kept.width // 2, kept.height // 2)))  # type: ignore[arg-type]


def close(colour: tuple[int, ...], to: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= CLOSE for one, other in zip(colour, to, strict=True))


TEALS = {
    "JPEG": encoded(teal(), "JPEG"),
    "progressive JPEG": encoded(teal(), "JPEG", progressive=True),
    "PNG": encoded(teal(), "PNG"),
    "palette PNG": encoded(teal().quantize(4), "PNG"),
    "WebP": encoded(teal(), "WEBP"),
    "HEIC": encoded(teal(), "HEIF"),
    "CMYK JPEG": encoded(teal().convert("CMYK"), "JPEG"),
    "MPO": encoded(teal(), "MPO", save_all=True, append_images=[Image.new("RGB", (40, 30), "red")]),
    "animated WebP": encoded(teal(), "WEBP", save_all=True, append_images=[Image.new("RGB", (400, 300), "red")]),
    "animated PNG": encoded(teal(), "PNG", save_all=True, append_images=[Image.new("RGB", (400, 300), "red")]),
}


@pytest.mark.parametrize("received", TEALS.values(), ids=TEALS.keys())
def test_every_format_of_a_phone_becomes_the_same_kind_of_photo(received: bytes) -> None:
    assert close(middle(received), TEAL)
    picture = make_picture(received)
    assert (picture.width, picture.height) == (400, 300)


def test_what_is_see_through_has_white_behind_it() -> None:
    clear = Image.new("RGBA", (40, 30), (255, 0, 0, 0))
    assert close(middle(encoded(clear, "PNG")), WHITE)
    assert close(middle(encoded(clear, "WEBP", lossless=True)), WHITE)
    palette = Image.new("P", (40, 30), 1)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    assert close(middle(encoded(palette, "PNG", transparency=1)), WHITE)
    assert close(middle(encoded(Image.new("LA", (40, 30), (0, 0)), "PNG")), WHITE)


def test_sixteen_bits_are_scaled_and_not_cut_to_white() -> None:
    grey = Image.fromarray(np.full((30, 40), 32768, dtype=np.uint16))
    assert close(middle(encoded(grey, "PNG")), (127, 127, 127))


def test_a_colour_profile_is_heeded_once_and_then_gone() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert close(middle(encoded(teal(), "JPEG", icc_profile=profile)), TEAL)
    assert close(middle(encoded(teal(), "JPEG", icc_profile=swapped(profile))), (118, 15, 110))


def swapped(profile: bytes) -> bytes:
    """Return an RGB profile with the primaries of red and green exchanged."""
    entries = struct.unpack(">I", profile[128:132])[0]
    table = bytearray(profile)
    places = {bytes(table[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(entries)}
    red, green = places[b"rXYZ"], places[b"gXYZ"]
    table[red + 4 : red + 12], table[green + 4 : green + 12] = table[green + 4 : green + 12], table[red + 4 : red + 12]
    return bytes(table)


def test_a_damaged_colour_profile_or_exif_does_not_cost_the_photo() -> None:
    assert close(middle(encoded(teal(), "JPEG", icc_profile=b"no profile at all")), TEAL)
    assert close(middle(encoded(teal(), "JPEG", exif=b"Exif\0\0garbage of some length")), TEAL)
    assert close(middle(encoded(teal(), "PNG", exif=b"garbage")), TEAL)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_turned_photo_stands_upright_in_every_format(kind: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    image = teal(400, 200)
    image.paste((255, 255, 255), (0, 0, 200, 200))
    # As bytes, so that a HEIC gets its own mark of rotation, which stands above EXIF.
    received = encoded(image, kind, exif=exif.tobytes())
    kept = Image.open(io.BytesIO(make_picture(received).content)).convert("RGB")
    assert kept.size == (200, 400)
    # Turned clockwise, what was left is on top.
    assert close(kept.getpixel((100, 50)), WHITE)  # type: ignore[arg-type]
    assert close(kept.getpixel((100, 350)), TEAL)  # type: ignore[arg-type]


def taken(when: str = "", offset: str = "", digitized: str = "", kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    # Pillow leaves EXIF out of a PNG where its first directory is empty.
    exif[MAKE] = "Camera"
    noted = exif.get_ifd(EXIF_IFD)
    noted.update({tag: value for tag, value in ((TAKEN, when), (OFFSET, offset), (DIGITIZED, digitized)) if value})
    return encoded(teal(), kind, exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_capture_time_is_kept_with_its_offset(kind: str) -> None:
    received = taken("2026:05:03 13:05:07", "+09:00", kind=kind)
    picture = make_picture(received)
    assert picture.taken_at == capture_time(received) == "2026-05-03T13:05:07+09:00"
    assert b"2026:05:03" not in picture.content


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (taken("2026:05:03 13:05:07"), "2026-05-03T13:05:07"),
        (taken("2026:05:03 13:05:07", "nonsense"), "2026-05-03T13:05:07"),
        (taken(digitized="2026:05:03 13:05:07"), "2026-05-03T13:05:07"),
        (taken("0000:00:00 00:00:00"), None),
        (taken("    :  :     :  :  "), None),
        (taken(), None),
        (b"no photo", None),
        (b"", None),
    ],
)
def test_a_clock_that_tells_less_is_taken_at_its_word(received: bytes, expected: str | None) -> None:
    assert capture_time(received) == expected


def png_of(width: int, height: int) -> bytes:
    """Return a PNG that says it has these sides and holds almost nothing."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


HEIC = encoded(teal(800, 600), "HEIF")
BROKEN = {
    "half a JPEG": encoded(Image.effect_noise((400, 300), 90), "JPEG")[:9000],
    "half a PNG": encoded(Image.effect_noise((400, 300), 90), "PNG")[:9000],
    "half a WebP": encoded(Image.effect_noise((400, 300), 90).convert("RGB"), "WEBP")[:2000],
    "half a HEIC": HEIC[: len(HEIC) // 2],
    "the head of a HEIC": HEIC[:40],
    "a PNG without its pixels": png_of(400, 300),
    "a GIF": encoded(teal(), "GIF"),
    "a PDF": b"%PDF-1.7\n" + b"0" * 200,
    "a page": b"<html><body>404 Not Found</body></html>",
    "a drawing": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
}


@pytest.mark.parametrize("received", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_whole_photo_is_refused_whatever_its_name(received: bytes) -> None:
    with pytest.raises(UnusablePhoto, match="ください"):
        make_picture(received)


@pytest.mark.parametrize("received", [png_of(50_000, 50_000), png_of(12_000, 12_000), png_of(1_000_000, 200)])
def test_a_decompression_bomb_is_told_as_too_many_pixels(received: bytes) -> None:
    with pytest.raises(UnusablePhoto, match="画素数"):
        make_picture(received)


def test_a_webp_may_have_fewer_pixels_because_its_decoder_takes_more_memory() -> None:
    assert make_picture(encoded(Image.new("RGB", (5_000, 4_000)), "WEBP", lossless=True, method=0)).width == 1600
    with pytest.raises(UnusablePhoto, match="画素数"):
        make_picture(encoded(Image.new("RGB", (16_000, 4_000)), "WEBP", lossless=True, method=0))


def test_an_empty_file_is_told_as_empty() -> None:
    with pytest.raises(UnusablePhoto, match="中身のない"):
        make_picture(b"")


def progressive(scans: int) -> bytes:
    """Return a progressive JPEG that repeats its last pass until it has so many."""
    whole = encoded(Image.effect_noise((64, 64), 60), "JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * (scans - whole[:last].count(b"\xff\xda")) + whole[-2:]


def test_a_jpeg_of_endless_passes_is_refused_before_it_is_decoded() -> None:
    assert make_picture(progressive(20)).width == 64
    with pytest.raises(UnusablePhoto, match="特殊な"):
        make_picture(progressive(MAX_SCANS + 1))


def test_what_a_phone_appends_to_a_photo_is_not_looked_at() -> None:
    film = b"\xff\xda" * (MAX_SCANS + 50) + bytes(range(256)) * 40
    assert close(middle(TEALS["JPEG"] + film), TEAL)


PEAK = """
import resource, sys
from survey_loader.store.pictures import make_picture
make_picture(open(sys.argv[2], "rb").read())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
picture = make_picture(open(sys.argv[1], "rb").read())
print(picture.width, picture.height, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the peak of a process is asked of Unix")
@pytest.mark.parametrize(("kind", "limit"), [("JPEG", 60), ("PNG", 260)])
def test_a_panorama_of_20000_pixels_is_read_within_bounded_memory(tmp_path: Path, kind: str, limit: int) -> None:
    (tmp_path / "panorama").write_bytes(encoded(teal(20_000, 2_000), kind))
    (tmp_path / "small").write_bytes(TEALS["JPEG"])
    command = [sys.executable, "-c", PEAK, str(tmp_path / "panorama"), str(tmp_path / "small")]
    told = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    width, height, megabytes = map(int, told.split())
    assert (width, height) == (1600, 160)
    assert megabytes < limit
