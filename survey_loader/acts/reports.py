"""What an import is asked to do, and what it says it did."""

from __future__ import annotations

from collections.abc import Mapping as Values
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from survey_loader.models import Reject
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.members import readable

COUNTS = (
    "interviews", "comments", "already_there", "changed", "rejected", "photos", "photos_waiting", "erased",
    "conflicts", "copies",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """One file, folder or ZIP to import; an empty `survey` takes the mapping's own.

    photos: folders, ZIPs and single files that hold the photos, besides those in `file` itself.
    same: {id of a keyless row of this file: id of the stored interview a person said it is}.
    name: what the file is called where it is told, if not by its path.
    survey_name: what people call a survey that this import makes; the mapping's own name where empty.
    keep_mapping: the name under which the mapping is kept for the survey, "" for not at all.
    kept_mappings: whether a mapping kept for the survey is used where its columns fit and none is given.
    engine: the tokenizer asked for, "" for the survey's own, or that of the settings where it has no voices yet.
    """

    file: Path
    survey: str = ""
    wave: str = ""
    mapping: Mapping | None = None
    photos: tuple[Path, ...] = ()
    dry_run: bool = False
    same: Values[str, str] = field(default_factory=dict, hash=False)
    name: str = ""
    survey_name: str = ""
    keep_mapping: str = ""
    kept_mappings: bool = True
    engine: str = ""

    @property
    def called(self) -> str:
        """The name by which people know the file."""
        return self.name or readable(self.file.name)

    def arguments(self) -> dict[str, Any]:
        """Return the request as a job keeps it; `of` reads it back. A dry run is never a job."""
        return {
            "file": str(self.file),
            "survey": self.survey,
            "wave": self.wave,
            "mapping": self.mapping.dump() if self.mapping else "",
            "photos": [str(path) for path in self.photos],
            "same": dict(self.same),
            "name": self.name,
            "survey_name": self.survey_name,
            "keep_mapping": self.keep_mapping,
            "kept_mappings": self.kept_mappings,
            "engine": self.engine,
        }

    @classmethod
    def of(cls, arguments: Values[str, Any]) -> ImportRequest:
        """Return the request that a job kept."""
        return cls(
            file=Path(arguments["file"]),
            survey=arguments.get("survey", ""),
            wave=arguments.get("wave", ""),
            mapping=Mapping.parse(arguments["mapping"]) if arguments.get("mapping") else None,
            photos=tuple(Path(path) for path in arguments.get("photos", ())),
            same=arguments.get("same", {}),
            name=arguments.get("name", ""),
            survey_name=arguments.get("survey_name", ""),
            keep_mapping=arguments.get("keep_mapping", ""),
            kept_mappings=arguments.get("kept_mappings", True),
            engine=arguments.get("engine", ""),
        )


@dataclass
class ImportReport:
    """What an import did; `already_there` and `changed` count interviews, `batch` is 0 in a dry run.

    `photo_problems` are photos that were named but not found, or could not be read; `file_problems` are
    files of a package that were left alone. `photos_waiting` counts photos that belong to nobody yet.
    """

    survey: str
    file: str
    interviews: int = 0
    comments: int = 0
    already_there: int = 0
    changed: int = 0
    rejected: int = 0
    photos: int = 0
    photos_waiting: int = 0
    erased: int = 0
    conflicts: int = 0
    copies: int = 0
    seconds: float = 0.0
    batch: int = 0
    recognised: dict[str, Any] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    photo_problems: list[Reject] = field(default_factory=list)
    file_problems: list[Reject] = field(default_factory=list)
    conflicting: list[Reject] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The numbers alone, as they are kept with the import."""
        return {name: getattr(self, name) for name in COUNTS}

    def reject(self, reject: Reject) -> None:
        """Keep a row that could not be taken."""
        self.rejected += 1
        self.rejects.append(reject)

    def take_back(self, reject: Reject) -> None:
        """Forget a row that could not be taken: it is of somebody erased."""
        self.rejected -= 1
        self.erased += 1
        self.rejects.remove(reject)
