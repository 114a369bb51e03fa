"""Why a comment is coded as it is, in one line each: the words that decided, the rule, or the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from survey_loader.language import N_, Say

SOURCES = {
    "human": N_("人が見て決めました"),
    "said": N_("書いた人が選びました"),
    "auto": N_("ことばから自動で決めました"),
    "hint": N_("設問から（ことばでは決められないため）"),
}


def reason(what: str, found: Mapping[str, Any] | None, source: str | None, say: Say) -> str:
    """Return why an axis or a tone was given, "" where there is none; words count only where the text decided."""
    if not source:
        return ""
    words = (found or {}).get("words") or []
    if source == "auto" and words:
        return say("{what}：「{words}」から", what=what, words=say("」「").join(words))
    return say("{what}：{how}", what=what, how=say(SOURCES[source]))


def decided(found: Mapping[str, Any] | None, source: str | None, say: Say) -> str:
    """Return what decided an axis or a tone; `found` is its part of `because`."""
    if not source:
        return ""
    words = (found or {}).get("words") or []
    if source == "auto" and words:
        return say("「{words}」から", words=say("」「").join(words))
    return say(SOURCES[source])


def theme_rule(words: Sequence[str], rules: Sequence[str], by_human: bool, say: Say) -> str:
    """Return what gave a theme: a person, words of the codebook, else its conditions (KH Coder's language)."""
    source = "human" if by_human else "auto"
    if by_human:
        return say(SOURCES[source])
    if words:
        return say("「{words}」から", words=say("」「").join(words))
    return say("条件：{rules}", rules=" ／ ".join(rules)) if rules else say(SOURCES[source])
