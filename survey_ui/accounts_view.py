"""The accounts on a screen: a list, one account's roles and sessions, and a new account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from survey_insights.labels import survey_name
from survey_loader import settings
from survey_loader.access import EVERY_SURVEY, LOCAL_ORGANISER, ROLE_LABELS, Actor, Role, require
from survey_loader.acts import accounts
from survey_loader.acts.accounts import Listed
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.settings import Settings
from survey_ui import errors, markup, room, who

SAID_KEY = "accounts_said"
NO_ACCOUNTS = N_(
    "まだアカウントはありません。このパソコンの前の人が、担当者として使えます。"
    "ほかの人にも使ってもらうには、サーバーのコマンドで最初の管理者を作ってください。"
)
FIRST_COMMAND = "python -m survey_loader accounts add NAME --role admin"


@dataclass(frozen=True)
class _Work:
    """What the parts of this screen share."""

    say: Say
    here: Settings
    actor: Actor
    surveys: dict[str, str]

    def where(self, slug: str) -> str:
        """Return the name of a survey, or what a role in all of them is called."""
        return self.surveys.get(slug, slug) if slug else self.say("すべての調査")


def draw(say: Say, title: str) -> None:
    """Draw the screen for an admin; anybody else is told whom to ask before anything is read."""
    here, actor = settings.load(), who.current()
    if actor != LOCAL_ORGANISER:
        require(actor, EVERY_SURVEY, Role.ADMIN)
    st.title(say(title), anchor=False)
    if not accounts.any_accounts(here):
        st.text(say(NO_ACCOUNTS))
        st.code(FIRST_COMMAND, language=None, wrap_lines=True)
        return
    found = accounts.listed(here, actor)
    names = {survey.slug: survey_name(survey, say) for survey in room.surveys(here)}
    work = _Work(say, here, actor, {EVERY_SURVEY: say("すべての調査"), **names})
    _say_done(say)
    headings = (say("名前"), say("役割"), say("いま"), say("サインイン中"))
    st.html(markup.table(headings, [_row(one, work) for one in found], say("アカウントの一覧"), words=(0, 1, 2)))
    _one(found, work)
    _new(work)


def _row(one: Listed, work: _Work) -> list[str]:
    roles = [f"{work.where(slug)}: {work.say(ROLE_LABELS[role])}" for slug, role in one.roles]
    shown = one.shown if one.shown == one.name else f"{one.shown} ({one.name})"
    state = _state(one, work.say)
    return [
        markup.paragraph(shown),
        "".join(markup.paragraph(role) for role in roles or [work.say("役割なし")]),
        markup.paragraph(state),
        markup.paragraph(str(one.sessions)),
    ]


def _state(one: Listed, say: Say) -> str:
    if one.disabled:
        return say("止めています")
    if one.locked:
        return say("間違いが続いて待っています")
    if one.must_change:
        return say("最初のパスワードのままです")
    return say("使えます")


def _one(found: tuple[Listed, ...], work: _Work) -> None:
    say = work.say
    st.subheader(say("ひとりのアカウント"), anchor=False)
    by_name = {one.name: one for one in found if one.name != work.actor.name}
    if not by_name:
        st.text(say("自分のほかに、アカウントはまだありません。"))
        return
    name = st.selectbox(say("だれの"), list(by_name), format_func=lambda key: markup.plain(by_name[key].shown))
    _roles(by_name[name], work)
    with st.container(horizontal=True):
        _act(say("すべての場所でサインアウトさせる"), "end", work, lambda: _ended(work, name))
        if by_name[name].by_password:
            _act(say("パスワードを作り直す"), "reset", work, lambda: _reset(work, name))
        if by_name[name].locked:
            _act(say("待たずに試せるようにする"), "unlock", work, lambda: _unlocked(work, name))
        closed = by_name[name].disabled
        label = say("また使えるようにする") if closed else say("止める")
        _act(label, "close", work, lambda: _closed(work, name, not closed))


def _roles(one: Listed, work: _Work) -> None:
    say = work.say
    with st.container(border=True):
        slug = st.selectbox(say("どの調査で"), list(work.surveys), format_func=work.surveys.__getitem__)
        choices = [None, *Role]
        role = st.selectbox(
            say("役割"),
            choices,
            index=choices.index(dict(one.roles).get(slug)),
            format_func=lambda role: say(ROLE_LABELS[role]) if role else say("なし"),
            key=f"role_{one.name}_{slug}",
        )
        if st.button(say("役割を決める"), key="account_role"):
            with errors.box(say):
                if role is None:
                    accounts.take_away(work.here, work.actor, one.name, slug)
                else:
                    accounts.grant(work.here, work.actor, one.name, slug, role)
                _done(say("{name} さんの役割を決めました。次の操作から、そのとおりになります。", name=one.shown))


def _new(work: _Work) -> None:
    say = work.say
    st.subheader(say("新しいアカウント"), anchor=False)
    with st.form("new_account"):
        name = st.text_input(say("名前（半角の英小文字・数字）"), placeholder="sato.hanako")
        shown = st.text_input(say("画面に出す名前"), placeholder=say("佐藤 花子"))
        email = st.text_input(say("大学・市などのアカウントで入る人は、そのメールアドレス（ほかの人は空のまま）"))
        slug = st.selectbox(say("どの調査で"), list(work.surveys), format_func=work.surveys.__getitem__)
        role = st.selectbox(say("役割"), list(Role), format_func=lambda role: say(ROLE_LABELS[role]))
        if st.form_submit_button(say("作る"), type="primary"):
            with errors.box(say):
                password = accounts.add(work.here, work.actor, name, shown, role, slug, email)
                _done(say("アカウント「{name}」を作りました。", name=accounts.same_name(name)), password)


def _act(label: str, key: str, work: _Work, act: Callable[[], None]) -> None:
    if st.button(label, key=f"account_{key}"):
        try:
            act()
        except SurveyError as error:
            errors.show(error, work.say)


def _ended(work: _Work, name: str) -> None:
    ended = accounts.sign_out_everywhere(work.here, work.actor, name)
    _done(work.say("終わったサインイン：{n}件", n=ended))


def _reset(work: _Work, name: str) -> None:
    password = accounts.set_password(work.here, work.actor, name)
    _done(work.say("「{name}」のパスワードを作り直しました。", name=name), password)


def _unlocked(work: _Work, name: str) -> None:
    accounts.unlock(work.here, work.actor, name)
    _done(work.say("「{name}」は、すぐに試せます。", name=name))


def _closed(work: _Work, name: str, disabled: bool) -> None:
    ended = accounts.disable(work.here, work.actor, name, disabled)
    if disabled:
        _done(work.say("「{name}」を止めました。終わったサインイン：{n}件", name=name, n=ended))
    else:
        _done(work.say("「{name}」は、また使えます。", name=name))


def _done(sentence: str, told_once: str = "") -> None:
    """Keep what to say, and a first password to show once, for the run that shows the changed list."""
    st.session_state[SAID_KEY] = (sentence, told_once)
    st.rerun()


def _say_done(say: Say) -> None:
    sentence, password = st.session_state.pop(SAID_KEY, ("", ""))
    if sentence:
        st.success(markup.plain(sentence))
    if password:
        st.text(
            say("最初のパスワードです。いま一度だけ出ます。本人にだけ伝えてください。入ってすぐに変えてもらいます。")
        )
        st.code(password, language=None, wrap_lines=True)
