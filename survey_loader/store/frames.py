"""Loading a survey's Voices: all columns and matrices at once, and only what came since."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sqlite_utils import Database

from survey_loader.models import AXES, RELATIONS, TONES, Survey, ThemeName
from survey_loader.store.codebooks import heirs, inherited, named
from survey_loader.store.packing import THEME_TYPE, WORD_TYPE, unpack_rows
from survey_loader.store.photos import PHOTOGRAPHED
from survey_loader.store.surveys import survey_from_json, waves
from survey_loader.voices import COMMENT_COLUMNS, NO_TONE_CODE, Voices

SOURCES = ("human", "said", "auto", "hint")
CODED = {
    "axis": AXES, "axis_source": SOURCES, "axis_by_text": AXES, "tone": TONES, "tone_source": SOURCES,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revision:
    """What a Voices was made from: another epoch, revision or codebook means load anew.

    `counted` changes whenever phones tell how many people were spoken to.
    """

    epoch: str
    revision: int
    codebook: int | None
    change: int
    version: str = ""
    counted: str = ""

    def same_base(self, other: Revision) -> bool:
        """Whether only newly published batches lie between the two."""
        return (self.epoch, self.revision, self.codebook, self.version) == (
            other.epoch, other.revision, other.codebook, other.version,
        )  # fmt: skip


def revision(db: Database, slug: str) -> Revision | None:
    """Return the revision of a survey as it is now, None where there is no such survey."""
    row = db.conn.execute(
        "select (select value from meta where name = 'epoch'), s.revision, s.codebook, "
        "(select coalesce(max(change), 0) from batches where survey = s.slug), "
        "coalesce((select version from codebooks where number = s.codebook), ''), "
        "(select coalesce(count(*) || ' ' || max(at), '') from street_counts where survey = s.slug) "
        "from surveys s where s.slug = ?",
        [slug],
    ).fetchone()
    return Revision(*row) if row else None


def load(db: Database, slug: str, since: int = 0) -> Voices:
    """Return the voices of a survey published after change number `since`."""
    definition, codebook, themes = db.conn.execute(
        "select s.definition, s.codebook, k.themes from surveys s left join codebooks k on k.number = s.codebook "
        "where s.slug = ?",
        [slug],
    ).fetchone()
    survey = survey_from_json(definition)
    numbers, theme_list = named(themes)
    interviews = _interviews(db, survey, since)
    raw = _raw_comments(db, slug, codebook, since)
    vocabulary, words = _words(db, raw.pop("words"))
    theme_matrix = _themes(raw.pop("themes"), raw, numbers, theme_list)
    comments = _comments(raw, interviews)
    return Voices(
        survey=survey,
        comments=comments,
        interviews=interviews,
        words=words,
        vocabulary=vocabulary,
        themes=theme_matrix,
        theme_list=theme_list,
        waves=wave_frame(db, slug, interviews),
    )


def _interviews(db: Database, survey: Survey, since: int) -> pd.DataFrame:
    frame = pd.read_sql_query(
        "select i.number, i.wave, i.day, i.place, i.relation, i.age, i.language, i.choices, "
        "(i.quote = 1 or i.basis <> '') as quotable, "
        f"{PHOTOGRAPHED} as photographed "
        "from shown i where i.survey = ? and i.change > ? order by i.number",
        db.conn,
        params=[survey.slug, since],
    )
    frame["day"] = pd.to_datetime(frame["day"], format="%Y-%m-%d")
    frame["photographed"] = frame["photographed"].astype(bool)
    frame["quotable"] = frame["quotable"].astype(bool)
    choices = [json.loads(cell) if cell != "{}" else {} for cell in frame.pop("choices")]
    for question in survey.questions:
        if question.kind == "text":
            continue
        values = pd.Series([choice.get(question.key) for choice in choices], index=frame.index, dtype="object")
        if question.kind == "scale":
            # Some tools hand over the words of the steps, not their numbers.
            steps = values.map({word: place for place, word in enumerate(question.choices, 1)}).astype("float64")
            values = pd.to_numeric(values, errors="coerce").astype("float64").fillna(steps)
        else:
            values = values.astype("category")
        frame[f"{question.kind}:{question.key}"] = values
    return _categories(frame)


def _categories(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn labels into categories: waves by time, ages by number, the rest by name."""
    first_days = frame.groupby("wave")["day"].min()
    by_time = sorted(first_days.index, key=lambda wave: (first_days[wave] is pd.NaT, str(first_days[wave]), wave))
    orders = {
        "wave": by_time,
        "place": sorted(frame["place"].unique()),
        "age": sorted(frame["age"].unique(), key=_age_order),
        "language": sorted(frame["language"].unique()),
        "relation": list(RELATIONS),
    }
    for column, values in orders.items():
        ordered = column in {"wave", "age"}
        frame[column] = pd.Categorical(frame[column], categories=values, ordered=ordered)
    return frame


