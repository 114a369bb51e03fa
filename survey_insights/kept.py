"""What is kept, until when and with whose leave, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from survey_insights.labels import day, question_label, relation_label
from survey_loader.language import N_, Say
from survey_loader.models import AfterRetention, Consents, PhotoConsent, Survey

Rows = Sequence[tuple[str, str]]

PHOTO_CONSENT_LABELS: Mapping[PhotoConsent, str] = {"face": N_("はい"), "board": N_("板だけ"), "no": N_("いいえ")}
UNKNOWN = "—"
AFTER_LABELS: Mapping[AfterRetention, str] = {
    "identity": N_("写真・板の番号・聞いた人の名前・メモを消し、ことばは残す"),
    "everything": N_("その回の聞き取りを、ことばもふくめてすべて消す"),
}


def photo_consent_label(consent: PhotoConsent, say: Say) -> str:
    """Return what somebody allowed of a photo."""
    return say(PHOTO_CONSENT_LABELS[consent])


def consent_rows(consents: Consents, say: Say) -> list[tuple[str, str]]:
    """Return (what was asked, what was answered) of all consents."""
    basis = say("本人の同意とは別の根拠：{basis}", basis=consents.basis) if consents.basis else ""
    return [
        (say("ことばを発表で紹介する"), say("はい") if consents.quote else basis or say("いいえ")),
        (say("写真を実行委員会が見る"), photo_consent_label(consents.photo_committee, say)),
        (say("写真を会場と紙で見せる"), photo_consent_label(consents.photo_hall, say)),
        (say("写真をネットと新聞で見せる"), photo_consent_label(consents.photo_web, say)),
    ]


def retention_sentence(survey: Survey, say: Say) -> str:
    """Return how long a survey keeps what it holds, and what happens then."""
    if not survey.retention_months:
        return survey.retention or say("まだ決めていません。")
    kept = say(
        "回の最後の日から{n}か月。過ぎたら：{what}。",
        n=survey.retention_months,
        what=say(AFTER_LABELS[survey.after_retention]),
    )
    return f"{survey.retention} {kept}" if survey.retention else kept


def responsible_rows(survey: Survey, say: Say) -> list[tuple[str, str]]:
    """Return who answers for a survey, what for, and how long; what nobody has said yet is a dash."""
    return [
        (say("管理者"), survey.holder or UNKNOWN),
        (say("連絡先"), survey.contact or UNKNOWN),
        (say("目的"), survey.purpose or UNKNOWN),
        (say("保存期間"), retention_sentence(survey, say)),
    ]


def choice_rows(survey: Survey, choices: Mapping[str, str], say: Say) -> list[tuple[str, str]]:
    """Return (question, answer) of choice and scale questions."""
    names = {question.key: question_label(question, say) for question in survey.questions}
    return [(names.get(key, key), value) for key, value in choices.items() if value]


def who_rows(age: str, relation: str, language: str, group: str, say: Say) -> list[tuple[str, str]]:
    """Return what is known of somebody, without what is not."""
    told = relation_label(relation, say) if relation != "unknown" else ""
    named = [(say("年代"), age), (say("まちとの関わり"), told), (say("言語"), language), (say("グループ"), group)]
    return [(name, value) for name, value in named if value]


def day_or_dash(value: date | None, say: Say) -> str:
    """Return a day as the reader writes it, a dash where there is none."""
    return day(value, say) if value else UNKNOWN
