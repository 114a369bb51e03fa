"""発表リスト on the screen: its order, its words, and each thing made anew from the voices of now."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from survey_insights.palette import style
from survey_loader import settings
from survey_loader.access import Role
from survey_loader.acts import trays
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.store.trays import Tray, TrayItem
from survey_ui import charts, comments, errors, leaving, markup, room, taking, tray_deck, who
from survey_ui.room import Room

TRAY = "tray"
PAGE_SIZE = 10
EMPTY = N_("まだ何も入っていません。図の下や、声・写真のそばにある「発表リストに入れる」を押すと、ここに並びます。")
NONE_YET = N_("発表リストは、まだありません。図の下や、声・写真のそばにある「発表リストに入れる」を押すと、できます。")
GONE = N_("いまは見られません。取り下げられたか、取り込みが取り消されました。")
FOLLOWS = N_("図と声は、開くたびに、いまのデータから作り直します。")
TOLD = "tray_told"
# The list whose survey was looked at already.
ARRIVED = "tray_arrived"


def survey_first() -> None:
    """Look at the survey of the list that the address names, once: another one may be chosen after that."""
    tray = st.query_params.get(TRAY, "")
    if not tray or st.session_state.get(ARRIVED) == tray:
        return
    st.session_state[ARRIVED] = tray
    slug = trays.survey_of(settings.load(), tray)
    if slug and who.current().may(slug, Role.MEMBER):
        st.session_state[room.SURVEY_KEY] = slug


def show(here: Room) -> None:
    """Draw the lists to choose from, and the one chosen."""
    say = here.say
    if told := st.session_state.pop(TOLD, ""):
        st.text(told)
    lists = trays.trays_of(here.settings, here.actor, here.survey.slug)
    chosen = _choose(here, lists)
    if chosen is None:
        st.html(markup.paragraph(say(NONE_YET), "lead"))
        _begin(here)
        return
    taking.use(here.survey.slug, chosen)
    tray, items = trays.look(here.settings, here.actor, here.survey.slug, chosen)
    _about(here, tray)
    if not items:
        st.html(markup.paragraph(say(EMPTY), "lead"))
        return
    tray_deck.offer(here, tray, items)
    pages = -(-len(items) // PAGE_SIZE)
    page = st.pagination(pages, key=f"tray_page_{tray.id}") if pages > 1 else 1
    first = (page - 1) * PAGE_SIZE
    shown = items[first : first + PAGE_SIZE]
    ways = _ways_out(here, shown)
    for place, item in enumerate(shown, first + 1):
        with errors.box(say):
            _item(here, tray, item, place, len(items), ways.get(item.key, ""))


def _choose(here: Room, lists: Sequence[Tray]) -> str | None:
    """Draw the choice of a list and return its id; the address names it, so that it is a link."""
    if not lists:
        return None
    names = {tray.id: here.say("{name}（{n}）", name=tray.name or "—", n=tray.items) for tray in lists}
    asked = st.query_params.get(TRAY, "")
    if asked and asked not in names and not trays.survey_of(here.settings, asked):
        st.text(here.say(trays.GONE))
    used = st.session_state.get(taking.IN_USE, {}).get(here.survey.slug)
    first = next((one for one in (asked, used) if one in names), lists[0].id)
    chosen = st.selectbox(
        here.say("どのリスト"), list(names), index=list(names).index(first), format_func=names.__getitem__,
        key=f"tray_choice_{first}_{len(names)}",
    )  # fmt: skip
    if asked != chosen:
        st.query_params[TRAY] = st.session_state[ARRIVED] = chosen
    return str(chosen)


def _begin(here: Room) -> None:
    with st.form("tray_new", clear_on_submit=True, border=False):
        name = st.text_input(here.say("新しいリストの名前（例：5月の住民説明会）"), max_chars=trays.LONGEST_NAME)
        if st.form_submit_button(here.say("リストを作る"), icon=":material/add:", key="tray_begin"):
            with errors.box(here.say):
                tray = trays.begin(here.settings, here.actor, here.survey.slug, name)
                st.query_params[TRAY] = tray
                st.rerun()


def _about(here: Room, tray: Tray) -> None:
    """Draw what can be done with the whole list."""
    say, slug = here.say, here.survey.slug
    with st.container(horizontal=True, gap="small"):
        with st.popover(say("新しいリスト"), icon=":material/add:"):
            _begin(here)
        with st.popover(say("名前を変える"), icon=":material/edit:"), st.form(f"tray_name_{tray.id}", border=False):
            name = st.text_input(say("名前"), tray.name, max_chars=trays.LONGEST_NAME)
            if st.form_submit_button(say("変える"), key="tray_rename"):
                with errors.box(say):
                    trays.rename(here.settings, here.actor, slug, tray.id, name)
                    st.rerun()
        with st.popover(say("リンクを渡す"), icon=":material/link:"):
            st.html(markup.paragraph(say("このリンクは、サインインした委員の方が開けます。"), "quiet"))
            base = (st.context.url or "").split("?")[0]
            st.code(f"{base}?{TRAY}={tray.id}", language=None, wrap_lines=True)
        with st.popover(say("リストを消す"), icon=":material/delete:"):
            st.html(markup.paragraph(say("リストだけが消えます。図や声は、もとの画面に残ります。")))
            if st.button(say("このリストを消す"), type="primary", key="tray_remove"):
                trays.remove(here.settings, here.actor, slug, tray.id)
                st.query_params.pop(TRAY, None)
                st.rerun()
    st.html(markup.paragraph(say(FOLLOWS), "quiet"))


def _ways_out(here: Room, items: Sequence[TrayItem]) -> dict[str, str]:
    """Return {id: for whom outside a comment or photo on the list may leave}."""
    found = (tray_deck.number_of(here, item.key) for item in items if item.kind == "comment")
    numbers = [number for number in found if number is not None]
    return leaving.ways_out(here, numbers, [item.key for item in items if item.kind == "photo"])


def _item(here: Room, tray: Tray, item: TrayItem, place: int, count: int, ways: str) -> None:
    with st.container(border=True, gap="small", key=f"tray_item_{item.number}"):
        slot = st.container()
        own = _drawn(here, item)
        with slot:
            title = item.title or own
            st.html(markup.heading(f"{place}　{title}", 3, item.note))
            if ways:
                st.html(markup.paragraph(ways, "quiet"))
        _steer(here, tray, item, place, count)


def _drawn(here: Room, item: TrayItem) -> str:
    """Draw what the thing is now and return the title of its own."""
    say = here.say
    if item.kind in ("chart", "theme"):
        chart = tray_deck.chart_of(here, item)
        if chart.empty:
            return chart.title
        st.html(markup.paragraph(chart.subtitle, "quiet"))
        figure = style(chart.figure, here.dark)
        st.plotly_chart(
            figure, key=f"tray_figure_{item.number}", theme=None, config=charts.FIGURE_CONFIG, alt=chart.title
        )
        st.html(markup.paragraph(chart.footer, "foot"))
        return tray_deck.named(here, item, chart.title)
    if item.kind == "comment":
        number = tray_deck.number_of(here, item.key)
        found = here.texts([] if number is None else [number])
        if found.empty:
            st.text(say(GONE))
        else:
            comments.show(here, found, taking_along=False)
        return say("声")
    with st.container(key=f"tray_photo_{item.number}"):
        st.html(markup.photo(item.key, say("リストに入れた写真"), "full"))
    return say("写真")


def _steer(here: Room, tray: Tray, item: TrayItem, place: int, count: int) -> None:
    say = here.say
    with st.container(horizontal=True, gap="small"):
        for places, icon, label, off in (
            (-1, "arrow_upward", say("上へ"), place == 1),
            (1, "arrow_downward", say("下へ"), place == count),
        ):
            st.button(
                label, key=f"tray_move_{places}_{item.number}", icon=f":material/{icon}:", type="tertiary",
                disabled=off, on_click=_move, args=(here, tray.id, item.number, places),
            )  # fmt: skip
        with st.popover(say("題とメモ"), icon=":material/edit_note:", type="tertiary"):
            _words(here, tray, item)
        st.button(
            say("外す"), key=f"tray_off_{item.number}", icon=":material/playlist_remove:", type="tertiary",
            on_click=_off, args=(here, tray.id, item.number),
        )  # fmt: skip


def _words(here: Room, tray: Tray, item: TrayItem) -> None:
    say = here.say
    with st.form(f"tray_words_{item.number}", border=False):
        title = st.text_input(
            say("題（空なら、図の言うとおり）"),
            item.title,
            max_chars=trays.LONGEST_TITLE,
            key=f"tray_title_{item.number}",
        )
        note = st.text_area(
            say("話すためのメモ"), item.note, max_chars=trays.LONGEST_NOTE, key=f"tray_note_{item.number}"
        )
        if st.form_submit_button(say("保存"), type="primary", key=f"tray_say_{item.number}"):
            with errors.box(say):
                trays.say_of(here.settings, here.actor, here.survey.slug, tray.id, item.number, title, note)
                st.rerun()


def _move(here: Room, tray: str, number: int, places: int) -> None:
    try:
        trays.move(here.settings, here.actor, here.survey.slug, tray, number, places)
    except SurveyError as error:
        st.session_state[TOLD] = error.render(here.say)


def _off(here: Room, tray: str, number: int) -> None:
    try:
        trays.take_off(here.settings, here.actor, here.survey.slug, tray, number)
    except SurveyError as error:
        st.session_state[TOLD] = error.render(here.say)
