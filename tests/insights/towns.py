"""Invented towns: Voices built from small lists of voices, or drawn at random from set shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from survey_loader.models import AXES, RELATIONS, TONES, Question, Survey, ThemeName
from survey_loader.voices import NO_TONE_CODE, TONE_CODES, Voices

LIKE = Question("like", "好きなところ", label_en="What I like", tone_hint="praise")
FUTURE = Question("future", "どんなまちになってほしい", label_en="The town I wish for", tone_hint="wish")
SURVEY = Survey(
    slug="sora",
    name="そらまち（架空）",
    method="街頭での聞き取り",
    source="そらまち実行委員会（架空）",
    sample=True,
    questions=(LIKE, FUTURE),
)
THEMES = (
    ThemeName("snow", "雪と除雪", "Snow", "live"),
    ThemeName("care", "医療・介護", "Care", "live"),
    ThemeName("youth", "若者の居場所", "Places for the young", "live"),
    ThemeName("transit", "バス・鉄道", "Buses and trains", "both"),
    ThemeName("downtown", "中心街・買い物", "Downtown and shops", "both"),
    ThemeName("nature", "自然・景色", "Nature", "both"),
    ThemeName("food", "食・農", "Food", "both"),
    ThemeName("balance", "観光とくらしの折り合い", "Visits and daily life", "both"),
    ThemeName("sights", "見どころ・冬の遊び", "Sights", "visit"),
    ThemeName("guidance", "案内・ことば・支払い", "Guidance", "visit"),
)
AGES = ("10代以下", "20代", "30代", "40代", "50代", "60代", "70代以上")
WAVES = (
    ("2024年冬", date(2024, 2, 3), date(2024, 2, 11)),
    ("2024年夏", date(2024, 7, 27), date(2024, 8, 4)),
    ("2025年冬", date(2025, 2, 1), date(2025, 2, 9)),
    ("2026年冬", date(2026, 2, 7), date(2026, 2, 15)),
)


@dataclass(frozen=True)
class Voice:
    """One comment of an invented person; `person` is the interview's number."""

    person: int
    themes: Mapping[str, str] = field(default_factory=dict)
    words: Sequence[str] = ()
    question: str = "like"
    axis: str | None = None
    tone: str | None = None
    quotable: bool = True
    clash: bool = False
    likeness: int | None = None


@dataclass(frozen=True)
class Person:
    """One invented passer-by."""

    number: int
    wave: str = "2026年冬"
    relation: str = "resident"
    place: str = "駅前"
    age: str = "30代"
    day: str = "2026-02-07"


def town(
    people: Sequence[Person],
    voices: Sequence[Voice],
    survey: Survey = SURVEY,
    waves: Sequence[tuple[str, date | None, date | None]] = WAVES,
    approached: Sequence[int | None] | None = None,
) -> Voices:
    """Build Voices from people and what they wrote."""
    interviews = _interviews(people, waves)
    vocabulary = sorted({word for voice in voices for word in voice.words})
    counts = approached or [None] * len(waves)
    return Voices(
        survey,
        _comments(voices, interviews, survey),
        interviews,
        _words(voices, vocabulary),
        np.array(vocabulary, dtype=object),
        _themes(voices),
        THEMES,
        pd.DataFrame(
            [(label, starts, ends, count, None) for (label, starts, ends), count in zip(waves, counts, strict=True)],
            columns=["label", "starts", "ends", "approached", "declined"],
        ),
    )


