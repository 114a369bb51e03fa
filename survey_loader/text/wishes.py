"""The turns of phrase that ask for something."""

from __future__ import annotations

import re
from collections.abc import Sequence

from survey_loader.models import Morpheme
from survey_loader.text.left_open import MORE, left_open
from survey_loader.text.listed import listed
from survey_loader.text.openings import Pattern

_END = r"(?=[\s。!！?？ー…♪笑)」』;]*$)"
_SOFT = r"(?:な[あぁー]*|ね[えぇー]*|よ|と|かな|か)?"
_GLAD = (
    r"(?:うれし|嬉し|助か|ありがた|有難|有り難|幸い|完璧|最高|いうことな|言うこと[はも]?な|文句[はも]?な|便利|"
    r"もっと[良よい]|もっといい|さらに|なお[良よい]|いい|良い|よい|良か|よか|楽しい|楽しく|楽しめ|安心|"
    r"満足|快適|暮らしやす|働きやす|歩きやす|通いやす|行きやす|来やす|住みやす|良く|よく|訪れ|また来|リピート|いいの|"
    r"嬉|使いやす|過ごしやす|"
    r"分かりやす|わかりやす|魅力|ベスト|満点|素敵|すてき|素晴らし|盛り上が|にぎわ|賑わ)"
)
_ASK = Pattern(
    rf"(?:ほし|欲し)(?:い(?!もの|物)|かっ(?!た(?:もの|物|[一-龥ァ-ヴ]))|く|ー|$)|(?:て|で)(?:ください|"
    rf"下さい|くださ[ぁー]|くれ(?!て|た(?!ら)|る(?!と|なら)|ます|まし|ない(?!か|で)))(?!まし|ます)|"
    rf"(?:て|で)(?:もらいた|貰いた|もらえ(?:ると|たら|れば|ない[かで]|ません)|いただきた|頂きた|"
    rf"いただけ(?:ると|れば|たら|ない[かで]|ません)|頂け(?:ると|れば|たら|ない[かで]|ません)|"
    rf"くれ(?:ると|たら|れば|ない[かで]|ません)|くださ(?:ると|れば|ったら)|下さ(?:ると|れば|ったら)|"
    rf"ちょうだい|頂戴|けれ[やよ]?)|ください{_END}|下さい{_END}|"
    rf"(?<!訪れる)(?<!行く)(?<!見る)(?<!食べる)(?<!来る)(?<!てみる)べき(?![かりるれ])|べし|(?:ねば|"
    rf"なければ|なくては)なら(?:ない|ぬ|ん|ず)?(?:と(?:思|考)|{_END})|(?:[たるい])(?:方|ほう)が(?:良|"
    rf"よ|い)(?:い|さそ)|求め(?!て来|られてき)|求む|要望(?!書)|(?:を|に|も)希望|希望(?:し|する|です|"
    rf"いた)|願(?:い(?!が叶|事)|う|って|わ)|お願い|祈|望(?:む(?!月|海|山|景|露天|眺|夕|朝)|み(?!ど)|ま[れし]|"
    rf"んで)|待望|頼(?:む|み(?!まし|に))|"
    rf"たのむ|よろしく|宜しく|急募|必要(?!だった|でした|か|な[いくか]|以上|最低|は(?:な|あり)|が(?:な[いく]|"
    rf"あり?ま?せ)|性)|検討(?:し|を|いた|願|され|す|$)|期待(?!でき|した|持て|もて|以上|通り|どお|はず|外|"
    rf"して(?:い|た|な|行|来)|せず|し(?:すぎ|過ぎ)|を(?:裏切|超|上回)|度|値)|(?:れ|け|え|せ|て|ね|め|"
    rf"べ|げ)ば[、\s]*(?:と思|{_SOFT}{_END})|(?:たら|だら|なら)[、\s]*(?:{_SOFT}{_END}|と思)|(?:れば|"
    rf"けば|えば|せば|てば|ねば|めば|べば|げば|たら|だら|なら)[、\s]*(?:もっと|とても|すごく|さらに|"
    rf"本当に|なお|尚|より|大変|非常に|めちゃくちゃ|超)?[、\s]*{_GLAD}(?!た?思い出|店|宿)|(?:れば|けば|"
    rf"えば|せば|てば|ねば|めば|べば|げば|たら|だら|なら)(?!ない|いけ|ず|ん(?!か)|"
    rf"な[いら])[^。\n]{{1,14}}{_GLAD}(?!か[っろ]|でし|た|て|く[てなは])|なると.{{0,12}}(?:やす[いく]|"
    rf"便利|助か|うれし|嬉し|いい|良い|よい|ありがた)(?!か[っろ]|でし|た|て)|(?:無料|タダ|ただ|"
    rf"今のまま|広いの|新しいの)が(?:いい|良い|よい)|(?:ある|なる|きる|える|増える|れる|"
    rf"せる)と[、\s]*(?:もっと|さらに|更に|より)[^。\n]{{0,12}}{_GLAD}|(?:ある|あれ|なる|きる|える|"
    rf"める|れる|せる|いる|る|い|だ)と(?:さらに|もっと|なお|尚|より|一層|とても|すごく|本当に|大変|"
    rf"非常に)?(?:うれし|嬉し|助か|ありがた|有難|いい|良い|よい|良か|よか|便利かと|良く|なお|幸い)|"
    rf"(?:ば|たら|と)(?:いい|良い|よい)(?:な|の[に]|です|と思|かな|かも|けど|ね|$|[。!])|(?:ます|る|い|"
    rf"く|れ|ん)ように(?:祈|願|{_END})|ても(?:いい|良い|よい|良さそう|よさそう)(?:か|と思|の(?:で|に|"
    rf"かも)|かも|んじゃ|のでは)|(?:ない|ません|られない|なか)(?:の)?(?:でしょうか|だろうか|ものか|"
    rf"もんか|かな|かしら|かなあ|か?なぁ|か){_END}|ないもの(?:でしょう)?か|ませんか|もらえんかね|"
    rf"(?:られ|でき|もらえ)んか(?:ね|な)|(?:増やせ|作れ|つくれ|直せ|やめろ|残せ|なおせ|しろ|せよ|来い|"
    rf"下げろ|上げろ|減らせ|なくせ|がんばれ|頑張れ|増えろ|戻れ|変われ|続け|なれ|伸びろ)(?:よ|"
    rf"や)?{_END}|(?:に|く)なあれ|(?:戻る|戻ってくる|戻って来る|戻れる|帰ってくる|帰ってこられる|"
    rf"帰って来る|帰って来られる|増える|ふえる|続いていく|生き残る|生き残れる)(?:まち|町|街|地域|都市|"
    rf"村|社会|ような)|ことを(?:強く)?(?:望|願|希|求|要|祈)|(?:[のなこそ]|この|その|"
    rf"今の)まま(?:で(?:いて|いい|あって)?|が(?:いい|良い|一番)|に|を)?{_END}|もっと.{{0,12}}(?:まち|"
    rf"町|街|地域){_END}|(?:[れけえせてねめべげ]ば|たら|なら).{{0,16}}のに[。!！]*$|(?:増や|減ら|設け|整え|なく|無く|"
    rf"直|"
    rf"改め|見直|守|残|続け|広げ|進め|高め|始め|やめ|図|講じ|行な|行)(?:す|る|う)こと{_END}|"
    rf"(?:もう少し|もっと|もうちょっと)[^。]{{1,20}}と[^。]{{0,14}}{_GLAD}|"
    rf"もっと[^。、]{{1,8}}く{_END}|急務|不可欠|たらなあ|ばなあ|ばなぁ|たらなぁ|(?:ほし|欲し)か(?!っ)|"
    rf"て(?:けろ|けれ(?!ど|ば)|くんろ|けさい|くりょ|つか[あー]さい|くれへん|くれんか|もらえへん|もらえんか|"
    rf"んか{_END}|や{_END}|"
    rf"おくれ|くれんね)|(?:たの|頼)んます|(?:が|を|も|所|場所|ところ)(?:ください|下さい|ちょうだい)|されたし|"
    rf"(?:たら|ば|ては)(?:どう(?:か|でしょう|です)|いかが)|てみては|(?:増やさ|作ら|つくら|直さ|残さ|せ)んね|"
    rf"(?:たら|ば|と)(?:ええ|よか(?!っ))(?:な|の|ん|ね|け|ばって|と|{_END})|希望{_END}|"
    rf"(?:れば|たら|なら)[、]?[^。]{{0,24}}(?:やすくなる|やすくなります|楽になる|楽になります|便利になる|"
    rf"便利になります|よくなる|良くなる|増える|増えます|にぎわう|活気が出|活気づ|戻って|帰って|助かる|助かります|"
    rf"続けられる|住み続け)(?:のに|だろう|でしょう|はず|かも|と思|気がする|{_END})|"
    rf"(?:り|け|え|せ|て|め|れ)ゃ[、]?[^。]{{0,18}}(?:言うことな|満点|最高|安心|助か|うれし|よか|ええ|と思|行く|"
    rf"来る|のに|だども|やけど)|"
    rf"(?:が|も)(?:待たれ|急がれ|望まれ)る|請願|陳情|肝要|可能でしょうか|てもよくない[?？]|て(?:もらえ|いただけ|"
    rf"くれ)ます[?？]|なら賛成|"
    rf"(?:帰り|拾い|やめ|守り|作り|直し|残し|増やし|走らせ)(?:や|なはれ|なよ|よし){_END}|ない(?:べか|かのう|"
    rf"もんか|やろか|じゃろか|もんかね){_END}|"
    rf"を[^。]{{2,40}}(?:える|げる|ける|める|する|れる|せる|てる|べる)こと{_END}|"
    rf"けれ?ば[、]?[^。]{{0,18}}(?:働け|暮らせ|住め|続けられ)(?:る|ます)(?:のに|{_END})|"
    rf"(?:ある|できる|いる|れる|える)と(?:さらに|もっと|より|とても)?(?:便利|安心|親切)(?:だ)?と思|(?:この|その|"
    rf"今の)ままの[^。、]{{1,5}}で{_END}|"
    rf"に(?:越|こ)したことは(?:な|あり)|"
    rf"あとは[^。]{{1,14}}(?:だけ|さえ|あれば|があると|ほし|欲し|のみ)|さえ(?:あれば|なければ|よければ|良ければ|"
    rf"よくなれば|増えれば|できれば|直れば)|"
    rf"(?:れば|たら|なら)[^。]{{0,18}}(?:通う|通います|通え|来る|来ます|来られ|行く|行きます|行け|使う|使います|"
    rf"住む|住みます|住め|買う|買います|利用する|利用します|歩く|歩け|出かける|出かけ)(?:のに|けど|けれど|と思|"
    rf"{_END})|"
    rf"(?:さ|せ)んといて|(?:帰|戻)って(?:きて|来て|こい){_END}|(?:でき|建て|始め|開け|やめ|下げ|上げ)ろ(?:よ|"
    rf"や)?{_END}|"
    rf"(?:変え|壊し|失っ|忘れ|減らし|絶やし|つぶし|なくし|潰し|汚し|切っ|失くし)ては(?:な(?:ら|り)|いけ|だめ|ダメ)|"
    rf"(?<![一-龥])こい[!！]|(?:しよう|増やそう|作ろう|つくろう|残そう|守ろう|なくそう|呼ぼう|広げよう|変えよう|"
    rf"育てよう|やめよう|直そう)(?:よ|ぜ|や)?{_END}"
)
# Politeness that looks like asking.
_ALREADY = re.compile(
    r"(?:どこ|どう|何|だれ|誰|どちら|どれ|いつ)[^。、]{0,10}(?:ば|たら)(?:いい|良い|よい)(?:の)?か|(?:更地|空き地|"
    r"廃墟|年前|放置|工事中|未定|新品|ほったらかし)のまま|住めば都|くださ(?:った|って|り|る方)|"
    r"下さ(?:った|って|り|る方)|よろしければ|楽しみにして|お願いし(?:たら|"
    r"た(?:ところ|際|時))|願いが叶"
)
_WHY = re.compile(r"なぜ|何故|どうして|なんで|何で|いつまで|いつになったら|いったい|一体")
_MARVEL = re.compile(
    r"こんなに(?:も)?[^。、]{0,8}(?:やさし|優し|きれい|おいし|うま|楽し|美し|親切|あったか|温か|落ち着)"
)
_INTERROGATIVE = re.compile(r"か(?:な|ね|しら)?[\s?？!！。…、]*$|[?？]|の[\s?？。]*$|(?:ん|の)(?:だ|です)")
# A thing named as missing by asking for it: もっと花を, 冬の楽しみをもう少し.
_KEEPING = re.compile(
    r"まま(?!なら)|残し|残って|残る|のこ[しっる]|守って|守り|守る|続けて|続いて|続く|つづ[いけく]|"
    r"変わら(?:ず|ない)|維持|なくさ|無くさ|なくなら|いつまでも|これからも|ずっと|今後も|存続|大切にし|"
    r"(?i:never chang|stays? (?:like this|this way|the same|as it is)|keep it (?:this way|as it is|like this))|"
    r"大事にし|このまま|騒がしくならないで|保全|やめないで|壊さないで|減らさないで|へらさないで|消えない"
)

