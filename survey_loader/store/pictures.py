"""A photo made safe: decoded within bounds, upright, in sRGB, small, without EXIF."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import warnings
import zlib
from dataclasses import dataclass
from datetime import datetime

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from survey_loader.errors import UnusablePhoto
from survey_loader.language import N_

LONGEST_SIDE = 1600
THUMBNAIL_SIDE = 480
MAX_PIXELS = 100_000_000
# These decoders need 16 and 7 bytes a pixel: so no photo takes more than about 600 MB while it is opened.
MAX_PIXELS_OF = {"WEBP": 40_000_000, "HEIF": 80_000_000}
MAX_BYTES = 50_000_000
# A progressive JPEG of a few kilobytes can ask for thousands of passes over the whole picture; cameras make about ten.
MAX_SCANS = 100
# A byte pair that begins a segment: neither a stuffed 0xFF nor one of the restart marks inside a pass.
MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
START_OF_IMAGE, START_OF_SCAN, END_OF_IMAGE = 0xD8, 0xDA, 0xD9
# By content, never by suffix. What phones and cameras write; MPO (two views in one file) opens as JPEG.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# A picture is shrunk by whole numbers in strips of about so many pixels: no second copy of all of them is made.
STRIP_PIXELS = 4_000_000
EXIF_IFD, ORIENTATION = 0x8769, 0x0112
# Capture time with the offset of its clock; the second pair tells when it was made digital, where the first is missing.
EXIF_TIMES = ((0x9003, 0x9011), (0x9004, 0x9012))
WHITE = (255, 255, 255, 255)
# What Pillow and the parsers below it raise where EXIF or a colour profile is damaged.
DAMAGED = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    OverflowError,
    struct.error,
    zlib.error,
)

# An embedded thumbnail must never stand in for the photo.
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo made safe: the JPEG bytes kept, its thumbnail, and what is known of it.

    `taken_at` is the capture time as ISO text, with its offset where the camera told one.
    """

    id: str
    received_sha256: str
    content: bytes
    thumbnail: bytes
    width: int
    height: int
    taken_at: str | None


def make_picture(received: bytes) -> Picture:
    """Decode an uploaded photo and re-encode it small, upright and without EXIF.

    Raises UnusablePhoto for what is too large, cut short or no photo at all.
    """
    _refuse_oversized(received)
    # A decoder fed with foreign bytes may raise anything; each of it means that this photo cannot be used.
    try:
        image = _opened(received)
        taken_at = _taken_at(image)
        upright = _upright(image)
    except UnusablePhoto:
        raise
    except UnidentifiedImageError as error:
        raise UnusablePhoto(
            N_("写真として読めないファイルです。JPEG・PNG・WebP・HEICのどれかを選んでください。")
        ) from error
    except Exception as error:  # Pillow and its decoders meet damaged files with a dozen kinds of exception.
        raise UnusablePhoto(N_("写真がこわれているか、途中で切れています。もう一度送ってください。")) from error
    content = _jpeg(upright, quality=85)
    small = upright.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Picture(
        id=hashlib.sha256(content).hexdigest(),
        received_sha256=hashlib.sha256(received).hexdigest(),
        content=content,
        thumbnail=_jpeg(small, quality=80),
        width=upright.width,
        height=upright.height,
        taken_at=taken_at,
    )


def capture_time(received: bytes) -> str | None:
    """Return when a photo was taken without decoding it, None where it does not say or is no photo."""
    try:
        return _taken_at(_opened(received))
    except (UnusablePhoto, *DAMAGED):
        return None


def _refuse_oversized(received: bytes) -> None:
    if len(received) > MAX_BYTES:
        raise UnusablePhoto(
            N_("写真が大きすぎます（{size}MB）。50MBまでにしてください。"), size=len(received) // 1_000_000
        )
    if not received:
        raise UnusablePhoto(N_("中身のないファイルです。写真を選び直してください。"))


def _opened(received: bytes) -> Image.Image:
    """Return the photo with its size known and nothing decoded yet."""
    too_many = UnusablePhoto(N_("写真の画素数が多すぎます。縮小してからお試しください。"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(received), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise too_many from error
    if image.width * image.height > MAX_PIXELS_OF.get(image.format or "", MAX_PIXELS):
        raise too_many
    if image.format in {"JPEG", "MPO"} and _scans(received) > MAX_SCANS:
        raise UnusablePhoto(N_("この写真は、データの形が特殊なため開けません。別の形式で保存し直してください。"))
    return image


def _scans(jpeg: bytes) -> int:
    """Return how many passes the (first) picture of a JPEG file asks for; what phones append is not looked at."""
    scans = place = 0
    while found := MARKER.search(jpeg, place):
        kind = jpeg[found.start() + 1]
        if kind == END_OF_IMAGE:
            break
        scans += kind == START_OF_SCAN
        place = found.end() + (0 if kind == START_OF_IMAGE else int.from_bytes(jpeg[found.end() : found.end() + 2]))
    return scans


def _upright(image: Image.Image) -> Image.Image:
    orientation = _orientation(image)
    factor = max(image.size) / LONGEST_SIDE
    if factor > 1:
        # JPEG alone can be decoded at an eighth; both sides count, or a panorama would stay whole.
        image.draft(None, (max(1, int(image.width / factor)), max(1, int(image.height / factor))))
    image.load()
    profile = image.info.get("icc_profile")
    small = _in_srgb(_shrunk(image), profile)
    # Rotate before EXIF is gone: removing it also removes the orientation.
    small.getexif()[ORIENTATION] = orientation
    return ImageOps.exif_transpose(small)


def _shrunk(image: Image.Image) -> Image.Image:
    """Return the picture in L, RGB or CMYK at its final size; a large one is never copied whole."""
    small = _reduced(image, max(image.size) // (2 * LONGEST_SIDE))
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return small


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    if factor <= 1:
        return _opaque(image)
    small: Image.Image | None = None
    rows = factor * max(1, STRIP_PIXELS // (image.width * factor))
    for top in range(0, image.height, rows):
        strip = _opaque(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(factor)
        if small is None:
            small = Image.new(strip.mode, (strip.width, -(-image.height // factor)))
        small.paste(strip, (0, top // factor))
    assert small is not None
    return small


def _opaque(image: Image.Image) -> Image.Image:
    """Return the picture without palette, 16 bits or transparency: white lies behind."""
    if image.mode.startswith("I"):
        # Pillow would cut 16 bits at 255, which leaves a white page.
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        colours = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", colours.size, WHITE), colours).convert("RGB")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in the colours every screen understands; a damaged profile is not heeded."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                return _bare(converted)
        except (ImageCms.PyCMSError, *DAMAGED):
            pass
    return _bare(image.convert("RGB"))


def _bare(image: Image.Image) -> Image.Image:
    """Return the picture with its pixels only: profile, comments and EXIF are not carried on."""
    image.info = {}
    return image


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except DAMAGED:
        return 1


def _taken_at(image: Image.Image) -> str | None:
    try:
        noted = image.getexif().get_ifd(EXIF_IFD)
    except DAMAGED:
        return None
    for when, offset in EXIF_TIMES:
        moment = _moment(str(noted.get(when, "")), str(noted.get(offset, "")))
        if moment:
            return moment.isoformat()
    return None


def _moment(when: str, offset: str) -> datetime | None:
    clock = when.strip("\0 ")
    try:
        return datetime.strptime(clock + offset.strip("\0 "), "%Y:%m:%d %H:%M:%S%z")
    except ValueError:
        pass
    try:
        return datetime.strptime(clock, "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def _jpeg(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()
