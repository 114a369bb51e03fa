"""Words that are likely one word in different spellings, or two names of one thing."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from survey_loader.text.listed import listed

# Names of one thing in towns; each group is offered only where two of them are in use.
_SYNONYMS = """
バス停 停留所 停留場|子ども キッズ 児童 ちびっ子 ちびっこ|病院 医療機関|公衆トイレ トイレ お手洗い|
駐車場 パーキング|駐輪場 自転車置き場|歩道 遊歩道|観光客 旅行者 旅行客|外国人 インバウンド|
商店街 商店通り|市役所 役所 庁舎|スーパー スーパーマーケット|コンビニ コンビニエンスストア|
ごみ ゴミ 廃棄物|若者 若い人 若い世代|高齢者 シニア 老人|除雪 雪かき 排雪|街灯 街路灯 外灯|
空き家 空家|空き地 空地|祭り 祭 まつり フェスティバル|イベント 催し 行事|飲食店 食べ物屋 レストラン|
カフェ 喫茶店 コーヒー店|ホテル 宿 旅館|温泉 銭湯 風呂|案内板 看板 案内看板|無線LAN Wi-Fi|
キャッシュレス カード決済 カード払い|電車 列車 汽車|タクシー 乗合タクシー|図書館 図書室|
公民館 コミュニティセンター|学童 学童保育|保育園 保育所|小児科 子ども病院|産婦人科 産科|
就職先 働き口 働く場所|給料 賃金|家賃 住宅費|渋滞 交通渋滞|遊び場 遊ぶ場所 遊ぶ所|
映画館 シネマ シネコン|ゲームセンター ゲーセン|カラオケ カラオケボックス|土産 特産品|
方言 お国ことば|景色 風景 眺め|夜景 夜の景色|雪まつり 雪祭り|クマ ヒグマ 熊|イノシシ 猪|サル 猿|
ポイ捨て ポイステ|マナー モラル|人口減少 人口減|移住 定住|Uターン 帰郷|自動運転 自動走行|
再エネ 再生可能エネルギー|デジタル化 DX
"""
_GROUPS = [group.split() for group in _SYNONYMS.replace("\n", "").split("|")]
_KATAKANA = re.compile("[ァ-ヺー]{5,}")
_OKURIGANA = re.compile("(?<=[一-龥])[ぁ-ん](?=[一-龥])")
# Two katakana words of this length that differ in one letter are spellings; shorter ones may be two words.
LEAST_KATAKANA = 6
_NEVER = frozenset(map(frozenset, [listed("オープン オーブン"), listed("ペット ベッド")]))


@dataclass(frozen=True, slots=True)
class VariantGroup:
    """Words that could be counted as one: the most frequent, its variants, and in how many comments each stands."""

    keep: str
    variants: tuple[str, ...]
    comments: Mapping[str, int]


def variant_candidates(words: Mapping[str, int]) -> list[VariantGroup]:
    """Return groups of words in use that are likely one, the most frequent group first; `words` has their counts."""
    groups: dict[str, set[str]] = defaultdict(set)
    for word in words:
        groups[_spelling(word)].add(word)
    found = [group for group in groups.values() if len(group) > 1]
    found += _near_katakana([word for word in words if _KATAKANA.fullmatch(word) and len(word) >= LEAST_KATAKANA])
    found += [set(group) & words.keys() for group in _GROUPS]
    seen: set[str] = set()
    made = []
    for group in sorted(found, key=lambda group: -sum(words[word] for word in group)):
        fresh = group - seen
        if len(fresh) > 1:
            seen |= fresh
            order = sorted(fresh, key=lambda word: (-words[word], word))
            made.append(VariantGroup(order[0], tuple(order[1:]), {word: words[word] for word in order}))
    return made


def _spelling(word: str) -> str:
    """What stays the same when a word is only spelled another way."""
    plain = unicodedata.normalize("NFKC", word).lower()
    plain = re.sub(r"[-・\s_']", "", plain)
    if _KATAKANA.fullmatch(plain):
        return plain.replace("ヴァ", "バ").replace("ヴ", "ブ").replace("ー", "")
    return _OKURIGANA.sub("", plain)


def _near_katakana(words: list[str]) -> list[set[str]]:
    """Pairs of long katakana words one letter apart, of the same beginning."""
    by_opening: dict[str, list[str]] = defaultdict(list)
    for word in words:
        by_opening[word[0]].append(word)
    return [
        {first, second}
        for group in by_opening.values()
        for place, first in enumerate(group)
        for second in group[place + 1 :]
        if Levenshtein.distance(first, second, score_cutoff=1) == 1 and frozenset((first, second)) not in _NEVER
    ]
