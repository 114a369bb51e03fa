"""The words of Janome's dictionary that begin with a letter, in a tree that grows as texts are read."""

from __future__ import annotations

from typing import Any, NamedTuple

from janome.fst import FLAG_FINAL_ARC, FLAG_LAST_ARC
from janome.tokenizer import Tokenizer


class Entry(NamedTuple):
    """A word of the dictionary: its number, contexts and cost."""

    number: int
    left: int
    right: int
    cost: int


class Prefix:
    """Some first letters: the words they are, the prefixes one letter longer, and where the
    dictionary's automata stand after them."""

    __slots__ = ("longer", "states", "words")

    def __init__(self, states: list[tuple[bytes, int, bytes]]) -> None:
        self.states = states
        self.longer: dict[str, Prefix | None] = {}
        self.words: tuple[Entry, ...] = ()


class _Outputs:
    """Stands where Janome's dictionary asks a matcher for what it has found."""

    def __init__(self, outputs: list[bytes]) -> None:
        self._outputs = outputs

    def run(self, _: bytes) -> tuple[bool, list[bytes]]:
        return True, self._outputs


class PrefixTree:
    """Walks Janome's automata once for every prefix met; `grown` counts them."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._dictionary: Any = tokenizer.sys_dic
        self._next_arc: Any = tokenizer.matcher.next_arc
        self._automata: list[bytes] = tokenizer.matcher.dict_data
        self.plant()

    def plant(self) -> None:
        """Begin with an empty tree."""
        self.root = Prefix([(data, 0, b"") for data in self._automata])
        self.grown = 0

    def grow(self, prefix: Prefix, letter: str) -> Prefix | None:
        """Return the prefix one letter longer, or None where no word goes on with the letter."""
        states = []
        for data, position, output in prefix.states:
            state: tuple[int, bytes] | None = (position, output)
            for byte in letter.encode("utf-8"):
                if state is not None:
                    state = self._step(data, *state, byte)
            if state is not None:
                states.append((data, *state))
        longer = Prefix(states) if states else None
        prefix.longer[letter] = longer
        self.grown += 1
        if longer is not None:
            outputs = [output for state in states for output in self._ending(*state)]
            if outputs:
                found = self._dictionary.lookup(b"", _Outputs(outputs))
                longer.words = tuple(sorted(Entry(number, left, right, cost) for number, _, left, right, cost in found))
        return longer

    def _step(self, data: bytes, position: int, output: bytes, byte: int) -> tuple[int, bytes] | None:
        """Follow one byte; the arcs of a state lie behind each other (janome.fst.Matcher)."""
        while position < len(data):
            flag, label, more, _, target, size = self._next_arc(data, position)
            if not flag & FLAG_FINAL_ARC and label == byte:
                return position + target, output + more
            if flag & FLAG_LAST_ARC:
                return None
            position += size
        return None

    def _ending(self, data: bytes, position: int, output: bytes) -> list[bytes]:
        """What the automaton puts out if a word ends here: its first arc says so."""
        if position >= len(data):
            return []
        flag, _, _, finals, _, _ = self._next_arc(data, position)
        return [output + final for final in finals] if flag & FLAG_FINAL_ARC else []
