"""A codebook as a TOML file: reading it with the place of each mistake, and writing it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, cast

import tomli_w

from survey_loader.errors import UnusableSettings
from survey_loader.language import N_
from survey_loader.models import AXES, Axis
from survey_loader.text.theme import AXIS_ORDER, LISTS, Theme

# The axis a list of words carries; "words" alone carries the pull of its theme.
_LISTS: dict[str, Axis | None] = {"no_axis": None, "live": "live", "visit": "visit", "both": "both"}
_TEXTS = ("key", "label")
_COLOR = re.compile("#[0-9A-Fa-f]{6}")
PEOPLE = {
    "people_live": "live",
    "people_visit": "visit",
    "live_phrases": "live_phrases",
    "visit_phrases": "visit_phrases",
}
_GUIDE = """\
# まちの声のコードブック（テーマとことばの一覧）
# 文字コードは UTF-8 のまま、ことばを "" で囲み、, で区切って直してください。
"""


def document_of(content: bytes, path: str) -> dict[str, Any]:
    """Return what a codebook file says, as TOML has it."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnusableSettings(
            N_("コードブック {path} の文字コードが UTF-8 ではありません。UTF-8 で保存し直してください。"),
            path=path,
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise _misspelt(path, error) from error


def _misspelt(path: str, error: tomllib.TOMLDecodeError) -> UnusableSettings:
    """Say where a file is no TOML; Python tells it in English only."""
    place = re.search(r"line (\d+), column (\d+)", str(error))
    if place is None:
        return UnusableSettings(
            N_('コードブック {path} が途中で終わっています。かぎ（]）や引用符（"）が閉じているか確かめてください。'),
            path=path,
        )
    return UnusableSettings(
        N_(
            "コードブック {path} の{line}行目、{column}文字目の書き方に誤りがあります。"
            '引用符（"）やカンマが抜けていないか確かめてください。'
        ),
        path=path,
        line=place[1],
        column=place[2],
    )


def themes_of(document: Mapping[str, Any], path: str) -> tuple[Theme, ...]:
    """Return the themes of a codebook file."""
    entries = document.get("theme")
    if not isinstance(entries, list) or not entries:
        raise UnusableSettings(N_("コードブック {path} に [[theme]] がありません。"), path=path)
    themes = tuple(_theme(entry, number, path) for number, entry in enumerate(entries, start=1))
    keys = [theme.key for theme in themes]
    for key in keys:
        if keys.count(key) > 1:
            raise UnusableSettings(N_("コードブック {path} にテーマ「{key}」が二つあります。"), path=path, key=key)
    return themes


def people_of(document: Mapping[str, Any], path: str) -> dict[str, tuple[str, ...]]:
    """Return the words for people, by the fields of a Codebook."""
    people = document.get("people", {})
    if not isinstance(people, dict):
        raise UnusableSettings(N_("コードブック {path} の [people] は見出しとして書いてください。"), path=path)
    return {field: _strings(people, name, "people", path) for field, name in PEOPLE.items()}


def written(themes: Sequence[Theme], people: Mapping[str, Sequence[str]]) -> str:
    """Return a codebook as TOML; reading it gives the same themes and words."""
    document: dict[str, Any] = {}
    told = {name: list(people[field]) for field, name in PEOPLE.items() if people[field]}
    if told:
        document["people"] = told
    document["theme"] = [entry_of(theme) for theme in themes]
    return _GUIDE + "\n" + tomli_w.dumps(document, indent=2)


