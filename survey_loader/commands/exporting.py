"""`export`: comments with their coding as a sheet, for people or for another tool."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from survey_loader.access import Audience
from survey_loader.acts.sheets import TOOLS, comments_csv, tool_csv
from survey_loader.commands import add_db
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.settings import Settings


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("export", help="声と分類をCSVに書き出します（Excelで開けます）")
    command.add_argument("survey", metavar="SLUG", help="調査")
    command.add_argument(
        "--audience", type=Audience, default=Audience.COMMITTEE, choices=list(Audience), help="見せる相手"
    )
    command.add_argument(
        "--layout", choices=list(TOOLS), metavar="TOOL", help="渡す先の道具の形：kouchou-ai（広聴AI）、talk-to-the-city"
    )
    command.add_argument("--out", type=Path, metavar="FILE", help="書き出すファイル。なければ標準出力")
    add_db(command)
    command.set_defaults(run=run_export)


def run_export(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Write the sheet to a file or to standard output."""
    if options.layout:
        text = tool_csv(settings, options.survey, options.audience, options.layout)
    else:
        text = comments_csv(settings, options.survey, options.audience, say)
    if options.out is None:
        sys.stdout.buffer.write(text.encode("utf-8"))
        return 0
    try:
        options.out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise SurveyError(N_("{path} に書けません：{why}"), path=options.out, why=error) from error
    print(say("{path} に書きました。", path=options.out))
    return 0