# First-person wishes that only say how much one likes it: また来たい, 住み続けたい.
_LIKING = listed(
    """
    来る 訪れる 行く 伺う 泊まる 利用 住む 続ける 住み続ける 暮らす 食べる 見る 訪問 来れる 遊ぶ 買う
    する 立ち寄る 寄る 連れる くる みる いく 参加 飲む 通う 入る すすめる 薦める 勧める おすすめ 過ごす
    帰る 再訪 会う いる 居る リピート 応援
    """
)
_COMING = listed("来る 訪れる 伺う 再訪 訪問")
_RECOMMENDING = listed(
    """
    薦める 勧める すすめる 進める 伝える 教える おしえる おすすめ お勧め お薦め 紹介 オススメ 自慢
    見せる 連れる 推す
    """
)
_AGAIN = re.compile(
    r"また|もう一度|もういちど|もう1度|何度|ずっと|次|今度|いつまでも|ぜひ|是非|これからも|一生|必ず|"
    r"リピ|季節|毎年|いつか|今後|再び|再度|家族|続け|友(?:人|達|だち)に|機会|改めて|絶対"
)


def is_said(morpheme: Morpheme) -> bool:
    """Whether it is a word: Janome takes ! and emoji for nouns."""
    return morpheme.pos[:2] != "記号" and morpheme.surface[0].isalnum()


