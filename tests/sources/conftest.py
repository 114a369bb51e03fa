"""Where the small odd files are, and how a test writes one of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def samples() -> Path:
    """The folder of small odd files."""
    return Path(__file__).parents[1] / "samples"


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a text as a file and return its path."""

    def write(text: str, encoding: str = "utf-8", name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write
