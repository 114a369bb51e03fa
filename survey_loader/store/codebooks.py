"""What sets of codings were derived with: codebooks as they lie in the database, and theme numbers that stay."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlite_utils import Database

from survey_loader.models import ThemeName
from survey_loader.store.packing import renumbered
from survey_loader.store.surveys import now


class KeptCodebook(NamedTuple):
    """A set of codings: its number, what it was derived with, and the number of each theme, in codebook order."""

    number: int
    version: str
    themes: tuple[int, ...]

    def stored(self, packed: bytes) -> bytes:
        """Return packed themes, numbered by their place in the codebook, under the numbers that stay theirs."""
        return packed if self.themes == tuple(range(len(self.themes))) else renumbered(packed, self.themes)


def keep(
    db: Database, survey: str, version: str, themes: Sequence[Mapping[str, Any]], recipe: bytes = b""
) -> KeptCodebook:
    """Return the codebook of a survey with this version, recording it on first sight; call inside a transaction.

    `themes` are the names as dicts, `recipe` is all that the codings were derived with.
    """
    numbers = theme_numbers(db, [theme["key"] for theme in themes])
    db.conn.execute(
        "insert into codebooks (survey, version, themes, recipe, created_at) values (?, ?, ?, ?, ?) "
        "on conflict (version) do update set themes = excluded.themes, recipe = excluded.recipe",
        [survey, _own(survey, version), _with_numbers(themes, numbers), recipe, now()],
    )
    row = db.conn.execute("select number from codebooks where version = ?", [_own(survey, version)]).fetchone()
    return KeptCodebook(int(row[0]), _own(survey, version), numbers)


def current(db: Database, slug: str) -> tuple[KeptCodebook, bytes] | None:
    """Return the codebook whose codings a survey shows, with its recipe; None where nothing is coded yet."""
    row = db.conn.execute(
        "select k.number, k.version, k.themes, k.recipe from surveys s join codebooks k on k.number = s.codebook "
        "where s.slug = ?",
        [slug],
    ).fetchone()
    if row is None:
        return None
    numbers = tuple(_number(theme, place) for place, theme in enumerate(json.loads(row[2])))
    return KeptCodebook(int(row[0]), row[1], numbers), bytes(row[3] or b"")


def is_of(kept: KeptCodebook, survey: str, version: str) -> bool:
    """Whether these codings were derived with this version."""
    return kept.version == _own(survey, version)


def rename(
    db: Database,
    kept: KeptCodebook,
    survey: str,
    version: str,
    themes: Sequence[Mapping[str, Any]],
    recipe: bytes,
) -> KeptCodebook:
    """Say that a set of codings, where it was touched, is derived with a new version now.

    Call inside the transaction that rewrites what is touched.
    """
    numbers = theme_numbers(db, [theme["key"] for theme in themes])
    # An older set that was derived the same way is about to be pruned; its name is free.
    db.conn.execute(
        "update codebooks set version = version || ' ' || number where version = ? and number <> ?",
        [_own(survey, version), kept.number],
    )
    db.conn.execute(
        "update codebooks set survey = ?, version = ?, themes = ?, recipe = ? where number = ?",
        [survey, _own(survey, version), _with_numbers(themes, numbers), recipe, kept.number],
    )
    return KeptCodebook(kept.number, _own(survey, version), numbers)


def theme_numbers(db: Database, keys: Sequence[str]) -> tuple[int, ...]:
    """Return the number of each theme key, giving one on first sight; call inside a transaction."""
    db.conn.executemany(
        "insert or ignore into theme_keys (number, key) "
        "values ((select coalesce(max(number) + 1, 0) from theme_keys), ?)",
        [(key,) for key in keys],
    )
    known = dict(db.conn.execute("select key, number from theme_keys").fetchall())
    return tuple(known[key] for key in keys)


def named(themes: str) -> tuple[tuple[int, ...], tuple[ThemeName, ...]]:
    """Return the numbers and names of the themes that a codebook's row holds as JSON, in codebook order."""
    listed = json.loads(themes or "[]")
    numbers = tuple(_number(theme, place) for place, theme in enumerate(listed))
    return numbers, tuple(
        ThemeName(**{name: _fixed(value) for name, value in theme.items() if name != "number"}) for theme in listed
    )


def _fixed(value: Any) -> Any:
    """JSON knows no tuples."""
    return tuple(value) if isinstance(value, list) else value


def heirs(themes: Iterable[ThemeName]) -> dict[str, str]:
    """Return {key people may have coded with: key of the theme it is read as}: its own, or where it was merged into."""
    listed = tuple(themes)
    merged = {key: theme.key for theme in listed for key in theme.merged_from}
    return merged | {theme.key: theme.key for theme in listed}


def inherited(keys: Iterable[str], heir_of: Mapping[str, str]) -> tuple[str, ...]:
    """Return the themes people coded with as they are read now; a theme that was deleted is left out."""
    return tuple(dict.fromkeys(heir_of[key] for key in keys if key in heir_of))


def named_themes(db: Database, slug: str) -> tuple[ThemeName, ...]:
    """Return the themes of the codebook whose codings a survey shows."""
    row = db.conn.execute(
        "select k.themes from surveys s join codebooks k on k.number = s.codebook where s.slug = ?", [slug]
    ).fetchone()
    return named(row[0] if row else "")[1]


def _number(theme: Mapping[str, Any], place: int) -> int:
    """Codebooks of earlier versions numbered themes by their place."""
    return int(theme.get("number", place))


def _own(survey: str, version: str) -> str:
    """A set of codings belongs to one survey, so that a change of one town touches no other."""
    return f"{survey}:{version}"


def _with_numbers(themes: Sequence[Mapping[str, Any]], numbers: Sequence[int]) -> str:
    return json.dumps(
        [{**theme, "number": number} for theme, number in zip(themes, numbers, strict=True)], ensure_ascii=False
    )
