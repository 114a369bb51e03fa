"""Choosing one of a few in a row of buttons; the choice stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from survey_loader.language import Say

Choice = TypeVar("Choice")


def one_of(
    label: str, names: Mapping[Choice, str], default: Choice, key: str, say: Say, *, required: bool = True
) -> Choice:
    """Draw the choice and return it; `names` are marked messages.

    Where it is not `required`, it can be taken back, which is the default again.
    """
    chosen = st.segmented_control(
        label,
        list(names),
        default=default,
        format_func=lambda option: say(names[option]),
        key=key,
        bind="query-params",
        required=required,
    )
    return default if chosen is None else chosen
