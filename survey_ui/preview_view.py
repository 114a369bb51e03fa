"""What an import would do, before it does anything: how the file was read, the counts, the first rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from survey_insights.labels import day, question_label, relation_label, survey_name
from survey_loader.acts.pairing import Pair
from survey_loader.acts.previewing import Preview, preview, standing
from survey_loader.acts.report_text import told_assumptions, told_counts, told_reading
from survey_loader.acts.reports import ImportRequest
from survey_loader.language import N_, Say
from survey_loader.models import Interview, Survey
from survey_loader.settings import Settings
from survey_loader.sources.mapping_sheet import has_voices
from survey_ui import markup, report_view

# Of one file three looks are kept: as it was recognised, with other columns, and with unclear cells explained.
KEPT_LOOKS = 3
LOOKS = "import_looks"
UNFOLDED_PAIRS = 3
# In pixels: the longest label stays whole, and a phone still has two cards side by side.
NARROWEST_CARD = 150
# Rows that are shown without scrolling.
UNSCROLLED = 5

WHICH_VOICES = N_(
    "どの列が声（自由記述）なのかわかりません。"
    "下の「列の読みかたを見る・変える」で、声が書いてある列の意味を「設問（文章）＝声」にしてください。"
)


SAME_WORDS = N_("ことばは同じで、ほかの列がちがいます。")
# Pairs that are drawn one by one; those beyond follow the tick for all.
SHOWN_PAIRS = 50
# What an import can bring; an import in which all are 0 leaves everything as it was.
BROUGHT = ("interviews", "comments", "changed", "photos", "photos_waiting")


def look(here: Settings, request: ImportRequest, say: Say) -> Preview:
    """Return what the import would do; read once per request, and anew after imports, undoing and the like."""
    kept: list[tuple[Any, Preview]] = st.session_state.setdefault(LOOKS, [])
    mark = standing(here)
    found = next((seen for key, seen in kept if key == (request, mark)), None)
    if found is None:
        with st.spinner(say("ファイルを読んでいます。")):
            found = preview(here, request)
        st.session_state[LOOKS] = [((request, mark), found), *kept][:KEPT_LOOKS]
    return found


def show(seen: Preview, say: Say) -> None:
    """Draw how the file was read, what would happen to each row, and the first rows."""
    told = seen.report.recognised
    st.html(
        markup.heading(say("このように読みました"), under=told_reading(told, say) + say("まだ何も保存していません。"))
    )
    if not has_voices(seen.mapping):
        st.html(markup.paragraph("⚠ " + say(WHICH_VOICES), "wrong"))
        return
    counts(seen.report.counts, say)
    if seen.report.already_there and brings_nothing(seen.report.counts):
        st.html(markup.paragraph(say("この表の内容は、もう入っています。取り込んでも、何も変わりません。")))
    name = survey_name(seen.survey, say)
    facts = {say("入れる先"): say("{name}（新しくつくります）", name=name) if seen.created else name}
    facts |= {say("声の列"): _voices(seen, say)} | ({say("写真"): _photos(seen, say)} if seen.photos else {})
    st.html(markup.facts(facts))
    if assumed := told_assumptions(told, say):
        with st.expander(say("列をこうみなしました（{n}）", n=len(assumed)), type="compact"):
            st.html(markup.listed(assumed))
    if seen.first:
        st.html(markup.heading(say("はじめの{n}人", n=len(seen.first)), level=4))
        st.dataframe(
            first_rows(seen.first, seen.survey, say), hide_index=True, height=_height(seen), alt=say("はじめの行")
        )
    report_view.show_problems(seen.report, say, "preview")


def _height(seen: Preview) -> int | Literal["auto"]:
    return "auto" if len(seen.first) <= UNSCROLLED else 230


def _photos(seen: Preview, say: Say) -> str:
    """Return how many photos there are, and for how many the interview is found."""
    if not seen.report.photos and not seen.report.photos_waiting:
        return say("{n}枚（新しくつなぐものはありません）", n=f"{seen.photos:,}")
    return say(
        "{n}枚（聞き取りが見つかったもの {found}枚、あとで手でつなぐもの {waiting}枚）",
        n=f"{seen.photos:,}",
        found=f"{seen.report.photos:,}",
        waiting=f"{seen.report.photos_waiting:,}",
    )


def _voices(seen: Preview, say: Say) -> str:
    """Return the columns of voices, each with the question it answers where that is called something else."""
    told = []
    for asked in seen.mapping.questions:
        column, label = " ".join(asked.column.split()), question_label(asked.question, say)
        if asked.question.kind == "text":
            told.append(label if column == label else f"{column} → {label}")
    return say("、").join(told)


def brings_nothing(numbers: Mapping[str, Any]) -> bool:
    """Return whether an import would bring, or brought, nothing new, and not because it could not be taken."""
    return not any(numbers.get(name) for name in (*BROUGHT, "rejected"))


def counts(numbers: Mapping[str, Any], say: Say) -> None:
    """Draw the counts of an import, or of what one would do."""
    with st.grid("auto", min_column_width=NARROWEST_CARD):
        for label, count in told_counts(numbers, say).items():
            st.metric(label, f"{count:,}", border=True)


def first_rows(interviews: Iterable[Interview], survey: Survey, say: Say) -> pd.DataFrame:
    """Return interviews as a table a person can check against the file."""
    labels = {question.key: question_label(question, say) for question in survey.questions}
    rows = []
    for interview in interviews:
        row: dict[str, str] = {
            say("行"): str(interview.row),
            say("日付"): day(interview.at.date(), say) if interview.at else "",
            say("場所"): interview.place,
            say("まちとの関わり"): relation_label(interview.relation, say),
            say("年代"): interview.age,
        }
        for answer in interview.answers:
            label = labels.get(answer.question, answer.question)
            row[label] = say("、").join(filter(None, (row.get(label, ""), answer.text)))
        row |= {labels.get(key, key): value for key, value in interview.choices.items()}
        rows.append(row | {say("写真"): say("、").join(photo.name for photo in interview.photos)})
    frame = pd.DataFrame(rows).fillna("")
    # A column in which nobody said anything only takes room.
    return frame.loc[:, (frame != "").any()]


def same_people(pairs: Iterable[Pair], mark: str, say: Say) -> dict[str, str]:
    """Draw new rows that resemble stored ones, with one tick for all and one each.

    Returns {new id: stored id} of those ticked.
    """
    found = list(pairs)
    if not found:
        return {}
    st.html(
        markup.heading(
            say("書き直されたように見える行（{n}）", n=f"{len(found):,}"),
            level=4,
            under=say("印をつけると、前の声を新しいものに置きかえます。つけなければ、別の人の声として両方が残ります。"),
        )
    )
    drawn, more = found[:SHOWN_PAIRS], found[SHOWN_PAIRS:]
    every = len(found) > 1 and _tick_for_all(found, drawn, mark, say)
    same = {pair.new_id: pair.old_id for pair in more if every}
    folded = len(found) > UNFOLDED_PAIRS
    with st.expander(say("1件ずつ見て選ぶ"), key=f"pairs_{mark}") if folded else st.container():
        for pair in drawn:
            if _is_same(pair, mark, say):
                same[pair.new_id] = pair.old_id
        if more:
            st.text(say("ほか{n}件は、上の「すべて」の印のとおりになります。", n=f"{len(more):,}"))
    if same:
        told = say("印をつけた{n}件は、新しい聞き取りではなく、前の声の置きかえになります。", n=f"{len(same):,}")
        st.html(markup.paragraph(told))
    return same


def _tick_for_all(found: Sequence[Pair], drawn: Sequence[Pair], mark: str, say: Say) -> bool:
    """Draw the tick that ticks, or clears, each pair; return whether it is set."""
    key = f"same_{mark}_all"

    def each() -> None:
        for pair in drawn:
            st.session_state[_pair_key(pair, mark)] = st.session_state[key]

    label = say("すべて（{n}件）同じ人の書き直しです", n=f"{len(found):,}")
    return st.checkbox(label, key=key, on_change=each)


def _is_same(pair: Pair, mark: str, say: Say) -> bool:
    """Draw one pair with its tick."""
    before, after = ("／".join(words) for words in (pair.old_words, pair.new_words))
    with st.container(border=True):
        told = {say("入っている声"): before, say("このファイルの声"): say(SAME_WORDS) if before == after else after}
        st.html(markup.facts(told))
        return st.checkbox(say("同じ人の書き直しです"), key=_pair_key(pair, mark))


def _pair_key(pair: Pair, mark: str) -> str:
    return f"same_{mark}_{pair.new_id}"
