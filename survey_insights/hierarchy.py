"""Themes as a hierarchy: whom they usually serve, the themes, and the words most people used in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from scipy import sparse

from survey_insights.attributes import UNDECIDED, writers
from survey_insights.charts import Chart, empty_chart, footer, new_figure
from survey_insights.counts import asked, incidence, question_mask, with_shares
from survey_insights.labels import axis_label, interval, percent, wrap
from survey_insights.palette import AXIS_INK, INK_TEXT, SURFACE, bar_marker
from survey_insights.statistics import LEAST_COMMENTS
from survey_insights.themes import question_part, theme_names
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

Form = Literal["treemap", "sunburst"]
FORMS: dict[Form, str] = {"treemap": N_("四角"), "sunburst": N_("輪")}
PULLS = ("live", "both", "visit", UNDECIDED)
# More words than this no part of the drawing can name.
MOST_WORDS = 5
# How many times as often a word must stand in a theme's comments as in all others.
OFTENER = 2
TREEMAP_HEIGHT, SUNBURST_HEIGHT = 600, 560
# Words come into sight where a reader goes into a theme.
LEVELS: dict[Form, int] = {"treemap": 2, "sunburst": 2}
ID_SIGN = "/"


@dataclass(frozen=True)
class Part:
    """One part: `pull`, and below it `theme` and `word` where it is one; how many people wrote it, of how many."""

    pull: str
    theme: str
    word: str
    people: int

    @property
    def id(self) -> str:
        """The part's name within the drawing."""
        return ID_SIGN.join(name for name in (self.pull, self.theme, self.word) if name)

    @property
    def parent(self) -> str:
        """The name of the part it stands in; "" for the largest ones."""
        return self.id.rpartition(ID_SIGN)[0] if self.theme else ""


def hierarchy(voices: Voices, questions: tuple[str, ...] = (), most: int = MOST_WORDS) -> tuple[list[Part], int]:
    """Return the parts, each before those it holds, most written first, and how many people were asked.

    A part counts the people who wrote it; one person may be in several parts, so they do not add up to the whole.
    """
    were_asked = asked(voices, questions)
    answers = question_mask(voices, questions)
    wrote = incidence(voices, answers)[np.flatnonzero(were_asked)]
    people = np.asarray(wrote.sum(axis=0)).ravel()
    of_pull = [[i for i, theme in enumerate(voices.theme_list) if (theme.pull or UNDECIDED) == pull] for pull in PULLS]
    words = _words(voices, answers, most)
    parts: list[Part] = []
    for pull, columns in zip(PULLS, of_pull, strict=True):
        together = int((np.asarray(wrote[:, columns].sum(axis=1)).ravel() > 0).sum()) if columns else 0
        if not together:
            continue
        parts.append(Part(pull, "", "", together))
        for column in sorted((i for i in columns if people[i]), key=lambda i: -people[i]):
            key = voices.theme_list[column].key
            parts.append(Part(pull, key, "", int(people[column])))
            parts += [Part(pull, key, word, count) for word, count in words[column]]
    return parts, int(were_asked.sum())


def _words(voices: Voices, answers: NDArray[np.bool_], most: int) -> list[list[tuple[str, int]]]:
    """Return for each theme the words most of its people used, and by how many.

    Only words that stand at least twice as often in the theme's comments as in all others say something of it: what
    stands everywhere, such as まち, is left out, and so is what fewer than 5 people wrote.
    """
    chosen = np.flatnonzero(answers)
    held = sparse.csc_matrix((voices.themes[chosen] != 0).astype(np.int32))
    words = sparse.csr_matrix(voices.words[chosen])
    inside = np.asarray((held.T @ words).todense(), dtype=np.int64)
    sizes = np.diff(held.indptr)[:, None]
    outside = np.bincount(words.indices, minlength=words.shape[1]) - inside
    often = (inside >= LEAST_COMMENTS) & (
        inside * np.maximum(len(chosen) - sizes, 1) >= OFTENER * outside * np.maximum(sizes, 1)
    )
    candidates = [_first(np.where(often[theme], inside[theme], 0), 2 * most) for theme in range(len(inside))]
    who, by_word = writers(voices)[chosen], words.tocsc()
    found = []
    for theme, columns in enumerate(candidates):
        has_theme = np.zeros(len(chosen), dtype=bool)
        has_theme[held.indices[held.indptr[theme] : held.indptr[theme + 1]]] = True
        counted = []
        for column in columns:
            rows = by_word.indices[by_word.indptr[column] : by_word.indptr[column + 1]]
            # A word in two comments of one person is one person.
            counted.append((str(voices.vocabulary[column]), int(np.unique(who[rows[has_theme[rows]]]).size)))
        found.append(sorted((c for c in counted if c[1] >= LEAST_COMMENTS), key=lambda c: -c[1])[:most])
    return found


