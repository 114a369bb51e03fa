"""Every chart there is: found by the type it returns, its arguments made by their name and type.

A new module of survey_insights falls under the promises of test_chart_promises.py by itself. Where an argument
cannot be made from voices, the test says so: give it a name in `BY_NAME`, or the chart a maker in `BY_HAND`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pandas as pd

import survey_insights
from survey_insights import accuracy_charts, agreement, change_chart, chart_list, seasons, what_changed
from survey_insights.accuracy import measure
from survey_insights.charts import Chart, empty_chart
from survey_insights.corrected import corrected_shares
from survey_insights.reference import reference
from survey_insights.themes import theme_names
from survey_loader.language import Say
from survey_loader.voices import Voices

from . import test_accuracy
from .test_accuracy import town as judged_town

Function = Callable[..., Any]

# What an argument of this name is, in any chart.
BY_NAME: dict[str, Callable[[Voices, Say], Any]] = {
    "voices": lambda voices, say: voices,
    "say": lambda voices, say: say,
    "question": lambda voices, say: "future",
    "themes": lambda voices, say: ("snow", "food"),
    "words": lambda voices, say: ("除雪", "ラーメン"),
    "by": lambda voices, say: "relation",
    "names": theme_names,
    "most_words": lambda voices, say: 40,
    "most_pairs": lambda voices, say: 40,
}
# Each of these is a chart of its own.
CHOICES = ("split", "step", "form")


def _judged(voices: Voices) -> tuple[pd.DataFrame, pd.DataFrame]:
    # Another town, other people who look, another machine.
    right = 0.5 if len(voices.interviews) % 2 else 0.95
    return judged_town(400, len(voices.interviews), right)


def _scores(voices: Voices, say: Say) -> Chart:
    found = measure(reference(*_judged(voices), test_accuracy.THEMES), "tone")
    return accuracy_charts.scores(found, voices, accuracy_charts.label_names("tone", {}, say), say)


def _agreements(voices: Voices, say: Say) -> Chart:
    people, machine = _judged(voices)
    second = people.assign(coder="B")
    both = pd.concat([people, second.assign(tone=second["tone"].shift(1).where(second.index % 9 == 0, second["tone"]))])
    people_alike = agreement.between_people(both, test_accuracy.THEMES)
    with_machine = agreement.with_machine(reference(people, machine, test_accuracy.THEMES))
    return accuracy_charts.agreements(people_alike, with_machine, voices, say)


def _corrected(voices: Voices, say: Say) -> Chart:
    found = reference(*_judged(voices), test_accuracy.THEMES)
    frame = corrected_shares(found, voices, "tone")
    return accuracy_charts.corrected(frame, "tone", voices, accuracy_charts.label_names("tone", {}, say), say)


def _what_changed(voices: Voices, say: Say) -> Chart:
    before, now = what_changed.points_in_time(voices, "wave")[-2:]
    return change_chart.what_changed(
        voices, what_changed.compare(voices, "wave", (before, now), "future", "future"), say
    )


def _season_chart(voices: Voices, say: Say) -> Chart:
    # The towns were asked in the Februaries of several years.
    found = seasons.season(voices, say, 2, "axis", "future")
    return seasons.season_chart(voices, found, "future", say)


def _listed(voices: Voices, say: Say) -> Chart:
    return chart_list.made(chart_list.Asked("shared_themes", by="relation"), voices, say)


BY_HAND: dict[str, Callable[[Voices, Say], Chart]] = {
    "scores": _scores,
    "agreements": _agreements,
    "corrected": _corrected,
    "what_changed": _what_changed,
    "season_chart": _season_chart,
    "made": _listed,
}


@dataclass(frozen=True)
class Maker:
    """One chart: the name of its function with what was chosen, and how to make it."""

    name: str
    make: Callable[[Voices, Say], Chart]

    def __str__(self) -> str:
        return self.name


@cache
def functions() -> tuple[Function, ...]:
    """Return all public functions of survey_insights."""
    found = []
    for module in pkgutil.iter_modules(survey_insights.__path__):
        loaded = importlib.import_module(f"survey_insights.{module.name}")
        for name, thing in vars(loaded).items():
            if inspect.isfunction(thing) and thing.__module__ == loaded.__name__ and not name.startswith("_"):
                found.append(thing)
    return tuple(found)


@cache
def hints(function: Function) -> dict[str, Any]:
    return get_type_hints(function)


def charts() -> Iterator[Maker]:
    """Yield every chart there is, once for each value of what can be chosen in few ways."""
    for function in functions():
        if hints(function).get("return") is not Chart or function is empty_chart:
            continue
        if function.__name__ in BY_HAND:
            yield Maker(function.__name__, BY_HAND[function.__name__])
        elif _makeable(function):
            yield from _chosen(function)


def _makeable(function: Function) -> bool:
    # Changing one chart into another is no chart of voices.
    return "voices" in inspect.signature(function).parameters


def _chosen(function: Function) -> Iterator[Maker]:
    taken = inspect.signature(function).parameters
    choice = next((name for name in CHOICES if name in taken), "")
    values = _choices(hints(function)[choice]) if choice else ()
    for value in values or (None,):
        chosen = {choice: value} if value is not None else {}
        name = " ".join([function.__name__, *map(str, chosen.values())])
        yield Maker(name, lambda voices, say, f=function, c=chosen: called(f, voices, say, **c))  # type: ignore[misc]


def _choices(hint: Any) -> tuple[str, ...]:
    if get_origin(hint) in {Union, types.UnionType}:
        return next((found for part in get_args(hint) if (found := _choices(part))), ())
    return get_args(hint) if get_origin(hint) is Literal else ()


def called(function: Function, voices: Voices, say: Say, **chosen: Any) -> Any:
    """Call a function with arguments made by name, by default, or by another function that returns their type."""
    values = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name in chosen:
            values[name] = chosen[name]
        elif name in BY_NAME and not (name == "question" and parameter.default == ""):
            values[name] = BY_NAME[name](voices, say)
        elif parameter.default is inspect.Parameter.empty:
            values[name] = _made(function, name, voices, say)
    return function(**values)


def _made(function: Function, name: str, voices: Voices, say: Say) -> Any:
    wanted = hints(function)[name]
    kinds = {kind for kind in (*get_args(wanted), wanted) if inspect.isclass(kind) and kind is not type(None)}
    if choices := _choices(wanted):
        return choices[0]
    own = [kind for kind in kinds if kind.__module__.startswith("survey_insights.")]
    if wanted is pd.DataFrame:
        # A frame may be any: that of voices which stands nearest before the chart in its own module is meant.
        before = [maker for maker in functions() if maker.__module__ == function.__module__ and _makeable(maker)]
        before = [m for m in before if m.__code__.co_firstlineno < function.__code__.co_firstlineno]
        frames = [maker for maker in before if hints(maker).get("return") is pd.DataFrame]
        if frames:
            return called(frames[-1], voices, say)
    makers = [maker for maker in functions() if hints(maker).get("return") in own]
    makers += [maker for maker in functions() if set(get_args(hints(maker).get("return"))) & set(own)]
    makers = [maker for maker in makers if maker is not function]
    for kind in own:
        if not makers and all(part.default is not part.empty for part in inspect.signature(kind).parameters.values()):
            return kind()
    if not makers:
        raise LookupError(f"{function.__name__} needs {name}: tell how to make it in tests/insights/every_chart.py")
    # The one that stands with the type is meant for it.
    makers.sort(key=lambda maker: maker.__module__ not in {kind.__module__ for kind in own})
    return called(makers[0], voices, say)
