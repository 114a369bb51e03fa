"""Themes from a coding-rule file of KH Coder (kh_cod.pm), with each part that cannot be taken over named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from survey_loader.errors import UnusableFile, UnusableSettings
from survey_loader.language import N_
from survey_loader.text.codebook_editing import free_key
from survey_loader.text.rule_reading import read_any_rule
from survey_loader.text.rules import Code, Foreign, Rule, Several, Text, Word, parts, written
from survey_loader.text.theme import Theme
from survey_loader.text.theme_rules import folded

_ENCODINGS = ("utf-8-sig", "cp932", "euc_jp")
_KEY_LINE = re.compile(r"#\s*key:\s*([A-Za-z0-9][A-Za-z0-9_-]*)\s*")
_BEFORE = N_("最初の「＊コード名」より前に書かれているので、どのテーマにも入りません。")
_TWICE = N_("コード「{code}」が二度書かれています。二つめは取り込みませんでした。")
_EMPTY = N_("コード「{code}」に条件が書かれていません。")
_UNKNOWN = N_("コード「{part}」がないか、取り込めなかったので、それを使う条件は取り込めません。")
_CIRCLE = N_("コード「{part}」とたがいに指し合っているので、この条件は取り込めません。")


class Refused(NamedTuple):
    """What was not taken over: the code, the line in the file, the part, and why (a message id and its values)."""

    code: str
    line: int
    part: str
    reason: str
    values: Mapping[str, Any]


class KhCoderImport(NamedTuple):
    """The themes of a coding-rule file, and each part that is not among them."""

    themes: tuple[Theme, ...]
    refused: tuple[Refused, ...]


@dataclass
class _Code:
    """One code of the file: its heading, its lines, and what was made of it."""

    name: str
    line: int
    key: str = ""
    lines: list[tuple[int, str]] = field(default_factory=list)
    conditions: list[Rule] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.lines)

    def place(self, at: int) -> tuple[int, int]:
        """The number of the line a letter of `text` stands in, and the letters before it in the line."""
        for index, (_, text) in enumerate(self.lines):
            if at <= len(text) or index == len(self.lines) - 1:
                return index, at
            at -= len(text) + 1
        return 0, at


def decode(content: bytes) -> str:
    """Return the text of a coding-rule file: UTF-8 with or without a mark, UTF-16 with one, CP932 or EUC-JP."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnusableFile(N_("このファイルの文字コードがわかりません。UTF-8 か Shift_JIS で保存し直してください。"))


def read_kh_coder(text: str) -> KhCoderImport:
    """Read a coding-rule file.

    Words that are joined by `or` become the words of a theme, 'strings' its phrases, every other
    condition one rule. A condition that cannot be taken over is refused by itself; the others of
    its code stay.
    """
    refused: list[Refused] = []
    codes = _codes(text, refused)
    for code in codes:
        code.conditions = _conditions(code, refused)
    _drop_unknown(codes, refused)
    taken: set[str] = set()
    themes: list[Theme] = []
    for code in codes:
        if code.conditions:
            key = code.key if code.key and code.key not in taken else free_key(code.name, taken)
            taken.add(key)
            themes.append(_theme(code, key))
    return KhCoderImport(tuple(themes), tuple(sorted(refused, key=lambda part: part.line)))


def _codes(text: str, refused: list[Refused]) -> list[_Code]:
    """The codes of a file; lines that begin with # are comments, as KH Coder has it."""
    codes: dict[str, _Code] = {}
    code: _Code | None = None
    twice = False
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if line.startswith("#"):
            if code and not code.lines and (told := _KEY_LINE.fullmatch(line)):
                code.key = told[1]
        elif re.match(r"[＊*].", line):
            name = line[1:].strip()
            twice = folded(name) in codes
            code = codes.setdefault(folded(name), _Code(name, number))
            if twice:
                refused.append(Refused(name, number, line, _TWICE, {"code": name}))
        elif line.strip():
            if code is None:
                refused.append(Refused("", number, line.strip(), _BEFORE, {}))
            elif not twice:
                code.lines.append((number, line))
    return list(codes.values())


def _conditions(code: _Code, refused: list[Refused]) -> list[Rule]:
    """The conditions of a code that are joined by or, without those that look at what a comment lacks."""
    if not code.lines:
        refused.append(Refused(code.name, code.line, "", _EMPTY, {"code": code.name}))
        return []
    try:
        tree = read_any_rule(code.text, code.name)
    except UnusableSettings as error:
        line, at = code.place(max(int(error.values.get("at", 1)) - 1, 0))
        number, text = code.lines[line]
        values = {**error.values, "rule": text.strip(), "at": at + 1 - (len(text) - len(text.lstrip()))}
        refused.append(Refused(code.name, number, str(error.values.get("part", "")), error.message, values))
        return []
    kept: list[Rule] = []
    for condition in tree.of if isinstance(tree, Several) and tree.sign == "or" else (tree,):
        foreign = next((part for part in parts(condition) if isinstance(part, Foreign)), None)
        if foreign is None:
            kept.append(condition)
            continue
        number = code.lines[code.place(foreign.at - 1)[0]][0]
        values = {"theme": code.name, "part": foreign.text}
        refused.append(Refused(code.name, number, written(condition, "＊"), foreign.reason, values))
    return kept


def _drop_unknown(codes: Sequence[_Code], refused: list[Refused]) -> None:
    """Refuse conditions on codes that are not there, in a circle, or of which nothing was left."""
    named = {folded(code.name): code for code in codes}
    changed = True
    while changed:
        changed = False
        for code in codes:
            for condition in list(code.conditions):
                reason, name = _wrong_reference(code, condition, named)
                if reason:
                    code.conditions.remove(condition)
                    line = _line_of(code, name)
                    refused.append(Refused(code.name, line, written(condition, "＊"), reason, {"part": name}))
                    changed = True


def _wrong_reference(code: _Code, condition: Rule, named: Mapping[str, _Code]) -> tuple[str, str]:
    for name in _references(condition):
        other = named.get(folded(name))
        if other is None or not other.conditions:
            return _UNKNOWN, name
        if code.name in _reached(other, named):
            return _CIRCLE, name
    return "", ""


def _reached(code: _Code, named: Mapping[str, _Code]) -> set[str]:
    """The names of the code and of all it refers to, over any number of steps."""
    reached: dict[str, None] = {}
    waiting = [code]
    while waiting:
        code = waiting.pop()
        if code.name not in reached:
            reached[code.name] = None
            names = (name for condition in code.conditions for name in _references(condition))
            waiting.extend(named[folded(name)] for name in names if folded(name) in named)
    return set(reached)


def _references(condition: Rule) -> Iterator[str]:
    return (part.name for part in parts(condition) if isinstance(part, Code))


def _line_of(code: _Code, name: str) -> int:
    return next((number for number, text in code.lines if f"*{name}" in text.replace("＊", "*")), code.line)


def _theme(code: _Code, key: str) -> Theme:
    words: list[str] = []
    phrases: list[str] = []
    rules: list[str] = []
    for condition in code.conditions:
        match condition:
            case Word(text, "", ""):
                words.append(text)
            # A phrase is found by its first two letters; a single one is left to a rule.
            case Text(text) if len(text) > 1:
                phrases.append(text)
            case _:
                rules.append(written(condition))
    return Theme(key, code.name, words=tuple(words), phrases=tuple(phrases), rules=tuple(rules))