def _first(counts: NDArray[np.int64], most: int) -> list[int]:
    order = np.argsort(-counts, kind="stable")[:most]
    return [int(place) for place in order if counts[place] > 0]


def hierarchy_chart(
    voices: Voices,
    say: Say,
    question: str = "",
    form: Form = "treemap",
    counted: tuple[list[Part], int] | None = None,
) -> Chart:
    """Return the hierarchy as rectangles within rectangles, or as rings; areas of themes are people.

    counted: what `hierarchy` of these voices and this question gave, where it is known already.
    """
    parts, n = counted or hierarchy(voices, (question,) if question else ())
    if not parts:
        return empty_chart("hierarchy", voices, say, say("テーマの見つかった声は、まだありません。"))
    names = part_names(voices, parts, say)
    return Chart(
        "hierarchy",
        _drawn(parts, names, n, form, say),
        hierarchy_table(voices, parts, n, say),
        _title(parts, n, say),
        say(
            "{question}でそのテーマを書いた人（聞いた{n}人のうち）。"
            "1人がいくつものテーマを書くので、合計は聞いた人の数になりません",
            question=question_part(voices, question, say), n=f"{n:,}",
        ),
        footer(voices, say),
        say(
            "テーマの面積は、書いた人の数です。外側のまとまりは、そのテーマがふつうだれのための話かで、"
            "書いた人の立場ではありません。四角や輪を押すと、そのテーマの声と、よく使われたことばが開きます。文字の入らない小さなところは、一覧にあります。"
        ),
        coded=("themes",),
    )  # fmt: skip


def _title(parts: list[Part], n: int, say: Say) -> str:
    told = [
        say("「{axis}」が{n}人", axis=axis_label(part.pull, say), n=f"{part.people:,}")
        for part in parts
        if not part.theme
    ]
    return say("テーマを書いた人は、{parts}です（聞いた{n}人のうち）。", parts=say("、").join(told), n=f"{n:,}")


def part_names(voices: Voices, parts: list[Part], say: Say) -> list[str]:
    """Return what each part is called; a word keeps its own."""
    names = theme_names(voices, say)
    return [part.word or (names[part.theme] if part.theme else axis_label(part.pull, say)) for part in parts]


def hierarchy_frame(parts: list[Part], n: int) -> pd.DataFrame:
    """Return the parts with people, asked, share, low and high (Wilson), row by row."""
    people = [part.people for part in parts]
    return with_shares(pd.DataFrame({"people": people, "asked": [n] * len(parts)}), "people", "asked")


def hierarchy_table(voices: Voices, parts: list[Part], n: int, say: Say) -> pd.DataFrame:
    """Return the parts as a table in the reader's words: the list that says the same as the drawing."""
    names = theme_names(voices, say)
    frame = hierarchy_frame(parts, n)
    return pd.DataFrame(
        {
            say("だれのための話になりやすいか"): [axis_label(part.pull, say) for part in parts],
            say("テーマ"): [names[part.theme] if part.theme else say("（まとめて）") for part in parts],
            say("ことば"): [part.word for part in parts],
            say("書いた人"): frame["people"],
            say("聞いた人"): frame["asked"],
            say("割合"): frame["share"],
            say("下限"): frame["low"],
            say("上限"): frame["high"],
        }
    )


