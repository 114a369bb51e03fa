"""What differs between two codebooks, in the words of the people who edit them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from survey_loader.language import N_, Say
from survey_loader.models import Axis
from survey_loader.text.codebook import Codebook
from survey_loader.text.theme import Theme


@dataclass(frozen=True)
class Change:
    """One difference. `theme` is the key it is about, "" for the words for people; `words` are
    what was added, removed or changed. `message` is a message id that `values` fill."""

    kind: str
    theme: str
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def render(self, say: Say) -> str:
        """Return the sentence in the reader's language."""
        return say(self.message, **self.values)


# A list of a theme: what is said of additions and of removals.
_LISTED = {
    "words": (N_("「{theme}」のことばに{words}を加えました。"), N_("「{theme}」のことばから{words}を外しました。")),
    "phrases": (
        N_("「{theme}」の言いまわしに{words}を加えました。"),
        N_("「{theme}」の言いまわしから{words}を外しました。"),
    ),
    "weak": (
        N_("「{theme}」で、ほかのテーマがないときだけ数えることばに{words}を加えました。"),
        N_("「{theme}」で、ほかのテーマがないときだけ数えることばから{words}を外しました。"),
    ),
    "exclusions": (
        N_("「{theme}」の除くことばに{words}を加えました。"),
        N_("「{theme}」の除くことばから{words}を外しました。"),
    ),
    "silent_beside": (
        N_("「{theme}」は{words}と並ぶときは数えません。"),
        N_("「{theme}」は{words}と並ぶときも数えます。"),
    ),
    "yields_to": (
        N_("「{theme}」は{words}がおなじ文にあるときゆずります。"),
        N_("「{theme}」は{words}にゆずらなくなりました。"),
    ),
    "weak_yields_to": (
        N_("「{theme}」の弱いことばは、声のどこかに{words}があればゆずります。"),
        N_("「{theme}」の弱いことばは、{words}にゆずらなくなりました。"),
    ),
    "rules": (N_("「{theme}」にルール{words}を加えました。"), N_("「{theme}」からルール{words}を外しました。")),
    "examples": (N_("「{theme}」の例に{words}を加えました。"), N_("「{theme}」の例から{words}を外しました。")),
    "people_live": (
        N_("住む人を指すことばに{words}を加えました。"),
        N_("住む人を指すことばから{words}を外しました。"),
    ),
    "people_visit": (
        N_("訪れる人を指すことばに{words}を加えました。"),
        N_("訪れる人を指すことばから{words}を外しました。"),
    ),
    "live_phrases": (
        N_("住む人のための言いまわしに{words}を加えました。"),
        N_("住む人のための言いまわしから{words}を外しました。"),
    ),
    "visit_phrases": (
        N_("訪れる人のための言いまわしに{words}を加えました。"),
        N_("訪れる人のための言いまわしから{words}を外しました。"),
    ),
}
_PEOPLE = ("people_live", "people_visit", "live_phrases", "visit_phrases")
_PULLS: dict[Axis | None, str] = {
    "live": N_("「{theme}」の向きを「住む人」にしました。"),
    "visit": N_("「{theme}」の向きを「訪れる人」にしました。"),
    "both": N_("「{theme}」の向きを「両方」にしました。"),
    None: N_("「{theme}」の向きを「決めない」にしました。"),
}
_AXES: dict[Axis | None, str] = {
    "live": N_("「{theme}」の{words}の向きを「住む人」にしました。"),
    "visit": N_("「{theme}」の{words}の向きを「訪れる人」にしました。"),
    "both": N_("「{theme}」の{words}の向きを「両方」にしました。"),
    None: N_("「{theme}」の{words}の向きを「決めない」にしました。"),
}


def changes(old: Codebook, new: Codebook) -> tuple[Change, ...]:
    """Return what a person changed from one codebook to the other, theme by theme; empty where nothing differs.

    The order of words within a list is no difference.
    """
    return tuple(_changes(old, new))


