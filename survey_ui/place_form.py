"""The organiser says where the places are: one after the other, many at once, and the outline of the town."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from survey_loader.acts import places
from survey_loader.errors import SurveyError, UnusableEntry
from survey_loader.language import N_
from survey_loader.models import Outline, Point
from survey_loader.sources.outlines import LARGEST_MEGABYTES
from survey_ui import markup
from survey_ui.room import Room

HOW = N_(
    "地図サイトで場所を右クリック（スマートフォンでは長押し）すると出る「43.77, 142.36」のような数字を、"
    "そのまま貼ってください。"
)
STAYS = N_("位置はこのパソコンだけに残り、外には送りません。")
TOLD, WRONG = "places_told", "places_wrong"
SEPARATORS = (",", "、", "，", "\t", "：", ":")


def show(room: Room, points: Mapping[str, Point], outline: Outline) -> None:
    """Draw the form, folded away where all places are known, for who keeps the survey."""
    if not room.keeps:
        return
    say = room.say
    names = [str(name) for name in room.everything.interviews["place"].value_counts().index if name]
    missing = [name for name in names if name not in points]
    label = say("場所の位置を入れる（あと{n}か所）", n=len(missing)) if missing else say("場所の位置を直す")
    with st.expander(label, icon=":material/edit_location_alt:", key="place_form", expanded=TOLD in st.session_state):
        stays = "" if room.settings.tiles else say(STAYS)
        st.html(markup.paragraph(say(HOW) + stays, "quiet"))
        _say_last(room)
        _ask_one(room, missing + [name for name in names if name in points], points)
        _ask_many(room, names, points)
        _ask_outline(room, outline)


def _say_last(room: Room) -> None:
    if told := st.session_state.pop(TOLD, ""):
        st.text(told)
    if wrong := st.session_state.pop(WRONG, ""):
        st.html(markup.paragraph(wrong, "wrong"))


def _ask_one(room: Room, names: list[str], points: Mapping[str, Point]) -> None:
    say = room.say
    with st.form("place_point", border=False):
        place = st.selectbox(say("場所の名前"), names, format_func=lambda name: _known(name, points), key="point_place")
        st.text_input(say("緯度と経度"), placeholder="43.77, 142.36", key="point_typed")
        st.form_submit_button(say("位置を保存する"), type="primary", on_click=_save_one, args=(room,))
    if place in points:
        st.button(say("この場所の位置を消す"), type="tertiary", on_click=_forget, args=(room, place))


def _known(name: str, points: Mapping[str, Point]) -> str:
    return f"{name}　✓ {points[name].latitude:g}, {points[name].longitude:g}" if name in points else name


def _ask_many(room: Room, names: list[str], points: Mapping[str, Point]) -> None:
    """Offer all places as lines of a table, for pasting from a sheet."""
    say = room.say
    lines = [f"{name}, {points[name].latitude:g}, {points[name].longitude:g}" if name in points else f"{name}, "
             for name in names]  # fmt: skip
    with st.form("place_points", border=False):
        st.text_area(
            say("まとめて入れる（1行に「場所, 緯度, 経度」）"), value="\n".join(lines), height=160, key="points_typed"
        )
        st.form_submit_button(say("まとめて保存する"), on_click=_save_many, args=(room,))


def _ask_outline(room: Room, outline: Outline) -> None:
    say = room.say
    st.file_uploader(
        say("まちの境界の線（GeoJSON、{n}MBまで。なくてもかまいません）", n=LARGEST_MEGABYTES),
        type=["geojson", "json"],
        max_upload_size=LARGEST_MEGABYTES,
        key="outline_file",
        on_change=_save_outline,
        args=(room,),
    )
    if outline:
        st.button(say("境界の線を消す"), type="tertiary", on_click=_forget_outline, args=(room,))


def _save_one(room: Room) -> None:
    place, typed = st.session_state["point_place"], st.session_state["point_typed"]
    try:
        places.give(room.settings, room.actor, room.survey.slug, {place: places.read_point(typed)})
    except SurveyError as error:
        st.session_state[WRONG] = error.render(room.say)
        return
    st.session_state["point_typed"] = ""
    st.session_state.pop("point_place", None)
    st.session_state.pop("points_typed", None)
    _tell(room, room.say("「{place}」の位置を保存しました。", place=place))


def _save_many(room: Room) -> None:
    known = {str(name) for name in room.everything.interviews["place"].dropna().unique() if name}
    try:
        given = read_lines(st.session_state["points_typed"], known)
        places.give(room.settings, room.actor, room.survey.slug, given)
    except SurveyError as error:
        st.session_state[WRONG] = error.render(room.say)
        return
    st.session_state.pop("points_typed", None)
    _tell(room, room.say("{n}か所の位置を保存しました。", n=len(given)))


def read_lines(typed: str, known: set[str]) -> dict[str, Point]:
    """Return {place: point} of lines "place, latitude, longitude"; places without numbers are left out.

    A place's own name may hold commas: the longest known name a line begins with is meant. Raises UnusableEntry
    for a place of no interview.
    """
    given: dict[str, Point] = {}
    for line in typed.splitlines():
        line = line.strip()
        place = max((name for name in known if _begins(line, name)), key=len, default="")
        if line and not place:
            raise UnusableEntry(
                N_("「{line}」の場所は、この調査にありません。場所の名前を確かめてください。"), line=line[:40]
            )
        rest = line[len(place) :].strip("".join(SEPARATORS) + " 　")
        if rest:
            given[place] = places.read_point(rest)
    return given


def _begins(line: str, name: str) -> bool:
    rest = line[len(name) :].lstrip(" 　")
    return line.startswith(name) and (not rest or rest.startswith(SEPARATORS))


def _forget(room: Room, place: str) -> None:
    places.forget(room.settings, room.actor, room.survey.slug, place)
    st.session_state.pop("points_typed", None)
    _tell(room, room.say("「{place}」の位置を消しました。", place=place))


def _save_outline(room: Room) -> None:
    file = st.session_state["outline_file"]
    if file is None:
        return
    try:
        lines = places.give_outline(room.settings, room.actor, room.survey.slug, file.getvalue())
    except SurveyError as error:
        st.session_state[WRONG] = error.render(room.say)
        return
    _tell(room, room.say("境界の線（{n}本）を保存しました。", n=f"{lines:,}"))


def _forget_outline(room: Room) -> None:
    places.forget_outline(room.settings, room.actor, room.survey.slug)
    _tell(room, room.say("境界の線を消しました。"))


def _tell(room: Room, told: str) -> None:
    st.session_state[TOLD] = told
