"""`explain` and `code`: why a text is coded so, and coding everything anew."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from survey_loader.access import COMMAND_LINE
from survey_loader.acts.coding import recode_all_surveys
from survey_loader.acts.explaining import explain_text
from survey_loader.commands import add_db
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.settings import Settings

AXIS_NAMES = {"live": N_("住む人のため"), "visit": N_("訪れる人のため"), "both": N_("両方のため")}
TONE_NAMES = {"praise": N_("好き"), "wish": N_("願い"), "trouble": N_("困りごと"), "mixed": N_("入りまじる")}


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser(
        "explain", help="文がなぜそう分類されるかを説明します。文がなければ標準入力のJSON Linesを読みます"
    )
    command.add_argument("text", nargs="?", help="説明する文")
    command.add_argument("--question", choices=("like", "future", "trouble"), help="どの設問への答えか")
    command.set_defaults(run=run_explain)
    command = commands.add_parser("code", help="今のコードブックで分類し直します（ことばの切り分けはそのまま）")
    command.add_argument("--survey", default="", metavar="SLUG", help="この調査だけ")
    add_db(command)
    command.set_defaults(run=run_code)


def run_explain(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Explain one text for reading, or JSON lines from standard input as JSON lines."""
    if options.text is not None:
        _print_explanation(explain_text(settings, options.text, options.question), say)
        return 0
    for number, line in enumerate(sys.stdin, 1):
        if line.strip():
            text, question = _line(line, number)
            print(json.dumps(explain_text(settings, text, question), ensure_ascii=False), flush=True)
    return 0


def _line(line: str, number: int) -> tuple[str, str | None]:
    try:
        record = json.loads(line)
        text, question = record["text"], record.get("question")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SurveyError(
            N_('{number}行目を読めません。{{"text": "…", "question": null}} の形にしてください。'), number=number
        ) from error
    if not isinstance(text, str) or question not in {None, "like", "future", "trouble"}:
        raise SurveyError(
            N_("{number}行目：text は文字列、question は like・future・trouble・null のどれかです。"), number=number
        )
    return text, question


def _print_explanation(explained: dict[str, Any], say: Say) -> None:
    because = explained["because"]
    print(say("ことば：{words}", words="、".join(explained["words"]) or "—"))
    for theme in explained["themes"]:
        words = "、".join(because["themes"].get(theme, ()))
        print(say("テーマ：{theme}（決め手：{words}）", theme=theme, words=words))
    if not explained["themes"]:
        print(say("テーマ：なし"))
    for name, labels, title in (("axis", AXIS_NAMES, N_("軸")), ("tone", TONE_NAMES, N_("気持ち"))):
        label = explained[name]
        reason = because.get(name) or {}
        words = "、".join(reason.get("words", ())) or (say("設問") if reason.get("source") == "hint" else "—")
        shown = say(labels[label]) if label else say("決められない")
        print(say("{title}：{label}（決め手：{words}）", title=say(title), label=shown, words=words))


def run_code(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Re-derive the codings that are behind the codebook and rules in force."""
    for slug, comments in recode_all_surveys(settings, COMMAND_LINE, options.survey).items():
        print(say("{slug}：声{n}件を分類し直しました。", slug=slug, n=comments))
    return 0