def meaning(themes: Sequence[Theme], people: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return what a codebook says, the same for two files that differ in layout and comments alone."""
    entries = [entry_of(theme) for theme in themes]
    unordered = {
        "yields_to",
        "merged_from",
        *(f"{name}{axis}" for name in LISTS for axis in ("", *(f"_{axis}" for axis in _LISTS))),
    }
    return {
        "theme": [
            {name: sorted(value) if name in unordered else value for name, value in entry.items()} for entry in entries
        ],
        "people": {field: sorted(words) for field, words in people.items() if words},
    }


def entry_of(theme: Theme) -> dict[str, Any]:
    """Return a theme as its table in the file; what is empty is left out."""
    entry: dict[str, Any] = {
        "key": theme.key,
        "label": theme.label,
        "label_en": "" if theme.label_en == theme.label else theme.label_en,
        "pull": theme.pull or "",
        "color": theme.color,
        "description": theme.description,
        "examples": theme.examples,
    }
    for kind in ("words", "phrases"):
        listed = [word for word in getattr(theme, kind) if kind == "phrases" or not theme.is_only_weak(word)]
        entry[kind] = [word for word in listed if word not in theme.axes]
        for name, axis in zip(_LISTS, AXIS_ORDER, strict=True):
            entry[f"{kind}_{name}"] = [word for word in listed if word in theme.axes and theme.axes[word] == axis]
    for name in ("weak", "exclusions", "yields_to", "weak_yields_to", "silent_beside", "rules", "merged_from"):
        entry[name] = getattr(theme, name)
    return {name: value if isinstance(value, str) else list(value) for name, value in entry.items() if value}


def _theme(entry: Any, number: int, path: str) -> Theme:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) and entry[name] for name in _TEXTS):
        raise UnusableSettings(
            N_("コードブック {path} の {number} 番目のテーマに key、label のどちらかがありません。"),
            path=path,
            number=number,
        )
    key = entry["key"]
    pull = entry.get("pull") or None
    if pull is not None and pull not in AXES:
        raise UnusableSettings(
            N_("コードブック {path} のテーマ「{key}」の pull は live、visit、both のどれかです。"),
            path=path,
            key=key,
        )
    color = entry.get("color", "")
    if not isinstance(color, str) or (color and not is_color(color)):
        raise UnusableSettings(
            N_("コードブック {path} のテーマ「{key}」の color は「#0F766E」のように書いてください。"),
            path=path,
            key=key,
        )
    words, axes = _with_axes(entry, "words", path)
    phrases, phrase_axes = _with_axes(entry, "phrases", path)
    return Theme(
        key,
        entry["label"],
        str(entry.get("label_en", "")),
        cast("Axis | None", pull),
        str(entry.get("description", "")),
        words=words,
        phrases=phrases,
        color=color,
        # Where a text is a word and a phrase, the list of phrases tells its axis.
        axes={**{word: axis for word, axis in axes.items() if word not in phrases}, **phrase_axes},
        **{
            name: _strings(entry, name, key, path)
            for name in (
                "weak", "exclusions", "yields_to", "weak_yields_to", "silent_beside", "rules", "examples",
                "merged_from",
            )
        },
    )  # fmt: skip


def is_color(text: str) -> bool:
    """Whether a text is a colour as #RRGGBB."""
    return _COLOR.fullmatch(text) is not None


def _with_axes(entry: dict[str, Any], kind: str, path: str) -> tuple[tuple[str, ...], dict[str, Axis | None]]:
    """The words or phrases of a theme, and the axis of those that do not carry its pull."""
    found = dict.fromkeys(_strings(entry, kind, entry["key"], path))
    axes: dict[str, Axis | None] = {}
    for name, axis in _LISTS.items():
        axes.update(dict.fromkeys(_strings(entry, f"{kind}_{name}", entry["key"], path), axis))
    return tuple({**found, **axes}), axes


def _strings(entry: Mapping[str, Any], name: str, key: str, path: str) -> tuple[str, ...]:
    value = entry.get(name, [])
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise UnusableSettings(
            N_("コードブック {path} の「{key}」の {name} は、ことばを [ ] で囲んだ一覧にしてください。"),
            path=path,
            key=key,
            name=name,
        )
    return tuple(dict.fromkeys(value))
