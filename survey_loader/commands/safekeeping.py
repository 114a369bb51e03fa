"""`backup`, `restore` and `check`: a copy that is safe elsewhere, getting it back, and whether all is whole."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from survey_loader.access import COMMAND_LINE
from survey_loader.acts import backups, checking, restoring
from survey_loader.commands import SHOWN_PROBLEMS, add_db
from survey_loader.language import Say
from survey_loader.settings import Settings
from survey_loader.store.sealing import write_key

# Something is wrong that the command did not come to mend.
FOUND = 1


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("backup", help="データベースと写真の控えを作ります。サーバーが動いている間も使えます")
    command.add_argument("--to", type=Path, metavar="DIR", help="控えの置き場所（設定 MACHI_BACKUP_DIR の代わり）")
    _add_key(command)
    command.add_argument("--new-key", type=Path, metavar="FILE", help="新しいかぎを作って、終わります")
    command.add_argument("--verbose", action="store_true", help="何をしているかを、標準エラー出力に書きます")
    add_db(command)
    command.set_defaults(run=run_backup)
    command = commands.add_parser("restore", help="控えを、空のフォルダーに戻します。1行ずつ、控えたときと比べます")
    command.add_argument("backup", type=Path, metavar="BACKUPS", help="控えの置き場所、または控え一つのフォルダー")
    command.add_argument("into", type=Path, metavar="INTO", help="戻す先。データベースと写真のないフォルダー")
    command.add_argument("--run-name", default="", metavar="NAME", help="戻す控えの名前。なければ最新のもの")
    _add_key(command)
    command.set_defaults(run=run_restore)
    command = commands.add_parser(
        "check", help="データベース・写真・控えが、こわれていないかを調べます（問題があれば1）"
    )
    command.add_argument(
        "--backups", nargs="?", type=Path, const=Path(), metavar="DIR", help="控えをすべて開いて調べます"
    )
    command.add_argument("--json", action="store_true", help="結果をJSONで書き出します")
    _add_key(command)
    add_db(command)
    command.set_defaults(run=run_check)


def _add_key(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--key-file", type=Path, metavar="FILE", help="控えを暗号にするかぎ（設定 MACHI_BACKUP_KEY_FILE の代わり）"
    )


def _with_key(settings: Settings, options: argparse.Namespace) -> Settings:
    return replace(settings, backup_key_file=options.key_file.resolve()) if options.key_file else settings


def run_backup(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Make a backup, or a key for backups to come."""
    if options.new_key:
        write_key(options.new_key)
        print(
            say(
                "かぎを {file} に書きました。控えとは別の安全な場所にも、写しを置いてください。"
                "なくすと、控えを開けません。",
                file=options.new_key,
            )
        )
        return 0
    if options.verbose:
        logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    settings = _with_key(settings, options)
    if options.to:
        settings = replace(settings, backup_dir=options.to.expanduser().resolve())
        settings.check_backups()
    with _bar() as progress:
        done = backups.back_up(settings, COMMAND_LINE, progress)
    print(
        say(
            "控え {run} を {folder} に作りました。{rows}行、写真{photos}枚（新しく{copied}枚）、{seconds:.1f}秒。",
            folder=settings.backup_dir,
            **asdict(done),
        )
    )
    if done.rewritten:
        print(say("前の控え{n}個から、そのあとに消した人のことばを取りのぞきました。", n=done.rewritten))
    return _print_problems(done, say)


def _print_problems(done: backups.BackedUp, say: Say) -> int:
    lines = [say("写真のファイル {file} がありません。", file=photo) for photo in done.missing]
    lines += [say("写真のファイル {file} がこわれています。", file=photo) for photo in done.damaged]
    lines += [say("前の控え {run} は、こわれているので読めません。", run=run) for run in done.unreadable]
    _print_first(lines, say)
    return FOUND if lines else 0


def _print_first(lines: list[str], say: Say) -> None:
    for line in lines[:SHOWN_PROBLEMS]:
        print("  " + line)
    if len(lines) > SHOWN_PROBLEMS:
        print(say("  ほか{n}件", n=len(lines) - SHOWN_PROBLEMS))


def run_restore(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Restore a backup and tell what came back."""
    settings = _with_key(settings, options)
    with _bar() as progress:
        done = restoring.restore(settings, COMMAND_LINE, options.backup, options.into, options.run_name, progress)
    print(
        say(
            "{when} の控えを {database} に戻しました。{rows}行、写真{photos}枚を、控えたときと比べて確かめました。",
            when=datetime.fromisoformat(done.taken_at).astimezone().strftime("%Y-%m-%d %H:%M"),
            **{**asdict(done), "database": done.database},
        )
    )
    if done.erased:
        print(say("控えたあとに消した聞き取り{n}件は、戻していません。", n=done.erased))
    lines = [say("写真のファイル {file} は、控えたときにもうありませんでした。", file=photo) for photo in done.missing]
    _print_first(lines, say)
    return 0


def run_check(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Look whether everything is whole: the installation, or its backups."""
    settings = _with_key(settings, options)
    if options.backups is None:
        checked = checking.check(settings, COMMAND_LINE)
    else:
        folder = settings.backup_dir if options.backups == Path() else options.backups
        checked = checking.check_backups(settings, COMMAND_LINE, folder)
    if options.json:
        found = [{"kind": finding.kind, "message": finding.render(say)} for finding in checked.findings]
        print(json.dumps({"looked_at": checked.looked_at, "findings": found}, ensure_ascii=False))
    else:
        _print_checked(checked, options.backups is not None, say)
    return FOUND if checked.findings else 0


def _print_checked(checked: checking.Checked, backed_up: bool, say: Say) -> None:
    for finding in checked.findings:
        print(finding.render(say))
    if checked.findings:
        print(say("問題が{n}件あります。", n=len(checked.findings)))
    elif backed_up:
        print(say("控え{runs}個、写真{photos}枚を調べました。問題はありません。", **checked.looked_at))
    else:
        print(say("{rows}行、写真{photos}枚を調べました。問題はありません。", **checked.looked_at))


@contextmanager
def _bar() -> Iterator[Callable[[int, int | None], None]]:
    with tqdm(unit="枚", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:

        def progress(done: int, total: int | None) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress
