"""The read-me sheet: what the tables are, of whom, how they were made, and what may be done with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from survey_exports.workbook import CUT, Sheet, is_cut
from survey_insights.charts import Chart
from survey_insights.kept import responsible_rows
from survey_insights.labels import AXIS_LABELS, TONE_LABELS, day, listing, period, survey_name
from survey_insights.methods import method
from survey_insights.public_charts import PublicChart, Unit
from survey_insights.shares import share_columns
from survey_loader.access import FEWEST_PEOPLE, Audience
from survey_loader.acts.codings_told import CodedWith
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

MOST_PLACES = 30
# What is counted in a public chart, and of how many.
COUNTED: dict[Unit, tuple[str, str]] = {
    "people": (N_("書いた人"), N_("聞いた人")),
    "comments": (N_("声の数"), N_("全体の声の数")),
}
# What the columns of our charts mean, by their Japanese names.
MEANINGS = {
    N_("日付"): N_("聞いた日（その土地の日付）"),
    N_("場所"): N_("聞いた場所"),
    N_("板の番号"): N_("書いた板の番号"),
    N_("年代"): N_("書いた人の年代"),
    N_("設問"): N_("どの設問への答えか"),
    N_("声"): N_("書かれたままのことば"),
    N_("ことば"): N_("数えたことば。テーマのシートでは、そのテーマを見つけることば"),
    N_("条件"): N_("そのテーマを付ける条件（KH Coder のコーディングルールと同じ書き方）"),
    N_("もともと"): N_("そのテーマのことばが、ふつう、だれのためのことか"),
    N_("時期"): N_("回・月・日"),
    N_("まん中の日"): N_("その時期の声の、まん中の日"),
    N_("系列"): N_("図の線の名前"),
    N_("数"): N_("その線が数えた数"),
    N_("全体"): N_("割合の分母"),
    N_("差"): N_("ふたつの割合の差"),
    N_("多いのは"): N_("そのことばが、ほかより多く出てくる声"),
    N_("「住む人のため」の割合"): N_("住む人か訪れる人かどちらかのための声のうち、住む人のための声の割合"),
    N_("両方のための声"): N_("割合の分母になる、両方のための声の数"),
    N_("項目"): N_("テーマ、ことば、だれのため、気持ちのどれか"),
    N_("グループ"): N_("だれ・いつの数か"),
    N_("書いた人"): N_("そのテーマを書いた人の数。ひとりが何度書いても1人です"),
    N_("聞いた人"): N_("その設問を聞いた人の数。何も書かなかった人も入ります"),
    N_("声の数"): N_("声（ひとつの設問への答え）の数"),
    N_("全体の声の数"): N_("割合の分母になる声の数"),
    N_("割合"): N_("0〜1の数を%で表しています"),
    N_("下限"): N_("割合の95%の幅の下のはし"),
    N_("上限"): N_("割合の95%の幅の上のはし"),
    N_("幅"): N_("割合の95%の幅"),
    N_("差の下限"): N_("差の95%の幅の下のはし"),
    N_("差の上限"): N_("差の95%の幅の上のはし"),
    N_("q値"): N_("いくつもくらべた分をきびしくした検定の値。0.05未満を「差あり」とします"),
    N_("判定"): N_("差が偶然だけでは説明しにくいかどうか"),
    N_("だれのため"): N_("その声が、だれにとっての話か（だれが書いたかではありません）"),
    N_("気持ち"): N_("その声の気持ち"),
    N_("テーマ"): N_("その声に出てくる話題。ひとつの声にいくつも付きます"),
    N_("だれのため：決め手"): N_("なぜそう分けたか。決め手のことば、書いた人の選択、人の判断、設問のどれか"),
    N_("気持ち：決め手"): N_("なぜそう分けたか。決め手のことば、人の判断、設問のどれか"),
    N_("テーマ：決め手"): N_("テーマごとに、決め手のことば、条件、人の判断のどれか"),
    N_("ぶつかり"): N_("訪れる人が来ることで住む人が困っている声"),
    N_("公開してよい"): N_("書いた人が、ことばを発表で紹介してよいと答えたか、公開されたデータか"),
    N_("声の番号"): N_("声をひとつに決める番号。取り込み直しても変わりません"),
    N_("まちとの関わり"): N_("書いた人の、まちとの関わり"),
    N_("回"): N_("聞き取りの回"),
}
USES: Mapping[bool, str] = {
    False: N_(
        "実行委員会の中だけで使います。公開に同意していない声も入っています。外に渡すときは「外に渡す」を選んで作り直してください。"
    ),
    True: N_("外に渡せます。声は、紹介してよいと答えた人のものだけです。日付と板の番号は入れていません。"),
}
CAUTIONS = (
    N_("足を止めてくれた人の声であり、市民全体の割合ではありません。"),
    N_("頭に ' が付いたセルは、= や + などで始まることばです。式として動かないように付けています。"),
    N_("テーマ・だれのため・気持ちは、決まりに従って自動で付け、人が見たものは人の判断を優先しています。"),
    N_("取り下げがあると、数字と声は変わります。古いファイルは捨て、作り直してください。"),
)
Facts = Sequence[tuple[str, str]]


def facts(voices: Voices, coded: CodedWith, audience: Audience, chosen: str, today: date, say: Say) -> Facts:
    """Return what must be known of the tables as (name, text).

    `chosen` says what the reader filtered, "" for all; tables for outside, and these facts, are of all `voices`
    and only their comments are filtered.
    """
    survey, comments = voices.survey, voices.comments
    name, quotable = survey_name(survey, say), int(comments["quotable"].sum())
    places = voices.interviews["place"].value_counts()
    told = [
        (say("調査"), name),
        (say("見本"), say("架空のまちの見本です。実在のまちの声ではありません。") if survey.sample else ""),
        (say("使いみち"), say(USES[audience.public])),
        (say("作った日"), day(today, say)),
        (say("聞いた人"), say("{n}人", n=f"{len(voices.interviews):,}")),
        (say("声"), say("{n}件（公開してよいもの {m}件）", n=f"{len(comments):,}", m=f"{quotable:,}")),
        (say("時期"), period(voices.interviews["day"], say)),
        (say("場所"), listing([str(place) for place in places[places > 0].index if place], say, most=MOST_PLACES)),
        (say("回ごとの人数"), _waves(voices, say, FEWEST_PEOPLE if audience.public else 1)),
        (say("方法"), survey.method),
        (say("絞り込み"), _filtered(chosen, audience, say)),
        (say("数え方"), say("同じ文面は一度だけ数えています") if voices.once else ""),
        (say("分け方の版"), version_told(coded, say)),
        (say("出典"), survey.source),
        *responsible_rows(survey, say),
        *((say("ご注意"), say(caution)) for caution in CAUTIONS),
    ]  # fmt: skip
    return [(what, text) for what, text in told if text]


def _filtered(chosen: str, audience: Audience, say: Say) -> str:
    if chosen and audience.public:
        return say("表は調査の全体です。シート「声」だけ、次のもので絞り込んでいます：{filters}", filters=chosen)
    return chosen or say("なし（すべての声）")


def _waves(voices: Voices, say: Say, least: int) -> str:
    counts = voices.interviews["wave"].value_counts()
    names = [str(wave) for wave in voices.waves["label"] if counts.get(wave, 0)]
    if any(counts[wave] < least for wave in names):
        # Of all but one the last could be told by subtracting.
        return ""
    return say("、").join(say("{wave}：{n}人", wave=wave, n=f"{counts[wave]:,}") for wave in names)


def version_told(coded: CodedWith, say: Say) -> str:
    """Return which version of themes, terms and rules the codings come from."""
    saved = say(
        "テーマの分け方 第{n}版、ことばの整理 第{m}版", n=coded.codebook_edition, m=coded.terms_edition
    ) if coded.codebook_edition or coded.terms_edition else say("はじめの状態")  # fmt: skip
    return say("{saved}（記号 {version}）", saved=saved, version=coded.version)


def chart_sheet(name: str, chart: Chart, say: Say) -> Sheet:
    """Return a chart's numbers; what must travel with them stands below."""
    notes = [
        (say("わかったこと"), chart.title),
        (say("はかり方"), chart.subtitle),
        (say("読み方"), chart.how_to_read),
        (say("調べ方"), method(chart, say)),
        (say("聞いた人・出典"), chart.footer),
    ]
    return Sheet(name, chart.subtitle or chart.title, chart.table, share_columns(chart.table, say), notes=notes)


