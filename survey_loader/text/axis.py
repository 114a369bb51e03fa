"""The axis: whom the thing spoken of serves, by the words of each clause."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from survey_loader.models import Axis, Tone

_VISITORS = (
    r"(?:外国人観光客|外国人旅行者|外国人客|観光客|観光の団体(?:客|さん)?|観光さん|旅行者|旅行客|見物客|参拝客|訪日客|泊まり客|宿泊客|スキー客|"
    r"登山客|海水浴客|"
    r"温泉客|サーファー|カメラマン|観光の(?:人|方|車|客)|他県ナンバー|クルーズ船の(?:客|乗客)|旅行の(?:人|方)|"
    r"旅の人|外国人|"
    r"外国の(?:人|方|かた|お客)|外人|インバウンド|民泊|ツアー客|団体客|クルーズ客|よそ者|よその(?:人|車)|"
    r"海外の(?:人|方)|"
    r"レンタカー|観光バス|ツアーバス|よそから来た(?:人|車|釣り人|客)|(?:県|町|市|島|村|道)外(?:の(?:人|車|客)|"
    r"ナンバー|車)|来た人|"
    r"花火客|花見客|キャンプ客|釣り客|釣り人|登山者|ドライブ客|行楽客|車中泊の(?:人|車)|撮り鉄|ライダー|"
    r"ツーリスト|別荘の人|"
    r"(?:見物|花見|花火|祭り|紅葉|キャンプ|聖地巡礼|撮影|スキー|海水浴|釣り|ツーリング|ツアー)の(?:人|車|客|バイク)|"
    r"修学旅行の(?:団体|生徒|バス|子)|撮影に来(?:た|る)人|(?:島|町|まち|村|街)に来る人)"
)
# What visits do to those who live here.
_HARM = re.compile(
    rf"{_VISITORS}(?:の(?:人|方|車|せい|マナー|(?:ごみ|ゴミ)(?!箱|の持ち)|声|騒|ポイ捨て|路上|違法|無断|混雑|渋滞|"
    rf"スーツケース|キャリー|荷物|行列|バス|増加|列|客|お客|運転|写真|撮影|たばこ|タバコ)|(?:で(?:いっぱい|道|"
    rf"バス|電車|病院|駅|店|スーパー|混|渋滞|座|歩|ごった|あふれ|地元|毎|町|街|家)|ばかり|だらけ|優先|"
    rf"向けばかり|が多すぎ|が増えすぎ|が増え|が多く|がうるさ|が騒|が勝手|が道(?:で|に|の真|いっぱい|を(?:ふさ|塞|"
    rf"占))|が押し寄|が歩道|がバス|"
    rf"が(?:ごみ|ゴミ)(?!箱)|が並|が車|が路上|が.{{0,8}}(?:勝手|騒|捨て|入ってく|入り込|邪魔|ふさ|塞|占領|撮|"
    rf"うるさ|とめ|停め|止め|踏)|に(?:占領|ふさ|席|取られ)|も多く|価格|値段|公害))"
)
# Whom or what of daily life visits keep from something: 子どもの迎えに間に合わない.
_DAILY = (
    r"(?:住民|市民|町民|村民|島民|地元|うち|自宅|通勤|通学|通院|仕事|出勤|車庫|家賃|住む家|買い物|迎え|高校生|"
    r"子ども|子供|赤ちゃん|"
    r"お年寄り|高齢者|年寄り|ベビーカー|救急車|トラクター|農作業|病院|学校|郵便局)"
)
_KEPT = r"(?:な[いくか]|ません|ねえ|遅れ|遅刻|我慢|ふさが|高く|上が|起き)"
# The same with more words between: what they do, and whom they keep from what.
_HARM_LONG = re.compile(
    rf"{_VISITORS}[^。!?\n]{{0,24}}(?:大声|騒[いがぎ]|うるさ|爆音|捨て|空き缶|ごみを置|ゴミを置|踏み荒|"
    rf"荒ら[しさ]|荒れ|入ってく|"
    rf"入り込|立ち?入り|無断|勝手|のぞ[いか]|撮られ|撮るの|占領|占拠|押し寄せ|ふさ[いが]|塞|路上駐|迷惑|"
    rf"猛スピード|逆走|枝を折|"
    rf"エンジンをかけ|眠れな|寝られな|寝れな|寝ていられな|落ち着かな|"
    rf"(?:家|うち|玄関|学校|病院|車庫)の前[^。\n]{{0,12}}(?:停|止|とめ|とま|並|座|たむろ)|"
    rf"{_DAILY}[^。\n]{{0,18}}{_KEPT})"
    rf"|{_VISITORS}(?:で|に|が[^。\n]{{1,16}}[てでり、])[^。\n]{{0,18}}(?:満員|乗れな|乗り切れ|通れな|停められな|"
    rf"入れな|座れな)"
    r"|(?:市民|住民|町民|島民|地元(?:の人)?)より(?:も)?(?:観光|旅行|インバウンド)"
    r"|(?i:(?:tourists?|visitors?) (?:block|crowd|leave|are (?:loud|noisy|everywhere)|park|trespass)|"
    r"airbnb[^.\n]{0,30}(?:nois|loud|trash|garbage)|locals can'?t)"
)
_HARM_WORDS = re.compile(
    r"オーバーツーリズム|観光公害|(?i:too many (?:tourists|visitors|foreigners))|"
    r"地元の[人者]が[^。\n]{0,8}(?:入れ|乗れ|使え|座れ|買え|食べられ|外食でき)な|(?:クルーズ船|観光シーズン|"
    r"観光の季節|連休|ゴールデンウィーク|GW).{0,24}(?:乗れな|乗り切れ|満員|通れな|出られな|"
    r"帰れな|停められな|動けな|買えな|買い物ができな)|"
    rf"(?:クルーズ船|シーズン|連休|ゴールデンウィーク|GW|時期|季節|祭りの日|花火の日)[^。\n]{{0,24}}(?:渋滞|混雑|"
    rf"満員|車)[^。\n]{{0,10}}"
    rf"(?:{_DAILY}[^。\n]{{0,18}}{_KEPT}|家[^。\n]{{0,6}}(?:出られ|帰れ|着け)な)|"
    r"(?:市民|住民|町民|島民)が[^。\n]{0,6}(?:乗れ|入れ|使え|座れ|買え)な|"
    r"(?:観光客|旅行者|インバウンド|外国人)(?:向け|相手|用)の?[^。\n]{0,8}ばかり|"
    r"観光地(?:に|化)[^。\n]{0,24}(?:うるさ|騒がし|住みにく|住みづら|暮らしにく|住めな)|"
    r"ホテルばかり[^。\n]{0,16}(?:住民|住む|地元|家が)"
)
_FOR_VISITORS = re.compile(
    rf"{_VISITORS}(?:の?(?:ため|向け|にも|用の?)|が(?:少な|来な|減|いな|足り|困|泊ま|迷)|に(?:は|"
    rf"も)?(?:わか|分か|不親切|やさし|優し|伝わ))"
)
# One who came speaks of the crowd: 観光客が多くて写真が撮れなかった.
_AS_VISITOR = re.compile(
    r"(?:ホテル|宿|旅館|空港)に(?:着|向か|行|戻)|(?:旅行|観光)(?:で|に)(?:来|行|訪)|写真が撮れ|見られな|見えな|"
    r"見学でき|"
    r"ゆっくり(?:見|観|回|楽し)|楽しめな|チェックイン|また来|来てみ|訪れ"
)


_ASKED_TO_STOP = re.compile(
    r"マナー|ごみ|ゴミ|騒|勝手|無断|ポイ捨て|うるさ|迷惑|すぎ|優先|捨て|立ち?入|入ってく|大声|撮ら|防ぐ|荒ら|"
    r"やめ|止めさせ|"
    r"規制|制限|取り締ま|禁止|対策"
)
_LISTED = re.compile(r"[とや・、,/]|も.{1,8}も|\band\b")
# Without one of these a text has no clash; looked for once a text.
_VISITS = re.compile(
    rf"{_VISITORS}|オーバーツーリズム|観光公害|too many|クルーズ船|シーズン|連休|ゴールデンウィーク|GW|時期|季節|"
    r"(?:地元の[人者]|[市町島]民|住民)が|より(?:も)?(?:観光|旅行)|観光地|祭りの日|花火の日|ホテルばかり|tourist|"
    r"visitor|airbnb|locals",
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


def of_things(axes: Iterable[Axis | None], text: str) -> Axis | None:
    """The axis of one clause by what it speaks of; of things for either side, one may be in passing
    unless they are listed: 除雪と英語の案内を."""
    found = set(axes)
    if {"live", "visit"} <= found and not _LISTED.search(text):
        return None
    return joined(found)


def tells_both(themes: Collection[str], tone: Tone | None, only_weak: bool) -> bool:
    """Whether things that serve either side are said to: a place to eat that is only liked tells
    of its food, and what visits do to a town troubles one side, though the words do not say which."""
    if (only_weak and tone) or ("food" in themes and tone not in ("wish", "trouble")):
        return False
    return set(themes) != {"balance"} or tone in ("praise", "mixed")


def blamed(text: str, tone: Tone | None) -> bool:
    """Whether visitors may be the cause of a trouble rather than those who have it."""
    return tone == "trouble" and not _FOR_VISITORS.search(text) and not _AS_VISITOR.search(text)


class Side(NamedTuple):
    """The axis of one clause, whether people gave it, and whether the clause says how it is and ends there."""

    axis: Axis | None
    people: bool = False
    said: bool = False


def whole(sides: Sequence[Side]) -> Axis | None:
    """The axis of a comment from those of its clauses.

    Where people are named, a facility beside them serves those people: 高齢者が多いので、バスを残して.
    Things for either side, in different clauses, make it `both` only where each is spoken of in
    a sentence of its own; else one may be in passing, and nobody can tell which.
    """
    found = {side.axis for side in sides if side.axis}
    if len(found) < 2:
        return found.pop() if found else None
    named = {side.axis for side in sides if side.axis and side.people and side.axis != "both"}
    if len(named) == 1:
        return named.pop()
    if not {"live", "visit"} <= found or len(named) == 2:
        return "both"
    apart = {side.axis for side in sides if side.said}
    return "both" if {"live", "visit"} <= apart else None


def clashes(text: str, tone: Tone | None) -> str:
    """Return the words of a resident's trouble caused by visits, or ""."""
    if tone == "praise":
        return ""
    match = _HARM_WORDS.search(text) if tone else None
    if match is None:
        match = (_HARM.search(text) if tone else None) or _HARM_LONG.search(text)
        if match is None or _FOR_VISITORS.search(text):
            return ""
        if tone == "wish" and not _ASKED_TO_STOP.search(text):
            return ""
    return "" if _AS_VISITOR.search(text) else match[0]
