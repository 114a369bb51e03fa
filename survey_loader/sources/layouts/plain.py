"""Any table with a header: columns are known by their words alone."""

from __future__ import annotations

from collections.abc import Sequence

from survey_loader.language import N_
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.layouts.layout import Shaped, Source

NAME = "plain"
LABEL = N_("表（CSV・Excelなど）")


def shape(sources: Sequence[Source]) -> Shaped:
    """Take the first table; that there are others is said."""
    first, *others = sources
    if not others:
        return Shaped(first.table)
    told = N_("「{sheet}」だけを読みます(ほかの表: {others})。")
    values = {"sheet": first.name, "others": "、".join(other.name for other in others)}
    return Shaped(first.table, assumptions=(Assumption(told, values),))
