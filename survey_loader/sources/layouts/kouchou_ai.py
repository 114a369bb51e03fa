"""kouchou-ai (広聴AI): the CSV it takes in, and the CSV and hierarchical_result.json it gives out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from survey_loader.language import N_
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.layouts.layout import Shaped, Source
from survey_loader.sources.layouts.one_a_row import BODY, CATEGORY, ID, once_each, shaped
from survey_loader.sources.tables import Row, Table

NAME = "kouchou_ai"
LABEL = N_("広聴AI（kouchou-ai）")

# The columns of its result, and of the two parts of its JSON that matter here.
_ORIGINAL, _ARGUMENT, _ARGUMENT_ID, _CATEGORY_ID = "original-comment", "argument", "arg_id", "category_id"
_COMMENTS, _NAMES, _COMMENT = "comments", ("key", ID, "comment_id", "id"), "comment"
# Made by the tool for its own map.
_OWN = frozenset({"source", "url", _ARGUMENT_ID, _ARGUMENT, _CATEGORY_ID, "x", "y", "p"})
# An argument is called after its comment: A12_0 is the first of comment 12.
_OF_COMMENT = re.compile(r"A(.+)_\d+")

_ONCE = N_("1つの声が複数の意見に分けられていても、声は1回だけ読みます。意見の分類は選択肢として残します。")
_PARAPHRASED = N_(
    "元の声が入っていないため、AIが抜き出した意見を声として読みます。書いた人の言葉のままではありません。"
)


def shape(sources: Sequence[Source]) -> Shaped | None:
    """Take its input or its result; each comment is one interview, whatever was made of it."""
    tables = {source.table.sheet or source.name: source.table for source in sources}
    argued = next((table for table in tables.values() if {_ARGUMENT_ID, _ARGUMENT} <= set(table.header)), None)
    if argued is not None and "cluster_ids" in argued.header:
        return _of_json(argued, tables)
    if len(sources) != 1:
        return None
    header = sources[0].table.header
    if argued is not None and {ID, _ORIGINAL, CATEGORY} <= set(header):
        named = replace(argued, header=tuple(BODY if name == _ORIGINAL else name for name in header))
        return shaped(once_each(named), own=_OWN, told=[Assumption(_ONCE)])
    if {ID, BODY} <= set(header) and "interview" not in header:
        return shaped(sources[0].table, own=_OWN)
    return None


def _of_json(arguments: Table, tables: Mapping[str, Table]) -> Shaped:
    """Return the comments of hierarchical_result.json, with the category of their arguments."""
    labels = _labels(tables.get("clusters"))
    said = _comments(tables.get(_COMMENTS))
    places = {name: place for place, name in enumerate(arguments.header)}
    rows: list[Row] = []
    words: dict[str, list[str]] = {}
    for number, cells in arguments.rows:
        identity = cells[places["comment_id"]] if "comment_id" in places else ""
        found = _OF_COMMENT.fullmatch(cells[places[_ARGUMENT_ID]])
        identity = identity or (found[1] if found else cells[places[_ARGUMENT_ID]])
        words.setdefault(identity, []).append(cells[places[_ARGUMENT]])
        clusters = cells[places["cluster_ids"]].split("; ")
        category = next((labels[cluster] for cluster in clusters if cluster in labels), "")
        rows.append((number, (identity, "", category)))
    texts = {identity: said.get(identity) or "\n".join(dict.fromkeys(parts)) for identity, parts in words.items()}
    whole = [(number, (identity, texts[identity], category)) for number, (identity, _, category) in rows]
    table = replace(arguments, header=(ID, BODY, CATEGORY), rows=iter(whole), sheet="")
    paraphrased = [Assumption(_PARAPHRASED)] if words.keys() - said.keys() else []
    return shaped(once_each(table), told=[Assumption(_ONCE), *paraphrased])


def _labels(clusters: Table | None) -> dict[str, str]:
    """Return the labels of the uppermost clusters below the whole, by their id."""
    if clusters is None or not {"level", "id", "label"} <= set(clusters.header):
        return {}
    level, identity, label = (clusters.header.index(name) for name in ("level", "id", "label"))
    return {cells[identity]: cells[label] for _, cells in clusters.rows if cells[level] == "1"}


def _comments(comments: Table | None) -> dict[str, str]:
    """Return the words of the comments by their id; newer results hold none."""
    if comments is None or _COMMENT not in comments.header:
        return {}
    name = next((comments.header.index(name) for name in _NAMES if name in comments.header), 0)
    return {cells[name]: cells[comments.header.index(_COMMENT)] for _, cells in comments.rows}
