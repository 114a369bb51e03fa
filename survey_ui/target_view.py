"""目標を決める: how many people a wave wants, in all and of each place, interviewer, relation and age."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from survey_insights.labels import relation_label
from survey_loader import ages
from survey_loader.access import Actor
from survey_loader.acts import fieldwork
from survey_loader.language import N_, Say
from survey_loader.models import RELATIONS, Survey
from survey_loader.settings import Settings
from survey_loader.store.fieldwork import TargetKind
from survey_ui import errors, markup, room

TOLD = "targets_told"
EVERYBODY = N_("全体")
KINDS: dict[TargetKind, str] = {
    "all": EVERYBODY,
    "place": N_("場所"),
    "interviewer": N_("聞き手"),
    "relation": N_("まちとの関わり"),
    "age": N_("年代"),
}
# Kinds whose labels people make up.
FREE: frozenset[TargetKind] = frozenset({"place", "interviewer"})
# As many of those as are offered by themselves.
MOST_OFFERED = 30


def show(here: Settings, survey: Survey, actor: Actor, wave: str, say: Say) -> None:
    """Draw the form, folded away."""
    told = st.session_state.pop(TOLD, "")
    with st.expander(say("目標を決める"), icon=":material/flag:", key="targets", expanded=bool(told)):
        if told:
            st.success(markup.plain(told))
        st.html(markup.paragraph(say("「{wave}」で聞きたい人数です。0は「決めない」です。", wave=wave), "quiet"))
        kind = st.segmented_control(
            say("何ごとの目標か"),
            list(KINDS),
            default="all",
            required=True,
            format_func=lambda kind: say(KINDS[kind]),
            key="targets_kind",
        )
        _form(here, survey, actor, wave, kind or "all", say)


def _form(here: Settings, survey: Survey, actor: Actor, wave: str, kind: TargetKind, say: Say) -> None:
    stands = fieldwork.targets(here, actor, survey.slug, wave).get(kind, {})
    # New fields where what stands has changed: they begin with it.
    key = f"target_{survey.slug}_{wave}_{kind}_{hash(frozenset(stands.items()))}"
    wanted: dict[str, int] = {}
    with st.form(key, border=False):
        with st.grid("auto", min_column_width=170):
            for label, shown in _labels(here, survey, actor, kind, stands, say).items():
                wanted[label] = st.number_input(
                    markup.plain(shown), 0, fieldwork.MOST_WANTED, stands.get(label, 0), key=f"{key}_{label}"
                )
        added = ""
        if kind in FREE:
            with st.grid("auto", min_column_width=170):
                added = st.text_input(say("ほかの場所") if kind == "place" else say("ほかの聞き手"), key=f"{key}_new")
                number = st.number_input(say("その目標"), 0, fieldwork.MOST_WANTED, 0, key=f"{key}_new_number")
            if added.strip():
                wanted[added] = number
        pressed = st.form_submit_button(say("目標を保存する"), type="primary", icon=":material/check:")
    if pressed:
        with errors.box(say):
            fieldwork.set_targets(here, actor, survey.slug, wave, kind, wanted)
            st.session_state[TOLD] = say("「{wave}」の目標を保存しました。", wave=wave)
            st.rerun()


def _labels(
    here: Settings, survey: Survey, actor: Actor, kind: TargetKind, stands: Mapping[str, int], say: Say
) -> dict[str, str]:
    """Return {label: how it is shown} of what a target may be set for."""
    if kind == "all":
        return {"": say("この回で聞きたい人数")}
    if kind == "relation":
        return {name: relation_label(name, say) for name in RELATIONS if name != "unknown"}
    known = room.listed(here, survey, actor)
    offered = ages.offered(known["age"]) if kind == "age" else [name for name in known[kind] if name][:MOST_OFFERED]
    return {name: name for name in dict.fromkeys([*offered, *stands])}
