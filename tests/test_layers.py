"""The layers of the house: imports point down only, Streamlit and SQL stay in their rooms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
# From the top of the house down; a room may import what stands below it, or itself.
FLOORS = (
    "dashboard", "pages", "survey_ui", "survey_capture", "survey_exports", "survey_insights",
    "survey_loader.__main__", "survey_loader.commands", "survey_loader.runner", "survey_loader.doing",
    "survey_loader.jobs", "survey_loader.acts",
    "survey_loader.store", "survey_loader.sources", "survey_loader.text", "survey_loader",
)  # fmt: skip
SIBLINGS = {"survey_loader.store", "survey_loader.sources", "survey_loader.text"}
# Pages and the routes of the street form reach the store through acts alone.
BY_ACTS_ALONE = {"pages", "survey_capture"}
STREAMLIT_ROOMS = {"dashboard", "pages", "survey_ui"}
SQL = re.compile(r"\b(select .+ from|insert into|update \w+ set|delete from|create table)\b", re.IGNORECASE | re.DOTALL)


def modules() -> Iterator[tuple[str, Path]]:
    for pattern in ("dashboard.py", "pages/*.py", "survey_*/**/*.py"):
        for path in sorted(PROJECT.glob(pattern)):
            yield ".".join(path.relative_to(PROJECT).with_suffix("").parts), path


def floor_of(module: str) -> str:
    return next(floor for floor in FLOORS if module == floor or module.startswith(f"{floor}."))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


MODULES = list(modules())


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_point_down_only(module: str, path: Path) -> None:
    own = floor_of(module)
    for imported in imports(path):
        if imported.split(".")[0] not in {floor.split(".")[0] for floor in FLOORS}:
            continue
        target = floor_of(imported)
        assert FLOORS.index(own) <= FLOORS.index(target), f"{module} imports {imported} from above"
        if own in SIBLINGS and target in SIBLINGS:
            assert own == target, f"{module} knows its neighbour {imported}"
        if own in BY_ACTS_ALONE:
            assert target not in SIBLINGS, f"{module} reaches past the acts to {imported}"


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_streamlit_lives_in_its_rooms_alone(module: str, path: Path) -> None:
    uses = {name.split(".")[0] for name in imports(path)}
    assert "streamlit" not in uses or floor_of(module) in STREAMLIT_ROOMS


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_sql_stays_in_the_store(module: str, path: Path) -> None:
    if floor_of(module) == "survey_loader.store":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not SQL.search(node.value), f"{module}: SQL outside the store: {node.value[:60]}"


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_every_module_says_what_it_holds_and_stays_small(module: str, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert ast.get_docstring(tree), f"{module} has no opening sentence"
    assert source.count("\n") <= 330, f"{module} holds more than one concept"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 45, f"{module}.{node.name} is too long"
