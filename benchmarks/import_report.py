"""`python -m benchmarks.import_report`: imports all real data into a new database and writes docs/import-report.md.

Figures only: no cell of any file is printed. `--months N` takes the last months alone, `--to FILE` writes elsewhere.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.texts import FUKUI, FUKUI_MAPPING, PROJECT, scratch
from survey_loader import settings
from survey_loader.access import Role, everywhere
from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.errors import SurveyError
from survey_loader.models import Reject
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.store.connection import opened
from survey_loader.store.surveys import counts

FORMATS = FUKUI.parent.parent / "formats"
# The photos that one tool exports apart from its table, by the beginning of the table's name.
PHOTOS = {"kobo_labels": "kobo_media_attachments.zip"}
DOC = PROJECT / "docs" / "import-report.md"
# A hundred thousand texts are read with the quicker engine; what comes in is the same.
ENGINE = "mecab"
REPORTER = everywhere("import report", Role.ORGANISER)
HEADER = (
    "file", "layout", "encoding", "separator", "zone", "interviews", "comments", "already there", "changed", "rejected",
    "photos", "waiting", "copies", "assumptions", "seconds",
)  # fmt: skip
FIELD = re.compile(r"\{\w+\}")
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "": ""}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: a report, or why it was refused, without the names in it."""

    name: str
    report: ImportReport | None
    refused: str = ""


def brought_in(here: Settings, request: ImportRequest) -> Outcome:
    """Import one file."""
    try:
        return Outcome(request.called, import_file(here, REPORTER, request))
    except SurveyError as error:
        return Outcome(request.called, None, _nameless(error.message))


def _nameless(message: str) -> str:
    """Return what the product says, without what it says it of."""
    return FIELD.sub("…", message)


def requests_of_formats() -> list[ImportRequest]:
    """Return an import of each small file, each into a survey of its own, with the photos that belong to it."""
    found = []
    for number, path in enumerate(sorted(FORMATS.iterdir()), start=1):
        photos = [FORMATS / name for start, name in PHOTOS.items() if path.name.startswith(start)]
        found.append(ImportRequest(path, f"format-{number}", photos=tuple(photos)))
    return found


def requests_of_months(folder: Path, months: int) -> list[ImportRequest]:
    """Return an import of each month of the open data."""
    with zipfile.ZipFile(FUKUI) as archive:
        archive.extractall(folder)
    mapping = Mapping.load(FUKUI_MAPPING)
    return [ImportRequest(path, "fukui", mapping=mapping) for path in sorted(folder.rglob("*.csv"))[-months:]]


def row(outcome: Outcome) -> str:
    """Return the line of a file in a table."""
    report = outcome.report
    if report is None:
        return _line([f"`{outcome.name}`", f"refused: {outcome.refused}", *[""] * (len(HEADER) - 2)])
    seen, figures = report.recognised, report.counts
    return _line(
        [
            f"`{outcome.name}`",
            seen["layout"],
            seen["encoding"],
            SEPARATORS.get(seen["separator"], seen["separator"]),
            seen["zone"],
            *(
                f"{figures[name]:,}"
                for name in (
                    "interviews",
                    "comments",
                    "already_there",
                    "changed",
                    "rejected",
                    "photos",
                    "photos_waiting",
                    "copies",
                )
            ),
            str(len(seen["assumptions"])),
            f"{report.seconds:.1f}",
        ]
    )


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def table(outcomes: Sequence[Outcome]) -> list[str]:
    """Return a Markdown table of files."""
    return [_line(HEADER), _line(["---"] * len(HEADER)), *map(row, outcomes)]


def reasons(outcomes: Sequence[Outcome]) -> list[str]:
    """Return how often each reason was given, without what it was said of."""
    met: Counter[tuple[str, str, str]] = Counter()
    for outcome in outcomes:
        kinds: dict[str, list[Reject]] = {}
        if outcome.report is not None:
            kinds = {
                "row": outcome.report.rejects,
                "photo": outcome.report.photo_problems,
                "file": outcome.report.file_problems,
            }
        met.update(
            (outcome.name, kind, _nameless(reject.reason)) for kind, rejects in kinds.items() for reject in rejects
        )
    if not met:
        return ["Nothing was left out."]
    lines = [_line(("file", "what", "times", "reason")), _line(["---"] * 4)]
    return lines + [_line((f"`{name}`", kind, str(times), reason)) for (name, kind, reason), times in met.items()]


def total(outcomes: Sequence[Outcome]) -> str:
    """Return the sums over all files in a sentence."""
    done = [outcome.report for outcome in outcomes if outcome.report]
    sums = {name: sum(report.counts[name] for report in done) for name in ("interviews", "comments", "already_there")}
    seconds = sum(report.seconds for report in done)
    return (
        f"{len(done)} of {len(outcomes)} files: "
        f"{sums['interviews']:,} interviews and {sums['comments']:,} comments new, "
        f"{sums['already_there']:,} already there, {seconds:,.0f} s."
    )


def written(folder: Path, months: int) -> str:
    """Import everything twice and return the page."""
    here = replace(settings.load(data_dir=folder / "data", sample=False), engine=ENGINE)
    formats, monthly = requests_of_formats(), requests_of_months(folder / "months", months)
    small, again = ([brought_in(here, request) for request in formats] for _ in range(2))
    first, second = ([brought_in(here, request) for request in monthly] for _ in range(2))
    whole = replace(here, data_dir=folder / "whole", database=folder / "whole" / "machi.db")
    zipped = brought_in(whole, ImportRequest(FUKUI, "fukui", mapping=Mapping.load(FUKUI_MAPPING)))
    with opened(here.database) as db:
        stored = counts(db, "fukui")
    with opened(whole.database) as db:
        from_zip = counts(db, "fukui")
    lines = [
        "# What came in",
        "",
        "Made by `python -m benchmarks.import_report` from the files of `../shared/data`, on "
        f"{time.strftime('%Y-%m-%d')}, engine {ENGINE}, {here.processes} processes. Figures only.",
        *section("Exports of survey tools", small, again),
        *section("Fukui open data (FTAS, CC BY 4.0), month by month", first, second),
        *section("The same months straight from their ZIP", [zipped]),
        "",
        f"Stored month by month: {stored['interviews']:,} interviews, {stored['comments']:,} comments; "
        f"from the ZIP: {from_zip['interviews']:,} interviews, {from_zip['comments']:,} comments.",
        "",
    ]
    return "\n".join(lines)


def section(title: str, outcomes: Sequence[Outcome], again: Sequence[Outcome] = ()) -> list[str]:
    """Return a part of the page: the table of files, the sums, what was left out, and how a second import went."""
    lines = ["", f"## {title}", "", *table(outcomes), "", total(outcomes), "", *reasons(outcomes)]
    return [*lines, "", "Once more: " + total(again)] if again else lines


def main(arguments: Sequence[str]) -> int:
    """Write the page; returns 1 where the data are not there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.import_report")
    parser.add_argument("--months", type=int, default=0, help="the last so many months only; 0 for all")
    parser.add_argument("--to", type=Path, default=DOC)
    options = parser.parse_args(arguments)
    if not FUKUI.is_file():
        print(f"{FUKUI} is not there", file=sys.stderr)
        return 1
    with scratch() as name:
        options.to.write_text(written(Path(name), options.months), encoding="utf-8")
    print(f"written: {options.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
