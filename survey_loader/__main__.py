"""The command line: the same acts as the screens, for terminals and scripts."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from survey_loader import settings as settings_module
from survey_loader.commands import coding, exporting, importing
from survey_loader.errors import SurveyError
from survey_loader.language import SOURCE_LANGUAGE, speaker
from survey_loader.settings import Settings

UNUSABLE = 2


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; docs/command-line.md is made from it."""
    top = argparse.ArgumentParser(
        prog="python -m survey_loader", description="まちの声：聞き取りを取り込み、読み解きます。"
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (importing, coding, exporting):
        module.add_commands(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 2 where a person must mend something."""
    options = parser().parse_args(arguments)
    say = speaker(os.environ.get("MACHI_LANGUAGE", SOURCE_LANGUAGE))
    try:
        return int(options.run(_settings(options), options, say))
    except SurveyError as error:
        print(error.render(say), file=sys.stderr)
        return UNUSABLE


def _settings(options: argparse.Namespace) -> Settings:
    database: Path | None = getattr(options, "db", None)
    # Photos lie beside the database they belong to.
    return settings_module.load(**({"database": database, "data_dir": database.parent} if database else {}))


if __name__ == "__main__":
    sys.exit(main())
