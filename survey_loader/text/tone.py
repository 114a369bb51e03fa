"""The tone of a clause: praise, wish, trouble, or none, and the words that tell it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from survey_loader.models import Morpheme, Tone
from survey_loader.text.feeling import Cue, cues
from survey_loader.text.idioms import idioms
from survey_loader.text.openings import Pattern
from survey_loader.text.tone_words import GOOD, PLACES, TOWN
from survey_loader.text.turns import turns
from survey_loader.text.wishes import complaint_asked, is_said, likes_to_return, wish

# Turns of phrase whose words alone would be misread.
_TROUBLE = Pattern(
    r"放置され|放ったらかし|ほったらかし|観光地価格|(?:半日|一日|1日|何時間|[0-9一二三]時間半?|"
    r"[0-9一二三四五六七八九十]分|(?:か月|ヶ月|週間))(?:も|"
    r"以上|くらい|ほど)?(?:かか|"
    r"掛か)|[0-9]円も(?:し|かか|取)|真っ暗|まっくら|薄暗[いく]|[0-9一二三四]時間に[0-9一二]本|"
    r"期待(?:してい?た|ほど|外|はず)|ほどでは(?:な|あり)|物足り|もの足り|気にな(?:った|りま|っ|"
    r"る(?:[。、]|$))|"
    r"(?<!感謝)(?<!満足)(?<!最高)(?<!思い出)(?<!ここに)(?<!ここ)(?<!ここで)(?<!笑顔)(?<!楽しみ)しか(?:な[いく]|"
    r"あり?ません)|"
    r"(?<![体足手口]が)勝手に(?!.*(?:開|決ま))|しか(?:やって|開いて)|どこにもな|何もな[いくか]|"
    r"なにもな[いくか]|がっかり|言うことを聞かな|手が回ら|置き去り|取り残|後回し|見て見ぬ|"
    r"[誰だ]れも(?:い|来|使|乗|通)|がらがら|ガラガラ|がらんと|さびれ|寂れ|肩身が狭|値段の割|値段が合わ|"
    r"割に合わ|(?:出て行か|出ていか)(?:な|ざる)|(?:が|は|も|で|だらけ|ばかり)(?:だらけ|ばかり)|"
    r"(?:シャッター|空き店舗|空き家|ゴミ|ごみ|穴|坂|車|観光客|工事|年寄り|老人|雑草|お年寄り)(?:だらけ|"
    r"ばかり|ばっか)|だらけ(?:で|だ|[。]|$)|きり(?:が|も)な|なければ生活|(?:な|無)いと(?:生活|暮らせ|"
    r"動け|どこ|何も|不便|困|移動|行け|住め|生きて)|閉まって|閉まる|閉まった|つぶれ|潰れ|(?:な|"
    r"無)くな(?:った|って|る一方|りました|り[、]|ってしま)|伸び放題|し放題|やりっぱなし|"
    r"(?<!くし)(?<!動し)(?<!激し)(?<!笑い)(?<!食べ)(?<!褒め)っぱなし|"
    r"いかがなもの|どうかと思|どうにも|話がちが|話が違|許せな|うんざり|(?:づら|ずら)[いかくけ]|"
    r"汚な[いくか]|(?:時間|お金|費用|手間|料金)が(?:かか|掛か)|待(?:った|ちました|たされ|つのが|"
    r"つことが)|すくな[いくか]|(?:が|は|も|お)休み(?:だっ|でし|で[、]|が|[。]|$)|(?:なければ|"
    r"なくては)なら|(?:ない|なきゃ|ねば)と?いけな|(?:庭|私有地|敷地|畑|玄関)に(?:勝手に)?(?:入[っりる]|"
    r"立ち入)|無断で|(?:行っ|いっ|減っ|なくなっ|消え|閉まっ|閉じ|終わっ|止まっ|壊れ|遅れ|荒れ)てしま|"
    r"(?:見|行き|使い|歩き|住み|乗り|入り|出し|払い|通り|泊まり)たくな[いく]|工事中で|(?:営業|対応|"
    r"稼働|作動|整備|周知|徹底|機能|充実|運行|管理|手入れ|開放|理解|清掃|掃除|配慮|考慮|改善|除雪|工夫|"
    r"統一|活用|反映)(?:が|は|も)?(?:さ?れ|し|でき|出来|行き届い)て(?:い|お)?(?:な|り?ま?せん)|"
    r"やって(?:い)?(?:な[いくか]|ません)|もう少し(?:だった|でした)|たりな[いく](?!も)"
)
_PRAISE = Pattern(
    r"(?:なくて|ずに)(?:も)?(?:済|す)(?:む|んだ|んで|みま)|朝まで(?:一度も|ぐっすり|目がさめ)[^。、]{0,8}(?:な|ません)|"
    r"◎|(?:心配|不安|恐れ)(?:した|していた|に思った|に思っていた)ほど[^。、]{0,12}(?:な|ませ)|"
    r"ふかふか|よく(?:眠れ|寝られ|寝れ)|ぐっすり|みごと|(?:世界|日本|宇宙|全国|道内|県内)(?:一|いち|"
    r"で一番)(?![をにの周])|がたまらな|たまりません|見入|"
    r"見とれ|見惚|聞き惚|温かみがあ|あたたかみがあ|また(?:来|行|泊|訪|伺)(?:ます|ろう|よう|こう|"
    r"る[。!！]|る$|ましょ|れ(?:たら|ば))|文句の?(?:付け|つけ)(?:よう|どころ|所)[がもは]?(?:な[いくしか]|あり?ません)|"
    r"文句(?:な[いくし]|の付け|のつけ)|言うことな|申し分な|非の打|"
    r"飽き(?:な|ません|ず|る(?:こと|の)(?:が|な))|忘れられな|期待(?:以上|通り|どお)|想像(?:以上|を超)|"
    r"思った(?:以上|より)(?:も)?(?:良|よ|楽|美|広|大き|き|す|お|充)|(?:癖|くせ|クセ)になる|やみつき|"
    r"病みつき|心が洗|心に残|元気を(?:もら|貰)|元気にな|元気が出|ほっとす|ほっとし|来てよか|来て良か|"
    r"来た甲斐|かいがあ|行ってよか|行って良か|行く価値|価値(?:が|は)あ|住んでよか|住んで良か|"
    r"生まれてよか|言葉にでき|言葉にならな|他にな[いく]|ほかにな[いく]|ここに?しかな(?:い|く|かった)|"
    r"感謝しかな|いいね|いいねー|グッド|星[5五]つ|100点|百点|満点|よく見え|よく聞こえ|気にならな|"
    r"気にな(?:り|)ません|苦にならな|大丈夫|顔見知り|のびのび|伸び伸び|生き生き|いきいき|活き活き|"
    r"待たずに|並ばずに|すぐ(?:に)?(?:来て|対応して)|に(?:つきる|尽きる)|楽しみ(?:です|だ|にして|"
    r"[。!！]|$)|笑顔(?:が(?:あふれ|いい|良|素敵|すてき)|で(?:迎え|対応|接))|勉強にな|ためにな|"
    r"参考にな|ハマ(?:る|った|って)|推し|がある(?:から|ので)好|ありがと|有難う|有り難う|おいし|美味し|"
    r"ごちそう|お世話になり|(?:ここ|現地|この(?:町|街|まち|土地)|地元|そこ|"
    r"冬)(?:で)?しか.{0,12}(?:ない|ません)|(?:他|ほか|よそ|普段|日頃|日常|都会|東京|なかなか)(?:で|に|"
    r"の.{0,4}で)?は?.{0,10}(?:でき|味わえ|見られ|見れ|買え|食べられ|感じられ|手に入ら|出会え)(?:ない|"
    r"ません)|をくれ(?:る|た|ます)|時間がゆっくり|ゆっくり(?:と|とした|した)?時間|期待でき|(?:帰り|"
    r"離れ|引っ越し|(?<!外に)(?<!家から)出)たくな|ゆっくり(?:でき|過ご|見て|まわれ|回れ|休め|くつろ|食べ|楽し)|"
    r"疲れ(?:が|"
    r"も)(?:飛|取|と|癒|吹)|疲れを癒|(?:歴史|風情|温かみ|ぬくもり|温もり|季節|四季|情緒|趣)を感じ|"
    r"(?:て|で)(?:くれ(?:た|て(?!い)|る|ます|まし)|くださ(?:った|って|い(?:まし|ます)|り)|下さ(?:った|"
    r"って|い(?:まし|ます)|り)|もらえ(?:た|て|る|まし)|もらった|もらい(?:まし|、)|いただい|"
    r"いただき(?:まし|、)|いただけ(?:た|て|まし)|頂い|頂き(?:まし|、))"
)
_IRONY = re.compile(
    r"(?:立派な|素敵な|すてきな|すばらしい|素晴らしい|見事な|さすが|流石|ご立派な|美しい|きれいな|"
    r"自慢の)(?:の|は)?[、]?(?:[0-9一二三四]時間に|シャッター|空き店舗|空き地|空き家|廃|穴|借金|渋滞|"
    r"ごみ|ゴミ|赤字|でこぼこ|デコボコ|雪山|雑草|1日|一日|砂利|無人)"
)


# Of these nobody can tell anything yet: no complaint.
_UNSAID = re.compile(
    r"どちらとも|どっちとも|(?:ばかり|ところ|初めて|はじめて|まだ)(?:で|だから|なので|だし|"
    r"は)?[、]?(?:よく)?(?:わから|分から|知ら)(?:な|ん|ず)|"
    r"^(?:よく)?(?:わから|分から)(?:な[いく]|ん|ず)|何とも言え|なんとも言え|(?:く|で)も?(?:な|"
    r"無)[くい]て?[、]?[^。、]{1,6}(?:く|で)もな[いく]|(?:くも|でも)[^。、]{1,6}(?:くも|"
    r"でも)な[いく](?=[。!！]|$)|可もなく|"
    r"と(?:聞い|聞か|言われ|評判|書い)[^。、]{0,8}(?:が|けど|のに|けれど|けれども)$|写真(?:では|だと|"
    r"で見ると)[^。、]{0,12}(?:のに|が|けど|けれど)$|"
    r"期待(?:は|も)?(?:して(?:い)?なか|せず|して(?:い)?ませ)|楽しみにして(?:いた|た|きた|い|いました|"
    r"きました)?(?:のに|けど|けれど)|(?:予約|下調べ|予備知識)なしで(?:行っ|来|訪れ|伺っ)|"
    r"わけ(?:では|じゃ|でも)(?:な[いく]|ありませ)|(?:考え|思い)(?:つか|浮かば)(?:な|ん)|考え(?:てい|たこと)(?:が)?な"
)


# 不満がないわけではない: there is some.
_NOT_WITHOUT = re.compile(
    r"(?:不満|不便|不安|心配|問題|文句|欠点|難点|困(?:った|る)こと|嫌な思い)(?:が|も)な[いく](?:という)?(?:わけ|こと|"
    r"の)(?:では|じゃ|は|も)(?:な|"
    r"あり)"
)


class Feeling(NamedTuple):
    """A clause's tone with the words that told it."""

    tone: Tone | None
    words: tuple[str, ...] = ()


