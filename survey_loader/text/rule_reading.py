"""Reading a coding rule in KH Coder's syntax (kh_cod/a_code.pm, a_code/atom/*.pm) into its tree."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple, NoReturn

from survey_loader.errors import UnusableSettings
from survey_loader.language import N_
from survey_loader.text.normalise import normalise
from survey_loader.text.rules import (
    DISTANCE,
    PARTS_OF_SPEECH,
    Code,
    Foreign,
    Length,
    Near,
    Not,
    Number,
    Operation,
    Phrase,
    Rule,
    Several,
    Text,
    Word,
    parts,
)

_WORD_ERROR = N_(
    "テーマ「{theme}」のルール「{rule}」の {at} 文字目「{part}」が読めません。"
    '記号の前後に空白を入れるか、ことばを " " で囲んでください。'
)
_COMMA = N_(
    "テーマ「{theme}」のルール「{rule}」の {at} 文字目「{part}」が読めません。"
    "ことばは「、」ではなく or でつないでください。"
)
_QUOTE = N_("テーマ「{theme}」のルール「{rule}」の {at} 文字目「{part}」の引用符が閉じていません。")
_NEAR = N_(
    "テーマ「{theme}」のルール「{rule}」の {at} 文字目「{part}」が読めません。"
    "near(雪-道)[5] や seq(雪-道)[b5] のように書いてください。"
)
_NO_OPERATOR = N_("テーマ「{theme}」のルール「{rule}」の {at} 文字目「{part}」の前に and や or がありません。")
_NO_CONDITION = N_("テーマ「{theme}」のルール「{rule}」の {at} 文字目「{part}」のところに、ことばか条件がありません。")
_PARENTHESIS = N_("テーマ「{theme}」のルール「{rule}」の {at} 文字目「{part}」のかっこが合っていません。")
_TOO_LONG = N_("テーマ「{theme}」のルール「{rule}」が入り組みすぎています。いくつかのルールに分けてください。")
_POS = N_(
    "テーマ「{theme}」のルール「{rule}」の {at} 文字目「{part}」の品詞は KH Coder にありません。"
    "名詞、サ変名詞、動詞、形容詞 などから選んでください。"
)
_VARIABLE = N_("テーマ「{theme}」の「{part}」は使えません。外部変数は声の文章の中にありません。")
_HEADING = N_("テーマ「{theme}」の「{part}」は使えません。見出しは声の文章の中にありません。")
_DOCUMENT = N_("テーマ「{theme}」の「{part}」は使えません。文書の番号は声の文章の中にありません。")
_CONJUGATION = N_(
    "テーマ「{theme}」の「{part}」は使えません。活用形は記録していないので、語の基本形だけで書いてください。"
)

# Deeper than any rule a person reads; the tree is walked by recursion.
_DEEPEST = 40
_LONGEST_SUM = 100

_OPERATOR = re.compile(r"(?:>=|<=|==|&!|\|!|[><&|!+*/-])(?=[\s(]|$)")
# What KH Coder makes of its signs.
_SIGNS = {"|": ("or",), "&": ("and",), "|!": ("or", "not"), "&!": ("and", "not")}
_KEYWORD = re.compile(r"(?:and|or|not)(?=[\s(]|$)", re.IGNORECASE)
_FOREIGN = re.compile(r"<>[^\s]+")
_CODE = re.compile(r"<[*＊]?[^<>=\n]+>")
_STRING = re.compile(r"'((?:[^']|'')*)'(?=[\s)]|$)")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\s)]|$)')
_BESIDE = re.compile(r"(near|seq)\(([^()]*)\)(?:\[(?:([bd]?)([0-9]*))\])?(?=[\s)]|$)", re.IGNORECASE)
# A pair of parentheses that closes within the word belongs to it: 形容詞(非自立).
_BARE = re.compile(r"[^\s()]+(?:\([^\s()]*\)[^\s()]*)*")
_SPOKEN = re.compile(r"(?P<word>.+?)(?:-->(?P<pos>.+?))?(?:=>(?P<surface>.+))?")


class _Token(NamedTuple):
    sign: str
    """An operator, a parenthesis, or "" for a condition."""
    text: str
    at: int
    rule: Rule | None = None


def read_rule(rule: str, theme: str = "") -> Rule:
    """Read a rule; raises UnusableSettings with the place of what cannot be read or used."""
    tree = read_any_rule(rule, theme)
    for part in parts(tree):
        if isinstance(part, Foreign):
            raise UnusableSettings(part.reason, theme=theme, rule=rule, part=part.text, at=part.at)
    return tree


def read_any_rule(rule: str, theme: str = "") -> Rule:
    """Read a rule, also one that looks at what a comment does not have (Foreign)."""
    return _Reader(rule, theme).read()


class _Reader:
    """Reads one rule: first its tokens, then by how tight its operators bind."""

    def __init__(self, rule: str, theme: str) -> None:
        self._rule, self._theme = rule, theme
        self._text = unicodedata.normalize("NFKC", rule)
        self._tokens = self._scanned()
        self._next = 0
        self._depth = 0

    def read(self) -> Rule:
        tree = self._several("or")
        if self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._refuse(_PARENTHESIS if token.sign == ")" else _NO_OPERATOR, token.text, token.at)
        return tree

    def _refuse(self, message: str, part: str, at: int) -> NoReturn:
        raise UnusableSettings(message, theme=self._theme, rule=self._rule.strip(), part=part, at=at + 1)

    def _scanned(self) -> list[_Token]:
        text, at = self._text, 0
        tokens: list[_Token] = []
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            token, at = self._token(text, at)
            tokens.extend(token._replace(sign=sign) for sign in _SIGNS.get(token.sign, (token.sign,)))
        return tokens

    def _token(self, text: str, at: int) -> tuple[_Token, int]:
        if text[at] in "()":
            return _Token(text[at], text[at], at), at + 1
        if found := _OPERATOR.match(text, at) or _KEYWORD.match(text, at):
            return _Token(found[0].lower(), found[0], at), found.end()
        if text[at] == "'" or text[at] == '"':
            return self._quoted(text, at)
        if text.startswith("<>", at) and (found := _FOREIGN.match(text, at)):
            part = found[0].rstrip(")") if found[0].count(")") > found[0].count("(") else found[0]
            return _Token("", part, at, self._foreign(part, at)), at + len(part)
        if found := _CODE.match(text, at):
            return _Token("", found[0], at, Code(found[0][1:-1].lstrip("*＊").strip())), found.end()
        if text[at : at + 5].lower() == "near(" or text[at : at + 4].lower() == "seq(":
            return self._beside(text, at)
        found = _BARE.match(text, at)
        assert found is not None
        return _Token("", found[0], at, self._bare(found[0], at)), found.end()

    def _quoted(self, text: str, at: int) -> tuple[_Token, int]:
        sign = text[at]
        found = (_STRING if sign == "'" else _QUOTED).match(text, at)
        if found is None:
            self._refuse(_QUOTE, text[at : at + 12], at)
        inside = found[1].replace(sign * 2, sign)
        if sign == '"' and inside.startswith("<>"):
            return _Token("", found[0], at, self._foreign(inside, at)), found.end()
        inside = normalise(inside)
        if not inside:
            self._refuse(_NO_CONDITION, found[0], at)
        rule = Text(inside) if sign == "'" else Word(inside)
        return _Token("", found[0], at, rule), found.end()

    def _foreign(self, part: str, at: int) -> Foreign:
        heading = re.match(r"<>(?:見出し|heading)[1-5]", part, re.IGNORECASE)
        return Foreign(part, at + 1, _HEADING if heading else _VARIABLE)

    def _beside(self, text: str, at: int) -> tuple[_Token, int]:
        found = _BESIDE.match(text, at)
        words = tuple(filter(None, (normalise(word) for word in found[2].split("-")))) if found else ()
        if found is None or len(words) < 2 or len(words) != len(found[2].split("-")):
            self._refuse(_NEAR, text[at : at + 20], at)
        within: Literal["", "b", "d"] = "b" if found[3] in ("b", "B") else "d" if found[3] in ("d", "D") else ""
        distance = int(found[4]) if found[4] else DISTANCE
        return _Token("", found[0], at, Near(words, distance, within, found[1].lower() == "seq")), found.end()

    def _bare(self, part: str, at: int) -> Rule:
        if part.lower() in ("lw", "lc"):
            return Length("lw" if part.lower() == "lw" else "lc")
        if part.lower() == "no.":
            return Foreign(part, at + 1, _DOCUMENT)
        if part.isascii() and part.isdecimal():
            return Number(int(part))
        if "->" in part.replace("-->", "") or re.search(r"-->.*->", part):
            return Foreign(part, at + 1, _CONJUGATION)
        if "-->" in part or "=>" in part:
            return self._spoken(part, at)
        if any(sign in part for sign in '<>=[]"') or part[0] in "&|!'":
            self._refuse(_WORD_ERROR, part, at)
        if "," in part or "、" in part:
            self._refuse(_COMMA, part, at)
        if "+" in part.strip("+"):
            words = tuple(normalise(word) for word in part.split("+"))
            if not all(words):
                self._refuse(_WORD_ERROR, part, at)
            return Phrase(words)
        return Word(normalise(part) or part)

    def _spoken(self, part: str, at: int) -> Rule:
        found = _SPOKEN.fullmatch(part)
        if found is None:
            self._refuse(_WORD_ERROR, part, at)
        if found["pos"] and found["pos"] not in PARTS_OF_SPEECH:
            self._refuse(_POS, part, at)
        return Word(normalise(found["word"]), found["pos"] or "", found["surface"] or "")

    def _peek(self) -> str:
        return self._tokens[self._next].sign if self._next < len(self._tokens) else "end"

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._refuse(_TOO_LONG, "", 0)

    def _several(self, sign: Literal["and", "or"]) -> Rule:
        """or binds loosest, then and, then not."""
        found: list[Rule] = []
        while True:
            found.append(self._several("and") if sign == "or" else self._negated())
            if self._peek() != sign:
                return found[0] if len(found) == 1 else Several(sign, tuple(found))
            self._next += 1

    def _negated(self) -> Rule:
        if self._peek() != "not":
            return self._operation(4)
        self._next += 1
        self._deeper()
        inside = Not(self._negated())
        self._depth -= 1
        return inside

    def _operation(self, binds: int) -> Rule:
        """Comparisons (4), sums (5), products (6), each from the left."""
        if binds > 6:
            return self._condition()
        signs = {4: (">", ">=", "<", "<=", "=="), 5: ("+", "-"), 6: ("*", "/")}[binds]
        left = self._operation(binds + 1)
        count = 0
        while (sign := self._peek()) in signs:
            self._next += 1
            count += 1
            if count > _LONGEST_SUM:
                self._refuse(_TOO_LONG, "", 0)
            left = Operation(sign, left, self._operation(binds + 1))
        return left

    def _condition(self) -> Rule:
        if self._next == len(self._tokens):
            last = self._tokens[-1] if self._tokens else _Token("", "", 0)
            self._refuse(_NO_CONDITION, last.text, last.at)
        token = self._tokens[self._next]
        self._next += 1
        if token.rule is not None:
            return token.rule
        if token.sign not in ("(", "!"):
            self._refuse(_PARENTHESIS if token.sign == ")" else _NO_CONDITION, token.text, token.at)
        self._deeper()
        inside: Rule
        if token.sign == "!":
            inside = Not(self._condition(), tight=True)
        else:
            inside = self._several("or")
            if self._peek() != ")":
                self._refuse(_PARENTHESIS, token.text, token.at)
            self._next += 1
        self._depth -= 1
        return inside