def _age_order(band: str) -> tuple[int, int, str]:
    digits = "".join(sign for sign in band if sign.isdigit())[:2]
    # 「10歳未満」 comes before 「10代」, and an unknown age last.
    return (int(digits) if digits else 999, 0 if "未満" in band else 1, band)


def _raw_comments(db: Database, slug: str, codebook: int | None, since: int) -> dict[str, Any]:
    cursor = db.conn.execute(
        "select c.number, c.interview, c.question, c.said, d.axis, d.axis_source, d.tone, d.tone_source, d.clash, "
        "d.words, d.themes, d.unread, h.axis, h.tone, h.themes, h.clash, c.likeness from comments c "
        "join shown i on i.number = c.interview "
        "join codings d on d.comment = c.number and d.codebook = ? "
        "left join human_codings h on h.comment_id = c.id "
        "where i.survey = ? and i.change > ? order by c.number",
        [codebook, slug, since],
    )
    names = ("number", "interview", "question", "said", "axis", "axis_source", "tone", "tone_source", "clash",
             "words", "themes", "unread", "human_axis", "human_tone", "human_themes", "human_clash",
             "likeness")  # fmt: skip
    columns = list(zip(*cursor, strict=True)) or [()] * len(names)
    return dict(zip(names, columns, strict=True))


def _words(db: Database, blobs: tuple[bytes, ...]) -> tuple[NDArray[np.object_], sparse.csr_matrix]:
    pointer, numbers = unpack_rows(blobs, WORD_TYPE)
    used, columns = np.unique(numbers, return_inverse=True)
    vocabulary = np.empty(len(used), dtype=object)
    known = dict(db.conn.execute("select number, word from vocabulary").fetchall()) if len(used) else {}
    vocabulary[:] = [known[int(number)] for number in used]
    ones = np.ones(len(columns), dtype=np.int32)
    matrix = sparse.csr_matrix((ones, columns, pointer), shape=(len(blobs), len(used)))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return vocabulary, matrix


def _themes(
    blobs: tuple[bytes, ...], raw: dict[str, Any], numbers: tuple[int, ...], names: tuple[ThemeName, ...]
) -> sparse.csr_matrix:
    pointer, rows = unpack_rows(blobs, THEME_TYPE)
    places = np.zeros(max(numbers, default=0) + 1, dtype=np.int64)
    places[list(numbers)] = np.arange(len(numbers))
    data = np.where(rows["tone"] == 0, NO_TONE_CODE, rows["tone"]).astype(np.int8)
    shape = (len(blobs), len(names))
    matrix = sparse.csr_matrix((data, places[rows["theme"]], pointer), shape=shape)
    corrected = [row for row, themes in enumerate(raw["human_themes"]) if themes is not None]
    if not corrected:
        return matrix
    columns, heir_of = {theme.key: column for column, theme in enumerate(names)}, heirs(names)
    edited = matrix.tolil()
    for row in corrected:
        edited.rows[row], edited.data[row] = [], []
        tone = raw["human_tone"][row]
        for key in inherited(json.loads(raw["human_themes"][row]), heir_of):
            edited[row, columns[key]] = TONES.index(tone) + 1 if tone else NO_TONE_CODE
    return edited.tocsr().astype(np.int8)


