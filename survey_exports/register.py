"""The register sheet of personal information (個人情報ファイル簿) and the handover note, filled from the data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from survey_exports.form import Form
from survey_insights.kept import UNKNOWN, day_or_dash, responsible_rows, retention_sentence
from survey_insights.labels import survey_name
from survey_loader.acts.retention import Keeping
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.store.register import Totals

# What may be held of somebody: the field of Totals that counts it, and its name.
ITEMS = (
    ("dated", N_("聞いた日時")),
    ("place", N_("聞いた場所")),
    ("age", N_("年代")),
    ("relation", N_("まちとの関わり")),
    ("language", N_("言語")),
    ("group", N_("グループ")),
    ("choices", N_("選ぶ設問の答え")),
    ("board", N_("板の番号")),
    ("interviewer", N_("聞いた人の名前")),
    ("note", N_("メモ")),
)
CONSENTS = (
    ("quote", N_("ことばを発表で紹介してよい")),
    ("photo_committee", N_("写真を実行委員会が見てよい")),
    ("photo_hall", N_("写真を会場と紙で見せてよい")),
    ("photo_web", N_("写真をネットと新聞で見せてよい")),
    ("basis", N_("本人の同意とは別の根拠がある（公開されたデータなど）")),
    ("changed", N_("あとから同意を変えた")),
)
# Empty lines for a pen.
ROOM_TO_SIGN = "\n\n "
DUTIES = (
    N_("取り下げの求めが来たら、「同意と保存」で番号・日・ことばから探し、その日のうちに消します。理由は聞きません。"),
    N_("同意を変えたいと言われたら、同じ画面で変えます。見せられなくなった写真は、その場で消えます。"),
    N_("保存期限の30日前から、「概要」と「同意と保存」に知らせが出ます。延ばすときは、その前に日を決め直します。"),
    N_(
        "消した記録（erased.jsonl）は、控えとは別の場所に置き、なくさないでください。消した人が戻らないために使います。"
    ),
    N_("控え（バックアップ）にも同じ情報が入っています。保存期限が過ぎたら、古い控えも捨ててください。"),
    N_("書き出したファイルや配った紙は、このソフトからは消せません。だれに渡したかを書きとめてください。"),
    N_("だれが何をしたかは、「記録」で見られます。"),
)


def register_pdf(survey: Survey, totals: Totals, waves: Sequence[Keeping], today: date, say: Say) -> bytes:
    """Return the register sheet as PDF bytes (A4); what the data cannot tell is left to a pen."""
    form = Form(say("個人情報ファイル簿"), survey.holder, foot=_foot(survey, today, say))
    form.title(say("個人情報ファイル簿"), _name(survey, say))
    form.rows(
        [
            (say("ファイルの名前"), say("{survey} 聞き取りの記録", survey=survey_name(survey, say))),
            *responsible_rows(survey, say),
            (say("記録する項目"), _items(totals, say)),
            (say("対象の人"), say("街で足を止めて答えた人 {n}人（{period}）", n=f"{totals.interviews:,}",
                             period=_period(totals, say))),
            (say("集め方"), survey.method or UNKNOWN),
            (say("要配慮個人情報"), say("たずねていません。自由に書かれたことばに入っていることがあります。")),
            (say("ほかへ渡すこと"), say("（あれば、渡す先を書いてください）")),
            (say("同意と根拠"), _consents(totals, say)),
            (say("形"), say("電子ファイル（データベースと写真）")),
            (say("開示・訂正・消すことの求め"), survey.contact or UNKNOWN),
            (say("求めに応じて消した人"), say("{n}人", n=totals.erased)),
        ]
    )  # fmt: skip
    form.heading(say("回ごとの保存期限"))
    form.rows((wave.wave, wave_line(wave, say)) for wave in waves)
    return form.pdf()


def handover_pdf(survey: Survey, totals: Totals, waves: Sequence[Keeping], today: date, say: Say) -> bytes:
    """Return the handover note as PDF bytes (A4): what there is, until when, what must be done, and who signs."""
    form = Form(say("引き継ぎ書"), survey.holder, foot=_foot(survey, today, say))
    form.title(say("引き継ぎ書"), _name(survey, say))
    form.heading(say("調査と責任"))
    form.rows(responsible_rows(survey, say))
    form.heading(say("いま持っているもの"))
    form.rows(
        [
            (say("聞き取り"), say("{n}件（{period}）", n=f"{totals.interviews:,}", period=_period(totals, say))),
            (say("声"), say("{n}件", n=f"{totals.comments:,}")),
            (say("写真"), say("{n}枚（持ち主がまだ分からないもの {waiting}枚）", n=f"{totals.photos:,}",
                            waiting=f"{totals.waiting:,}")),
            (say("どこから"), say("取り込み {imports}回、入力 {entries}件", imports=f"{totals.imports:,}",
                             entries=f"{totals.entries:,}")),
            (say("同意と根拠"), _consents(totals, say)),
        ]
    )  # fmt: skip
    form.heading(say("回ごとの保存期限"))
    form.rows((wave.wave, wave_line(wave, say)) for wave in waves)
    form.heading(say("すること"))
    for duty in DUTIES:
        form.paragraph(say(duty), bullet="・")
    form.heading(say("受け渡し"))
    form.rows([(say("渡した人・日"), ROOM_TO_SIGN), (say("受けた人・日"), ROOM_TO_SIGN)])
    return form.pdf()


def wave_line(wave: Keeping, say: Say) -> str:
    """Return until when a wave is kept, and what has gone already."""
    told = say("聞き取り{n}件、写真{photos}枚", n=f"{wave.interviews:,}", photos=f"{wave.photos:,}")
    if wave.keep_until:
        told = say("{until}まで：{told}", until=day_or_dash(wave.keep_until, say), told=told)
    else:
        told = say("期限なし：{told}", told=told)
    if wave.purged_on:
        told = say("{told}（{day}に保存期限のものを消しました）", told=told, day=day_or_dash(wave.purged_on, say))
    return told


def _name(survey: Survey, say: Say) -> str:
    name = survey_name(survey, say)
    return say("{name}（見本）", name=name) if survey.sample and say("見本") not in name else name


def _items(totals: Totals, say: Say) -> str:
    named = [("comments", N_("ことば（自由に書かれたもの）")), *ITEMS, ("photos", N_("写真"))]
    return say("、").join(say(label) for name, label in named if getattr(totals, name))


def _consents(totals: Totals, say: Say) -> str:
    return "\n".join(say("{what}：{n}人", what=say(label), n=f"{getattr(totals, name):,}") for name, label in CONSENTS)


def _period(totals: Totals, say: Say) -> str:
    if totals.first_day is None:
        return UNKNOWN
    return say("{first}〜{last}", first=day_or_dash(totals.first_day, say), last=day_or_dash(totals.last_day, say))


def _foot(survey: Survey, today: date, say: Say) -> str:
    return say(
        "{day}に、まちの声が持っているデータから作りました。保存期間：{kept}",
        day=day_or_dash(today, say),
        kept=retention_sentence(survey, say),
    )
