"""Docs cannot lie: the command-line reference, the settings and the README follow the code."""

from __future__ import annotations

import re
from dataclasses import fields

from survey_loader.__main__ import reference
from survey_loader.settings import PREFIX, Settings
from tests.conftest import PROJECT


def test_the_command_line_reference_is_what_the_commands_say() -> None:
    assert (PROJECT / "docs" / "command-line.md").read_text(encoding="utf-8") == reference()


def test_every_setting_is_listed_and_no_other() -> None:
    listed = set(
        re.findall(rf"^\| `({PREFIX}\w+)`", (PROJECT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE)
    )
    assert listed == {f"{PREFIX}{field.name.upper()}" for field in fields(Settings)}


def test_every_file_the_docs_point_to_is_there() -> None:
    for page in [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} points to {target}"


def test_every_test_the_docs_name_is_there() -> None:
    for page in sorted((PROJECT / "docs").glob("*.md")):
        for target in re.findall(r"`(tests/[\w/]+\.py)`", page.read_text(encoding="utf-8")):
            assert (PROJECT / target).is_file(), f"{page.name} names {target}"


def test_the_two_commands_of_the_readme_are_targets_of_the_makefile() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"^make (\w+)$", readme, re.MULTILINE):
        assert re.search(rf"^{command}:", makefile, re.MULTILINE)
    assert re.findall(r"^make (\w+)$", readme, re.MULTILINE) == ["run", "test"]


def test_the_tree_of_the_architecture_page_names_every_room() -> None:
    page = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for path in [*PROJECT.glob("survey_*/*.py"), *PROJECT.glob("survey_loader/*/*.py"), *PROJECT.glob("pages/*.py")]:
        if path.name not in {"__init__.py", "__main__.py"}:
            assert re.search(rf"\b{path.stem}\b", page), f"docs/architecture.md does not name {path.stem}"
