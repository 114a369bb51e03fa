"""`import`, `surveys` and `run-job`: bringing files in, and seeing what is there."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from survey_loader import doing
from survey_loader.access import COMMAND_LINE
from survey_loader.acts import mappings
from survey_loader.acts.browsing import survey_counts
from survey_loader.acts.importing import import_file
from survey_loader.acts.rejected import write_rejected
from survey_loader.acts.report_text import told_reading
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.commands import add_db, print_problems
from survey_loader.errors import SurveyError, UnusableFile
from survey_loader.language import N_, Say
from survey_loader.settings import ENGINES, Settings
from survey_loader.sources.mapping import Mapping

FURTHER = {
    "conflicts": N_("  画面で直してあるので、ファイルの変更を入れなかった聞き取り：{n}件"),
    "erased": N_("  求めに応じて消したので、入れなかった聞き取り：{n}件"),
    "copies": N_("  同じ文面の声：{n}件（一つも外していません）"),
    "photos_waiting": N_("  だれのものか分からない写真：{n}枚"),
}
UNUSABLE = 2


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("import", help="ファイルを取り込みます（何度でも同じ結果になります）")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV・TSV・XLSX・JSON・ZIP・フォルダー")
    command.add_argument("--survey", default="", metavar="SLUG", help="取り込み先の調査。なければ作ります")
    command.add_argument("--wave", default="", metavar="LABEL", help="回の名前。なければ日付から決めます")
    command.add_argument(
        "--mapping", default="", metavar="MAP", help="列の意味を書いたTOMLファイルか、保存した対応表の名前"
    )
    command.add_argument("--no-kept-mapping", action="store_true", help="調査に保存した対応表が合っても使いません")
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
    command.add_argument("--verbose", action="store_true", help="取り込みの段階を、進むたびに書きます")
    _add_analysis(command)
    add_db(command)
    command.set_defaults(run=run_import)
    command = commands.add_parser("surveys", help="調査の一覧")
    command.add_argument("--json", action="store_true", help="JSONで書きます")
    add_db(command)
    command.set_defaults(run=run_surveys)
    command = commands.add_parser("run-job", help="画面から頼まれた作業を一つ行います（サーバーが呼びます）")
    command.add_argument("job")
    command.add_argument("--stop-with-server", action="store_true", help="標準入力が閉じたら止まります")
    add_db(command)
    command.set_defaults(run=run_job)


def _add_analysis(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--engine", choices=ENGINES, default="", help="ことばを切り分けるもの。声のある調査では、いつもその調査のもの"
    )
    command.add_argument(
        "--dask", default="", metavar="tcp://HOST:PORT", help="解析を、このdaskのスケジューラーの作業機に任せます"
    )


def run_import(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Import each file in turn; one that cannot be used is told, and the others go on."""
    if options.verbose:
        logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    settings = replace(settings, dask=options.dask or settings.dask)
    reports, unusable = [], []
    mapping = _mapping(settings, options)
    for file in options.files:
        request = ImportRequest(
            file, options.survey, options.wave, mapping, tuple(options.photos),
            dry_run=options.dry_run, engine=options.engine, kept_mappings=not options.no_kept_mapping,
        )  # fmt: skip
        try:
            reports.append(_import_with_bar(settings, request))
        except UnusableFile as error:
            print(error.render(say), file=sys.stderr)
            unusable.append(file.name)
            continue
        _print_report(reports[-1], request, say)
    if options.json:
        names = ("interviews", "comments", "already_there", "rejected")
        total = {name: sum(report.counts[name] for report in reports) for name in names}
        print(json.dumps({**total, "seconds": round(sum(report.seconds for report in reports), 3)}))
    if unusable and reports:
        print(
            say(
                "取り込めなかったファイルがあります：{files}。直してから、同じコマンドをもう一度実行してください。"
                "取り込みずみのものが二重になることはありません。",
                files="、".join(unusable),
            ),
            file=sys.stderr,
        )
    return UNUSABLE if unusable else 0


def _mapping(settings: Settings, options: argparse.Namespace) -> Mapping | None:
    """Return the mapping that was asked for: one kept for the survey under that name, else a file."""
    if not options.mapping:
        return None
    return mappings.listed(settings, options.survey).get(options.mapping) or Mapping.load(options.mapping)


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
    for name, sentence in FURTHER.items():
        if count := report.counts[name]:
            print(say(sentence, n=count))
    print("  " + told_reading(report.recognised, say))
    problems = report.rejects + report.photo_problems + report.conflicting + report.file_problems
    print_problems(problems, say)
    if report.rejects and not request.dry_run:
        try:
            path = write_rejected(request.file, report.rejects, say)
            print(say("取り込めなかった行は {path} に書きました。", path=path))
        except SurveyError as error:
            # The file itself is in; the others go on.
            print(error.render(say), file=sys.stderr)


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
    if options.stop_with_server:
        threading.Thread(target=_stop_when_stdin_closes, name="stop with server", daemon=True).start()
    doing.run(settings, options.job)
    return 0


def _stop_when_stdin_closes() -> None:
    # Unbuffered: a thread inside a buffered read would hold its lock when the interpreter ends.
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)
