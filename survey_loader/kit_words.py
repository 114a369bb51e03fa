"""The words on what is printed for the street: what the student says, slips, cards, the tally sheet and the sign.

Paper in the street is Japanese, with a line of English where respondents read it, whatever language its organiser
works in. Text between braces is a reading, `{漢字|かんじ}`, or a value, `{town}`; a sentence without its value is left
out (survey_loader/consent_words.py has the words of consent itself).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from survey_loader import consent_words

READING = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")

# What the slips say, on the half that the respondent keeps and on the other.
SLIP: Mapping[str, tuple[str, ...]] = {
    "thanks": ("ご協力ありがとうございました。",),
    "purpose": ("目的：{purpose}",),
    "holder": ("責任者：{holder}",),
    "contact": ("連絡先：{contact}",),
    "stop": ("やめたいとき",),
    "stop_qr": (
        "QRコードか上の連絡先で、この番号を知らせてください。",
        "理由はいりません。",
        "{days}日以内に消します。",
    ),
    "stop_qr_alone": (
        "QRコードで、この番号を知らせてください。",
        "理由はいりません。",
        "{days}日以内に消します。",
    ),
    "stop_contact": (
        "上の連絡先に、この番号を知らせてください。",
        "理由はいりません。",
        "{days}日以内に消します。",
    ),
    "stop_unknown": ("この紙を渡した人に、この番号を知らせてください。", "理由はいりません。"),
    "beyond": ("配った紙や、ほかの人が保存したものは戻せません。",),
    "until_everything": ("やめなくても、{until}にすべて消します。",),
    "until_identity": ("やめなくても、{until}に写真と番号を消します（ことばは残ります）。",),
    "typed": ("QRが使えないとき：{typed}",),
    "stub": ("聞き手の控え",),
    "stub_how": ("板に番号を写すか、この紙を板といっしょに写真に写します。名前は書きません。",),
}
SLIP_EN: Mapping[str, tuple[str, ...]] = {
    "stop_qr": (
        "To take your answers back, scan the code or tell the contact above this number.",
        "No reason needed; deleted within {days} days.",
    ),
    "stop_qr_alone": (
        "To take your answers back, scan the code.",
        "No reason needed; deleted within {days} days.",
    ),
    "stop_contact": (
        "To take your answers back, tell the contact above this number.",
        "No reason needed; deleted within {days} days.",
    ),
    "stop_unknown": ("To take your answers back, tell this number to whoever gave you this slip.",),
}
STUB_FIELDS = ("時刻", "場所", "写真　□ 顔　□ 板　□ なし", "□ スマホに入れた")

CARD: Mapping[str, str] = {
    "title": "街頭入力の招待",
    "how": "スマホのカメラで読み取ると、入力画面が開きます。一度開けば、電波がなくても使えます。",
    "secret": "この紙は、かぎと同じです。人に見せない、写真に撮らない、SNSにのせない。",
    "lost": "なくしたら、すぐ担当者に知らせてください。使えないようにします。",
    "until": "{until}まで使えます",
}

# The last day of an invitation, after year and month.
CARD_DAY = "{day}日"

TALLY: Mapping[str, str] = {
    "title": "声かけの表",
    "how": "一人ごとに正の字で数えます。グループは人数で。スマホで数えた人は、ここには書きません（二重になります）。",
    "approached": "声をかけた",
    "declined": "ことわられた",
    "wrote": "書いてくれた",
    "hour": "時間",
    "total": "合計",
    "sum": "計",
    "notes": "気づいたこと（名前や、だれのことか分かることは書きません）",
    "after": "終わったら担当者へ渡します。",
}
TALLY_FIELDS = ("日付", "場所", "回", "聞き手", "天気")
# From nine in the morning to eight in the evening.
TALLY_HOURS = tuple(f"{hour}時〜" for hour in range(9, 20))

SIGN: Mapping[str, str] = {
    "ja": "まちの声、聞かせてください",
    "en": "Tell us what you think of our town",
    "how": "板に書くだけ。1〜2分です。名前は聞きません。",
    "how_en": "Just write on the board: one or two minutes. We do not ask your name.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the script: its title, what is said aloud, and what is done."""

    title: str
    says: tuple[str, ...] = ()
    does: tuple[str, ...] = ()