def _areas(parts: list[Part]) -> list[float]:
    """Return the area each part adds to its parent.

    A theme's area is its people. Its words share it among them, because one person uses several; what holds others
    has no area of its own (Plotly's branchvalues "remainder"), so no part claims what it does not have.
    """
    of_theme = {part.theme: part.people for part in parts if part.theme and not part.word}
    spoken = dict.fromkeys(of_theme, 0)
    for part in parts:
        if part.word:
            spoken[part.theme] += part.people
    return [
        of_theme[part.theme] * part.people / spoken[part.theme]
        if part.word
        else 0.0 if not part.theme or spoken[part.theme] else float(part.people)
        for part in parts
    ]  # fmt: skip


def _drawn(parts: list[Part], names: list[str], n: int, form: Form, say: Say) -> go.Figure:
    frame = hierarchy_frame(parts, n)
    hover = [
        f"<b>{wrap(name, 30)}</b><br>"
        + say("{total}人のうち{n}人（{percent}、幅 {interval}）", total=f"{n:,}", n=f"{part.people:,}",
              percent=percent(share), interval=interval(low, high, say))
        for part, name, share, low, high in zip(
            parts, names, frame["share"], frame["low"], frame["high"], strict=True
        )
    ]  # fmt: skip
    shown = {
        "ids": [part.id for part in parts],
        "parents": [part.parent for part in parts],
        "labels": [_label(part, name, form, say) for part, name in zip(parts, names, strict=True)],
        "values": _areas(parts),
        "text": [_count(part, say) if part.theme or form == "sunburst" else "" for part in parts],
        "hovertext": hover,
        "branchvalues": "remainder",
        "hoverinfo": "text",
        "textinfo": "label+text",
        "maxdepth": LEVELS[form],
        "textfont": {"size": 14, "color": [_on(part) for part in parts]},
    }
    figure = new_figure(TREEMAP_HEIGHT if form == "treemap" else SUNBURST_HEIGHT)
    if form == "treemap":
        pad = {"t": 30, "l": 3, "r": 3, "b": 3}
        figure.add_treemap(**shown, marker=_marker(parts) | {"pad": pad}, tiling={"pad": 0}, pathbar={"thickness": 26})
    else:
        figure.add_sunburst(**shown, marker=_marker(parts), insidetextorientation="auto", leaf={"opacity": 1})
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    # Letters too small to be read are left out: the list says all of them.
    figure.update_layout(margin={"l": 0, "r": 0, "t": 4, "b": 0}, uniformtext={"minsize": 11, "mode": "hide"})
    return figure


def _count(part: Part, say: Say) -> str:
    return say("{n}人", n=f"{part.people:,}")


def _label(part: Part, name: str, form: Form, say: Say) -> str:
    """A theme's name in short lines; what holds others has one line in a rectangle, so its count stands there, too."""
    if part.theme:
        return wrap(name, 12)
    marked = f"{AXIS_INK[part.pull].glyph} {wrap(name, 10)}"
    return marked if form == "sunburst" else f"{AXIS_INK[part.pull].glyph} {name} {_count(part, say)}"


def _on(part: Part) -> str:
    return INK_TEXT if part.word else AXIS_INK[part.pull].on_colour


def _marker(parts: list[Part]) -> dict[str, object]:
    """The pull's colour, and its pattern on the outermost parts; words on a pale ground."""
    inks = [AXIS_INK[part.pull] for part in parts]
    return {
        "colors": [SURFACE if part.word else ink.colour for part, ink in zip(parts, inks, strict=True)],
        "line": {"color": SURFACE, "width": 1.5},
        "pattern": bar_marker(inks[0])["pattern"] | {
            "shape": ["" if part.theme else ink.pattern for part, ink in zip(parts, inks, strict=True)],
            "fgcolor": "#FFFFFF", "fgopacity": 0.22, "size": 7, "solidity": 0.25, "fillmode": "overlay",
        },
    }  # fmt: skip