def keeps(text: str) -> bool:
    """Whether the wish is that something stays as it is."""
    return _KEEPING.search(text) is not None


def complaint_asked(text: str) -> str:
    """Return the question word of a question that complains, or ""; どうしてこんなに人がやさしいの does not."""
    match = _WHY.search(text)
    if match is None or _MARVEL.search(text, match.end()):
        return ""
    return match[0] if _INTERROGATIVE.search(text, match.end()) else ""


def wish(text: str, morphemes: Sequence[Morpheme], closing: bool) -> str:
    """Return the words that ask for something in a clause, or "".

    `closing` says that the clause ends its sentence, where a bare を or て asks.
    """
    match = _ASK.search(text)
    if match and not _ALREADY.search(text):
        return match[0].strip()
    found = _wanting(text, morphemes)
    if found or not closing:
        return found
    # What is_said tells, without a call for each of all morphemes.
    return left_open(text, [m for m in morphemes if m.pos[:2] != "記号" and m.surface[0].isalnum()])


def likes_to_return(text: str, morphemes: Sequence[Morpheme]) -> str:
    """Return また来たい and its like, or ""."""
    for index in _wants(morphemes):
        if _is_liking(text, morphemes, index):
            return morphemes[index - 1].surface + "たい"
    return ""


def _wants(morphemes: Sequence[Morpheme]) -> list[int]:
    """Where 〜たい stands after another word."""
    return [index for index, morpheme in enumerate(morphemes) if morpheme.base == "たい" and index]


