"""Who sits before this session: read anew at each rerun, told in the sidebar, asked to sign in where it is nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import streamlit as st
from starlette.requests import HTTPConnection

from survey_loader import settings
from survey_loader.access import LOCAL_ORGANISER, NOBODY, Actor
from survey_loader.acts import signing_in
from survey_loader.acts.accounts import any_accounts
from survey_loader.language import Say
from survey_ui import markup, passport

# How soon a screen goes on after somebody signed in again in another window.
LOOK_AGAIN_SECONDS = 4


def current() -> Actor:
    """Return who sits before this session, NOBODY where nobody is signed in (any more)."""
    return _whose(passport.tokens(st.context.cookies))


def of_request(request: HTTPConnection) -> Actor:
    """Return who asks one of our own routes or holds a websocket open, NOBODY where nobody is signed in (any more)."""
    return _whose(passport.tokens(request.cookies, passport.over_https(request)))


def _whose(tokens: Sequence[str]) -> Actor:
    here = settings.load()
    if not any_accounts(here):
        return LOCAL_ORGANISER
    found = passport.visitor_among(here, tokens)
    return NOBODY if found is None or found.must_change else found.actor


def draw(say: Say) -> None:
    """Say in the sidebar who is signed in, with the way out; without accounts, that nobody had to."""
    here = settings.load()
    if not any_accounts(here):
        with st.sidebar:
            st.caption(say("このパソコンの担当者として開いています（アカウントなし）"))
        return
    found = passport.visitor_among(here, passport.tokens(st.context.cookies))
    if found is None:
        return
    links = [("/sign-out", say("サインアウト"))]
    if found.kind == signing_in.LOCAL:
        links.insert(0, ("/password", say("パスワードを変える")))
    with st.sidebar:
        st.html(markup.signed_in(say("{name} さん", name=found.shown), links))


def ask_to_sign_in(say: Say) -> NoReturn:
    """Say that the session is over and how to go on, and end the run."""
    st.text(say("サインインが終わりました。サインインし直すと、この画面がまた開きます。"))
    # Opens in a window of its own; this one goes on by itself, in the same Streamlit session.
    st.link_button(say("サインインする"), "/sign-in", type="primary")
    _go_on_when_signed_in()
    st.stop()


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _go_on_when_signed_in() -> None:
    """Draw the screen again as soon as the browser has come back with a live session (see `standing`)."""
    if current() != NOBODY:
        st.rerun()
