"""The error box: what a person can mend is said in their language; a bug gets a number and is logged."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.errors import FragmentHandledException

from survey_loader.errors import SurveyError
from survey_loader.language import Say
from survey_ui import language

LOG = logging.getLogger("machi.screens")


def show(error: Exception, say: Say) -> None:
    """Say what went wrong; `error` itself is shown only when it is a SurveyError."""
    if isinstance(error, SurveyError):
        message = error.render(say)
    else:
        number = secrets.token_hex(4)
        LOG.error("bug %s", number, exc_info=error)
        message = say(
            "申し訳ありません。この画面に不具合があります。データは変わっていません。"
            "お手数ですが、番号 {number} を管理者に伝えてください。",
            number=number,
        )
    with st.container(border=True, key=f"problem_{secrets.token_hex(4)}"):
        # Values of a message may come from a file, so it is never markup.
        st.text("⚠ " + message)


@contextmanager
def box(say: Say) -> Iterator[None]:
    """Run a part of a screen; where it fails, the rest of the screen stays."""
    try:
        yield
    except FragmentHandledException:
        raise
    except Exception as error:
        show(error, say)


def show_script_error(error: Exception) -> bool:
    """Streamlit's hook for errors in fragments and callbacks, which no `box` encloses."""
    show(error, language.current())
    return True
