"""The words in which consent is asked on a phone, in four languages, and what the answers allow.

Text between braces is a reading, `{漢字|かんじ}`, or a value, `{town}`; a sentence without its value is left out.
What respondents were asked is kept by version and language, so texts of a published version never change: other words
are a new VERSION.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from survey_loader import ages
from survey_loader.models import Consents, PhotoConsent

VERSION = "1"
# Phones that were offline may still ask in the words of an earlier one.
VERSIONS = frozenset({VERSION})
LANGUAGES = ("ja", "en", "zh", "ko")
DAYS = 7
# What can be answered to ② and ③; anything else is no answer, which is a no.
COMMITTEE, PUBLIC, NO = ("face", "board", "no"), ("yes", "hall", "no"), "no"
# A value, not a reading: those hold a bar.
_VALUE = re.compile(r"\{([a-z]+)\}")

Sentences = tuple[str, ...]

_JA: Mapping[str, Sentences] = {
    "intro": (
        "「{town}」という、まちの{未来|みらい}の{調査|ちょうさ}です。",
        "{責任者|せきにんしゃ}：{holder}。",
        "{連絡先|れんらくさき}：{contact}。",
        "{名前|なまえ}は{聞|き}きません。",
        "{答|こた}えなくても、{途中|とちゅう}でやめても{大丈夫|だいじょうぶ}です。",
    ),
    "q1": ("① ことば：{調|しら}べて、{発表|はっぴょう}で{紹介|しょうかい}します（{短|みじか}くすることがあります）。",),
    "q1_yes": ("はい",),
    "q1_no": ("いいえ",),
    "q2": ("② {写真|しゃしん}・{委員会|いいんかい}：{実行委員会|じっこういいんかい}の{人|ひと}だけが{見|み}ます。",),
    "q2_face": ("はい",),
    "q2_board": ("{板|いた}だけ",),
    "q2_no": ("いいえ",),
    "q3": (
        "③ {写真|しゃしん}・{公開|こうかい}：{発表会|はっぴょうかい}・{報告書|ほうこくしょ}・ネット・"
        "{新聞|しんぶん}で{見|み}せます。",
    ),
    "q3_yes": ("はい",),
    "q3_hall": ("{会場|かいじょう}と{紙|かみ}だけ",),
    "q3_no": ("いいえ",),
    "promises": (
        "{広告|こうこく}には{使|つか}いません。",
        "{顔|かお}で{人|ひと}を{探|さが}しません。",
        "{until}に{消|け}します。",
    ),
    "stop": (
        "やめたいときは、カードの{番号|ばんごう}をQRか{電話|でんわ}で{知|し}らせてください。",
        "{理由|りゆう}はいりません。",
        "{days}{日以内|にちいない}に{消|け}します。",
        "{配|くば}った{紙|かみ}や、ほかの{人|ひと}が{保存|ほぞん}したものは{戻|もど}せません。",
    ),
    "guardian": ("{age}さい{未満|みまん}の{人|ひと}は、おうちの{人|ひと}と{決|き}めてください。",),
    "guardian_old": ("{age}さい{以上|いじょう}です",),
    "guardian_yes": ("おうちの{人|ひと}と{決|き}めました",),
    "done": ("ありがとうございました。{電話|でんわ}を、{聞|き}いた{人|ひと}に{返|かえ}してください。",),
}
_EN: Mapping[str, Sentences] = {
    "intro": (
        "This is “{town}”, a survey about the future of the town.",
        "Responsible: {holder}.",
        "Contact: {contact}.",
        "We do not ask for your name.",
        "You need not answer, and you may stop at any time.",
    ),
    "q1": ("① Your words: we study them and show them in presentations (sometimes shortened).",),
    "q1_yes": ("Yes",),
    "q1_no": ("No",),
    "q2": ("② Photo, committee: only the members of the executive committee see it.",),
    "q2_face": ("Yes",),
    "q2_board": ("Board only",),
    "q2_no": ("No",),
    "q3": ("③ Photo, public: we show it at presentations, in reports, online and in newspapers.",),
    "q3_yes": ("Yes",),
    "q3_hall": ("Hall and paper only",),
    "q3_no": ("No",),
    "promises": (
        "We do not use it for advertising.",
        "We do not search for people by their faces.",
        "We delete it in {until}.",
    ),
    "stop": (
        "If you change your mind, tell us the number on your card by its QR code or by phone.",
        "You need not give a reason.",
        "We delete it within {days} days.",
        "Printed copies, and what others have saved, cannot be taken back.",
    ),
    "guardian": ("If you are under {age}, please decide together with a parent or guardian.",),
    "guardian_old": ("I am {age} or older",),
    "guardian_yes": ("We decided together",),
    "done": ("Thank you. Please hand the phone back to the person who asked you.",),
}
_ZH: Mapping[str, Sentences] = {
    "intro": (
        "这是关于这座城市未来的调查“{town}”。",
        "负责人：{holder}。",
        "联系方式：{contact}。",
        "我们不会问您的姓名。",
        "您可以不回答，也可以随时停止。",
    ),
    "q1": ("① 您的话：我们会进行分析，并在发布会上介绍（有时会缩短）。",),
    "q1_yes": ("同意",),
    "q1_no": ("不同意",),
    "q2": ("② 照片・委员会：只有执行委员会的成员会看到。",),
    "q2_face": ("同意",),
    "q2_board": ("只限写字板",),
    "q2_no": ("不同意",),
    "q3": ("③ 照片・公开：会在发布会、报告书、网络和报纸上展示。",),
    "q3_yes": ("同意",),
    "q3_hall": ("只限会场和纸张",),
    "q3_no": ("不同意",),
    "promises": ("不会用于广告。", "不会用面部来寻找个人。", "将于{until}删除。"),
    "stop": (
        "如果您想撤回，请通过二维码或电话告诉我们卡片上的号码。",
        "不需要说明理由。",
        "我们会在{days}天内删除。",
        "已经分发的纸张和他人保存的内容无法收回。",
    ),
    "guardian": ("未满{age}岁的人，请和家长一起决定。",),
    "guardian_old": ("我已满{age}岁",),
    "guardian_yes": ("已和家长一起决定",),
    "done": ("谢谢您。请把手机还给采访您的人。",),
}
_KO: Mapping[str, Sentences] = {
    "intro": (
        "‘{town}’, 이 도시의 미래에 관한 조사입니다.",
        "책임자: {holder}.",
        "연락처: {contact}.",
        "이름은 묻지 않습니다.",
        "대답하지 않아도, 도중에 그만두어도 괜찮습니다.",
    ),
    "q1": ("① 말씀: 조사하고 발표에서 소개합니다(줄여서 소개하기도 합니다).",),
    "q1_yes": ("예",),
    "q1_no": ("아니요",),
    "q2": ("② 사진・위원회: 실행위원회 사람들만 봅니다.",),
    "q2_face": ("예",),
    "q2_board": ("글판만",),
    "q2_no": ("아니요",),
    "q3": ("③ 사진・공개: 발표회, 보고서, 인터넷, 신문에서 보여 줍니다.",),
    "q3_yes": ("예",),
    "q3_hall": ("행사장과 종이만",),
    "q3_no": ("아니요",),
    "promises": ("광고에는 쓰지 않습니다.", "얼굴로 사람을 찾지 않습니다.", "{until}에 삭제합니다."),
    "stop": (
        "그만두고 싶을 때는 카드의 번호를 QR이나 전화로 알려 주세요.",
        "이유는 필요 없습니다.",
        "{days}일 안에 삭제합니다.",
        "나누어 준 종이나 다른 사람이 저장한 것은 되돌릴 수 없습니다.",
    ),
    "guardian": ("{age}세 미만인 분은 보호자와 함께 정해 주세요.",),
    "guardian_old": ("{age}세 이상입니다",),
    "guardian_yes": ("보호자와 함께 정했습니다",),
    "done": ("감사합니다. 휴대전화를 질문한 사람에게 돌려주세요.",),
}
_TEXTS: Mapping[str, Mapping[str, Sentences]] = {"ja": _JA, "en": _EN, "zh": _ZH, "ko": _KO}
# Between sentences; Chinese and Japanese need nothing.
_JOINTS = {"ja": "", "en": " ", "zh": "", "ko": " "}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def texts(language: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of VERSION in a language by their keys, filled with values; readings stay marked."""
    joint = _JOINTS[language]
    return {
        key: joint.join(filled(one, values) for one in sentences if is_filled_by(one, values))
        for key, sentences in _TEXTS[language].items()
    }


