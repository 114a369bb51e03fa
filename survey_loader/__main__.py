"""The command line: the same acts as the screens, for terminals and scripts."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from survey_loader import settings as settings_module
from survey_loader.commands import accounts, coding, exporting, importing, keeping, photos, safekeeping, undoing
from survey_loader.errors import SurveyError
from survey_loader.language import SOURCE_LANGUAGE, speaker
from survey_loader.settings import Settings

UNUSABLE = 2
# What shells expect of a command that was interrupted.
INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; docs/command-line.md is made from it."""
    top = argparse.ArgumentParser(
        prog="python -m survey_loader", description="まちの声：聞き取りを取り込み、読み解きます。"
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (importing, photos, undoing, keeping, coding, exporting, safekeeping, accounts):
        module.add_commands(commands)
    command = commands.add_parser("reference", help="この一覧（docs/command-line.md）を書き出します")
    command.set_defaults(run=lambda settings, options, say: print(reference(), end="") or 0)
    return top


def reference() -> str:
    """Return docs/command-line.md: the help of every command."""
    parts = ["# Command line\n\nMade from the commands themselves by `python -m survey_loader reference`.\n"]
    actions = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    for name, command in actions[0].choices.items():
        rows = [
            f"| `{_spelled(action)}` | {action.help or ''} |" for action in command._actions if action.dest != "help"
        ]
        table = "\n".join(["| | |", "|---|---|", *rows])
        helped = next(choice.help for choice in actions[0]._choices_actions if choice.dest == name)
        parts.append(f"## {name}\n\n{helped}\n\n{table}\n")
    return "\n".join(parts)


def _spelled(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
    return " ".join(part for part in (", ".join(action.option_strings), value) if part)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 2 where a person must mend something."""
    options = parser().parse_args(arguments)
    say = speaker(os.environ.get("MACHI_LANGUAGE", SOURCE_LANGUAGE))
    try:
        return int(options.run(_settings(options), options, say))
    except SurveyError as error:
        print(error.render(say), file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print(say("中断しました。途中だったファイルからは、何も取り込まれていません。"), file=sys.stderr)
        return INTERRUPTED


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _settings(options: argparse.Namespace) -> Settings:
    database: Path | None = getattr(options, "db", None)
    # Photos lie beside the database they belong to.
    return settings_module.load(**({"database": database, "data_dir": database.parent} if database else {}))


if __name__ == "__main__":
    # A polite request to end cleans up like Ctrl-C.
    signal.signal(signal.SIGTERM, _interrupt)
    code = main()
    # Whatever was asked is done; the interpreter may be ended while it tidies up.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.exit(code)