def _comments(voices: Sequence[Voice], interviews: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    of_person = interviews.set_index("number")
    keys = [voice.person for voice in voices]
    comments = pd.DataFrame(
        {
            "number": np.arange(1001, 1001 + len(voices), dtype=np.int64),
            "interview": np.array(keys, dtype=np.int64),
            "question": pd.Categorical([v.question for v in voices], categories=[q.key for q in survey.questions]),
        }
    )
    for name in ("wave", "day", "place", "relation", "age", "language"):
        comments[name] = of_person.loc[keys, name].to_numpy() if keys else of_person[name].to_numpy()[:0]
        comments[name] = comments[name].astype(interviews[name].dtype)
    comments["axis"] = pd.Categorical([v.axis for v in voices], categories=list(AXES))
    comments["axis_by_text"] = comments["axis"]
    comments["axis_source"] = "auto"
    comments["tone"] = pd.Categorical([v.tone for v in voices], categories=list(TONES))
    comments["tone_source"] = "auto"
    comments["clash"] = np.array([v.clash for v in voices], dtype=bool)
    comments["quotable"] = np.array([v.quotable for v in voices], dtype=bool)
    comments["likeness"] = pd.array([v.likeness for v in voices], dtype="Int64")
    return comments


def _interviews(people: Sequence[Person], waves: Sequence[tuple[str, date | None, date | None]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": np.array([p.number for p in people], dtype=np.int64),
            "wave": pd.Categorical([p.wave for p in people], categories=[w[0] for w in waves], ordered=True),
            "day": pd.to_datetime(pd.Series([p.day or None for p in people], dtype=object)),
            "place": pd.Categorical([p.place for p in people]),
            "relation": pd.Categorical([p.relation for p in people], categories=list(RELATIONS)),
            "age": pd.Categorical([p.age for p in people], categories=["", *AGES], ordered=True),
            "language": pd.Categorical(["ja"] * len(people)),
            "photographed": np.zeros(len(people), dtype=bool),
        }
    )


def _words(voices: Sequence[Voice], vocabulary: list[str]) -> sparse.csr_matrix:
    cells = {(row, vocabulary.index(word)) for row, voice in enumerate(voices) for word in voice.words}
    return _matrix([(row, column, 1) for row, column in cells], (len(voices), len(vocabulary)))


def _themes(voices: Sequence[Voice]) -> sparse.csr_matrix:
    position = {theme.key: i for i, theme in enumerate(THEMES)}
    cells = [
        (row, position[key], TONE_CODES.get(tone, NO_TONE_CODE))
        for row, voice in enumerate(voices)
        for key, tone in voice.themes.items()
    ]
    return _matrix(cells, (len(voices), len(THEMES)))


def _matrix(cells: Sequence[tuple[int, int, int]], shape: tuple[int, int]) -> sparse.csr_matrix:
    rows, columns, data = (list(part) for part in zip(*cells, strict=True)) if cells else ([], [], [])
    return sparse.csr_matrix((np.array(data, dtype=np.int8), (rows, columns)), shape=shape)


def empty_town() -> Voices:
    """A survey in which nobody has been asked yet."""
    return town([], [])


# How often each theme is written: by residents, by visitors; and the axis it usually serves.
USES: dict[str, tuple[float, float, str | None]] = {
    "snow": (0.24, 0.04, "live"),
    "care": (0.12, 0.01, "live"),
    "youth": (0.14, 0.03, "live"),
    "transit": (0.20, 0.16, "both"),
    "downtown": (0.18, 0.15, "both"),
    "nature": (0.26, 0.30, None),
    "food": (0.17, 0.32, None),
    "balance": (0.05, 0.03, "both"),
    "sights": (0.07, 0.33, "visit"),
    "guidance": (0.02, 0.14, "visit"),
}
WORDS_OF = {
    "snow": ("除雪", "排雪", "雪かき", "つるつる"),
    "care": ("病院", "救急", "待ち時間"),
    "youth": ("若者", "映画館", "遊ぶ"),
    "transit": ("バス", "本数", "電車"),
    "downtown": ("商店街", "駅前", "にぎわい", "買い物"),
    "nature": ("自然", "山", "景色", "川"),
    "food": ("ラーメン", "おいしい", "米", "野菜"),
    "balance": ("混雑", "マナー"),
    "sights": ("動物園", "スキー", "雪まつり"),
    "guidance": ("案内", "英語", "看板"),
}


def random_town(size: int = 900, seed: int = 7, drift: float = 0.0, survey: Survey = SURVEY) -> Voices:
    """Draw an invented town of `size` people, two comments each; `drift` moves 除雪 in the last wave."""
    random = np.random.default_rng(seed)
    waves = np.sort(random.integers(0, len(WAVES), size))
    people, voices = [], []
    for i in range(size):
        label, starts, _ = WAVES[waves[i]]
        relation = str(random.choice(["resident", "visitor", "commuter", "rooted"], p=[0.55, 0.3, 0.1, 0.05]))
        place = str(random.choice(["駅前", "買物通り", "川べり公園", "市場"]))
        people.append(Person(i + 1, label, relation, place, str(random.choice(AGES)), str(starts)))
        extra = drift if waves[i] == len(WAVES) - 1 else 0.0
        voices += [_drawn(random, i + 1, relation, question, extra) for question in ("like", "future")]
    return town(people, voices, survey)


def _drawn(random: np.random.Generator, person: int, relation: str, question: str, extra: float) -> Voice:
    chosen = [
        key
        for key, use in USES.items()
        if random.random() < (use[1] if relation == "visitor" else use[0]) * 0.8 + (extra if key == "snow" else 0)
    ]
    words = {str(random.choice(WORDS_OF[key])) for key in chosen} | {str(random.choice(["まち", "人", "いい"]))}
    axes = {USES[key][2] for key in chosen} - {None}
    axis = None if not axes else axes.pop() if len(axes) == 1 else "both"
    shares = [0.7, 0.08, 0.07, 0.05] if question == "like" else [0.08, 0.66, 0.14, 0.04]
    tone = random.choice([*TONES, "none"], p=[*shares, 1 - sum(shares)])
    known = None if tone == "none" else str(tone)
    return Voice(person, {key: known or "none" for key in chosen}, sorted(words), question, axis, known)


def _category(codes: Any, labels: Any, ordered: bool = False) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(labels), ordered=ordered)


