"""The report of an import as a text a person can read, keep and send on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Values
from typing import Any

from survey_loader.access import ACTOR_LABELS
from survey_loader.acts.imports import PastImport
from survey_loader.acts.reports import ImportReport
from survey_loader.language import N_, Say
from survey_loader.models import Reject, Survey
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.mapping_sheet import SAID, UNUSED, uses

# Short enough for a narrow card on a phone.
COUNT_LABELS = {
    "interviews": N_("新しい聞き取り"),
    "comments": N_("新しい声"),
    "already_there": N_("もう入っている"),
    "changed": N_("内容が変わった"),
    "conflicts": N_("人の直しを残した"),
    "rejected": N_("取り込めない行"),
    "erased": N_("消した人（除く）"),
    "copies": N_("同じ文面の声"),
    "photos": N_("写真"),
    "photos_waiting": N_("あとでつなぐ写真"),
}
MEANING_LABELS = {
    "text": N_("設問（文章）＝声"),
    "choice": N_("設問（選択）"),
    "scale": N_("設問（段階）"),
    SAID: N_("だれにとって（住む人・来る人）"),
    "date": N_("日時"),
    "time": N_("時刻（日付と別の列のとき）"),
    "place": N_("場所"),
    "interviewer": N_("聞き手"),
    "board": N_("板の番号"),
    "age": N_("年代"),
    "relation": N_("まちとの関わり"),
    "language": N_("言語"),
    "group": N_("グループ"),
    "wave": N_("回"),
    "note": N_("備考"),
    "key": N_("番号（同じ人を見分ける）"),
    "photo": N_("写真の名前（顔あり）"),
    "photo_board": N_("写真の名前（板だけ）"),
    "consent_quote": N_("同意：ことばの公開"),
    "consent_photo_committee": N_("同意：委員会に写真"),
    "consent_photo_public": N_("同意：写真の公開"),
    UNUSED: N_("使わない"),
}
# The others are told only where there are any.
ALWAYS = ("interviews", "comments", "already_there", "changed", "rejected")
ENCODING_LABELS = {
    "utf-8": "UTF-8",
    "utf-8-sig": N_("UTF-8（BOMつき）"),
    "cp932": N_("CP932（Shift_JIS）"),
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "euc_jp": "EUC-JP",
    "iso2022_jp_ext": "ISO-2022-JP",
    # A workbook tells its encoding itself.
    "xlsx": "",
}
ZONE_LABELS = {"Asia/Tokyo": N_("日本時間")}
SEPARATOR_LABELS = {
    ",": N_("カンマ（,）"),
    "\t": N_("タブ"),
    ";": N_("セミコロン（;）"),
}


def told_counts(counts: Values[str, Any], say: Say) -> dict[str, int]:
    """Return the counts worth telling, by their names in the reader's language."""
    return {
        say(label): int(counts[name])
        for name, label in COUNT_LABELS.items()
        if name in counts and (name in ALWAYS or counts[name])
    }


def told_recognition(recognised: Values[str, Any], say: Say) -> dict[str, str]:
    """Return how a file was read, by name; what does not apply is ""."""
    known = {name: str(value) for name, value in recognised.items()}
    encoding, separator, zone = (known.get(name, "") for name in ("encoding", "separator", "zone"))
    return {
        say("形式"): say(known.get("label", "")),
        say("文字コード"): say(ENCODING_LABELS.get(encoding, encoding)),
        say("区切りの文字"): say(SEPARATOR_LABELS.get(separator, separator)),
        say("シート"): known.get("sheet", ""),
        say("時刻の基準"): say(ZONE_LABELS.get(zone, zone)),
        say("使った対応表"): known.get("kept", ""),
    }


def told_reading(recognised: Values[str, Any], say: Say) -> str:
    """Return in one sentence as what a file was read, and how."""
    how = [f"{name} {value}" for name, value in told_recognition(recognised, say).items() if value]
    layout, listed = say(str(recognised["label"])), say("、").join(how[1:])
    return say("{layout}として読みました（{how}）。", layout=layout, how=listed)


def told_assumptions(recognised: Values[str, Any], say: Say) -> list[str]:
    """Return what was taken for granted, one sentence each."""
    return [say(message, **values) for message, values in recognised.get("assumptions", ())]


def told_columns(recognised: Values[str, Any], say: Say) -> list[str]:
    """Return what each column was used for; those without a use are left out."""
    mapping = Mapping.parse(recognised["mapping"]) if recognised.get("mapping") else None
    found = uses(mapping, recognised["header"]) if mapping else ()
    told = []
    for use in found:
        column, meaning = " ".join(use.column.split()), say(MEANING_LABELS[use.meaning])
        if use.question:
            told.append(
                say(
                    "「{column}」：{meaning}「{question}」", column=column, meaning=meaning, question=use.question.label
                )
            )
        elif use.meaning != UNUSED:
            told.append(say("「{column}」：{meaning}", column=column, meaning=meaning))
    return told


def told_reject(reject: Reject, say: Say) -> str:
    """Return why something could not be taken; rows are named by their number."""
    reason = " ".join(say(reject.reason, **reject.values).split())
    return say("{row}行目：{reason}", row=reject.row, reason=reason) if reject.row else reason


def report_text(past: PastImport, report: ImportReport, survey: Survey, say: Say) -> str:
    """Return the whole report in Markdown; it holds no one's words but cells named in reasons."""
    at = past.at.astimezone(survey.zone)
    facts = {
        say("調査"): survey.name,
        say("いつ"): at.strftime("%Y-%m-%d %H:%M"),
        say("だれが"): say(ACTOR_LABELS.get(past.actor, past.actor)),
        say("ファイル"): past.file,
        "SHA-256": past.sha256,
        say("状態"): undone(past, survey, say),
    }
    counts = {name: f"{count:,}" for name, count in told_counts(past.counts, say).items()}
    lines = [f"# {say('取り込みの報告')}", "", *_facts(facts)]
    lines += ["", f"## {say('数')}", "", *_facts(counts)]
    lines += ["", f"## {say('このように読みました')}", "", *_facts(told_recognition(past.recognised, say))]
    for title, sentences in (
        (say("列の意味"), told_columns(past.recognised, say)),
        (say("こうみなしました"), told_assumptions(past.recognised, say)),
        (say("取り込めなかった行"), _told(report.rejects, say)),
        (say("人が直したので変えなかった行"), _told(report.conflicting, say)),
        (say("写真について"), _told(report.photo_problems, say)),
        (say("使わなかったファイル"), _told(report.file_problems, say)),
    ):
        if sentences:
            lines += ["", f"## {title}", "", *(f"- {sentence}" for sentence in sentences)]
    return "\n".join(lines) + "\n"


def undone(past: PastImport, survey: Survey, say: Say) -> str:
    """Return that an import was undone, by whom and when, or ""."""
    if past.undone_at is None:
        return ""
    at = past.undone_at.astimezone(survey.zone).strftime("%Y-%m-%d %H:%M")
    who = say(ACTOR_LABELS.get(past.undone_by, past.undone_by))
    return say("元に戻しました（{at}、{who}）", at=at, who=who)


def _facts(named: Values[str, str]) -> Iterator[str]:
    return (f"- {name}: {value}" for name, value in named.items() if value)


def _told(rejects: Iterable[Reject], say: Say) -> list[str]:
    return [told_reject(reject, say) for reject in rejects]
