"""Where faces may be in a photo, for a person to look at: it finds many, not all, and never says whose."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

# A photo is looked at in this size (pixels of its longer side): faces narrower than SMALLEST are not found.
LOOKED_AT, SMALLEST = 1_000, 24
# How much larger each look is than the one before, and how many must agree.
STEP, AGREEING = 1.1, 5
CASCADE = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_alt2.xml"


class Face(NamedTuple):
    """Where a face may be, in shares of the photo's width and height (0..1)."""

    left: float
    top: float
    width: float
    height: float


@lru_cache(maxsize=512)
def faces(path: Path) -> tuple[Face, ...]:
    """Return where faces may be in a photo, the largest first; () for a file that is no picture.

    Viola and Jones, "Robust Real-Time Face Detection" (2004), with the cascade for faces seen from the front that comes
    with OpenCV. Faces from the side, behind masks, turned or small are missed. A photo's file never changes (it is
    named by its content), so what was found is remembered.
    """
    # OpenCV opens no path with Japanese letters on Windows.
    raw = np.fromfile(path, np.uint8)
    grey = cv2.imdecode(raw, cv2.IMREAD_GRAYSCALE) if raw.size else None
    if grey is None:
        return ()
    smaller = min(1.0, LOOKED_AT / max(grey.shape))
    small = cv2.resize(grey, None, fx=smaller, fy=smaller, interpolation=cv2.INTER_AREA) if smaller < 1 else grey
    high, wide = small.shape[:2]
    # One of its own: it keeps what it is doing in itself, and pages are drawn by many threads.
    patterns = cv2.FileStorage(CASCADE.read_text("ascii"), cv2.FILE_STORAGE_READ | cv2.FILE_STORAGE_MEMORY)
    cascade = cv2.CascadeClassifier()
    cascade.read(patterns.getFirstTopLevelNode())
    found = cascade.detectMultiScale(small, STEP, AGREEING, minSize=(SMALLEST, SMALLEST))
    shares = [Face(x / wide, y / high, w / wide, h / high) for x, y, w, h in (map(float, box) for box in found)]
    return tuple(sorted(shares, key=lambda face: (-face.width, face.left)))
