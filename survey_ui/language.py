"""The visitor's language: chosen once a session, carried in the address."""

from __future__ import annotations

import streamlit as st

from survey_loader import settings
from survey_loader.language import LANGUAGES, Say, speaker

KEY = "lang"


def choose() -> Say:
    """Draw the language choice in the sidebar and return the session's `say`."""
    default = LANGUAGES[settings.load().language]
    if (short := st.query_params.get(KEY, "")) in LANGUAGES:
        # ?lang=en is what people write by hand; the choice stands in the address by its name.
        st.session_state[KEY] = LANGUAGES[short]
        del st.query_params[KEY]
    with st.sidebar:
        st.radio(
            "言語 / Language",
            list(LANGUAGES.values()),
            index=list(LANGUAGES.values()).index(default),
            horizontal=True,
            label_visibility="collapsed",
            key=KEY,
            bind="query-params",
        )
    return current()


def code() -> str:
    """Return the language of this session, a key of LANGUAGES."""
    names = {name: key for key, name in LANGUAGES.items()}
    return names.get(st.session_state.get(KEY, ""), settings.load().language)


def current() -> Say:
    """Return the `say` of this session."""
    return speaker(code())
