"""The ledger of what was erased: kept outside the database, without words, asked before anything is stored."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from survey_loader.errors import UnusableDatabase
from survey_loader.language import N_
from survey_loader.models import Consents
from survey_loader.store.likeness import SHORTEST, letters

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who was erased. Ids are hashed; marks of words, day and place are hashed with the ledger's own key.

    `consents` is {hashed id: what its consents were changed to last}, for the day an old backup is restored.
    """

    key: bytes = b""
    ids: frozenset[str] = field(default_factory=frozenset)
    marks: frozenset[str] = field(default_factory=frozenset)
    consents: Mapping[str, Consents] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.ids)

    def holds(self, interview_id: str) -> bool:
        """Whether this interview was erased."""
        return bool(self.ids) and hashed(interview_id) in self.ids

    def holds_words(self, marks: Iterable[str]) -> bool:
        """Whether one of these marks is that of an erased interview."""
        return not self.marks.isdisjoint(marks)


def hashed(interview_id: str) -> str:
    """Return the SHA-256 of an id, as the ledger holds it."""
    return hashlib.sha256(interview_id.encode()).hexdigest()


def whole_mark(key: bytes, where: Sequence[str | None], normalised: Sequence[str]) -> str:
    """Return the mark of all that one person wrote at this place and day."""
    return _mark(key, where, "\x1e".join(letters(text) for text in normalised))


def long_marks(key: bytes, where: Sequence[str | None], normalised: Sequence[str]) -> list[str]:
    """Return the marks of those comments that hardly two people write alike at one place and day."""
    kept = (letters(text) for text in normalised)
    return [_mark(key, where, text) for text in kept if len(text) >= SHORTEST]


def row_marks(
    key: bytes, where: Sequence[str | None], who: Sequence[str], normalised: Sequence[str], source_key: str
) -> list[str]:
    """Return the marks by which a row under another id is asked after; `who` are age, relation and board."""
    marks = [whole_mark(key, (*where, *who), normalised)]
    # With a key of its own a row is another person's, unless all of it is the same.
    return marks if source_key else marks + long_marks(key, where, normalised)


def _mark(key: bytes, where: Sequence[str | None], text: str) -> str:
    whole = "\x1f".join([*(part or "" for part in where), text])
    return hmac.new(key, whole.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def load(path: Path) -> Ledger:
    """Return the ledger; empty where nothing was ever erased.

    Raises UnusableDatabase where it cannot be read: then nothing may be stored, because it might have been erased.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return Ledger()
    except OSError as error:
        raise _unreadable(path, error) from error
    # What stands behind the last line's end was cut short, and its erasure never began.
    try:
        records = [json.loads(line) for line in lines[:-1]]
        key = bytes.fromhex(records[0]["key"]) if records else b""
        ids = frozenset(one for record in records[1:] for one in record["ids"])
        marks = frozenset(one for record in records[1:] for one in record["marks"])
        changed = {one: Consents(**told) for record in records[1:] for one, told in record.get("consents", {}).items()}
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, error) from error
    return Ledger(key, ids, marks, changed)


def ready(path: Path) -> Ledger:
    """Return the ledger, beginning it where there is none; call while holding the database's write lock."""
    ledger = load(path)
    if ledger.key:
        return ledger
    _append(path, {"key": secrets.token_hex(KEY_BYTES)})
    return load(path)


def append(path: Path, ids: Iterable[str], marks: Iterable[str], actor: str, moment: str) -> None:
    """Write a tombstone and wait until it is on disk; call while holding the database's write lock."""
    _append(path, {"ids": sorted(map(hashed, ids)), "marks": sorted(set(marks)), "actor": actor, "at": moment})


def append_consents(
    path: Path, interview_id: str, consents: Consents, photos: Iterable[str], actor: str, moment: str
) -> None:
    """Write what somebody's consents were changed to, and the photo files (as received) that go with it.

    Waits until it is on disk; call while holding the database's write lock.
    """
    changed = {hashed(interview_id): asdict(consents)}
    _append(
        path,
        {"ids": sorted(map(hashed, photos)), "marks": [], "actor": actor, "at": moment, "consents": changed},
    )


def united(ledgers: Iterable[bytes]) -> bytes:
    """Return one ledger that holds what these hold together, b"" where none holds anything.

    Where one was begun anew, with another key, the longest keeps its marks of words; of the others ids are kept.
    Raises UnusableDatabase where one cannot be read.
    """
    whole = sorted((lines for ledger in ledgers if (lines := ledger.split(b"\n")[:-1])), key=len, reverse=True)
    if not whole:
        return b""
    try:
        key = json.loads(whole[0][0])["key"]
        records = {line: _readable(line, lines[0] == whole[0][0]) for lines in whole for line in lines[1:]}
        texts = sorted((record["at"], json.dumps(record, ensure_ascii=False)) for record in records.values())
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(Path("erased.jsonl"), error) from error
    texts = list(dict.fromkeys(texts))
    return "".join(f"{line}\n" for line in (json.dumps({"key": key}), *(text for _, text in texts))).encode()


def _readable(line: bytes, same_key: bool) -> dict[str, Any]:
    record = json.loads(line)
    return dict(record) if same_key or "marks" not in record else {**record, "marks": []}


def _append(path: Path, record: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        whole = file.read()
        file.truncate(whole.rfind(b"\n") + 1)
        file.seek(0, os.SEEK_END)
        file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _unreadable(path: Path, error: Exception) -> UnusableDatabase:
    return UnusableDatabase(
        N_("消した記録 {file} を読めません。消した声が戻らないよう、取り込みを止めました（{why}）。"),
        file=path.name,
        why=error,
    )
