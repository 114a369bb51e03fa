"""The axis: whom the thing spoken of serves, by the words of each clause."""

from __future__ import annotations

import re
from collections.abc import Iterable

from survey_loader.models import Axis, Tone

_VISITORS = (
    r"(?:外国人観光客|外国人旅行者|観光客|旅行者|旅行客|見物客|参拝客|訪日客|泊まり客|スキー客|登山客|海水浴客|"
    r"サーファー|カメラマン|観光の(?:人|車|客)|他県ナンバー|クルーズ船の(?:客|乗客)|旅行の人|旅の人|外国人|外国の(?:人|方|かた|お客)|外人|インバウンド|民泊|"
    r"ツアー客|団体客|クルーズ客|よそ者|よその人|海外の(?:人|方)|レンタカー|観光バス|よそから来た人|"
    r"県外(?:の人|ナンバー|車)|来た人|花火客|花見客|キャンプ客|釣り客|ドライブ客|行楽客|車中泊の人|撮り鉄|ライダー)"
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
# The same with more words between: what they do, and whom they keep from what.
_HARM_LONG = re.compile(
    rf"{_VISITORS}[^。!?\n]{{0,24}}(?:大声|騒[いがぎ]|うるさ|捨て|空き缶|踏み荒|荒ら[しさ]|入ってく|入り込|立ち?入り|"
    rf"無断|勝手|のぞ[いか]|撮られ|占領|占拠|押し寄せ|ふさ[いが]|塞|路上駐|迷惑|眠れな|寝られな|寝れな|落ち着かな|"
    rf"(?:住民|市民|町民|村民|地元|島民|うち|通勤|通学|通院|車庫|家賃)[^。\n]{{0,18}}(?:な[いくか]|ません|高|上が))"
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


# Without one of these a text has no clash; looked for once a text.
_VISITS = re.compile(
    rf"{_VISITORS}|オーバーツーリズム|観光公害|too many|クルーズ船|シーズン|連休|ゴールデンウィーク|GW|時期|季節|"
    r"(?:地元の人|市民|住民)が",
    re.IGNORECASE,
)


def speaks_of_visits(text: str) -> bool:
    """Whether a clash is possible in this text at all."""
    return _VISITS.search(text) is not None


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
    if tone == "praise":
        return ""
    match = _HARM_WORDS.search(text) if tone else None
    if match is None:
        match = (_HARM.search(text) if tone else None) or _HARM_LONG.search(text)
        if match is None or _FOR_VISITORS.search(text):
            return ""
        if tone == "wish" and not re.search(
            r"マナー|ごみ|ゴミ|騒|勝手|無断|ポイ捨て|うるさ|迷惑|すぎ|優先|捨て|立ち?入|入ってく|大声|撮ら|防ぐ|荒ら",
            text,
        ):
            return ""
    return match[0]