def _changes(old: Codebook, new: Codebook) -> Iterator[Change]:
    labels = {theme.key: theme.label for theme in (*old.themes, *new.themes)}
    for theme in old.themes:
        if theme.key not in new.keys:
            yield _of_gone(theme, new)
    for theme in new.themes:
        before = old.theme(theme.key)
        if before is None:
            yield Change("theme_added", theme.key, N_("テーマ「{theme}」を加えました。"), {"theme": theme.label})
        else:
            yield from _of_theme(before, theme, labels)
    if [theme.key for theme in old.themes if theme.key in new.keys] != [
        theme.key for theme in new.themes if theme.key in old.keys
    ]:
        yield Change("order", "", N_("テーマの順番を変えました。"))
    for name in _PEOPLE:
        yield from _of_list(name, getattr(old, name), getattr(new, name), "", "", {})


def _of_gone(theme: Theme, new: Codebook) -> Change:
    """A theme that is not there any more: what people coded with it went along into another, or is not shown."""
    heir = next((other for other in new.themes if theme.key in other.merged_from), None)
    if heir is None:
        return Change("theme_removed", theme.key, N_("テーマ「{theme}」を消しました。"), {"theme": theme.label})
    named = {"theme": theme.label, "into": heir.label}
    return Change("theme_merged", theme.key, N_("テーマ「{theme}」を「{into}」にまとめました。"), named)


def _of_theme(old: Theme, new: Theme, labels: Mapping[str, str]) -> Iterator[Change]:
    if old == new:
        return
    named = {"theme": new.label}
    if old.label != new.label:
        message = N_("テーマ「{before}」の名前を「{theme}」にしました。")
        yield Change("theme_renamed", new.key, message, {**named, "before": old.label})
    if old.label_en != new.label_en and (old.label_en, new.label_en) != (old.label, new.label):
        message = N_("「{theme}」の英語の名前を「{english}」にしました。")
        yield Change("label_en", new.key, message, {**named, "english": new.label_en})
    if old.pull != new.pull:
        yield Change("pull", new.key, _PULLS[new.pull], named)
    if old.color != new.color:
        message = (
            N_("「{theme}」の色を {color} にしました。") if new.color else N_("「{theme}」の色をおまかせに戻しました。")
        )
        yield Change("color", new.key, message, {**named, "color": new.color})
    if old.description != new.description:
        yield Change("description", new.key, N_("「{theme}」の説明を変えました。"), named)
    for name in _LISTED:
        if name not in _PEOPLE:
            yield from _of_list(name, _listed(old, name), _listed(new, name), new.key, new.label, labels)
    for name in ("rules", "weak_yields_to", "examples"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after and set(before) == set(after):
            yield Change("order", new.key, N_("「{theme}」の中の順番を変えました。"), named)
    yield from _of_axes(old, new)


def _listed(theme: Theme, name: str) -> tuple[str, ...]:
    """A list as a person sees it: words that are only weak are told as those alone."""
    words: tuple[str, ...] = getattr(theme, name)
    return tuple(word for word in words if not theme.is_only_weak(word)) if name == "words" else words


def _of_axes(old: Theme, new: Theme) -> Iterator[Change]:
    """Words that stay and got another axis, other than by the pull of the theme."""
    stay = {*old.words, *old.phrases} & {*new.words, *new.phrases}
    for axis, message in _AXES.items():
        words = tuple(
            word
            for word in dict.fromkeys((*new.words, *new.phrases))
            if word in stay
            and not new.is_only_weak(word)
            and new.axis_of(word) == axis
            and (word in old.axes, old.axes.get(word)) != (word in new.axes, new.axes.get(word))
        )
        if words:
            yield Change("axis", new.key, message, {"theme": new.label, "words": _quoted(words)}, words)


def _of_list(
    name: str, old: tuple[str, ...], new: tuple[str, ...], key: str, theme: str, labels: Mapping[str, str]
) -> Iterator[Change]:
    before, after = set(old), set(new)
    added = tuple(word for word in new if word not in before)
    removed = tuple(word for word in old if word not in after)
    for words, message, kind in zip((added, removed), _LISTED[name], ("added", "removed"), strict=True):
        if words:
            told = _quoted(tuple(labels.get(word, word) for word in words) if name.endswith("yields_to") else words)
            yield Change(f"{name}_{kind}", key, message, {"theme": theme, "words": told}, words)


def _quoted(words: tuple[str, ...]) -> str:
    return "".join(f"「{word}」" for word in words)
