"""What an import would do, before it does anything: how the file was read, the counts, the first rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
# Rows that are shown without scrolling.
UNSCROLLED = 5

WHICH_VOICES = N_(
    "どの列が声（自由記述）なのかわかりません。"
    "下の「列の読みかたを見る・変える」で、声が書いてある列の意味を「設問（文章）＝声」にしてください。"
)


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


def counts(numbers: Mapping[str, Any], say: Say) -> None:
    """Draw the counts of an import, or of what one would do."""
    with st.grid("auto", min_column_width=140):
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
    """Draw new rows that resemble stored ones, each with a tick; return {new id: stored id} of those ticked."""
    found = list(pairs)
    if not found:
        return {}
    same = {}
    with st.expander(say("書き直されたように見える行（{n}）", n=len(found)), expanded=len(found) <= UNFOLDED_PAIRS):
        st.html(
            markup.paragraph(
                say("印をつけると、前の声を新しいものに置きかえます。つけなければ、別の人の声として両方が残ります。"),
                "quiet",
            )
        )
        for pair in found:
            with st.container(border=True):
                before, after = ("／".join(words) for words in (pair.old_words, pair.new_words))
                st.html(markup.facts({say("入っている声"): before, say("このファイルの声"): after}))
                if st.checkbox(say("同じ人の書き直しです"), key=f"same_{mark}_{pair.new_id}"):
                    same[pair.new_id] = pair.old_id
    return same
