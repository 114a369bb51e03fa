"""Choosing one of a few in a row of buttons, where the choice stands in the address; and choosing a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, TypeVar

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


def a_day(
    label: str,
    key: str,
    value: date | None = None,
    *,
    first: date | None = None,
    last: date | None = None,
    width: int | Literal["stretch"] = "stretch",
) -> date | None:
    """Draw a field for one day and return it, None while it is empty.

    Without `first` and `last` it offers ten years before and after `value`, or today. `width` in pixels.
    """
    chosen = st.date_input(label, value=value, min_value=first, max_value=last, key=key, width=width)
    return chosen if isinstance(chosen, date) else None
