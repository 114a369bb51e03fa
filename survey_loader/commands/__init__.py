"""The commands of the command line, one module a family, and what several of them share."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from survey_loader.acts.report_text import told_reject
from survey_loader.language import Say
from survey_loader.models import Reject

SHOWN_PROBLEMS = 10


def add_db(command: argparse.ArgumentParser) -> None:
    """Add the option that says which database."""
    command.add_argument("--db", type=Path, metavar="DB", help="データベースのファイル")


def print_problems(problems: Sequence[Reject], say: Say) -> None:
    """Print the first of what could not be taken, and how many more there are."""
    for problem in problems[:SHOWN_PROBLEMS]:
        print("  " + told_reject(problem, say))
    if len(problems) > SHOWN_PROBLEMS:
        print(say("  ほか{n}件", n=len(problems) - SHOWN_PROBLEMS))
