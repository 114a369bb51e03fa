"""Notes that end with what should be done: a plan is a wish."""

from __future__ import annotations

from collections.abc import Sequence

from survey_loader.models import Morpheme
from survey_loader.text.listed import listed

# What people do to make a place better; these verbs closing a note with their object are a plan: 仕事をつくる.
_PLANS = listed(
    """
    つくる 作る 創る 造る ふやす へらす まもる そだてる ひろげる のこす つづける 続ける 増やす 減らす なくす
    無くす 取り戻す 広げる 整える 育てる 残す 守る 支える つなぐ つなげる 繋ぐ 繋げる 高める 生かす 活かす
    呼び込む 呼び戻す 設ける 植える 改める 見直す 立てる 立ち上げる 始める 開く 開放 増設 整備 設置 充実
    確保 改善 拡充 強化 推進 誘致 導入 復活 再生 活用 延長 見える化 なおす 直す 変える 伸ばす 引き継ぐ
    受け継ぐ 伝える 応援 支援 盛り上げる 温める 上げる 下げる 安くする 置く 走らせる 届ける 集める 結ぶ
    """
)
_MY_WAY = listed("行く 来る 泊まる 食べる 見る 思う いう 言う 帰る 伺う 訪れる くる いく")


def planned(text: str, morphemes: Sequence[Morpheme]) -> str:
    """花を植えよう and 仕事をつくる, closing a note: what should be done."""
    final, before = morphemes[-1], morphemes[-2]
    if final.base in ("う", "よう") and final.pos.startswith("助動詞") and before.pos.startswith("動詞"):
        return "" if before.base in _MY_WAY and "また" in text else before.surface + final.surface
    doing = before if final.base == "する" and before.pos.startswith("名詞,サ変") else final
    plain = final.pos.startswith("動詞,自立") and final.surface == final.base
    if plain and doing.base in _PLANS and "手を伸ば" not in text and any(m.surface == "を" for m in morphemes):
        return doing.surface + (final.surface if doing is before else "")
    return ""