# `{intro}` stands for the words of consent.
BEFORE: tuple[Step, ...] = (
    Step(
        "{声|こえ}をかける",
        (
            "こんにちは。「{town}」という{調査|ちょうさ}です。まちのこれからについて、みなさんの{声|こえ}を{聞|き}いています。",
            "{1分|いっぷん}か{2分|にふん}で{終|お}わります。{板|いた}に{書|か}いていただけませんか。",
        ),
        (
            "{正面|しょうめん}から、{少|すこ}し{離|はな}れて。{道|みち}をふさぎません。{声|こえ}をかけたら、"
            "スマホか{表|ひょう}の「{声|こえ}かけ」に1を{足|た}します。",
            "ことわられたら「ありがとうございました。お{気|き}をつけて」。{追|お}いかけません。"
            "「お{断|ことわ}り」にも1を{足|た}します。",
        ),
    ),
    Step("{説明|せつめい}する", ("{intro}",), ("「{何|なに}に{使|つか}うの」と{聞|き}かれたら：{purpose}",)),
)
AXIS = Step(
    "だれのためかを{聞|き}く",
    ("それは、{住|す}む{人|ひと}のためですか。{来|く}る{人|ひと}のためですか。{両方|りょうほう}ですか。",),
    ("{本人|ほんにん}が{迷|まよ}ったら、{選|えら}ばなくてかまいません。こちらで{決|き}めません。",),
)
CONSENT_HOW = (
    "スマホを{渡|わた}して、{本人|ほんにん}に{押|お}してもらいます。{読|よ}めないときは、このまま{読|よ}み{上|あ}げます。",
    "{答|こた}えがないものは「いいえ」です。すすめたり、{理由|りゆう}を{聞|き}いたりしません。",
)
LAST = Step(
    "{番号|ばんごう}の{紙|かみ}を{渡|わた}す",
    (
        "これは、あなたの{番号|ばんごう}です。やめたくなったら、この{番号|ばんごう}を{知|し}らせてください。"
        "{理由|りゆう}はいりません。ありがとうございました。",
    ),
    (
        "{板|いた}の{番号|ばんごう}と{紙|かみ}の{番号|ばんごう}が{同|おな}じか、{渡|わた}す{前|まえ}に"
        "{見|み}くらべます。{最後|さいご}の{文字|もじ}も{写|うつ}します。",
    ),
)
# What somebody says or what happens, and how to react.
WHEN: tuple[tuple[str, str], ...] = (
    (
        "「{写真|しゃしん}はちょっと」",
        "「{写真|しゃしん}なしで{大丈夫|だいじょうぶ}です。{板|いた}だけでも、ことばだけでもかまいません」",
    ),
    (
        "「{書|か}けない」「{見|み}えにくい」",
        "「{代|か}わりに{書|か}きます」。{言|い}われたとおりに{書|か}き、{読|よ}み{返|かえ}して{確|たし}かめます。",
    ),
    (
        "「やっぱりやめます」",
        "すぐにやめます。{入|い}れたものは、その{場|ば}で{消|け}します。{送|おく}ったあとなら、"
        "{番号|ばんごう}を{担当者|たんとうしゃ}に{知|し}らせます。",
    ),
    (
        "{日本語|にほんご}が{分|わ}からない",
        "スマホの{同意|どうい}の{画面|がめん}を{英語|えいご}・{中国語|ちゅうごくご}・{韓国語|かんこくご}に"
        "{替|か}えます。{板|いた}は{何語|なにご}でもかまいません。",
    ),
    (
        "{age}さい{未満|みまん}に{見|み}える",
        "おうちの{人|ひと}といっしょのときだけ、おうちの{人|ひと}にも{聞|き}きます。ひとりなら、お{礼|れい}を"
        "{言|い}って{終|お}わります。",
    ),
    (
        "{怒|おこ}られた・からまれた",
        "{言|い}い{返|かえ}さず、「{失礼|しつれい}しました」と{離|はな}れます。{一人|ひとり}にならず、"
        "{担当者|たんとうしゃ}に{電話|でんわ}します。",
    ),
    (
        "{係|かかり}の{人|ひと}や{警察|けいさつ}に{聞|き}かれた",
        "この{紙|かみ}と、{許可|きょか}の{書類|しょるい}を{見|み}せます。やめるように{言|い}われたら、やめます。",
    ),
    (
        "{具合|ぐあい}の{悪|わる}い{人|ひと}・けが",
        "{調査|ちょうさ}は{止|と}めて、{人|ひと}を{呼|よ}びます。{急|いそ}ぐときは119。",
    ),
)
HEADINGS: Mapping[str, str] = {
    "script": "{話|はな}し{方|かた}",
    "ask": "{板|いた}に{書|か}いてもらう",
    "consent": "{使|つか}い{方|かた}を{聞|き}く（{同意|どうい}）",
    "when": "こんなとき",
}


def filled(sentences: tuple[str, ...], values: Mapping[str, str], joint: str = "") -> str:
    """Return the sentences whose values are known as one text, filled; readings stay marked."""
    return joint.join(consent_words.filled(one, values) for one in sentences if consent_words.is_filled_by(one, values))


def plain(marked: str) -> str:
    """Return a text without its readings."""
    return READING.sub(r"\1", marked)