_NOTHING = Feeling(None)


def feeling(text: str, morphemes: Sequence[Morpheme], closing: bool) -> Feeling:
    """Return the tone of one clause; `closing` says that it ends its sentence.

    The order matters: asking outweighs judging, irony outweighs its words, and of several
    judgements the last one counts, as it does in Japanese.
    """
    grudging = _NOT_WITHOUT.search(text)
    if grudging:
        return Feeling("trouble", (grudging[0],))
    if _UNSAID.search(text):
        return _NOTHING
    why = complaint_asked(text)
    if why:
        return Feeling("trouble", (why,))
    asked = wish(text, morphemes, closing)
    if asked:
        return Feeling("wish", (asked,))
    match = _IRONY.search(text)
    if match:
        return Feeling("trouble", (match[0],))
    liking = likes_to_return(text, morphemes)
    found = cues(morphemes)
    if liking:
        return Feeling("praise", (liking, *(cue.word for cue in found if cue.sign > 0)))
    return _judged(text, morphemes, found, closing)


class _Told(NamedTuple):
    """A turn of phrase that judges: where it ends in the text, its words, +1 or -1."""

    at: int
    words: str
    sign: int


def _judged(text: str, morphemes: Sequence[Morpheme], found: list[Cue], closing: bool) -> Feeling:
    """Praise or trouble by the last cue of the clause."""
    start = morphemes[0].offset
    told = _turned(text, morphemes, start)
    last = max((cue.at for cue in found), default=-1)
    sign = next((cue.sign for cue in reversed(found) if cue.at == last), 0)
    for turn in told:
        if turn.at >= last:
            last, sign = turn.at, turn.sign
    if not sign:
        return _NOTHING
    if sign < 0 and (never := _NEVER.search(text)) and not any(cue.word in GOOD for cue in found):
        return Feeling("praise", (never[0].strip("、"),))
    if closing and not told and _is_town_note(morphemes, found):
        return _NOTHING
    words = [turn.words for turn in told if turn.sign == sign] + [cue.word for cue in found if cue.sign == sign]
    return Feeling("praise" if sign > 0 else "trouble", tuple(dict.fromkeys(words)))


