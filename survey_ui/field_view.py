"""きょうの聞き取り: who was asked today, where and by whom, how many are still missing; drawn anew by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from html import escape

import streamlit as st

from survey_insights.labels import day as day_label
from survey_insights.labels import percent, relation_label
from survey_loader.access import Actor
from survey_loader.acts import fieldwork
from survey_loader.acts.fieldwork import Field, Group
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store.fieldwork import Spoken, TargetKind
from survey_ui import markup

# Often enough to steer by, seldom enough for a small server.
REFRESH_SECONDS = 15
# As many of a kind as a sentence can name.
MOST_NAMED = 6
KINDS: dict[TargetKind, str] = {
    "place": N_("場所"),
    "interviewer": N_("聞き手"),
    "relation": N_("まちとの関わり"),
    "age": N_("年代"),
}
NOT_TOLD = N_("（記入なし）")
NO_COUNT = N_("この日に声かけを数えたスマホは、まだありません。数えると、応じてくれた割合がここに出ます。")
MISCOUNTED = N_(
    "この日の声かけの数（{approached}人）が、書いた人（{written}人）より少なく数えられています。割合は出しません。"
)
RESPONSE = N_(
    "声をかけた{approached}人のうち、{written}人（{share}）が書き、{declined}人が断りました。声かけを数えたスマホの分だけです。"
)


def choose(here: Settings, survey: Survey, actor: Actor, say: Say) -> tuple[str, date | None]:
    """Draw the choice of wave and day; the day is None for today, whenever that is."""
    known = fieldwork.waves(here, actor, survey)
    with st.grid("auto", min_column_width=210):
        wave = st.selectbox(
            say("回"),
            known,
            index=0,
            accept_new_options=True,
            format_func=markup.plain,
            key=f"field_wave_{survey.slug}",
            help=say("次の回の目標は、回の名前を書き入れると決められます。"),
        )
        today = fieldwork.today(survey)
        earlier = [day for day in fieldwork.days(here, actor, survey, wave or known[0]) if day != today]
        # A sentinel, not None: nothing is chosen by being cleared.
        days = {"": say("今日"), **{day.isoformat(): day_label(day, say) for day in earlier}}
        chosen = st.selectbox(
            say("日"), list(days), format_func=days.__getitem__, key=f"field_day_{survey.slug}_{wave}"
        )
    return (wave or known[0]).strip() or known[0], date.fromisoformat(chosen) if chosen else None


@st.fragment(run_every=REFRESH_SECONDS)
def live(here: Settings, survey: Survey, actor: Actor, wave: str, day: date | None, say: Say) -> None:
    """Draw how the wave stands, again and again."""
    found = fieldwork.look(here, actor, survey, wave, day or fieldwork.today(survey))
    _headline(found, day is None, say)
    _short(found, say)
    _response(found, say)
    for pair in (("place", "interviewer"), ("relation", "age")):
        for column, kind in zip(st.columns(2, gap="large"), pair, strict=True):
            with column:
                _groups(found, kind, day is None, say)  # type: ignore[arg-type]
    now = f"{datetime.now(survey.zone):%H:%M:%S}"
    told = say("{time} の数です。{seconds}秒ごとに、自分で新しくなります。", time=now, seconds=REFRESH_SECONDS)
    st.html(markup.paragraph(told, "foot"))


def _headline(found: Field, is_today: bool, say: Say) -> None:
    everybody = found.everybody
    count = say("今日は{n}人", n=f"{everybody.today:,}")
    if not is_today:
        count = say("{day}は{n}人", day=day_label(found.day, say), n=f"{everybody.today:,}")
    lines = [say("「{wave}」は、合わせて{n}人に聞きました。", wave=found.wave, n=f"{everybody.total:,}")]
    if everybody.wanted is None:
        goal = ""
        lines.append(say("目標は、まだ決めていません。下の「目標を決める」で決められます。"))
    elif everybody.missing:
        goal = say("あと{n}人", n=f"{everybody.missing:,}")
        lines.append(say("目標は{n}人です。", n=f"{everybody.wanted:,}"))
    else:
        goal = say("目標に届きました")
        lines.append(say("目標は{n}人でした。", n=f"{everybody.wanted:,}"))
    if found.elsewhere:
        lines.append(say("この日のほかの回の{n}人は、数えていません。", n=f"{found.elsewhere:,}"))
    figures = "".join(f"<span>{escape(figure)}</span>" for figure in (count, goal) if figure)
    bar = _bar(everybody) if everybody.wanted else ""
    st.html(f'<p class="koe-tally">{figures}</p>{bar}' + markup.paragraph("".join(lines)))


def _short(found: Field, say: Say) -> None:
    """Say in plain words where people are still missing."""
    lines = []
    for kind, groups in found.groups.items():
        missing = sorted((group for group in groups if group.missing), key=lambda group: -group.missing)
        named = [
            say("{label} あと{n}人", label=_label(kind, group.label, say), n=f"{group.missing:,}")
            for group in missing[:MOST_NAMED]
        ]
        if len(missing) > MOST_NAMED:
            named.append(say("ほか{n}", n=len(missing) - MOST_NAMED))
        if named:
            lines.append(say("{kind}：{named}", kind=say(KINDS[kind]), named=say("、").join(named)))
    if lines:
        st.html(markup.listed(lines))


def _response(found: Field, say: Say) -> None:
    told = found.response
    if told is None:
        st.html(markup.paragraph(say(NO_COUNT), "quiet"))
        return
    st.html(markup.paragraph(_response_of(told, say)))


def _response_of(told: Spoken, say: Say) -> str:
    approached, written, declined = (f"{n:,}" for n in (told.approached, told.written, told.declined))
    if told.written > told.approached or not told.approached:
        return say(MISCOUNTED, approached=approached, written=written)
    share = percent(told.written / told.approached)
    return say(RESPONSE, approached=approached, written=written, declined=declined, share=share)


def _groups(found: Field, kind: TargetKind, is_today: bool, say: Say) -> None:
    everybody, groups = found.everybody, found.groups[kind]
    n = say("この日 n={today}、この回 n={total}", today=f"{everybody.today:,}", total=f"{everybody.total:,}")
    st.html(markup.heading(say("{kind}ごと", kind=say(KINDS[kind])), under=n))
    if not groups:
        st.text(say("まだ、だれにも聞いていません。"))
        return
    aimed = any(group.wanted for group in groups)
    headings = [say(KINDS[kind]), say("今日") if is_today else say("この日")]
    headings += [say("この回／目標"), say("あと")] if aimed else [say("この回")]
    rows = [_row(found, kind, group, aimed, say) for group in groups]
    st.html(markup.table(headings, rows, say("{kind}ごとの人数", kind=say(KINDS[kind]))))


def _row(found: Field, kind: TargetKind, group: Group, aimed: bool, say: Say) -> Sequence[str]:
    label = markup.paragraph(_label(kind, group.label, say))
    label += "".join(markup.paragraph(line, "quiet") for line in _told(found, kind, group, say))
    cells = [label, f"{group.today:,}", f"{group.total:,}"]
    if not aimed:
        return cells
    if group.wanted is None:
        return [*cells, "—"]
    left = say("あと{n}人", n=f"{group.missing:,}") if group.missing else say("届きました")
    return [*cells[:-1], f"{group.total:,}／{group.wanted:,}", f"{escape(left)}{_bar(group)}"]


def _told(found: Field, kind: TargetKind, group: Group, say: Say) -> list[str]:
    """Return what else is known of a group: when its student was last heard of, how a place responds."""
    if kind == "interviewer" and group.last_at:
        at = say("最後に聞いた {at}", at=_moment(group.last_at, found.day))
        return [at + (say("、届いた {at}", at=_moment(group.came_at, found.day)) if group.came_at else "")]
    if kind == "place":
        return [_spoken(one, say) for one in found.spoken if one.place == group.label]
    return []


def _spoken(told: Spoken, say: Say) -> str:
    approached, declined, written = (f"{n:,}" for n in told[1:])
    return say("声かけ{a}人、断り{d}人、書いた{w}人", a=approached, d=declined, w=written)


def _moment(at: datetime, day: date) -> str:
    return f"{at:%H:%M}" if at.date() == day else f"{at.month}/{at.day} {at:%H:%M}"


def _label(kind: TargetKind, label: str, say: Say) -> str:
    if kind == "relation":
        return relation_label(label or "unknown", say)
    return label or say(NOT_TOLD)


def _bar(group: Group) -> str:
    """Return how far a group is, as a bar; its numbers stand beside it."""
    share = min(1.0, group.total / group.wanted) if group.wanted else 0.0
    return f'<span class="koe-bar" aria-hidden="true"><span style="width:{100 * share:.0f}%"></span></span>'