def public_sheet(chart: PublicChart, say: Say) -> Sheet:
    """Return a public chart's numbers, one row an item and group; a count that is kept back is empty."""
    count, total = (say(name) for name in COUNTED[chart.unit])
    rows = []
    for place, row in enumerate(chart.rows):
        for group, column in enumerate(chart.columns):
            cell = chart.cell(place, group)
            known = (cell.count, cell.total, cell.share, cell.low, cell.high) if cell else (None,) * 5
            rows.append((row.name, column.name, *known))
    shares = [say("割合"), say("下限"), say("上限")]
    frame = pd.DataFrame(rows, columns=[say("項目"), say("グループ"), count, total, *shares])
    notes = [
        (say("わかったこと"), chart.title),
        (say("はかり方"), chart.subtitle),
        (say("読み方"), chart.reading),
        (say("調べ方"), chart.method),
        *((say("のせていない数"), note) for note in chart.notes),
        (say("聞いた人・出典"), chart.footer),
    ]
    return Sheet(chart.name, chart.subtitle, frame, shares, notes=[(name, text) for name, text in notes if text])


def read_me(told: Facts, sheets: Sequence[Sheet], say: Say) -> Sheet:
    """Return the sheet that stands first: the facts, then each sheet, then what its columns mean."""
    rows = [*told, ("", "")]
    rows += [
        (
            say("シート「{name}」", name=sheet.name),
            say("{about}（{n}行）", about=sheet.about, n=f"{len(sheet.frame):,}"),
        )
        for sheet in sheets
    ]
    cut = sum(_cut(sheet) for sheet in sheets)
    if cut:
        rows.append(
            (
                say("長すぎるセル"),
                say("Excelに入りきらない{n}個のセルを途中で切り、「{mark}」で終えています。", n=cut, mark=CUT),
            )
        )
    rows.append(("", ""))
    rows += _columns(sheets, say)
    return Sheet(say("はじめに"), "", pd.DataFrame(rows, columns=[say("項目"), say("内容")], dtype=object))


def _columns(sheets: Sequence[Sheet], say: Say) -> Facts:
    """Return what the columns mean: those that mean the same everywhere once, a sheet's own under its name."""
    shared = {say(name): say(meaning) for name, meaning in MEANINGS.items()}
    shared |= {
        say(name): say("「{label}」に分けた声の数", label=say(name))
        for name in (*AXIS_LABELS.values(), *TONE_LABELS.values())
    }
    used = dict.fromkeys(
        str(column) for sheet in sheets for column in sheet.frame.columns if column not in sheet.columns
    )
    common = [(say("列「{column}」", column=column), shared[column]) for column in used if column in shared]
    own = [
        (say("「{sheet}」の「{column}」", sheet=sheet.name, column=column), meaning)
        for sheet in sheets
        for column, meaning in sheet.columns.items()
    ]
    return [*common, *own]


def _cut(sheet: Sheet) -> int:
    texts = sheet.frame.select_dtypes(include=["object", "string"])
    return int(sum(texts[name].map(lambda cell: isinstance(cell, str) and is_cut(cell)).sum() for name in texts))