def _comments(raw: dict[str, Any], interviews: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame({name: list(values) for name, values in raw.items()}, columns=list(raw)).astype(
        {"number": "int64", "interview": "int64"}
    )
    # By way of floats 63 bits would not survive.
    frame["likeness"] = pd.array(list(raw["likeness"]), dtype="Int64")
    by_human = frame.pop("human_themes").notna()
    said = frame.pop("said")
    frame["axis_by_text"] = frame["axis"]
    frame["axis"] = said.where(said.notna(), frame["axis"]).where(~by_human, frame.pop("human_axis"))
    frame["axis_source"] = frame["axis_source"].where(said.isna(), "said").where(~by_human, "human")
    frame["tone"] = frame["tone"].where(~by_human, frame.pop("human_tone"))
    frame["tone_source"] = frame["tone_source"].where(~by_human, "human")
    frame["clash"] = frame["clash"].where(~by_human, frame.pop("human_clash")).astype(bool)
    frame["unread"] = frame["unread"].astype("category")
    for column, values in (
        ("axis", AXES),
        ("tone", TONES),
        ("axis_source", SOURCES),
        ("tone_source", SOURCES),
    ):
        frame[column] = pd.Categorical(frame[column], categories=list(values))
    frame["question"] = frame["question"].astype("category")
    position = pd.Index(interviews["number"]).get_indexer(frame["interview"])
    for column in ("wave", "day", "place", "relation", "age", "language", "quotable"):
        frame[column] = interviews[column].take(position).reset_index(drop=True)
    return frame[list(COMMENT_COLUMNS)]


def wave_frame(db: Database, slug: str, interviews: pd.DataFrame) -> pd.DataFrame:
    """Return the waves in the order of time; dates that were not declared come from the interviews."""
    declared = {wave.label: wave for wave in waves(db, slug)}
    days = interviews.groupby("wave", observed=True)["day"].agg(["min", "max"])
    records = []
    for label in interviews["wave"].cat.categories:
        wave = declared.get(label)
        first, last = (days.loc[label, "min"], days.loc[label, "max"]) if label in days.index else (pd.NaT, pd.NaT)
        records.append(
            {
                "label": label,
                "starts": pd.Timestamp(wave.starts) if wave and wave.starts else first,
                "ends": pd.Timestamp(wave.ends) if wave and wave.ends else last,
                "approached": wave.approached if wave else None,
                "declined": wave.declined if wave else None,
            }
        )
    frame = pd.DataFrame(records, columns=["label", "starts", "ends", "approached", "declined"])
    return frame.astype({"approached": "Int64", "declined": "Int64"})


def recounted(db: Database, base: Voices) -> Voices:
    """Return `base` with its waves as they are now: more people were spoken to, nobody wrote."""
    return replace(base, waves=wave_frame(db, base.survey.slug, base.interviews))


def appended(db: Database, base: Voices, new: Voices) -> Voices:
    """Return `base` with the voices of `new` behind it; both keep their own rows' order."""
    vocabulary, words = _appended_words(base, new)
    interviews = _categories(_joined(base.interviews, new.interviews))
    comments = _joined(base.comments, new.comments)
    for column in ("wave", "place", "age", "language", "relation"):
        dtype = interviews[column].dtype
        comments[column] = comments[column].astype(dtype)
    for column in ("question", "unread"):
        comments[column] = comments[column].astype("category")
    for column, values in (
        ("axis", AXES),
        ("tone", TONES),
        ("axis_source", SOURCES),
        ("tone_source", SOURCES),
    ):
        comments[column] = pd.Categorical(comments[column], categories=list(values))
    return replace(
        base,
        survey=new.survey,
        comments=comments,
        interviews=interviews,
        words=words,
        vocabulary=vocabulary,
        themes=sparse.vstack([base.themes, new.themes], format="csr"),
        waves=wave_frame(db, new.survey.slug, interviews),
    )


def _appended_words(base: Voices, new: Voices) -> tuple[NDArray[np.object_], sparse.csr_matrix]:
    known = set(base.vocabulary)
    extra = np.array([word for word in new.vocabulary if word not in known], dtype=object)
    vocabulary = np.concatenate([base.vocabulary, extra])
    columns = {word: column for column, word in enumerate(vocabulary)}
    target = np.array([columns[word] for word in new.vocabulary], dtype=np.int64)
    moved = new.words
    new_words = sparse.csr_matrix(
        (moved.data, target[moved.indices] if len(target) else moved.indices, moved.indptr),
        shape=(moved.shape[0], len(vocabulary)),
    )
    old = base.words
    old_words = sparse.csr_matrix((old.data, old.indices, old.indptr), shape=(old.shape[0], len(vocabulary)))
    return vocabulary, sparse.vstack([old_words, new_words], format="csr")


def _joined(base: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    labels = [column for column in base if isinstance(base[column].dtype, pd.CategoricalDtype)]
    parts = [frame.astype({column: "object" for column in labels}) for frame in (base, new)]
    return pd.concat(parts, ignore_index=True)
