"""The axis: whom the thing spoken of serves, by the words of each clause."""

from __future__ import annotations

import re
from collections.abc import Iterable

from survey_loader.models import Axis, Tone

_VISITORS = (
    r"(?:観光客|旅行者|旅行客|旅行の人|旅の人|外国人|外国の(?:人|方|かた|お客)|外人|インバウンド|民泊|"
    r"ツアー客|団体客|クルーズ客|よそ者|よその人|海外の(?:人|方)|レンタカー|観光バス|よそから来た人|"
    r"県外(?:の人|ナンバー|車)|来た人|花火客|花見客|キャンプ客|釣り客|撮り鉄|ライダー)"
)
# What visits do to those who live here.
_HARM = re.compile(
    rf"{_VISITORS}(?:の(?:人|方|車|せい|マナー|ごみ|ゴミ|声|騒|ポイ捨て|路上|違法|無断|混雑|渋滞|"
    rf"スーツケース|荷物|行列|バス|増加|列|客|お客|運転|写真|撮影|たばこ|タバコ)|(?:で(?:いっぱい|道|"
    rf"バス|電車|病院|駅|店|スーパー|混|渋滞|座|歩|ごった|あふれ|地元|毎|町|街|家)|ばかり|だらけ|優先|"
    rf"向けばかり|が多すぎ|が増えすぎ|が増え|が多く|がうるさ|が騒|が勝手|が道|が押し寄|が歩道|がバス|"
    rf"がごみ|がゴミ|が並|が車|が路上|が.{{0,8}}(?:勝手|騒|捨て|入ってく|入り込|邪魔|ふさ|塞|占領|撮|"
    rf"うるさ|とめ|停め|止め|踏)|に(?:占領|ふさ|席|取られ)|も多く|価格|値段|公害))"
)
_HARM_WORDS = re.compile(
    r"オーバーツーリズム|観光公害|too many (?:tourists|visitors|foreigners)|地元の人が(?:入れ|乗れ|"
    r"使え|座れ)な|(?:クルーズ船|観光シーズン|連休|ゴールデンウィーク|GW|紅葉シーズン|花見の時期|"
    r"観光の季節).{0,24}(?:乗れな|乗り切れ|渋滞|満員|通れな|出られな|帰れな|停められな|動けな|買えな)|"
    r"市民が(?:乗れ|入れ|使え|座れ)な|住民が(?:乗れ|入れ|使え)な"
)
_FOR_VISITORS = re.compile(
    rf"{_VISITORS}(?:の?(?:ため|向け|にも|用の?)|が(?:少な|来な|減|いな|足り|困|泊ま|迷)|に(?:は|"
    rf"も)?(?:わか|分か|不親切|やさし|優し|伝わ))"
)


def joined(axes: Iterable[Axis | None]) -> Axis | None:
    """The axis of one clause: the special one over `both`, and `both` where two differ."""
    found = set(axes)
    if "live" in found:
        return "both" if "visit" in found else "live"
    return "visit" if "visit" in found else "both" if "both" in found else None


def whole(clauses: Iterable[tuple[Axis | None, bool]]) -> Axis | None:
    """The axis of a comment from those of its clauses.

    Clauses of different axes make it `both`; but where people are named, a facility
    beside them serves those people: 高齢者が多いので、バスを残して.
    """
    found = {axis for axis, _ in clauses if axis}
    if len(found) < 2:
        return found.pop() if found else None
    named = {axis for axis, people in clauses if axis and people and axis != "both"}
    if len(named) == 1 and found == {"both", *named}:
        return named.pop()
    return "both"


def clashes(text: str, tone: Tone | None) -> str:
    """Return the words of a resident's trouble caused by visits, or ""."""
    if tone not in ("trouble", "wish", "mixed"):
        return ""
    match = _HARM_WORDS.search(text)
    if match is None:
        match = _HARM.search(text)
        if match is None or _FOR_VISITORS.search(text):
            return ""
        if tone == "wish" and not re.search(r"マナー|ごみ|ゴミ|騒|勝手|無断|ポイ捨て|うるさ|迷惑|すぎ|優先", text):
            return ""
    return match[0]
