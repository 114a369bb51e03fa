"""One interview as it is checked: its photos, what was written and known, what was allowed and how it was asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import streamlit as st

from survey_insights.kept import choice_rows, consent_rows, who_rows
from survey_insights.labels import day, question_label
from survey_loader import ages, board_numbers
from survey_loader.acts import log_words, merging
from survey_loader.acts.reviewing import Looked
from survey_loader.language import LANGUAGES, N_, Say
from survey_loader.models import Consents, Survey
from survey_loader.store.history import Version
from survey_ui import consent_view, entry_form, markup
from survey_ui.joining_view import NOT_SHOWN
from survey_ui.review_desk import Desk

STOP = N_("この番号の人が、取り下げを求めています。「同意と保存」で行ってください。")
CORRECTED_SINCE = N_("外したあとで、直されています。戻すかどうか、もう一度見てください。")
WRONG_LETTER = N_("板の番号の、おわりの文字が合いません。写真の番号と見くらべてください。")
GUARDIAN = N_("{age}歳未満のようですが、おうちの人と決めたという記録がありません。同意を確かめてください。")
TWIN = N_("同じ人の聞き取りが、ほかにもあるかもしれません。下で見くらべてください。")
NO_WORDS = N_("ことばは、まだありません。")
WORDS_LATER = N_("ことばは、写真を見てあとから入力するものです。")
ILLEGIBLE = N_("「{question}」は読み取れないと、聞き手が印を付けています。")
LATE = N_("スマホにある写真が、まだ{n}枚届いていません。")
# How the languages in which consent was asked are called; a phone may ask in some that screens do not speak.
ASKED_IN = {**LANGUAGES, "zh": "中文", "ko": "한국어"}


def warn(desk: Desk, looked: Looked) -> None:
    """Say what needs a second look, above the interview."""
    for line in warnings(desk.survey, looked, desk.say):
        st.html(markup.paragraph("⚠ " + line, "wrong"))
    found = looked.aside
    if found is not None:
        told = desk.say("外した理由：{reason}", reason=desk.say(merging.REASONS.get(found.reason, found.reason)))
        st.html(markup.paragraph("　".join(filter(None, (told, found.words)))))
        if looked.now.stored_at > found.at:
            st.html(markup.paragraph("⚠ " + desk.say(CORRECTED_SINCE), "wrong"))


def warnings(survey: Survey, looked: Looked, say: Say) -> Iterable[str]:
    """Return what needs a second look, one sentence each."""
    now, told = looked.now, looked.told
    if looked.asks_to_stop:
        yield say(STOP)
    if looked.twins and not looked.aside:
        yield say(TWIN)
    read = board_numbers.read(now.board)
    if read is not None and read[1] and not board_numbers.sound(now.board):
        yield say(WRONG_LETTER)
    if ages.surely_below(now.age, survey.guardian_age) and not (told and told.guardian):
        yield say(GUARDIAN, age=survey.guardian_age)
    for key in told.illegible if told else ():
        question = survey.question(key)
        yield say(ILLEGIBLE, question=question_label(question, say) if question else key)
    missing = len(told.photos) - len(looked.pictures) if told else 0
    if missing > 0:
        yield say(LATE, n=missing)


def photos(desk: Desk, looked: Looked) -> bool:
    """Draw the photos as large as there is room, but for those the committee may not see; False where there is none."""
    say = desk.say
    seen = [picture for picture in looked.pictures if picture.seen]
    if not looked.pictures:
        st.html(markup.paragraph(say("写真はありません。"), "quiet"))
    elif len(seen) < len(looked.pictures):
        st.html(markup.paragraph(say(NOT_SHOWN), "quiet"))
    for picture in seen:
        words = say("板を持った人の写真") if picture.kind == "face" else say("板の写真")
        st.html(f'<div class="koe-checked">{markup.photo(picture.id, words, "full")}</div>')
    return bool(seen)


def words(desk: Desk, looked: Looked) -> None:
    """Draw what was written, question by question."""
    say, now = desk.say, looked.now
    answers(now, desk.survey, say)
    if not now.answers:
        later = looked.told is not None and looked.told.words_later
        st.html(markup.paragraph(say(WORDS_LATER if later else NO_WORDS), "quiet"))


def facts(desk: Desk, looked: Looked) -> None:
    """Draw what is known, what was allowed and how it was asked, with the way to where consents are changed."""
    say, now = desk.say, looked.now
    st.html(markup.facts(dict(known(now, desk.survey, say))))
    st.html(markup.heading(say("同意"), 4, under=asked(looked, desk.survey, say)))
    st.html(markup.facts(dict(consent_rows(now.consents, say))))
    if now.consents == Consents():
        st.html(markup.paragraph(say("見せてよいと言われたものは、ありません。"), "quiet"))
    if st.button(say("「同意と保存」で開く"), icon=":material/shield_person:", type="tertiary", key="review_consent"):
        st.session_state[consent_view.OPENED] = looked.interview_id
        st.switch_page("../pages/consent.py")


def answers(version: Version, survey: Survey, say: Say) -> None:
    """Draw what was written, question by question."""
    names = {question.key: question_label(question, say) for question in survey.questions}
    for answer in version.answers:
        told = names.get(answer.question, answer.question)
        if answer.said:
            told += "　" + say("だれにとって：{whom}", whom=say(entry_form.SAID[answer.said]))
        st.html(markup.paragraph(told, "quiet") + markup.paragraph(answer.text, "board"))


def known(version: Version, survey: Survey, say: Say) -> list[tuple[str, str]]:
    """Return what is known of an interview, without what is not."""
    named = [
        (say("板の番号"), version.board),
        (say("聞いた日時"), moment(version.at, survey, say)),
        (say("場所"), version.place),
        (say("回"), version.wave),
        (say("聞いた人"), version.interviewer),
        *who_rows(version.age, version.relation, version.language, version.group, say),
        *choice_rows(survey, version.choices, say),
        (say("メモ"), version.note),
    ]
    return [(name, value) for name, value in named if value]


def moment(at: str | None, survey: Survey, say: Say) -> str:
    """Return a stored moment as a day and a time in the survey's zone, "" for none."""
    if not at:
        return ""
    local = datetime.fromisoformat(at).astimezone(survey.zone)
    return f"{day(local.date(), say)} {local:%H:%M}"


def asked(looked: Looked, survey: Survey, say: Say) -> str:
    """Return how consent was asked, as far as it is known."""
    told = looked.told
    if told is None:
        return say("紙か口で答えたものを、入力した人が写しました。")
    language = ASKED_IN.get(told.consent_language, told.consent_language)
    if not told.tapped_at:
        return say("スマホから届きました。本人が画面を押した記録はありません。")
    when = moment(told.tapped_at, survey, say)
    line = say("本人がスマホの画面で答えました（{when}、{language}）。", when=when, language=language)
    return line + (say("おうちの人と決めました。") if told.guardian else "")


def brought_by(version: Version, survey: Survey, called: dict[str, str], say: Say) -> str:
    """Return who brought a version and when."""
    who = log_words.actor_label(version.actor, say, called)
    return say("{when}　{who}", when=moment(version.stored_at, survey, say), who=who)
