"""`purge`: removing what is past its time, by itself or by hand."""

from __future__ import annotations

import argparse
from typing import Any

from survey_loader.access import COMMAND_LINE
from survey_loader.acts import retention
from survey_loader.acts.retention import Purged
from survey_loader.commands import add_db
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.settings import Settings


def add_commands(commands: Any) -> None:
    """Add the command of this module."""
    command = commands.add_parser("purge", help="保存期限が過ぎ、30日前からの知らせも済んだ回を消します")
    command.add_argument("--dry-run", action="store_true", help="消さずに、どの回が消えるかだけを出します")
    command.add_argument("--survey", default="", metavar="SLUG", help="--wave の回の調査")
    command.add_argument("--wave", default="", metavar="WAVE", help="この回を、知らせを待たずにいま消します")
    add_db(command)
    command.set_defaults(run=run_purge)


def run_purge(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Warn of what is near its date, then purge what is due, or one wave that was named."""
    if bool(options.survey) != bool(options.wave):
        raise SurveyError(N_("いま消すときは、--survey と --wave の両方を書いてください。"))
    if options.dry_run:
        return _tell(settings, options, say)
    if options.wave:
        gone = [retention.purge(settings, COMMAND_LINE, options.survey, options.wave)]
    else:
        retention.warn(settings, COMMAND_LINE)
        gone = retention.purge_due(settings, COMMAND_LINE)
    for purged in gone:
        print(told(purged, say))
    if not gone:
        print(say("いま消すものはありません。"))
    return 0


def _tell(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    found = retention.due(settings, COMMAND_LINE)
    if options.wave:
        found = [retention.of_wave(settings, COMMAND_LINE, options.survey, options.wave)]
    for slug, state in found:
        print(
            say(
                "{survey} {wave}：聞き取り{n}件、写真{photos}枚（保存期限 {until}）",
                survey=slug,
                wave=state.wave,
                n=state.interviews,
                photos=state.photos,
                until=state.keep_until or say("なし"),
            )
        )
    if not found:
        print(say("いま消すものはありません。"))
    return 0


def told(purged: Purged, say: Say) -> str:
    """Return what went, in a sentence."""
    if purged.erased:
        return say(
            "{wave}：聞き取り{n}件と写真{photos}枚を消しました。",
            wave=purged.wave,
            n=purged.erased,
            photos=purged.photos,
        )
    return say(
        "{wave}：{n}人の板の番号・聞いた人の名前・メモと、写真{photos}枚を消しました。ことばは残っています。",
        wave=purged.wave,
        n=purged.stripped,
        photos=purged.photos,
    )
