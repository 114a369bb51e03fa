"""The street form's routes: what to ask, an interview, its photos piece by piece, and how many were spoken to."""

from __future__ import annotations

import hashlib
import json

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from survey_capture import bearer, line
from survey_capture.answers import Refused, empty, refusal, telling_errors, told
from survey_capture.body import json_of
from survey_loader import settings
from survey_loader.acts import street, street_form, street_photos
from survey_loader.acts.street_photos import Arriving, Progress
from survey_loader.errors import UnusableEntry, UnusablePhoto
from survey_loader.language import N_
from survey_loader.settings import Settings

MOST_JSON_BYTES = 200_000
# Pieces are written down in parts of about this size, as phones send them.
WRITTEN_AT_ONCE = 128 * 1024
OFFSET, LENGTH, COMPLETE = "Upload-Offset", "Upload-Length", "Upload-Complete"


@telling_errors
async def survey(request: Request) -> Response:
    """Tell a phone what to ask and in which words, once; later only that nothing has changed."""
    who = await bearer.of(request)
    content = await line.words.run(street_form.told, settings.load(), who)
    written = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    tag = f'"{hashlib.sha256(written).hexdigest()[:32]}"'
    if tag in request.headers.get("if-none-match", ""):
        return empty(304, {"ETag": tag})
    return told(content, headers={"ETag": tag})


@telling_errors
async def interview(request: Request) -> Response:
    """Store an interview; answered only when it is on disk."""
    who = await bearer.of(request)
    body = await json_of(request, MOST_JSON_BYTES)
    done = await line.words.run(street.store, settings.load(), who, request.path_params["interview"], body)
    return told(
        {"id": done.interview_id, "state": "stored", "again": done.again, "code": done.code, "photos": done.photos}
    )


@telling_errors
async def count(request: Request) -> Response:
    """Write how many people the owner of a phone spoke to on a day."""
    who = await bearer.of(request)
    body = await json_of(request, MOST_JSON_BYTES)
    device, day = request.path_params["device"], request.path_params["day"]
    await line.words.run(street.count, settings.load(), who, device, day, body)
    return told({"device": device, "day": day, "state": "stored"})


@telling_errors
async def photo_state(request: Request) -> Response:
    """Tell how much of a photo is there."""
    here = settings.load()
    photo = await _photo(request, here)
    return empty(200, _state(await line.photos.run(street_photos.progress, here, photo)))


@telling_errors
async def photo_piece(request: Request) -> Response:
    """Take a piece of a photo; the last one is answered when the photo is whole, sound and on disk."""
    here = settings.load()
    photo = await _photo(request, here)
    start, total = _number(request, OFFSET), _number(request, LENGTH)
    await line.words.run(street_photos.expect_room, here, photo, total)
    before = await line.photos.run(street_photos.progress, here, photo)
    if before.complete:
        return empty(204, _state(before))
    if start != before.offset:
        return _elsewhere(before.offset)
    reached = await _receive(request, here, photo, start, total)
    if reached != total:
        return reached if isinstance(reached, Response) else empty(204, _state(Progress(reached, False)))
    try:
        await line.photos.run(street_photos.finish, here, photo)
    except UnusablePhoto as error:
        return refusal(error, _state(Progress(0, False)))
    return empty(204, _state(await line.photos.run(street_photos.progress, here, photo)))


async def _receive(request: Request, here: Settings, photo: Arriving, start: int, total: int) -> int | Response:
    """Write down what comes, also of a piece that is cut short; returns how many bytes are there, or an answer."""
    held, at = bytearray(), start

    async def write() -> bool:
        nonlocal at
        piece = bytes(held)
        held.clear()
        there = await line.words.run(street_photos.add, here, photo, at, piece)
        fits = there == at + len(piece)
        at = there
        return fits

    try:
        async for piece in request.stream():
            held += piece
            if at + len(held) > total:
                return _too_long(at)
            if len(held) >= WRITTEN_AT_ONCE and not await write():
                return _elsewhere(at)
    except ClientDisconnect:
        await write()
        await line.words.run(street_photos.settle, here, photo)
        return empty(400, {})
    if held and not await write():
        return _elsewhere(at)
    await line.words.run(street_photos.settle, here, photo)
    return at


async def _photo(request: Request, here: Settings) -> Arriving:
    who = await bearer.of(request)
    named, kind = request.path_params, request.query_params.get("kind", "face")
    return await line.words.run(street_photos.arriving, here, who, named["interview"], named["photo"], kind)


def _state(progress: Progress) -> dict[str, str]:
    return {OFFSET: str(progress.offset), COMPLETE: "?1" if progress.complete else "?0"}


def _elsewhere(offset: int) -> Response:
    message = N_("写真の続きの位置が合いません。{offset}バイト目から送り直します。")
    return refusal(Refused(409, "offset", message, offset=offset), _state(Progress(offset, False)))


def _too_long(offset: int) -> Response:
    message = N_("写真が、知らされた大きさより長くなっています。写真を撮り直してください。")
    return refusal(Refused(413, "large", message), _state(Progress(offset, False)))


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not value.isascii() or not value.isdigit() or len(value) > 12:
        raise UnusableEntry(N_("写真の送り方が正しくありません。ページを新しくしてください。"), field=header)
    return int(value)
