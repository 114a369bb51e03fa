"""Sentences that break off before their verb and leave the asking to the reader."""

from __future__ import annotations

import re
from collections.abc import Sequence

from survey_loader.models import Morpheme
from survey_loader.text.listed import listed
from survey_loader.text.plans import planned

MORE = re.compile(
    r"もっと|もう少し|もうすこし|もうちょっと|もうちょい|もう[0-9一二三]?(?:本|台|回|軒|つ)|さらに(?![0-9一二三四五六七八九十])"
)
# Nouns that name a change; at the end of a sentence they ask for it.
_CHANGES = listed(
    """
    繰り下げ 繰り上げ 前倒し 増築 無償化 多言語化 有料化 分散 底上げ 引下げ 引上げ 上乗せ 見える化 全面禁煙
    増便 改善 充実 新設 増設 設置 整備 拡充 拡大 拡幅 強化 見直し 確保 導入 復活 再開 緩和 解消 推進
    促進 維持 存続 延長 延伸 誘致 普及 向上 活用 保全 撤去 値下げ 引き下げ 引き上げ 賃上げ 徹底 創出
    再生 増員 助成 継続 復元 修繕 修理 改修 建て替え 育成 優遇 簡素 短縮 増額 減税 無料化 抑制 防止 撲滅
    根絶 統一 要望 検討 再建 再整備 実施 配置 開設 創設 補修 常設 配備 移設 公開 周知 啓発 拡張 復旧 増発
    改良 改築 減便反対 アップ ゼロへ
    """
)
# Changes nobody asks for.
_UNASKED = listed("高齢 過疎 温暖 少子 老朽 悪 形骸 空洞 深刻 劣 文 進 変 消 酸 開 教 退")

# Verbs whose te-form closing a sentence asks: バスを増やして.
_TO_ENJOY = listed(
    """
    楽しむ 遊ぶ 食べる 見る 感じる 行く 来る 泊まる 歩く 過ごす 味わう 思う 住む
    """
)


def left_open(text: str, morphemes: Sequence[Morpheme]) -> str:
    """A sentence that breaks off after を, に, て, or a noun of change asks for the rest."""
    if not morphemes:
        return ""
    final = morphemes[-1]
    if final.base in ("ね", "よ", "ー", "な", "や", "の") and len(morphemes) > 2 and final.pos.startswith("助詞,終"):
        morphemes = morphemes[:-1]
        final = morphemes[-1]
    before = morphemes[-2] if len(morphemes) > 1 else None
    if before is None:
        return final.surface if final.surface in _CHANGES else ""
    if final.surface in ("て", "で") and (final.pos.startswith("助詞,接続助詞") or before.base == "ない"):
        return _asking_te(text, morphemes)
    if found := planned(text, morphemes):
        return found
    if final.surface == "を" or _object_without_verb(morphemes):
        return "を"
    if (
        final.surface in ("に", "へ")
        and before.pos.startswith("名詞")
        and before.surface not in ("時", "とき", "前", "後", "うち", "の", "よう", "ところ", "際")
    ):
        return _towards(text, morphemes)
    # 展示が充実 tells how it is.
    if final.surface in _CHANGES and final.pos.startswith("名詞") and before.surface not in ("が", "も"):
        return final.surface
    if final.surface == "化" and before.surface not in _UNASKED:
        return before.surface + "化"
    match = MORE.search(text)
    if (
        match
        and final.pos.startswith(("副詞", "名詞", "助詞"))
        and not any(m.pos.startswith(("動詞,自立", "形容詞")) for m in morphemes[-2:])
    ):
        return match[0]
    return ""


def _asking_te(text: str, morphemes: Sequence[Morpheme]) -> str:
    """残して, 教えてね, 払わせて: a request; 会えて, 楽しくて are none."""
    verb = next((m for m in reversed(morphemes[:-1]) if m.pos.startswith("動詞")), None)
    previous = morphemes[-2]
    if previous.base == "ない" and morphemes[-1].surface == "で":
        return "ないで"
    if verb is None or not previous.pos.startswith(("動詞", "助動詞")) or verb.base in _TO_ENJOY:
        return ""
    asks = verb.base in _GIVEN or (verb.base.endswith("す") and len(verb.base) > 1) or "もっと" in text
    if (
        asks
        or (_CALLING.search(text) and verb.base not in ("られる", "れる"))
        or ("を" in text and verb.base[-2:] in _DOING)
    ):
        return verb.surface + morphemes[-1].surface
    return ""


_CALLING = re.compile(r"[てで](?:[ねよー]+[!！]*|[!！]+)[\s。]*$")
_DOING = listed("える ける げる せる てる める れる べる く ぐ む ぶ つ る う する")
_GIVEN = listed(
    """
    する せる させる 教える 続ける やめる 止める 作る つくる 下げる さげる 上げる 広げる 植える つける
    付ける 考える 届ける 変える 守る 呼ぶ 開ける 置く 走らせる 見せる 入れる くれる あげる とめる 分ける
    認める 建て替える 植え替える 片付ける つなげる
    """
)


def _object_without_verb(morphemes: Sequence[Morpheme]) -> bool:
    """朝市を冬も: an object, and no verb comes any more; おかわりを三回も tells how often."""
    if morphemes[-1].surface == "も" and morphemes[-2].pos.startswith("名詞,接尾,助数詞"):
        return False
    for morpheme in reversed(morphemes):
        if morpheme.surface == "を" and morpheme.pos.startswith("助詞,格助詞"):
            return True
        if not morpheme.pos.startswith(
            (
                "名詞",
                "助詞,係助詞",
                "助詞,副助詞",
                "副詞",
                "助詞,連体化",
                "助詞,終助詞",
                "助詞,格助詞,一般",
                "接頭詞",
                "連体詞",
                "助詞,並立",
            )
        ):
            return False
        if (
            morpheme.pos.startswith(("名詞,サ変接続", "名詞,形容動詞語幹", "名詞,接尾,形容動詞"))
            and morpheme.surface not in _CHANGES
        ):
            return False
    return False


def _towards(text: str, morphemes: Sequence[Morpheme]) -> str:
    """もっと活気のあるまちに: what the place should become."""
    noun = morphemes[-2]
    if noun.pos.startswith(("名詞,副詞可能", "名詞,非自立,副詞", "名詞,数")):
        return ""
    return noun.surface + morphemes[-1].surface