def _is_liking(text: str, morphemes: Sequence[Morpheme], index: int) -> bool:
    before = morphemes[index - 1].base
    if before in _RECOMMENDING:
        return True
    if before in _COMING and not MORE.search(text):
        return True
    if before == "する" and index > 1 and morphemes[index - 2].base in _RECOMMENDING:
        return True
    doing = before in _LIKING or (index > 1 and morphemes[index - 2].base in _LIKING)
    return doing and _AGAIN.search(text) is not None


def _wanting(text: str, morphemes: Sequence[Morpheme]) -> str:
    """〜たい of the writer: wanted, not disliked."""
    for index in _wants(morphemes):
        morpheme = morphemes[index]
        if morpheme.pos[:3] != "助動詞":
            continue
        following = morphemes[index + 1].base if index + 1 < len(morphemes) else ""
        attributive = (
            index + 1 < len(morphemes)
            and morphemes[index + 1].pos.startswith(
                (
                    "名詞,一般",
                    "名詞,サ変接続",
                    "名詞,固有名詞",
                    "名詞,副詞可能",
                    "名詞,非自立,一般",
                    "名詞,非自立,副詞可能",
                )
            )
            and morphemes[index + 1].surface not in ("の", "ん", "こと", "もの", "もん")
        )
        if "ありがて" in text or attributive or following in ("ない", "なる", "がる") or morpheme.surface == "たく":
            continue
        # 腰がいたい hurts.
        if morphemes[index - 1].surface == "い" and index > 1 and morphemes[index - 2].surface in ("が", "も"):
            continue
        if morpheme.surface.startswith("たかっ") and not MORE.search(text):
            # 見たかった tells what was missed, not what is asked.
            continue
        if not _is_liking(text, morphemes, index):
            return morphemes[index - 1].surface + morpheme.surface
    return ""
