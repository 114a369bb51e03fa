"""Praise that is meant as complaint, where the text itself shows it."""

from __future__ import annotations

import re

# What nobody is thankful for.
_NUISANCE = re.compile(
    r"[0-9一二三]+時間待って|シャッター|空き店舗|空きビル|空き家|空き地|廃墟|廃屋|テナントゼロ|ゼロ(?:と|です|だ)|穴ぼこ|穴だらけ|でこぼこ|デコボコ|陥没|"
    r"水たまり|ひび割れ|[0-9一二三四五六]+時間(?:に[0-9一二]本|待ち|も待|おき)|[0-9]+分(?:も?放置|待ち|も?待た|も待)|"
    r"(?:一|1)日(?:に|たった)?(?:[0-9一二三四]|数)[本便]|放置|ほったらかし|雪の壁|雪の塊|雪の山|雪山|赤字|借金|雑草|草ぼうぼう|"
    r"ごみ(?!ひと|一)|ゴミ(?!ひと|一)|渋滞|遅れ|無視|たらい回し|つるつる|ツルツル|スケートリンク|圏外|減便|廃止|閉店|値上げ|"
    r"増税|(?:誰|だれ)も(?:い|来)な|冷え切|冷めた|雨漏り|真っ暗|だらけ|工事中|通行止め|故障中|待機児童|休診|休業|定休日|"
    r"砂利道|ぬかるみ|無人|行き止まり|満員|すし詰め|開かない|来ない|通じない|動かない|壊れた|錆び|サビだらけ"
)
# Words that praise too grandly beside it.
_GRAND = re.compile(
    r"ご立派|お見事|ご自慢の|ご丁寧に|だこと|なことで|とは[、]?(?:立派|恐れ入|見事|驚|大した|たいした|感心|さすが)|スリル満点|"
    r"ありがたいことに|ありがたい(?:お話|こと)です|いい運動|足腰が鍛え|鍛えられ|修行|涙が出(?:る|ます|そう)|頭が下が|"
    r"おめでた|サバイバル|大した(?:もの|もん)|たいした(?:もの|もん)|結構な(?:こと|ご身分)"
)
_PRAISED = re.compile(
    r"(?:(?:さすが|流石)(?:は|の)?|立派な?|素敵な?|すてきな?|すばらしい|素晴らしい|見事な?|美しい|きれいな|贅沢な?|ぜいたくな?|豪華な?|"
    r"最高の|自慢の|最先端の|感動の|親切な?|やさしい|優しい)"
)
_EXCLAIMED = re.compile(
    r"[でま]すね|ですこと|だね|なんて|ことで|ですか[、。]?(?:そう)?|さすが|流石|ですよ|よね|です[。!！]|おもてなし"
)
_CLEARED = re.compile(
    r"(?:が|も|は|の|に|一つ|ひとつ)*(?:ほとんど|全然|まったく)?(?:な[いくか]|少な|あり?ませ|落ちていな|困ら|遭わ|あわ)"
)
_TURNING = re.compile(
    r"けど|けれど|でも[、]?|しかし|ただ[、し]|(?<!さす)が[、]|のに|ものの|どけて|片付け|片づけ|どかして|なくな|減っ|直し"
)


def ironic(text: str) -> str:
    """Return the words that praise what is plainly a nuisance, or ""."""
    nuisance = _NUISANCE.search(text)
    if nuisance is None or _TURNING.search(text) or _cleared(text, nuisance.end()):
        return ""
    grand = _GRAND.search(text)
    if grand:
        return grand[0]
    praised = _PRAISED.search(text)
    if praised and len(text) < 60 and _EXCLAIMED.search(text):
        return praised[0]
    return ""


def _cleared(text: str, end: int) -> bool:
    """渋滞がない, ごみが少ない: no nuisance at all."""
    return _CLEARED.match(text, end) is not None
