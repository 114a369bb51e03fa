"""`import`, `surveys` and `run-job`: bringing files in, and seeing what is there."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from survey_loader import jobs
from survey_loader.access import COMMAND_LINE
from survey_loader.acts.browsing import survey_counts
from survey_loader.acts.importing import import_file
from survey_loader.acts.rejected import write_rejected
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.language import Say
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping

SHOWN_PROBLEMS = 10


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("import", help="ファイルを取り込みます（何度でも同じ結果になります）")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV・TSV・XLSX")
    command.add_argument("--survey", default="", metavar="SLUG", help="取り込み先の調査。なければ作ります")
    command.add_argument("--wave", default="", metavar="LABEL", help="回の名前。なければ日付から決めます")
    command.add_argument("--mapping", type=Path, metavar="MAP.toml", help="列の意味を書いたファイル")
    command.add_argument(
        "--photos",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="写真のフォルダーかZIP。何度でも書けます",
    )
    command.add_argument("--dry-run", action="store_true", help="数えるだけで、何も保存しません")
    command.add_argument("--json", action="store_true", help="最後の行に結果をJSONで書きます")
    _add_db(command)
    command.set_defaults(run=run_import)
    command = commands.add_parser("surveys", help="調査の一覧")
    command.add_argument("--json", action="store_true", help="JSONで書きます")
    _add_db(command)
    command.set_defaults(run=run_surveys)
    command = commands.add_parser("run-job", help="画面から頼まれた作業を一つ行います（サーバーが呼びます）")
    command.add_argument("job")
    _add_db(command)
    command.set_defaults(run=run_job)


def _add_db(command: argparse.ArgumentParser) -> None:
    command.add_argument("--db", type=Path, metavar="DB", help="データベースのファイル")


def run_import(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Import each file in turn; the first that cannot be used ends the run."""
    reports = []
    mapping = Mapping.load(options.mapping) if options.mapping else None
    for file in options.files:
        request = ImportRequest(
            file, options.survey, options.wave, mapping, tuple(options.photos), dry_run=options.dry_run
        )
        reports.append(_import_with_bar(settings, request))
        _print_report(reports[-1], request, say)
    if options.json:
        names = ("interviews", "comments", "already_there", "rejected")
        total = {name: sum(report.counts[name] for report in reports) for name in names}
        print(json.dumps({**total, "seconds": round(sum(report.seconds for report in reports), 3)}))
    return 0


def _import_with_bar(settings: Settings, request: ImportRequest) -> ImportReport:
    with tqdm(unit="件", desc=request.file.name, disable=not sys.stderr.isatty(), file=sys.stderr) as bar:

        def progress(done: int, total: int | None) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return import_file(settings, COMMAND_LINE, request, progress)


def _print_report(report: ImportReport, request: ImportRequest, say: Say) -> None:
    print(
        say(
            "{file}：聞き取り{interviews}件、声{comments}件を取り込みました。"
            "すでにあったもの{already_there}件、変わったもの{changed}件、取り込めなかった行{rejected}件、写真{photos}枚。",
            file=report.file,
            **report.counts,
        )
        if not request.dry_run
        else say(
            "{file}：取り込むと、聞き取り{interviews}件、声{comments}件が加わります。"
            "すでにあるもの{already_there}件、変わったもの{changed}件、取り込めない行{rejected}件。まだ何も保存していません。",
            file=report.file,
            **report.counts,
        )
    )
    problems = report.rejects + report.photo_problems
    for reject in problems[:SHOWN_PROBLEMS]:
        print(say("  {row}行目：{reason}", row=reject.row, reason=say(reject.reason, **reject.values)))
    if len(problems) > SHOWN_PROBLEMS:
        print(say("  ほか{n}件", n=len(problems) - SHOWN_PROBLEMS))
    if report.rejects and not request.dry_run:
        path = write_rejected(request.file, report.rejects, say)
        print(say("取り込めなかった行は {path} に書きました。", path=path))


def run_surveys(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """List the surveys with their counts."""
    counts = survey_counts(settings)
    if options.json:
        print(json.dumps(counts, ensure_ascii=False))
        return 0
    for row in counts:
        print(say("{slug}\t{name}\t聞き取り{interviews}件\t声{comments}件", **row))
    if not counts:
        print(say("調査はまだありません。"))
    return 0


def run_job(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Do one queued job in this process."""
    jobs.run(settings, options.job)
    return 0
