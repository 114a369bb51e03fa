"""What an import is asked to do, and what it says it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from survey_loader.models import Reject

COUNTS = ("interviews", "comments", "already_there", "changed", "rejected", "photos")


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """One file to import; an empty `survey` takes the mapping's own."""

    file: Path
    survey: str = ""
    wave: str = ""
    mapping: Path | None = None
    photos: Path | None = None
    dry_run: bool = False


@dataclass
class ImportReport:
    """What an import did; `already_there` and `changed` count interviews, `batch` is 0 in a dry run.

    `photo_problems` are photos that were named but not found, or could not be read.
    """

    survey: str
    file: str
    interviews: int = 0
    comments: int = 0
    already_there: int = 0
    changed: int = 0
    rejected: int = 0
    photos: int = 0
    seconds: float = 0.0
    batch: int = 0
    recognised: dict[str, Any] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    photo_problems: list[Reject] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The numbers alone, as they are kept with the import."""
        return {name: getattr(self, name) for name in COUNTS}

    def reject(self, reject: Reject) -> None:
        """Keep a row that could not be taken."""
        self.rejected += 1
        self.rejects.append(reject)
