"""What may be a face is framed before a photo goes out; what is none is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from survey_loader.sources.faces import faces
from tests.loader.drawn_faces import crowd


def kept(image: Image.Image, folder: Path) -> Path:
    image.save(folder / "photo.jpg", quality=88)
    return folder / "photo.jpg"


def test_each_face_is_found_where_it_is_the_largest_first(tmp_path: Path) -> None:
    large, small = faces(kept(crowd((500, 250, 120), (50, 50, 240)), tmp_path))
    assert large.width > small.width
    assert (large.left + large.width / 2, large.top + large.height / 2) == pytest.approx(
        (170 / 800, 170 / 600), abs=0.04
    )
    assert (small.left + small.width / 2, small.top + small.height / 2) == pytest.approx(
        (560 / 800, 310 / 600), abs=0.04
    )


def test_a_large_photo_is_looked_at_as_a_small_one_is(tmp_path: Path) -> None:
    street = crowd((50, 50, 240)).resize((3200, 2400))
    [found] = faces(kept(street, tmp_path))
    assert found.left + found.width / 2 == pytest.approx(170 / 800, abs=0.04)


def test_a_board_with_words_has_no_face(tmp_path: Path) -> None:
    board = Image.new("RGB", (800, 600), "white")
    draw = ImageDraw.Draw(board)
    for line in range(5):
        draw.rectangle([80, 80 + 90 * line, 700, 110 + 90 * line], fill="black")
    assert faces(kept(board, tmp_path)) == ()


def test_what_is_no_picture_has_no_face(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8 half a photo")
    assert faces(tmp_path / "photo.jpg") == ()
