"""One theme of a codebook: its words, the axis each of them carries, its rules and its looks."""

from __future__ import annotations

from dataclasses import dataclass, field

from survey_loader.models import Axis

# The axes a list of words can carry, in the order a file lists them.
AXIS_ORDER: tuple[Axis | None, ...] = (None, "live", "visit", "both")


@dataclass(frozen=True)
class Theme:
    """One theme. A word and a phrase carries the pull, unless `axes` gives it an axis of its own;
    weak words count only where nothing else in the clause names a theme; inside an exclusion no
    word of the theme counts; beside a theme it yields to, it does not count either, and with weak
    words alone not even where a theme of `weak_yields_to` stands anywhere in the comment. In a
    clause with a word of `silent_beside` it does not count. Each of `rules` is an expression of
    KH Coder (docs/coding-rules.md) that finds the theme in a comment as a whole, whatever it
    yields to. `examples` are shown to people and never matched.
    `merged_from` are the keys of the themes merged into it, whose codings by people it inherits.

    A weak word that is no word or phrase becomes a word without an axis. `words` and `phrases`
    are kept in the order of a file: by axis.
    """

    key: str
    label: str
    label_en: str = ""
    pull: Axis | None = None
    description: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()
    weak_yields_to: tuple[str, ...] = ()
    silent_beside: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    color: str = ""
    examples: tuple[str, ...] = ()
    merged_from: tuple[str, ...] = ()
    axes: dict[str, Axis | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (*LISTS, "yields_to", "weak_yields_to", "rules", "examples", "merged_from"):
            self._set(name, tuple(dict.fromkeys(getattr(self, name))))
        known = {*self.words, *self.phrases}
        only_weak = [word for word in self.weak if word not in known]
        axes = {word: axis for word, axis in self.axes.items() if word in known}
        self._set("axes", {**axes, **dict.fromkeys(only_weak)})
        self._set("words", tuple(sorted((*self.words, *only_weak), key=self._place_of_word)))
        self._set("phrases", tuple(sorted(self.phrases, key=self._place_of)))
        self._set("label_en", self.label_en or self.label)
        self._set("color", self.color.upper())

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def axis_of(self, word: str) -> Axis | None:
        """The axis a word or phrase of the theme carries."""
        return self.axes.get(word, self.pull)

    def is_only_weak(self, word: str) -> bool:
        """Whether a file names this word in the list of weak words alone."""
        return word in self.weak and word not in self.phrases and word in self.axes and self.axes[word] is None

    def _place_of(self, word: str) -> int:
        return AXIS_ORDER.index(self.axes[word]) + 1 if word in self.axes else 0

    def _place_of_word(self, word: str) -> tuple[int, int]:
        if self.is_only_weak(word):
            return (len(AXIS_ORDER) + 1, self.weak.index(word))
        return (self._place_of(word), 0)


# The lists of a theme whose order means nothing.
LISTS = ("words", "phrases", "weak", "exclusions", "silent_beside")
