"""The names of photos as cells hold them."""

from __future__ import annotations

import pytest

from survey_loader.sources.photo_names import photo_names


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("12", ["12"]),
        ("１３、１４", ["13", "14"]),
        ("15〜17", ["15", "16", "17"]),
        ("3から4・9", ["3", "4", "9"]),
        ("IMG_0001.jpg, IMG_0002.jpg", ["IMG_0001.jpg", "IMG_0002.jpg"]),
        ("IMG_0101〜IMG_0103", ["IMG_0101", "IMG_0102", "IMG_0103"]),
        ("IMG_0201、IMG_0202.JPG", ["IMG_0201", "IMG_0202.JPG"]),
        ("DSC99〜DSC101.jpg", ["DSC99.jpg", "DSC100.jpg", "DSC101.jpg"]),
        ("なし", []),
        ("×", []),
        ("DCIM100/IMG_0101", ["DCIM100/IMG_0101"]),
        ("12-13", ["12-13"]),
        ("1〜900", ["1〜900"]),
        ("駅〜港.jpg", ["駅〜港.jpg"]),
        ("", []),
    ],
)
def test_every_photo_of_a_cell_is_named(cell: str, names: list[str]) -> None:
    assert [name for name, _ in photo_names(cell)] == names