def _turned(text: str, morphemes: Sequence[Morpheme], start: int) -> list[_Told]:
    """The turns of phrase of a clause, those of one list after those of another."""
    told = [
        _Told(start + match.end(), match[0], sign)
        for pattern, sign in ((_TROUBLE, -1), (_PRAISE, 1))
        for match in pattern.finditer(text)
    ]
    told += [
        _Told(start + end, words, sign) for end, words, sign in (*idioms(text, morphemes), *turns(text, morphemes))
    ]
    return told


# 乗れないということはまずない: what is told before it never happens.
_NEVER = re.compile(
    r"(?:(?:という|といった|なんて|なんていう)(?:こと|ためし|経験|記憶|覚え)(?:は|が|も|なんて|など)?[、]?|"
    r"(?:思った|感じた|考えた)こと(?:は|が|も|なんて)?[、]?[^。、]{0,8}?(?:一度も|いちども|一回も|ただの一度も))"
    r"(?:まず|めったに|滅多に|ほとんど|一度も|いちども|一回も|あまり|まったく|全く|これまで|今まで|今のところ|"
    r"いまだに)*"
    r"(?:ない|ありません|なかった|ありませんでした|ございません)(?=[。、!！]|で[すし]|$|し|の|から|ね|よ)"
)


def _is_town_note(morphemes: Sequence[Morpheme], found: list[Cue]) -> bool:
    """きれいなまち describes a picture; まちがきれい and 好きなまち judge."""
    closing = next((m for m in reversed(morphemes) if is_said(m)), None)
    if closing is None or not closing.pos.startswith("名詞"):
        return False
    if closing.base in PLACES:
        return all(
            cue.sign > 0
            and cue.word in ("やすい", "ない", "少ない", "楽しめる", "くつろげる", "落ち着ける", "過ごせる")
            for cue in found
        )
    return closing.base in TOWN and all(cue.sign > 0 and not cue.plain for cue in found)
