"""The page about the survey: how it was asked, small numbers, consent, and how to have one's words taken down."""

from __future__ import annotations

from survey_exports.site.content import Content, section, where
from survey_exports.site.frame import ABOUT, Place
from survey_exports.site.parts import facts, text
from survey_insights.labels import period
from survey_insights.methods import coded_how
from survey_insights.selection import FEWEST_PEOPLE
from survey_loader.language import Say


def about(content: Content, language: str, say: Say) -> tuple[Place, str, str]:
    """Return where the page is, its title and its HTML."""
    survey, people = content.voices.survey, content.voices.interviews
    title = say("この調査について")
    method = facts((
        (say("いつ"), period(people["day"], say)),
        (say("どこで"), where(content.voices, say)),
        (say("どうやって"), survey.method),
        (say("どれだけ"), say("聞いた人 {people}人、声 {comments}件", people=f"{len(people):,}",
                           comments=f"{len(content.voices.comments):,}")),
        *content.groups,
        (say("声の分け方"), coded_how(content.voices, say, content.accuracy)),
        (say("重みづけ"), say("していません。年代や立場のかたよりは、そのままです。")),
        (say("出典"), survey.source),
    ))  # fmt: skip
    main = f"<h1>{text(title)}</h1>" + "".join(
        section(key, heading, inside)
        for key, heading, inside in (
            ("method", say("調べ方"), method),
            ("limits", say("読むときに"), _limits_of_method(say)),
            ("small", say("小さな数"), _small(say)),
            ("consent", say("ことばと写真の同意"), _consent(say)),
            ("stop", say("ことばや写真を消してほしいとき"), _stop(content, say)),
            ("page", say("このページ"), _this_page(language, say)),
        )
    )
    return Place(language, ABOUT), title, main


def _paragraphs(*told: str) -> str:
    return "".join(f"<p>{text(one)}</p>" for one in told if one)


def _limits_of_method(say: Say) -> str:
    return _paragraphs(
        say("足を止めてくれた人の声であり、市民全体の割合ではありません。"),
        say("急いでいた人、通らなかった人の声は入っていません。場所や時間が変われば、答える人も変わります。"),
        say("数の多い少ないは、大切さの順番ではありません。一人だけの声にも、聞きのがせないものがあります。"),
    )


def _small(say: Say) -> str:
    return _paragraphs(
        say("{least}人より少ない人の数は、だれの答えか分かるおそれがあるので、のせていません。", least=FEWEST_PEOPLE),
        say("合計から引き算して分かってしまわないように、ほかの数もいっしょに「–」にしているところがあります。"),
        say("小さいグループは「その他」にまとめています。"),
    )


def _consent(say: Say) -> str:
    return _paragraphs(
        say("ことばは、紹介してよいと答えた人のものだけです。写真は、ネットで見せてよいと答えた人のものだけです。"),
        say("名前は聞いていません。ことばは書かれたとおりで、訳していません。"),
    )


def _stop(content: Content, say: Say) -> str:
    survey = content.voices.survey
    who = facts(((say("管理者"), survey.holder), (say("連絡先"), survey.contact), (say("保存期間"), survey.retention)))
    known = say("下の連絡先に、受け取った紙の番号か、書いたことばを伝えてください。理由はいりません。")
    unknown = say("調査の管理者に、受け取った紙の番号か、書いたことばを伝えてください。理由はいりません。")
    return (
        _paragraphs(
            known if survey.contact else unknown,
            say("消したあと、このページは作り直します。ほかの人が保存したものや印刷したものは、戻せません。"),
        )
        + who
    )


def _this_page(language: str, say: Say) -> str:
    return _paragraphs(
        say("見た人のことは何も集めません。ほかのサイトから何も読みこまず、クッキーも使いません。"),
        say("場所・回・年代の名前は、調査のことばのままです。") if language != "ja" else "",
        say("「まちの声」で作りました。"),
    )
