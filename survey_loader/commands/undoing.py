"""`imports`, `undo` and `erase`: what was brought in, taking it back, and erasing one interview for good."""

from __future__ import annotations

import argparse
from typing import Any

from survey_loader.access import COMMAND_LINE
from survey_loader.acts import erasing, undoing
from survey_loader.acts.browsing import survey_counts
from survey_loader.acts.imports import PastImport, past_imports
from survey_loader.commands import add_db
from survey_loader.language import Say
from survey_loader.settings import Settings


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("imports", help="取り込みの記録：番号、いつ、だれが、どのファイルを")
    command.add_argument("--survey", default="", metavar="SLUG", help="この調査だけ")
    add_db(command)
    command.set_defaults(run=run_imports)
    command = commands.add_parser("undo", help="取り込みを一つ、まるごと元に戻します（番号は imports で見られます）")
    command.add_argument("number", type=int, metavar="NUMBER", help="取り込みの番号")
    command.add_argument("--even-if-edited", action="store_true", help="取り込んだあとに人が手を加えていても戻します")
    add_db(command)
    command.set_defaults(run=run_undo)
    command = commands.add_parser("erase", help="聞き取りを一つ、どこにも残らないように消します。元には戻せません")
    command.add_argument("id", metavar="ID", help="聞き取りのID")
    command.add_argument("--reason", required=True, metavar="TEXT", help="消す理由。名前やことばは書かないでください")
    add_db(command)
    command.set_defaults(run=run_erase)


def run_imports(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """List the imports of one survey or of all, the latest first."""
    slugs = [options.survey] if options.survey else [row["slug"] for row in survey_counts(settings)]
    made = [past for slug in slugs for past in past_imports(settings, slug)]
    for past in sorted(made, key=lambda past: -past.number):
        print(_line(past, say))
    if not made:
        print(say("まだ取り込みはありません。"))
    return 0


def _line(past: PastImport, say: Say) -> str:
    line = say(
        "{number}\t{when}\t{who}\t{survey}\t{file}\t{sha256}\t聞き取り{interviews}件\t声{comments}件",
        number=past.number,
        when=past.at.astimezone().strftime("%Y-%m-%d %H:%M"),
        who=past.actor,
        survey=past.survey,
        file=past.file,
        sha256=past.sha256[:12],
        interviews=past.counts.get("interviews", 0),
        comments=past.counts.get("comments", 0),
    )
    return line + "\t" + say("元に戻しました（{who}）", who=past.undone_by) if past.undone_at else line


def run_undo(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Take an import back, or list what people have done to it since and stop."""
    if not options.even_if_edited:
        for edited in undoing.look(settings, options.number).edited:
            print(say("  {what}：「{words}」", what=say(undoing.EDIT_LABELS[edited.what]), words=edited.words))
    undone = undoing.undo(settings, COMMAND_LINE, options.number, options.even_if_edited)
    print(
        say(
            "{file} の取り込みを元に戻しました。聞き取り{interviews}件、声{comments}件、写真{photos}枚を消しました。",
            file=undone.file,
            interviews=undone.interviews,
            comments=undone.comments,
            photos=undone.photos,
        )
    )
    return 0


def run_erase(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Erase one interview."""
    erased = erasing.erase(settings, COMMAND_LINE, options.id, options.reason)
    print(say("聞き取りを消しました。声{comments}件、写真{photos}枚。", comments=erased.comments, photos=erased.photos))
    return 0