def month(language: str, year: int, number: int) -> str:
    """Return a month as people of a language write it, without readings."""
    written = {"ja": f"{year}年{number}月", "zh": f"{year}年{number}月", "ko": f"{year}년 {number}월"}
    return written.get(language) or f"{_MONTHS[number - 1]} {year}"


def is_filled_by(sentence: str, values: Mapping[str, str]) -> bool:
    """Whether there is a value for each that a sentence asks for."""
    return all(values.get(name) for name in _VALUE.findall(sentence))


def filled(sentence: str, values: Mapping[str, str]) -> str:
    """Return a sentence with its values in place; readings stay marked."""
    return _VALUE.sub(lambda found: values[found[1]], sentence)


def allowed(quote: bool, committee: str, public: str, guardian: bool | None, age: str, guardian_age: int) -> Consents:
    """Return what was allowed; of somebody under `guardian_age` years nothing without a guardian.

    `guardian` is None where nobody asked for one. The public never sees more of a photo than the committee.
    """
    if guardian is False or (guardian is None and ages.surely_below(age, guardian_age)):
        return Consents()
    seen = cast(PhotoConsent, committee if committee in COMMITTEE else NO)
    return Consents(
        quote=quote,
        photo_committee=seen,
        photo_hall=seen if public in {"yes", "hall"} else "no",
        photo_web=seen if public == "yes" else "no",
    )