def large_town(people: int = 50_000, vocabulary: int = 8_000, seed: int = 3) -> Voices:
    """Draw 2 comments a person straight into columns: for timing, 100,000 comments by default."""
    random = np.random.default_rng(seed)
    small = town([Person(1)], [])
    labels = small.interviews["wave"].cat.categories
    codes = np.sort(random.integers(0, len(labels), people))
    starts = pd.to_datetime(pd.Series([wave[1] for wave in WAVES]))
    interviews = pd.DataFrame(
        {
            "number": np.arange(1, people + 1, dtype=np.int64),
            "wave": _category(codes, labels, ordered=True),
            "day": starts.to_numpy()[codes],
            "place": _category(random.integers(0, 4, people), ["駅前", "買物通り", "川べり", "市場"]),
            "relation": _category(random.integers(0, 5, people), list(RELATIONS)),
            "age": _category(random.integers(0, 8, people), ["", *AGES], ordered=True),
            "language": pd.Categorical(["ja"] * people),
            "photographed": np.zeros(people, dtype=bool),
        }
    )
    size = 2 * people
    comments = interviews.loc[np.repeat(np.arange(people), 2)].reset_index(drop=True)
    comments = comments.rename(columns={"number": "interview"}).drop(columns="photographed")
    comments.insert(0, "number", np.arange(1, size + 1, dtype=np.int64))
    comments["question"] = _category(np.tile([0, 1], people), ["like", "future"])
    comments["axis"] = _category(random.integers(-1, 3, size), list(AXES))
    comments["tone"] = _category(random.integers(-1, 4, size), list(TONES))
    comments["axis_by_text"] = comments["axis"]
    comments["axis_source"] = comments["tone_source"] = pd.Categorical(["auto"] * size)
    comments["clash"], comments["quotable"] = random.random(size) < 0.001, True
    comments["likeness"] = pd.array(random.integers(0, 2**62, size), dtype="Int64")
    each = 6
    columns = np.minimum(random.zipf(1.3, size * each) - 1, vocabulary - 1)
    words = sparse.csr_matrix(
        (np.ones(size * each, np.int8), (np.repeat(np.arange(size), each), columns)), (size, vocabulary)
    )
    words.data[:] = 1
    themes = sparse.random(size, len(THEMES), 0.14, format="csr", rng=random)
    themes = sparse.csr_matrix(
        (random.integers(1, 6, themes.nnz).astype(np.int8), themes.indices, themes.indptr), themes.shape
    )
    names = np.array([f"語{i}" for i in range(vocabulary)], dtype=object)
    return Voices(SURVEY, comments, interviews, words, names, themes, THEMES, small.waves)


def many_days(voices_a_day: Mapping[str, tuple[int, int]], question: str = "future") -> Voices:
    """Build a town from day -> (voices of residents' needs, all voices): one comment a person, 除雪 or 自然."""
    people, voices = [], []
    for day, (live, total) in voices_a_day.items():
        for place in range(total):
            number = len(people) + 1
            people.append(Person(number, f"{day[:4]}年", day=day))
            snow = place < live
            themes, words = ({"snow": "wish"}, ("除雪",)) if snow else ({"nature": "praise"}, ("自然",))
            tone, axis = ("wish", "live") if snow else ("praise", "both")
            voices.append(Voice(number, themes, words, question, axis, tone))
    years = sorted({day[:4] for day in voices_a_day})
    return town(people, voices, waves=[(f"{year}年", None, None) for year in years])
