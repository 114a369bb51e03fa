"""Words and photos on the public site: quotes of a theme by question, and a wall of faces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from survey_exports.site.frame import Place
from survey_exports.site.parts import lines, text
from survey_insights.labels import AXIS_LABELS, axis_label, question_label
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

ALTS = {"face": N_("板を持った人の写真"), "board": N_("板の写真")}
TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})*")
LATER = 'loading="lazy" decoding="async"'


@dataclass(frozen=True)
class Shown:
    """A photo: its file within the site, whether a face or only the board is on it, its size, its words and theirs."""

    file: str
    kind: str
    width: int
    height: int
    words: tuple[str, ...] = ()
    language: str = "ja"


@dataclass(frozen=True)
class Voice:
    """A comment as it was written, what it answers, whom it is for, its language, and its photo."""

    words: str
    question: str
    axis: str = ""
    language: str = "ja"
    photo: Shown | None = None


def quotes(voices: Sequence[Voice], everything: Voices, place: Place, say: Say) -> str:
    """Return the voices of a theme, question by question."""
    if not voices:
        return ""
    found = ""
    for question in everything.survey.questions:
        own = [voice for voice in voices if voice.question == question.key]
        if own:
            cards = "".join(_quote(voice, place, say) for voice in own)
            found += f'<h3>{text(question_label(question, say))}</h3><ul class="voices">{cards}</ul>'
    about = say("紹介してよいと答えた人の声から選びました。数の多さは表しません。")
    if place.language != "ja":
        about += say("ことばは、書かれたままで、訳していません。")
    heading = text(say("書かれたことば"))
    return (
        f'<section aria-labelledby="voices"><h2 id="voices">{heading}</h2><p class="measure">{text(about)}</p>'
        f"{found}</section>"
    )


def _quote(voice: Voice, place: Place, say: Say) -> str:
    photo = picture(voice.photo, place, say) if voice.photo else ""
    whom = (
        f'<p class="whom a-{voice.axis}">{text(axis_label(voice.axis, say))}</p>' if voice.axis in AXIS_LABELS else ""
    )
    return (
        f"<li>{photo}<div><blockquote{_lang(voice.language, place)}>{lines(voice.words)}</blockquote>{whom}</div></li>"
    )


def _lang(language: str, place: Place) -> str:
    """The language of words that are not in the page's."""
    return f' lang="{language}"' if language != place.language and TAG.fullmatch(language) else ""


def picture(photo: Shown, place: Place, say: Say) -> str:
    """Return a photo as HTML, its size told so that nothing moves when it comes."""
    alt = text(say(ALTS.get(photo.kind, ALTS["board"])))
    return f'<img src="{place.of_site(photo.file)}" alt="{alt}" width="{photo.width}" height="{photo.height}" {LATER}>'


def wall(photos: Sequence[Shown], place: Place, say: Say) -> str:
    """Return the wall of faces and words."""
    if not photos:
        return ""
    figures = "".join(
        f"<li><figure>{picture(photo, place, say)}"
        + (f"<figcaption{_lang('ja', place)}>{lines(' / '.join(photo.words))}</figcaption>" if photo.words else "")
        + "</figure></li>"
        for photo in photos
    )
    heading = text(say("顔とことば"))
    about = say("ネットで見せてよいと答えた人の写真です。")
    return (
        f'<section aria-labelledby="faces"><h2 id="faces">{heading}</h2>'
        f'<p class="measure">{text(about)}</p><ul class="wall">{figures}</ul></section>'
    )
