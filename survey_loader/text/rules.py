"""Coding rules as a tree: what a rule of KH Coder is made of, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from survey_loader.models import Morpheme

# KH Coder's own: near(…) and seq(…) without a number look ten words far.
DISTANCE = 10


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its dictionary form; `pos` is a part of speech of KH Coder, `surface` the form as written."""

    text: str
    pos: str = ""
    surface: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A string of letters, wherever it stands; counts the sentences that hold it."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow one another without a gap: 卒業+証書."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Words at most `distance` words apart (0: any), in any order or `ordered`; `within` is "b", the
    same sentence, or "d", the same line."""

    words: tuple[str, ...]
    distance: int = DISTANCE
    within: Literal["", "b", "d"] = ""
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """Whether another theme was found; `name` is its label, or its key."""

    name: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number to compare with."""

    value: int


@dataclass(frozen=True, slots=True)
class Length:
    """The length of the comment in words (lw) or letters (lc)."""

    unit: Literal["lw", "lc"]


@dataclass(frozen=True, slots=True)
class Foreign:
    """What KH Coder can look at and a comment does not have; `reason` is a message id."""

    text: str
    at: int
    reason: str


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary. `tight` is the sign !, which binds closer than a comparison, as in MySQL."""

    of: Rule
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """All of several conditions (and), or at least one (or)."""

    sign: Literal["and", "or"]
    of: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """A comparison or an arithmetic operation."""

    sign: str
    left: Rule
    right: Rule


Rule = Word | Text | Phrase | Near | Code | Number | Length | Foreign | Not | Several | Operation

# How tight an operator binds; the order is that of MySQL, which KH Coder hands its rules to.
BINDS = {
    "or": 1, "and": 2, "not": 3, ">": 4, ">=": 4, "<": 4, "<=": 4, "==": 4, "+": 5, "-": 5, "*": 6, "/": 6, "!": 7,
}  # fmt: skip
_ATOM = 8
_NEEDS_QUOTES = frozenset(" ()+'\"<>=[],、")
_KEYWORDS = frozenset(("and", "or", "not", "lw", "lc", "no."))


def parts(rule: Rule) -> Iterator[Rule]:
    """The rule and all that it is made of."""
    yield rule
    match rule:
        case Not(of):
            yield from parts(of)
        case Several(_, several):
            for part in several:
                yield from parts(part)
        case Operation(_, left, right):
            yield from parts(left)
            yield from parts(right)


def renamed_codes(rule: Rule, name: Callable[[str], str]) -> Rule:
    """The rule with other names of the themes it refers to."""
    match rule:
        case Code(old):
            return Code(name(old))
        case Not(of, tight):
            return Not(renamed_codes(of, name), tight)
        case Several(sign, several):
            return Several(sign, tuple(renamed_codes(part, name) for part in several))
        case Operation(sign, left, right):
            return Operation(sign, renamed_codes(left, name), renamed_codes(right, name))
    return rule


def words_of(rule: Rule) -> tuple[str, ...]:
    """The words a rule looks for as words: those of near(…) and seq(…) too, those of a phrase not."""
    found: list[str] = []
    for part in parts(rule):
        if isinstance(part, Word) and not part.pos and not part.surface:
            found.append(part.text)
        elif isinstance(part, Near):
            found.extend(part.words)
    return tuple(found)


def written(rule: Rule, star: str = "*") -> str:
    """The rule in KH Coder's syntax, with spaces as KH Coder needs them."""
    return _written(rule, star)[0]


def _written(rule: Rule, star: str) -> tuple[str, int]:
    match rule:
        case Not(of, tight):
            sign = "!" if tight else "not"
            return f"{sign} {_inside(of, BINDS[sign], star)}", BINDS[sign]
        case Several(sign, several):
            return f" {sign} ".join(_inside(part, BINDS[sign] + 1, star) for part in several), BINDS[sign]
        case Operation(sign, left, right):
            binds = BINDS[sign]
            return f"{_inside(left, binds, star)} {sign} {_inside(right, binds + 1, star)}", binds
        case Code(name):
            return f"<{star}{name}>", _ATOM
    return _atom(rule), _ATOM


def _inside(rule: Rule, binds: int, star: str) -> str:
    text, own = _written(rule, star)
    return text if own >= binds else f"( {text} )"


def _atom(rule: Rule) -> str:
    match rule:
        case Word(text, pos, surface):
            told = f"{text}-->{pos}" if pos else text
            return f"{told}=>{surface}" if surface else told if pos else quoted(text)
        case Text(text):
            return "'" + text.replace("'", "''") + "'"
        case Phrase(words):
            return "+".join(words)
        case Near(words, distance, within, ordered):
            far = str(distance) if distance != DISTANCE else ""
            option = f"[{within}{far}]" if within or far else ""
            return f"{'seq' if ordered else 'near'}({'-'.join(words)}){option}"
        case Number(value):
            return str(value)
        case Length(unit):
            return unit
        case Foreign(text):
            return text
    raise TypeError(rule)


def quoted(word: str) -> str:
    """The word, in double quotes where it would else be read as something other than a word."""
    spoken = word.isdecimal() or word.lower() in _KEYWORDS or word in BINDS or word[0] in "&|!" or "->" in word
    if spoken or not _NEEDS_QUOTES.isdisjoint(word):
        return '"' + word.replace('"', '""') + '"'
    return word


# KH Coder's parts of speech over those of IPADIC, first that fits; the third column looks at the letters.
_PARTS_OF_SPEECH = (
    ("地名", "名詞,固有名詞,地域", ""), ("人名", "名詞,固有名詞,人名", ""), ("組織名", "名詞,固有名詞,組織", ""),
    ("固有名詞", "名詞,固有名詞", ""), ("サ変名詞", "名詞,サ変接続", ""), ("形容動詞", "名詞,形容動詞語幹", ""),
    ("ナイ形容", "名詞,ナイ形容詞語幹", ""), ("名詞B", "名詞,一般", "ひらがな"), ("名詞C", "名詞,一般", "一文字"),
    ("否定助動詞", "助動詞", "否定"), ("名詞", "名詞,一般", ""), ("副詞可能", "名詞,副詞可能", ""),
    ("未知語", "未知語", ""), ("感動詞", "感動詞", ""), ("感動詞", "フィラー", ""), ("動詞B", "動詞,自立", "ひらがな"),
    ("動詞", "動詞,自立", ""), ("形容詞(非自立)", "形容詞,非自立", ""), ("形容詞B", "形容詞", "ひらがな"),
    ("形容詞", "形容詞", ""), ("副詞B", "副詞", "ひらがな"), ("副詞", "副詞", ""),
)  # fmt: skip
PARTS_OF_SPEECH = frozenset(name for name, _, _ in _PARTS_OF_SPEECH)
_NEGATIONS = frozenset(("ない", "まい", "ぬ", "ん"))


def part_of_speech(morpheme: Morpheme) -> str:
    """KH Coder's part of speech of a morpheme, "" for the others."""
    for name, pos, letters in _PARTS_OF_SPEECH:
        if morpheme.pos.startswith(pos) and _fits(morpheme, letters):
            return name
    return ""


def _fits(morpheme: Morpheme, letters: str) -> bool:
    if letters == "ひらがな":
        return all("ぁ" <= letter <= "ゖ" or letter == "ー" for letter in morpheme.base)
    if letters == "一文字":
        return len(morpheme.base) == 1
    return letters == "" or morpheme.base in _NEGATIONS
