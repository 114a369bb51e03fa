"""A codebook as a coding-rule file of KH Coder, with all that has no counterpart there named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from survey_loader.language import N_
from survey_loader.text.codebook import Codebook
from survey_loader.text.rule_reading import read_rule
from survey_loader.text.rules import Text, quoted, renamed_codes, written
from survey_loader.text.theme import Theme
from survey_loader.text.theme_rules import in_order, referred

# KH Coder writes its code names with a full-width star.
_STAR = "＊"
# KH Coder takes these for something else than a word, in quotes too.
_NO_WORD = re.compile(r"\+|->|=>|(?:near|seq)\(", re.IGNORECASE)
# A code that holds nothing: KH Coder finds it in no document.
_NEVER = "0"

_GUIDE = (
    "# KH Coder のコーディングルール（「まちの声」のコードブックから書き出しました）",
    "# いくつかの語からなることば（子育て支援 など）は、KH Coder の「強制抽出する語」に加えると、",
    "# 同じように見つかります。",
)

_WORD = N_("「{theme}」の{words}は、KH Coder では別の意味になるため書き出しませんでした。")
_SPACES = N_("「{theme}」の名前の空白は、KH Coder のために _ に置きかえました。")
_FIELDS: dict[str, str] = {
    "pull": N_("「{theme}」の向き（だれのためか）は、KH Coder にはありません。"),
    "axes": N_("「{theme}」の{words}だけがもつ向きは、KH Coder にはありません。"),
    "weak": N_(
        "「{theme}」の{words}は、ほかのテーマがないときだけ数えることばです。"
        "KH Coder では表せないので書き出しませんでした。"
    ),
    "exclusions": N_(
        "「{theme}」の除くことば{words}は書き出しませんでした。KH Coder の not は声全体に効き、"
        "ほかのところで「{theme}」を語る声まで外れてしまうためです。"
    ),
    "yields_to": N_("「{theme}」がほかのテーマにゆずるきまりは、KH Coder にはありません。"),
    "weak_yields_to": N_("「{theme}」の弱いことばがほかのテーマにゆずるきまりは、KH Coder にはありません。"),
    "silent_beside": N_("「{theme}」を{words}と並ぶときは数えないきまりは、KH Coder にはありません。"),
    "color": N_("「{theme}」の色は、KH Coder にはありません。"),
    "examples": N_("「{theme}」の例は書き出しませんでした。"),
}
_PEOPLE: dict[str, str] = {
    "people_live": N_("住む人を指すことばは、KH Coder にはありません。"),
    "people_visit": N_("訪れる人を指すことばは、KH Coder にはありません。"),
    "live_phrases": N_("住む人のための言いまわしは、KH Coder にはありません。"),
    "visit_phrases": N_("訪れる人のための言いまわしは、KH Coder にはありません。"),
}


class LeftOut(NamedTuple):
    """What the file does not hold: the key of the theme ("" for words for people), the field, and why."""

    theme: str
    field: str
    reason: str
    values: Mapping[str, Any]


class KhCoderExport(NamedTuple):
    """The text of a coding-rule file, and what it does not hold."""

    text: str
    left_out: tuple[LeftOut, ...]


def write_kh_coder(codebook: Codebook) -> KhCoderExport:
    """Return a codebook as coding rules: words, 'phrases' and rules joined by or, a code for each theme.

    Codes stand after those they refer to, as KH Coder wants them. Descriptions and keys go along
    as comments; `read_kh_coder` takes the keys back.
    """
    left_out: list[LeftOut] = []
    lines = [*_GUIDE, ""]
    labels = {theme.key: theme.label for theme in codebook.themes}
    trees = {theme.key: theme.rules for theme in codebook.rules.themes} if codebook.rules else {}
    order = in_order({theme.key: referred(trees.get(theme.key, ())) for theme in codebook.themes}, labels)

    def name_of(key: str) -> str:
        return "_".join(labels[key].split())

    for key in order:
        theme = codebook.theme(key)
        assert theme is not None
        left_out.extend(_left_out(theme))
        rules = [f"( {text} )" if " " in text else text for text in _rules(trees.get(key, ()), name_of)]
        conditions = [
            *_words(theme),
            *(written(Text(phrase)) for phrase in theme.phrases if phrase not in theme.weak),
            *rules,
        ]
        lines += [f"{_STAR}{name_of(key)}", f"# key: {key}", *_described(theme)]
        lines += ["\nor ".join(conditions) or _NEVER, ""]
    for name, reason in _PEOPLE.items():
        if getattr(codebook, name):
            left_out.append(LeftOut("", name, reason, {}))
    return KhCoderExport("\n".join(lines), tuple(left_out))


def onto(known: Theme, came: Theme) -> Theme:
    """Return a known theme with the name, words, phrases and rules it has when it comes back from KH Coder.

    What KH Coder has no word for stays as it was: weak words, exclusions, axes, colour and the rest.
    """
    stayed = tuple(word for word in known.words if word in known.weak or _NO_WORD.search(word))
    weak_phrases = tuple(phrase for phrase in known.phrases if phrase in known.weak)
    same_rules = [written(read_rule(rule)) for rule in known.rules] == list(came.rules)
    return replace(
        known,
        label=known.label if came.label == "_".join(known.label.split()) else came.label,
        words=(*came.words, *stayed),
        phrases=(*came.phrases, *weak_phrases),
        rules=known.rules if same_rules else came.rules,
    )


def _rules(rules: Any, name_of: Callable[[str], str]) -> list[str]:
    return [written(renamed_codes(rule, name_of), _STAR) for rule in rules]


def _words(theme: Theme) -> Iterator[str]:
    return (quoted(word) for word in theme.words if word not in theme.weak and not _NO_WORD.search(word))


def _described(theme: Theme) -> list[str]:
    return [f"# {line}" for line in theme.description.splitlines() if line.strip()]


def _left_out(theme: Theme) -> Iterator[LeftOut]:
    named = {"theme": theme.label}
    if len(theme.label.split()) > 1:
        yield LeftOut(theme.key, "label", _SPACES, named)
    odd = tuple(word for word in theme.words if word not in theme.weak and _NO_WORD.search(word))
    if odd:
        yield LeftOut(theme.key, "words", _WORD, {**named, "words": _listed(odd)})
    for name, reason in _FIELDS.items():
        told = getattr(theme, name)
        if name == "axes":
            told = tuple(word for word in theme.axes if word not in theme.weak and theme.axes[word] != theme.pull)
        if told:
            words = {"words": _listed(told)} if isinstance(told, tuple) else {}
            yield LeftOut(theme.key, name, reason, {**named, **words})


def _listed(words: tuple[str, ...]) -> str:
    return "".join(f"「{word}」" for word in words)
