"""「発表リストに入れる」: a small button wherever a chart, comment, photo or theme is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from typing import Any, cast, get_args

import streamlit as st

from survey_insights.chart_list import Asked
from survey_insights.selection import Filters
from survey_loader import settings
from survey_loader.access import Actor, Role
from survey_loader.acts import trays
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.settings import Settings
from survey_loader.store.trays import Kind
from survey_ui import language, who
from survey_ui.room import Room

# Which list this session puts things on, by survey.
IN_USE = "tray_in_use"
TAKE = N_("発表リストに入れる")
ICON = "playlist_add"
FIRST_NAME = N_("はじめの発表リスト")
# Cards and photos are one element of many: a click on a button in them is heard by the page.
SCRIPT = """
const held = Symbol.for("machi.taking");
export default function ({ setTriggerValue }) {
  window[held]?.();
  const take = event => {
    const button = event.target.closest?.("button.koe-take");
    if (!button) return;
    event.preventDefault();
    setTriggerValue("take", { kind: button.dataset.kind, key: button.dataset.key, survey: button.dataset.survey });
  };
  document.addEventListener("click", take);
  const release = () => document.removeEventListener("click", take);
  window[held] = release;
  return release;
}
"""
KEY, TOLD = "taking", "taking_told"


def wanted_filters(filters: Filters) -> dict[str, Any]:
    """Return filters as what a list keeps; those of a reader's role are not kept."""
    return {name: value for name, value in asdict(filters).items() if value and name != "public"}


def filters_of(wanted: Mapping[str, Any]) -> Filters:
    """Return the filters a list kept."""
    kinds = asdict(Filters())
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(kinds[name], tuple) else value
        for name, value in wanted.items()
        if name in kinds
    }
    return Filters(**told)


def in_use(here: Settings, actor: Actor, slug: str, say: Say) -> str:
    """Return the list that things go on: the one this session uses, else the one touched last, else a new one."""
    known = [tray.id for tray in trays.trays_of(here, actor, slug)]
    chosen: dict[str, str] = st.session_state.setdefault(IN_USE, {})
    if chosen.get(slug) not in known:
        chosen[slug] = known[0] if known else trays.begin(here, actor, slug, say(FIRST_NAME))
    return chosen[slug]


def use(slug: str, tray: str) -> None:
    """Let this session put things on that list."""
    st.session_state.setdefault(IN_USE, {})[slug] = tray


def chart_button(room: Room, asked: Asked | None, key: str) -> None:
    """Offer to put a chart on the list, as it is filtered now; nothing for one that cannot be made anew."""
    if asked is None or not room.reads:
        return
    _button(room, "chart", str(asked), {"filters": wanted_filters(room.filters)}, f"take_{key}")


def theme_button(room: Room, theme: str) -> None:
    """Offer to put a theme on the list."""
    if room.reads:
        _button(room, "theme", theme, {"filters": wanted_filters(room.filters)}, f"take_theme_{theme}")


def _button(room: Room, kind: Kind, what: str, wanted: Mapping[str, Any], key: str) -> None:
    st.button(
        room.say(TAKE),
        key=key,
        icon=f":material/{ICON}:",
        type="tertiary",
        on_click=put,
        args=(room.survey.slug, kind, what, wanted),
    )


def mark(room: Room, kind: Kind, key: str) -> str:
    """Return the button for a comment or photo inside our own markup; `listen` hears it."""
    if not room.reads:
        return ""
    label = escape(room.say(TAKE), quote=True)
    return (
        f'<button type="button" class="koe-take" data-kind="{kind}" data-key="{escape(key, quote=True)}" '
        f'data-survey="{escape(room.survey.slug, quote=True)}">{label}</button>'
    )


def put(slug: str, kind: Kind, key: str, wanted: Mapping[str, Any] | None = None) -> None:
    """Put something on the list in use and say so; the act asks for the role."""
    say, here, actor = language.current(), settings.load(), who.current()
    try:
        tray = in_use(here, actor, slug, say)
        new = trays.put(here, actor, slug, tray, kind, key, wanted)
        name = trays.look(here, actor, slug, tray)[0].name
    except SurveyError as error:
        st.session_state[TOLD] = error.render(say)
        return
    told = say("「{name}」に入れました。", name=name) if new else say("「{name}」に、もう入っています。", name=name)
    st.session_state[TOLD] = told


_listening = st.components.v2.component("taking", js=SCRIPT)


@st.fragment
def listen() -> None:
    """Hear the buttons in cards and photos of this page, and say for a moment what was put where; takes no room."""
    if not who.current().may_anywhere(Role.MEMBER):
        return
    # Not a toast: written by a fragment it would take the place of the style rules.
    told = st.session_state.pop(TOLD, "")
    st.html(f'<p class="koe-told" role="status">{escape(told)}</p>' if told else "<p role='status'></p>")
    with st.container(height=1, border=False, key="taking_room"):
        _listening(key=KEY, on_take_change=_taken)


def _taken() -> None:
    told = st.session_state[KEY].take or {}
    kind, key, slug = (str(told.get(name, "")) for name in ("kind", "key", "survey"))
    if kind in get_args(Kind) and key and slug:
        put(slug, cast("Kind", kind), key)
