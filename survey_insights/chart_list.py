"""The list of charts: each by a stable key with what was chosen, its name, and how to make it from any voices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, cast, get_args
from urllib.parse import parse_qsl, urlencode

from survey_insights import balance, cities, clash, cloud_chart, places, plane, themes, tones, trends, words
from survey_insights.change_chart import MOST_ROWS, what_changed
from survey_insights.charts import Chart, empty_chart
from survey_insights.correspondence import theme_map
from survey_insights.correspondence_chart import map_chart
from survey_insights.counts import theme_people
from survey_insights.crosstab import cross
from survey_insights.crosstab_chart import cross_chart
from survey_insights.hierarchy import Form, hierarchy_chart
from survey_insights.labels import month_of_year
from survey_insights.network import together
from survey_insights.network_chart import SIZES, Much, network
from survey_insights.plane_drawing import Look, What
from survey_insights.seasons import What as SeasonWhat
from survey_insights.seasons import season, season_chart
from survey_insights.series import Step
from survey_insights.sides import ATTRIBUTES, PAIRS, Attribute, Pair, group_label, sides_of, usual_pair
from survey_insights.small_multiples import theme_panels
from survey_insights.what_changed import compare, points_in_time
from survey_insights.word_map import word_map
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

UNKNOWN = N_("この図は、この版にはありません。一覧からもう一度選んでください。")
# Lines of a trend and panels where nobody chose the themes.
USUAL_LINES, USUAL_PANELS = 3, 6
# More rows than these are too small to be read from the back of a hall.
HALL_ROWS, HALL_PANELS = 6, 4


@dataclass(frozen=True)
class Asked:
    """A chart as it is asked for: its key and what was chosen; enough to make it again from other voices.

    `question` is a question's key, "" for all; `step` how trends go; `themes` (keys) and `words` the lines of a
    trend; `by` an attribute, with `left` and `right` two groups of it to compare ("" = the usual two); `form` the
    choice that one chart alone has (network: few/usual/many, hierarchy: treemap/sunburst, plane: theme/word,
    seasons: axis/tone/themes); `month` 1..12 for seasons.
    """

    key: str = "top_themes"
    question: str = ""
    step: Step = "wave"
    themes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    by: str = ""
    left: str = ""
    right: str = ""
    form: str = ""
    month: int = 0

    def __str__(self) -> str:
        """Return it as text to keep or to put into an address; `Asked.parse` reads it again."""
        usual = Asked()
        chosen = [
            (field.name, value)
            for field in fields(self)
            if field.name != "key" and (value := getattr(self, field.name)) != getattr(usual, field.name)
        ]
        return f"{self.key}?{urlencode(chosen, doseq=True)}" if chosen else self.key

    @classmethod
    def parse(cls, text: str) -> Asked:
        """Read what `str` wrote. Raises UnknownChart for a chart that is not in the list, or a choice there is not."""
        key, _, query = text.partition("?")
        several: dict[str, list[str]] = {}
        for name, value in parse_qsl(query):
            several.setdefault(name, []).append(value)
        kinds = {field.name: type(field.default) for field in fields(cls)}
        if key not in CHARTS or not several.keys() <= kinds.keys() - {"key"}:
            raise UnknownChart(UNKNOWN)
        values: dict[str, Any] = {
            name: tuple(found) if kinds[name] is tuple else found[-1] for name, found in several.items()
        }
        month = str(values.get("month", "0"))
        if values.get("step", "wave") not in get_args(Step) or not month.isdigit() or int(month) > 12:
            raise UnknownChart(UNKNOWN)
        return cls(key, **{**values, "month": int(month)})


class UnknownChart(SurveyError):
    """A chart that is not in the list."""


Maker = Callable[[Voices, Say, Asked, bool], Chart]


@dataclass(frozen=True)
class Listed:
    """A chart of the list: its name (a message), the choices it knows, and its maker (voices, say, asked, hall)."""

    name: str
    takes: tuple[str, ...]
    make: Maker


def made(asked: Asked, voices: Voices, say: Say, hall: bool = False) -> Chart:
    """Return the chart asked for, from these voices; `hall` draws so few rows that they are read from the back.

    A chart the voices cannot support comes back `empty`, with the reason as its title.
    """
    return CHARTS[asked.key].make(voices, say, asked, hall)


def name_of(asked: Asked, voices: Voices, say: Say) -> str:
    """Return what a chart is called in lists, with what was chosen."""
    names = themes.theme_names(voices, say)
    chosen = [
        themes.question_part(voices, asked.question, say) if asked.question else "",
        *(names.get(theme, theme) for theme in asked.themes),
        *asked.words,
        say(ATTRIBUTES[asked.by]) if asked.by in ATTRIBUTES else asked.by,
        *(group_label(voices, cast(Attribute, asked.by), group, say) for group in (asked.left, asked.right) if group),
        say("月ごと") if asked.step == "month" else say("日ごと") if asked.step == "day" else "",
        month_of_year(asked.month, say) if asked.month else "",
    ]
    told = say("、").join(part for part in chosen if part)
    name = say(CHARTS[asked.key].name)
    return say("{name}（{chosen}）", name=name, chosen=told) if told else name


def usual(voices: Voices) -> list[Asked]:
    """Return the charts a presenter is offered first, in the order of a talk."""
    asked = [question.key for question in voices.survey.questions if question.kind == "text"]
    answered = set(voices.comments["question"].dropna().unique())
    questions = [key for key in asked if key in answered]
    return [
        Asked("balance_change"),
        Asked("top_themes"),
        *(Asked("top_themes", question) for question in questions if len(questions) > 1),
        Asked("themes_by_axis"),
        *(Asked("themes_by_tone", question) for question in questions[:1]),
        Asked("shared_themes", by="axis"),
        Asked("shared_themes", by="relation"),
        Asked("theme_contrast", by="relation"),
        Asked("axis_trend"),
        Asked("theme_trend"),
        Asked("what_changed"),
        Asked("cloud"),
        Asked("network"),
    ]


def leading_themes(voices: Voices, question: str, most: int) -> tuple[str, ...]:
    """Return the keys of the themes most people wrote."""
    frame = theme_people(voices, (question,) if question else ())
    frame = frame[frame["people"] > 0].sort_values("people", ascending=False, kind="stable")
    return tuple(str(theme) for theme in frame["theme"].head(most))


def _rows(hall: bool, usual_rows: int) -> int:
    return min(HALL_ROWS, usual_rows) if hall else usual_rows


def _question(voices: Voices, asked: Asked) -> str:
    """Return the question chosen, or the first: feelings compare only within one."""
    first = [question.key for question in voices.survey.questions if question.kind == "text"]
    return asked.question or (first[0] if first else "")


def _pair(voices: Voices, asked: Asked) -> Pair | None:
    by = cast(Attribute, asked.by or "axis")
    if asked.left and asked.right:
        return Pair(by, asked.left, asked.right)
    return usual_pair(voices, by) or PAIRS.get(cast(Any, by))


def _sided(make: Callable[[Voices, Say, Asked, bool, Pair], Chart]) -> Maker:
    """Return a maker of a chart of two sides, which says so where there are no two."""

    def maker(voices: Voices, say: Say, asked: Asked, hall: bool) -> Chart:
        pair = _pair(voices, asked)
        if pair is None:
            return empty_chart(asked.key, voices, say, say("くらべられるだけの声が、まだ両方にそろっていません。"))
        return make(voices, say, asked, hall, pair)

    return maker


def _theme_trend(voices: Voices, say: Say, asked: Asked, hall: bool) -> Chart:
    chosen = asked.themes or leading_themes(voices, asked.question, USUAL_LINES)
    return trends.theme_trend(voices, say, chosen, asked.question, asked.step)


def _word_trend(voices: Voices, say: Say, asked: Asked, hall: bool) -> Chart:
    chosen = asked.words or tuple(words.most_written(voices, USUAL_LINES))
    return trends.word_trend(voices, say, chosen, asked.question, asked.step)


def _theme_panels(voices: Voices, say: Say, asked: Asked, hall: bool) -> Chart:
    chosen = asked.themes or leading_themes(voices, asked.question, USUAL_PANELS)
    return theme_panels(voices, say, chosen[:HALL_PANELS] if hall else chosen, asked.question, _of_few(asked.step))


def _of_few(step: Step) -> Step:
    """A day holds too few voices to be compared with another."""
    return "month" if step == "day" else step


def _what_changed(voices: Voices, say: Say, asked: Asked, hall: bool) -> Chart:
    step = _of_few(asked.step)
    points = points_in_time(voices, step, asked.question)
    if asked.left in points and asked.right in points:
        points = sorted({asked.left, asked.right}, key=points.index)
    if len(points) < 2:
        return empty_chart("what_changed", voices, say, say("くらべられる2つの時期が、まだありません。"))
    found = compare(voices, step, (points[-2], points[-1]), asked.question, _question(voices, asked))
    return what_changed(voices, found, say, _rows(hall, MOST_ROWS))


def _seasons(voices: Voices, say: Say, asked: Asked, hall: bool) -> Chart:
    what = cast(SeasonWhat, asked.form or "axis")
    question = _question(voices, asked) if what == "tone" else asked.question
    chosen = asked.themes or leading_themes(voices, question, USUAL_LINES)
    return season_chart(voices, season(voices, say, asked.month or 1, what, question, chosen), question, say)


def _network(voices: Voices, say: Say, asked: Asked, hall: bool) -> Chart:
    much = cast(Much, asked.form or ("few" if hall else "usual"))
    pairs = together(voices)
    chart = network(voices, say, pairs, word_map(pairs, *SIZES[much]), much)
    if hall:
        # Words need the room; groups still have their own colour and mark.
        chart.figure.update_layout(showlegend=False)
    return chart


def _plane(voices: Voices, say: Say, asked: Asked, hall: bool, pair: Pair) -> Chart:
    what = cast(What, asked.form or "theme")
    questions = (asked.question,) if asked.question and pair.by != "question" else ()
    sides = sides_of(voices, pair, say, questions, "comments" if what == "word" else None)
    return plane.plane(voices, say, plane.compare(voices, what, pair, questions), sides, what, Look(narrow=hall))


def _crosstab(voices: Voices, say: Say, asked: Asked, hall: bool) -> Chart:
    by = asked.by or "relation"
    question = _question(voices, asked) if by == "tone" else asked.question
    questions = (question,) if question else ()
    return cross_chart(voices, cross(voices, by, questions), say, questions, most=_rows(hall, 12))


def _theme_map(voices: Voices, say: Say, asked: Asked, hall: bool) -> Chart:
    questions = (asked.question,) if asked.question else ()
    table = cross(voices, asked.by or "age", questions)
    return map_chart(voices, table, theme_map(voices, table, questions), say)


CHARTS: dict[str, Listed] = {
    "balance": Listed(N_("住む・訪れる・両方"), (), lambda v, say, a, hall: balance.balance(v, say)),
    "balance_change": Listed(
        N_("住む・訪れる・両方（前回とくらべて）"), (), lambda v, say, a, hall: balance.balance_change(v, say)
    ),
    "top_themes": Listed(
        N_("多かったテーマ"), ("question",),
        lambda v, say, a, hall: themes.top_themes(v, say, a.question, _rows(hall, themes.MOST_THEMES)),
    ),
    "themes_by_axis": Listed(
        N_("テーマと、だれのため"), ("question",),
        lambda v, say, a, hall: themes.themes_by_axis(v, say, a.question, _rows(hall, 10)),
    ),
    "themes_by_tone": Listed(
        N_("テーマと気持ち"), ("question",),
        lambda v, say, a, hall: themes.themes_by_tone(v, say, _question(v, a), _rows(hall, 10)),
    ),
    "shared_themes": Listed(
        N_("両方に共通するテーマ"), ("by", "left", "right", "question"),
        _sided(lambda v, say, a, hall, pair: cities.shared_themes(v, say, pair, a.question, _rows(hall, 8))),
    ),
    "theme_contrast": Listed(
        N_("テーマのちがい"), ("by", "left", "right", "question"),
        _sided(lambda v, say, a, hall, pair: cities.theme_contrast(v, say, pair, a.question, _rows(hall, 12))),
    ),
    "word_contrast": Listed(
        N_("ことばのちがい"), ("by", "left", "right"),
        _sided(lambda v, say, a, hall, pair: words.word_contrast(v, say, pair, 5 if hall else 10)),
    ),
    "tone_contrast": Listed(
        N_("気持ちのちがい"), ("by", "left", "right", "question"),
        _sided(lambda v, say, a, hall, pair: tones.tone_contrast(v, say, _question(v, a), pair)),
    ),
    "plane": Listed(N_("ことばとテーマの地図"), ("by", "left", "right", "question", "form"), _sided(_plane)),
    "clash_themes": Listed(N_("ぶつかり"), (), lambda v, say, a, hall: clash.clash_themes(v, say, _rows(hall, 8))),
    "axis_trend": Listed(
        N_("住む・訪れる・両方の推移"), ("question", "step"),
        lambda v, say, a, hall: trends.axis_trend(v, say, a.step, a.question),
    ),
    "theme_trend": Listed(N_("テーマの推移"), ("themes", "question", "step"), _theme_trend),
    "tone_trend": Listed(
        N_("気持ちの推移"), ("question", "step"),
        lambda v, say, a, hall: trends.tone_trend(v, say, _question(v, a), a.step),
    ),
    "word_trend": Listed(N_("ことばの推移"), ("words", "question", "step"), _word_trend),
    "theme_panels": Listed(N_("テーマごとの小さな図"), ("themes", "question", "step"), _theme_panels),
    "what_changed": Listed(N_("変わったこと・まだ言えないこと"), ("question", "step", "left", "right"), _what_changed),
    "seasons": Listed(N_("同じ月を年ごとに"), ("month", "form", "question", "themes"), _seasons),
    "top_words": Listed(N_("多かったことば"), (), lambda v, say, a, hall: words.top_words(v, say, 10 if hall else 20)),
    "cloud": Listed(N_("ことばの雲"), (), lambda v, say, a, hall: cloud_chart.cloud(v, say)),
    "network": Listed(N_("関連図"), ("form",), _network),
    "hierarchy": Listed(
        N_("テーマのひろがり"), ("question", "form"),
        lambda v, say, a, hall: hierarchy_chart(v, say, a.question, cast(Form, a.form or "treemap")),
    ),
    "crosstab": Listed(N_("テーマを、だれが書いたか"), ("by", "question"), _crosstab),
    "theme_map": Listed(N_("テーマと人の対応の図"), ("by", "question"), _theme_map),
    "place_shares": Listed(
        N_("場所ごと"), (), lambda v, say, a, hall: places.place_shares(v, places.place_frame(v), say)
    ),
}  # fmt: skip
