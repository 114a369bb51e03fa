"""The words by which headers are recognised, and the sentences that say what they were taken for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from survey_loader.language import N_
from survey_loader.models import Tone

# In order of trust: an edit in Kobo changes _uuid but not meta/rootUuid.
SURE_KEYS = ("meta/rootuuid", "key", "meta-instanceid", "meta/instanceid", "instanceid", "_uuid", "uuid")

# One consent to publish whatever was given, words and photo alike.
PUBLISH = "consent_publish"

# A header is what the first match in this table says; among columns, an earlier pattern wins the field.
FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("said", (r"(だれ|誰)に(とって|とり)", r"for whom", r"_said$")),
    ("consent_photo_committee", (
        r"写真.*(委員会|内部|関係者)", r"(同意|許可|承諾).*(委員会|内部|関係者).*写真",
        r"consent.*photo.*committee", r"photo.*committee.*consent",
    )),
    ("consent_photo_public", (
        r"写真.*(公開|掲載|展示|会場|報告書|同意|許可|承諾)", r"写真.*(使用|利用).*(可|ok|よい|いい)",
        r"consent.*photo", r"photo.*(consent|publi|permission)", r"\b(publish|show|share|print)\b.*(photo|picture)",
    )),
    (PUBLISH, (r"consent.*publi", r"^(一般|ウェブ|web)?(への?)?公開.*(同意|許可|可否|承諾|よい|良い|いい)")),
    ("consent_quote", (
        r"(引用|コメント|声|言葉|回答|文章|ことば).*(公開|掲載|引用)", r"引用.*(同意|可|許可|承諾|よい|良い|いい|ok)",
        r"^(声|言葉|ことば|コメント|文章|回答)の?(紹介の?)?(同意|許可|承諾)$",
        r"(引用|コメント|声|言葉|回答|文章|ことば).*(載せ|のせ)て(も)?(よい|良い|いい)",
        r"consent.*quot", r"quot.*consent", r"^quote([ _]ok)?$", r"consent.*(text|comment|words?|voice)",
        r"\b(publish|quote|show|share|print)\b.*(words?|comments?|answers?|voice|text)",
    )),
    ("photo_board", (
        r"(板|ボード)(のみ|だけ)の?(写真|画像)", r"(写真|画像).*[（(](板|ボード)(のみ|だけ)[)）]",
        r"(photo|picture) of (the )?board only", r"board[ _]only",
        r"photo_board",
    )),
    ("photo", (r"写真(?!.*(枚|有無|点数))", r"画像", r"フォト", r"\bphoto", r"\bpicture", r"\bimage")),
    ("key", (
        r"^(回答者?|聞き取り|聴き取り|調査票|整理|管理|受付|声)?の?(番号|no\.?|id)$",
        r"^(interview|response|respondent|comment)[-_ ]?id$",
    )),
    ("board", (r"(ボード|板|パネル)の?(番号|no\.?|id)", r"^board[ _]?(no|number|id)?\.?$", r"^(ボード|板)$")),
    ("relation", (
        r"(まち|町|街|市|地域)と?の(関わり|かかわり|関係)", r"お?住まい", r"居住",
        r"住んで(いる|い)?(場所|ところ|地域|市|町)", r"^(関わり|かかわり|関係|立場|属性)$",
        r"relation", r"\bresiden(t|c)", r"where do you live",
    )),
    ("time", (
        r"^(聞き取り|聴き取り|調査|取材|回答|実施|訪問|開始)?(を?した)?(開始)?(時刻|時間)$",
        r"^((interview|start)[ _]?)?time( of day)?$",
    )),
    ("date", (
        r"^(start([ _](date|time))?|開始日?時?刻?)( ?\((utc|gmt)\))?$", r"タイムスタンプ", r"^timestamp$",
        r"(回答|聞き取り|聴き取り|調査|取材|記入|実施|訪問)(を?した)?(日時|日付|年月日|日)",
        r"^(日時|日付|年月日|日|date|datetime|date and time|day|when)$",
        r"^(受付|受取|記録|入力|作成|送信|登録|投稿)(日時|日付|年月日|日)$",
        r"^(submissiondate|submitdate|startdate|datestamp)$",
        r"^(answered|asked|created|recorded|submitted)[ _]?(at|on)$", r"^date[ _](created|recorded|submitted)$",
        r"(interview|response|survey)[ _]?(date|time)",
    )),
    ("interviewer", (
        r"(聞き手|聴き手|インタビュアー|調査員)(?!(の|用の?)?(メモ|気づき|気付き)|用[)）]?$)", r"聞き取り(者|担当)",
        r"^(担当者?|記録者|記入者|学生)(名|id)?$", r"interviewer", r"^student$",
    )),
    ("age", (r"年代", r"年齢", r"ねんだい", r"ねんれい", r"\bage\b", r"^age", r"\bage[ _]?group")),
    ("language", (r"^(使用|回答)?(言語|ことば|言葉)$", r"^(start)?language$", r"^lang$")),
    ("wave", (r"^(調査|実施)?回$", r"^第?何?回目?$", r"^wave$", r"^ラウンド$", r"^round$")),
    ("place", (
        r"(聞き取り|聴き取り|調査|実施|取材|回答)(した|の)?(場所|地点|エリア|会場)",
        r"^(場所|地点|会場|place|location|spot|venue)$", r"^エリア$", r"^市町村$", r"場所$", r"^where\b",
        r"(場所|ところ)は?どこ", r"^(place|location)\b",
        r"どこで(お?話を|ご?意見を)?(お?聞き|お?聴き|うかが|伺|取材|調査)",
    )),
    ("group", (r"^(グループ|団体|組|班)(名|番号|id)?$", r"同行者", r"^group([ _]?id)?$")),
    ("note", (r"^備考", r"^(調査員)?メモ", r"特記", r"^notes?$", r"^remarks?$", r"聞き手の(メモ|気づき)")),
)  # fmt: skip

KEY_NAMES = dict(FIELDS)["key"]


def names_a_field(compared: str) -> bool:
    """Say whether a header, as `columns.plain` compares it, is the name of a field of an interview."""
    return any(re.search(pattern, compared) for _, patterns in FIELDS for pattern in patterns)


_TROUBLE = (
    r"困|不満|不便|課題|嫌い|きらい|苦手|悪い(ところ|点)|足りない|改善|心配"
    r"|trouble|problem|dislike|complain|inconvenien|difficult|\bhard (about|to|for)\b"
)
_FUTURE = (
    r"未来|将来|願い|ねがい|期待|要望|希望|なってほしい|なったらいい|してほしい|求める"
    r"|どんな(まち|町|街|市)|future|^what should\b|\bwish|\bhope|\bwant"
)
_LIKE = (
    r"好き|すき|魅力|[良よい]い(ところ|点)|良かった|よかった|長所|自慢|お?すすめ|推奨|気に入"
    r"|\blikes?\b|\blove|\bbest\b|attract|\bgood (points?|things?|sides?)\b"
)
_COMMENT = (
    r"感想|コメント|意見|自由記述|自由回答|自由記入|フリーアンサー|ひとこと|一言|つぶやき|メッセージ"
    r"|^(.*の)?声$|^声の?(内容|本文)$|^(回答|発言)?(の?(内容|本文|文章))$|^発言$|(板|ボード)の(ことば|言葉|文字|文章|内容)"
    r"|理由を?.*(お?書き|書いて|教えて|お?聞かせ|記入)"
    r"|comment|opinion|feedback|free text|^why\b|^(text|message|body|answer|voice)$"
)
# Which text question a header asks; trouble first, because "dislike" holds "like".
QUESTIONS: tuple[tuple[str, Tone | None, str], ...] = (
    ("trouble", "trouble", _TROUBLE),
    ("future", "wish", _FUTURE),
    ("like", "praise", _LIKE),
    ("comment", None, _COMMENT),
)
# What asks for words, of whatever kind.
ASKS_WORDS = "|".join(pattern for _, _, pattern in QUESTIONS)
# How a question is called where a file has only its code: (Japanese, English), for charts.
CODES: Mapping[str, tuple[str, str]] = {
    "trouble": ("困っていること", "What troubles me"),
    "future": ("どんなまちになってほしい", "The town I hope for"),
    "like": ("好きなところ", "What I like"),
    "comment": ("感想・意見", "Comments"),
}
# 好きな場所, 写真に撮りたい魅力 and 年代ごとの課題 are questions, whatever else they speak of.
ASKS = "|".join((_TROUBLE, _FUTURE, _LIKE))
MAY_ASK = frozenset(
    {"photo", "board", "date", "time", "interviewer", "age", "language", "wave", "place", "group", "note"}
)
SCALE = re.compile(
    r"満足度|5段階|何点|住みやすさ|訪れやすさ|度合い?|評価|nps|\brate\b|rating|satisf|how (much|easy|likely)"
)

SAYS: Mapping[str, str] = {
    "key": N_("「{column}」を1件ごとの番号(同じ回答を見分けるもの)とみなしました。"),
    "date": N_("「{column}」を日時とみなしました。"),
    "time": N_("「{column}」を時刻とみなしました。"),
    "place": N_("「{column}」を場所とみなしました。"),
    "interviewer": N_("「{column}」を聞き手とみなしました。"),
    "board": N_("「{column}」をボード番号とみなしました。"),
    "age": N_("「{column}」を年代とみなしました。"),
    "relation": N_("「{column}」をまちとの関わりとみなしました。"),
    "language": N_("「{column}」を言語とみなしました。"),
    "group": N_("「{column}」をグループとみなしました。"),
    "note": N_("「{column}」を備考とみなしました。"),
    "wave": N_("「{column}」を回とみなしました。"),
    "photo": N_("「{column}」を写真(顔あり)の名前とみなしました。"),
    "photo_board": N_("「{column}」をボードだけの写真の名前とみなしました。"),
    "consent_quote": N_("「{column}」を声の公開の同意とみなしました。"),
    "consent_photo_committee": N_("「{column}」を委員会に写真を見せる同意とみなしました。"),
    "consent_photo_public": N_("「{column}」を写真の公開の同意とみなしました。"),
}
SAYS_QUESTION: Mapping[str, str] = {
    "text": N_("「{column}」を設問(文章)とみなしました。"),
    "choice": N_("「{column}」を設問(選択)とみなしました。"),
    "scale": N_("「{column}」を設問(段階)とみなしました。"),
}
HALL_ONLY = N_("「{column}」は会場と紙で写真を見せる同意とみなし、ウェブでの公開にはあてはめません。")
PUBLIC_FOR_COMMITTEE = N_("委員会に写真を見せる同意の列がないため、公開の同意を委員会にもあてはめます。")
