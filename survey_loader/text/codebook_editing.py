"""Editing a codebook: each operation returns a new one, checked, or says what to mend."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from survey_loader.errors import UnusableSettings
from survey_loader.language import N_
from survey_loader.text.codebook import Codebook
from survey_loader.text.codebook_file import is_color
from survey_loader.text.normalise import normalise
from survey_loader.text.rule_reading import read_rule
from survey_loader.text.rules import Code, parts, renamed_codes, written
from survey_loader.text.theme import LISTS, Theme
from survey_loader.text.theme_rules import folded, keys_by_name

_KEY = re.compile("[A-Za-z0-9][A-Za-z0-9_-]*")
# Signs that do not tell one label from another: 医療・介護, 医療／介護.
_BETWEEN = re.compile(r"[\W_]+")
_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def with_theme(codebook: Codebook, theme: Theme, new: bool = False) -> Codebook:
    """Return the codebook with this theme, in the place of the one of the same key or at the end.

    A theme without a key gets one made from its label. `new` refuses a key that is taken.
    Raises UnusableSettings where the theme cannot be used.
    """
    return with_themes(codebook, (theme,), new)


def with_themes(codebook: Codebook, themes: Iterable[Theme], new: bool = False) -> Codebook:
    """As `with_theme` for several at once, so that their rules can refer to one another."""
    kept = list(codebook.themes)
    for theme in map(_tidied, themes):
        theme = theme if theme.key else replace(theme, key=free_key(theme.label, _taken(kept)))
        place = next((number for number, other in enumerate(kept) if other.key == theme.key), None)
        if place is None:
            kept.append(theme)
        elif new:
            raise UnusableSettings(
                N_("テーマの記号「{key}」はもう使われています。別の記号にしてください。"), key=theme.key
            )
        else:
            # What was merged into a theme stays with it, whatever else becomes of its words.
            kept[place] = replace(theme, merged_from=(*kept[place].merged_from, *theme.merged_from))
    return checked(replace(codebook, themes=tuple(kept)), codebook)


def without_theme(codebook: Codebook, key: str) -> Codebook:
    """Return the codebook without a theme; nothing yields to it any more."""
    _theme(codebook, key)
    referring = [theme for theme in codebook.themes if theme.key != key and key in _referred(theme, codebook)]
    if referring:
        raise UnusableSettings(
            N_("「{label}」は「{theme}」のルールで使われています。先にそのルールを直してください。"),
            label=_theme(codebook, key).label,
            theme=referring[0].label,
        )
    kept = tuple(_without_key(theme, key, "") for theme in codebook.themes if theme.key != key)
    if not kept:
        raise UnusableSettings(N_("最後のテーマは消せません。先に別のテーマを加えてください。"))
    return checked(replace(codebook, themes=kept), codebook)


def renamed(codebook: Codebook, key: str, label: str, label_en: str = "") -> Codebook:
    """Return the codebook with another label of a theme, also in the rules that refer to it."""
    theme = _theme(codebook, key)
    english = label_en or (label if theme.label_en == theme.label else theme.label_en)
    changed = _tidied(replace(theme, label=label, label_en=english))
    themes = [changed if other.key == key else other for other in codebook.themes]
    return checked(replace(codebook, themes=_rewritten(codebook, themes, {key: _name_of(changed)})), codebook)


def merged(codebook: Codebook, key: str, into: str) -> Codebook:
    """Return the codebook with one theme taken into another; its words keep their axis.

    What people coded with the one is read as the other. A word that is weak in one of them only
    counts fully. What yielded to the one yields to the other, and rules that referred to it refer to
    the other.
    """
    taken, kept = _theme(codebook, key), _theme(codebook, into)
    if key == into:
        raise UnusableSettings(N_("テーマ「{label}」をそれ自身にまとめることはできません。"), label=kept.label)
    own = {*kept.words, *kept.phrases}
    texts = [word for word in (*taken.words, *taken.phrases) if word not in own]
    axes = {word: taken.axis_of(word) for word in texts if taken.axis_of(word) != kept.pull or word in taken.axes}
    strong = {word for theme in (taken, kept) for word in (*theme.words, *theme.phrases) if word not in theme.weak}
    union = replace(
        kept,
        words=(*kept.words, *taken.words),
        phrases=(*kept.phrases, *taken.phrases),
        weak=tuple(word for word in (*kept.weak, *taken.weak) if word not in strong),
        exclusions=tuple(word for word in (*kept.exclusions, *taken.exclusions) if word not in {*own, *texts}),
        silent_beside=(*kept.silent_beside, *taken.silent_beside),
        yields_to=tuple(other for other in (*kept.yields_to, *taken.yields_to) if other not in (key, into)),
        weak_yields_to=tuple(
            other for other in (*kept.weak_yields_to, *taken.weak_yields_to) if other not in (key, into)
        ),
        rules=(*kept.rules, *taken.rules),
        examples=(*kept.examples, *taken.examples),
        merged_from=(*kept.merged_from, key, *taken.merged_from),
        axes={**kept.axes, **axes},
    )
    themes = [union if theme.key == into else _without_key(theme, key, into) for theme in codebook.themes]
    rewritten = _rewritten(codebook, themes, {key: _name_of(kept)})
    return checked(replace(codebook, themes=tuple(theme for theme in rewritten if theme.key != key)), codebook)


def checked(codebook: Codebook, before: Codebook | None = None) -> Codebook:
    """Return the codebook where every theme can be used; raises UnusableSettings for the first that cannot.

    Words that already contradicted each other `before` do not stand in the way of another edit.
    """
    labels: dict[str, Theme] = {}
    for theme in codebook.themes:
        _check_names(theme, codebook)
        _check_words(theme, before.theme(theme.key) if before else None)
        other = labels.setdefault(_bare(theme.label), theme)
        if other is not theme:
            raise UnusableSettings(
                N_("テーマの名前「{label}」は「{other}」とほとんど同じです。見分けのつく名前にしてください。"),
                label=theme.label,
                other=other.label,
            )
    _ = codebook.rules
    return codebook


def _check_names(theme: Theme, codebook: Codebook) -> None:
    if not theme.label.strip():
        raise UnusableSettings(N_("テーマの名前を入れてください。"))
    if not _KEY.fullmatch(theme.key):
        raise UnusableSettings(
            N_("テーマ「{label}」の記号「{key}」は、半角の英数字と - _ だけにしてください。"),
            label=theme.label,
            key=theme.key,
        )
    if theme.color and not is_color(theme.color):
        raise UnusableSettings(
            N_("テーマ「{label}」の色「{color}」は「#0F766E」のように書いてください。"),
            label=theme.label,
            color=theme.color,
        )
    for other in (*theme.yields_to, *theme.weak_yields_to):
        if other not in codebook.keys or other == theme.key:
            raise UnusableSettings(
                N_("テーマ「{label}」がゆずる先の「{key}」がありません。ほかのテーマから選んでください。"),
                label=theme.label,
                key=other,
            )


def _check_words(theme: Theme, before: Theme | None) -> None:
    known = {*_contradicting(before), *_too_short(before)} if before else set()
    for word in _contradicting(theme):
        if word not in known:
            raise UnusableSettings(
                N_(
                    "テーマ「{label}」の「{word}」が、数えることばと除くことばの両方にあります。どちらかにしてください。"
                ),
                label=theme.label,
                word=word,
            )
    for word in _too_short(theme):
        if word not in known:
            raise UnusableSettings(
                N_(
                    "テーマ「{label}」の「{word}」は一文字なので見つけられません。二文字以上の言いまわしにしてください。"
                ),
                label=theme.label,
                word=word,
            )


def _contradicting(theme: Theme) -> list[str]:
    """Words that an exclusion of the same letters keeps from ever counting."""
    excluded = {word.lower() for word in theme.exclusions}
    return [word for word in (*theme.words, *theme.phrases) if word.lower() in excluded]


def _too_short(theme: Theme) -> list[str]:
    """Phrases and exclusions are found by their first two letters."""
    return [word for word in (*theme.phrases, *theme.exclusions) if len(word) < 2]


def _theme(codebook: Codebook, key: str) -> Theme:
    theme = codebook.theme(key)
    if theme is None:
        raise UnusableSettings(N_("テーマ「{key}」がコードブックにありません。"), key=key)
    return theme


def _tidied(theme: Theme) -> Theme:
    """The theme as typed, its words spelled as texts are read, so that Wi-Fi and ＰＴＡ are found."""

    def tidy(words: Iterable[str]) -> tuple[str, ...]:
        return tuple(filter(None, map(normalise, words)))

    lists: dict[str, Any] = {name: tidy(getattr(theme, name)) for name in LISTS}
    return replace(
        theme,
        key=theme.key.strip(),
        label=theme.label.strip(),
        label_en=theme.label_en.strip(),
        color=theme.color.strip(),
        axes={normalise(word): axis for word, axis in theme.axes.items()},
        rules=tuple(filter(None, (rule.strip() for rule in theme.rules))),
        examples=tuple(filter(None, (example.strip() for example in theme.examples))),
        **lists,
    )


def _name_of(theme: Theme) -> str:
    """What a rule calls a theme: its label, unless that holds a sign of the rules."""
    return theme.key if set("<>=") & set(theme.label) else theme.label


def _bare(label: str) -> str:
    """A label without what does not tell it from another: width, case, kana, signs."""
    return _BETWEEN.sub("", folded(label)).translate(_KATAKANA_TO_HIRAGANA) or folded(label)


def free_key(label: str, taken: set[str]) -> str:
    """A key made from the label, the same each time: its Latin letters, else a hash."""
    plain = unicodedata.normalize("NFKC", label).casefold().strip()
    slug = re.sub("[^a-z0-9]+", "-", plain).strip("-") if plain.isascii() else ""
    key = slug or f"t-{hashlib.sha256(plain.encode()).hexdigest()[:8]}"
    number = 2
    free = key
    while free in taken:
        free, number = f"{key}-{number}", number + 1
    return free


def _taken(themes: Iterable[Theme]) -> set[str]:
    """The keys no new theme may get: a merged one would take the codings by people away from their heir."""
    return {key for theme in themes for key in (theme.key, *theme.merged_from)}


def _without_key(theme: Theme, key: str, instead: str) -> Theme:
    """The theme yielding to another one instead, or to none."""

    def kept(keys: Iterable[str]) -> tuple[str, ...]:
        swapped = (instead if other == key else other for other in keys)
        return tuple(other for other in swapped if other and other != theme.key)

    return replace(theme, yields_to=kept(theme.yields_to), weak_yields_to=kept(theme.weak_yields_to))


def _referred(theme: Theme, codebook: Codebook) -> set[str]:
    """The keys of the themes a theme's rules refer to."""
    keys = keys_by_name(codebook.themes)
    codes = (part for rule in theme.rules for part in parts(read_rule(rule, theme.label)) if isinstance(part, Code))
    return {keys.get(folded(code.name), "") for code in codes}


def _rewritten(codebook: Codebook, themes: Iterable[Theme], labels: dict[str, str]) -> tuple[Theme, ...]:
    """The themes with other names of themes in their rules; `labels` are the new ones by key."""
    keys = keys_by_name(codebook.themes)

    def name_of(name: str) -> str:
        return labels.get(keys.get(folded(name), ""), name)

    return tuple(
        replace(theme, rules=tuple(_renamed_in(rule, theme.label, name_of) for rule in theme.rules)) for theme in themes
    )


def _renamed_in(rule: str, theme: str, name_of: Callable[[str], str]) -> str:
    tree = read_rule(rule, theme)
    changed = renamed_codes(tree, name_of)
    return rule if changed == tree else written(changed)
