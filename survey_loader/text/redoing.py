"""One person's changes done again on the version that somebody else saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from survey_loader.text.codebook import Codebook
from survey_loader.text.codebook_editing import checked
from survey_loader.text.codebook_file import PEOPLE
from survey_loader.text.terms import Terms
from survey_loader.text.theme import Theme


def redone_codebook(base: Codebook, mine: Codebook, theirs: Codebook) -> Codebook:
    """Return `theirs` with what differs between `base` and `mine`; raises UnusableSettings where that contradicts.

    Where both changed the same name, colour or description, mine is kept; of lists, what either added and removed.
    """
    themes = {theme.key: theme for theme in theirs.themes if mine.theme(theme.key) or not base.theme(theme.key)}
    for theme in mine.themes:
        before, now = base.theme(theme.key), theirs.theme(theme.key)
        if before == theme:
            continue
        themes[theme.key] = Theme(**_redone_fields(before, theme, now)) if before and now else theme
    people = _redone_fields(base, mine, theirs, PEOPLE)
    return checked(Codebook(tuple(themes.values()), **people), theirs)


def redone_terms(base: Terms, mine: Terms, theirs: Terms) -> Terms:
    """Return `theirs` with what differs between `base` and `mine`; raises UnusableSettings where that contradicts."""
    return Terms.of(**_redone_fields(base, mine, theirs))


def _redone_fields(base: Any, mine: Any, theirs: Any, names: Iterable[str] = ()) -> dict[str, Any]:
    names = names or [field.name for field in fields(base)]
    return {name: _redone(getattr(base, name), getattr(mine, name), getattr(theirs, name)) for name in names}


def _redone(base: Any, mine: Any, theirs: Any) -> Any:
    """One value three times: a list and a mapping entry by entry, anything else as a whole."""
    if mine in (base, theirs):
        return theirs
    if isinstance(mine, tuple):
        kept = [entry for entry in theirs if entry in mine or entry not in base]
        return tuple(dict.fromkeys([*kept, *(entry for entry in mine if entry not in base)]))
    if isinstance(mine, dict):
        left = {key: value for key, value in theirs.items() if key in mine or key not in base}
        changed = {key: value for key, value in mine.items() if key not in base or base[key] != value}
        return left | {
            key: _redone(base.get(key), value, left[key]) if key in left else value for key, value in changed.items()
        }
    return mine
