"""`photos`: photos that come without their table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from survey_loader.access import COMMAND_LINE
from survey_loader.acts.photo_import import import_photos
from survey_loader.commands import add_db, print_problems
from survey_loader.language import Say
from survey_loader.settings import Settings


def add_commands(commands: Any) -> None:
    """Add the command of this module."""
    command = commands.add_parser("photos", help="写真だけを取り込み、もう入っている聞き取りにつなぎます")
    command.add_argument("places", nargs="+", type=Path, metavar="PATH", help="写真のフォルダーかZIP、または写真")
    command.add_argument("--survey", required=True, metavar="SLUG", help="写真をつなぐ調査")
    add_db(command)
    command.set_defaults(run=run_photos)


def run_photos(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Bring photos into a survey and tell what became of them."""
    with tqdm(unit="枚", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:

        def progress(done: int, total: int | None) -> None:
            bar.total = total
            bar.update(done - bar.n)

        report = import_photos(settings, COMMAND_LINE, options.survey, options.places, progress)
    print(
        say(
            "{file}：写真{photos}枚をつなぎました。だれのものか決まらない写真{photos_waiting}枚は、"
            "画面の「写真をつなぐ」に並びます。",
            file=report.file,
            **report.counts,
        )
    )
    print_problems(report.photo_problems + report.file_problems, say)
    return 0
