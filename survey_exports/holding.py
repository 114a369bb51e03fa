"""What is held about one interview, in rows and as a PDF, and the slip with its withdrawal code."""

from __future__ import annotations

from datetime import date, datetime

from reportlab.lib.pagesizes import A6, landscape

from survey_exports.form import Form
from survey_insights.kept import Rows, choice_rows, consent_rows, day_or_dash, responsible_rows, who_rows
from survey_insights.labels import question_label, survey_name
from survey_loader.access import Audience
from survey_loader.acts.handing_out import AUDIENCES, OUTPUTS
from survey_loader.acts.holdings import KINDS, Holding
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.store.holdings import Kept
from survey_loader.store.outputs import Output

STANDINGS = {
    "shown": N_("いまの内容"),
    "aside": N_("いまの内容（外してあり、どの画面にも出ません）"),
    "replaced": N_("前の内容（直される前のもの）"),
    "staged": N_("取り込みの途中のもの"),
}
PHOTO_KINDS = {"face": N_("顔が写っている写真"), "board": N_("板だけの写真")}


def version_rows(kept: Kept, survey: Survey, say: Say) -> Rows:
    """Return what one stored version of an interview holds."""
    names = {question.key: question_label(question, say) for question in survey.questions}
    named = [
        (say("聞いた日時"), _when(kept, survey)),
        (say("回"), kept.wave),
        (say("場所"), kept.place),
        (say("板の番号"), kept.board),
        (say("聞いた人"), kept.interviewer),
        *who_rows(kept.age, kept.relation, kept.language, kept.group, say),
        *((names.get(question, question), text) for question, text in kept.texts),
        *choice_rows(survey, kept.choices, say),
        (say("メモ"), kept.note),
        (say("元のファイルでの番号"), kept.source_key),
        (say("どこから"), _origin(kept, say)),
        *consent_rows(kept.consents, say),
    ]
    return [(name, value) for name, value in named if value]


def _when(kept: Kept, survey: Survey) -> str:
    if not kept.at:
        return kept.day or ""
    return f"{datetime.fromisoformat(kept.at).astimezone(survey.zone):%Y-%m-%d %H:%M}"


def _origin(kept: Kept, say: Say) -> str:
    when = kept.stored_at[:10]
    if kept.origin == "entry":
        return say("{when} に入力", when=when)
    return say("{when} に取り込んだファイル「{file}」", when=when, file=kept.file)


def other_rows(holding: Holding, say: Say) -> Rows:
    """Return photos and what else speaks of the interview, with how many."""
    kinds = [photo.kind for photo in holding.photos]
    photos = [
        (say(label), say("{n}枚", n=kinds.count(kind))) for kind, label in PHOTO_KINDS.items() if kinds.count(kind)
    ]
    left = [(say("外に出したもの"), _left(one, say)) for one, _, _ in holding.outputs]
    counted = [(say(KINDS[name]), say("{n}件", n=count)) for name, count in holding.counts.items()]
    return [*photos, *left, *counted]


def _left(one: Output, say: Say) -> str:
    what, who = say(OUTPUTS.get(one.kind, one.kind)), say(AUDIENCES[Audience(one.audience)])
    return say("{what}（{when}、{who}）", what=what, when=one.at[:10], who=who)


def report_pdf(holding: Holding, survey: Survey, say: Say) -> bytes:
    """Return all that is held about one interview as PDF bytes, for the person who asks."""
    form = Form(say("持っている情報の一覧"), survey.holder, foot=_foot(survey, say))
    form.title(say("持っている情報の一覧"), survey_name(survey, say))
    form.rows([(say("聞き取りの番号"), holding.interview_id), (say("取り下げの番号"), holding.code)])
    for kept in holding.versions:
        form.heading(say(STANDINGS[kept.standing]))
        form.rows(version_rows(kept, survey, say))
    form.heading(say("写真と、そのほか"))
    form.rows(other_rows(holding, say) or [(say("写真"), say("ありません"))])
    form.heading(say("だれが、何のために、いつまで"))
    form.rows(responsible_rows(survey, say))
    form.paragraph(say("書き出したファイル、配った紙、この装置の外にある控えは、この一覧に入っていません。"))
    return form.pdf()


def slip_pdf(code: str, board: str, day: date | None, survey: Survey, say: Say) -> bytes:
    """Return the slip the respondent keeps (A6): whose survey, which board, the code, and how to withdraw."""
    form = Form(say("取り下げの番号"), survey.holder, foot="", size=landscape(A6))
    form.paragraph(survey_name(survey, say), size=11)
    form.paragraph(code, size=26)
    told = [day_or_dash(day, say) if day else "", say("板の番号 {board}", board=board) if board else ""]
    form.paragraph(say("、").join(part for part in told if part))
    form.paragraph(
        say("やめたくなったら、この番号を伝えてください。理由はいりません。ことばと写真を消します。"), size=8.5
    )
    form.paragraph(say("配った紙や、ほかの人が保存したものは戻せません。"), size=8.5)
    form.paragraph(_foot(survey, say), size=8.5)
    return form.pdf()


def slip_of(holding: Holding, survey: Survey, say: Say) -> bytes:
    """Return the slip of an interview that is held."""
    shown = holding.shown
    return slip_pdf(holding.code, shown.board, date.fromisoformat(shown.day) if shown.day else None, survey, say)


def _foot(survey: Survey, say: Say) -> str:
    return say("管理者：{holder} ｜ 連絡先：{contact}", holder=survey.holder or "—", contact=survey.contact or "—")
