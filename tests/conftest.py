"""What all tests share: settings over a folder of their own, and one loaded sample survey."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest

from benchmarks.soak import disk_full
from survey_loader import settings
from survey_loader.acts import samples
from survey_loader.settings import Settings

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"
# How long an example takes is no promise: a busy machine takes its time.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")
# What takes more than half a minute, begun before the rest: else one worker is still at it when the others have ended.
LONGEST = (
    "browser/test_every_screen.py",
    "browser/test_street_afternoon.py",
    "loader/test_faults.py",
    "deploy/test_many_people.py",
    "ui/test_words_and_coding.py",
    "loader/test_words.py",
    "loader/test_command_line.py",
    "loader/test_retention.py",
    "loader/test_executors.py",
    "loader/test_jobs.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest modules; the rest stays in its order."""
    turns = {PROJECT / "tests" / name: turn for turn, name in enumerate(LONGEST)}
    items.sort(key=lambda item: turns.get(item.path, len(turns)))


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests must not read the settings of whoever runs them."""
    import os

    for name in [name for name in os.environ if name.startswith("MACHI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MACHI_SETTINGS", "/nonexistent")


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    """Settings over a new, empty data folder without the sample."""
    return settings.load(data_dir=tmp_path / "data", workers=1, sample=False)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount small disks (kilobytes); skips where that is not permitted."""
    with ExitStack() as mounted:

        def mount(kilobytes: int) -> Path:
            try:
                return mounted.enter_context(disk_full.small_disk(tmp_path / f"disk-{kilobytes}", kilobytes))
            except disk_full.NoTmpfs as error:
                pytest.skip(f"a tmpfs may not be mounted here: {error}")

        yield mount


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with the sample survey, loaded once a session; copy it before writing."""
    folder = tmp_path_factory.mktemp("sample")
    samples.ensure(settings.load(data_dir=folder, workers=1))
    yield folder


@pytest.fixture(scope="session")
def sample(sample_folder: Path) -> Settings:
    """Settings over the loaded sample survey: only for reading."""
    return settings.load(data_dir=sample_folder, workers=1)


@pytest.fixture
def own_sample(sample_folder: Path, tmp_path: Path) -> Settings:
    """Settings over a copy of the sample survey that a test may change."""
    shutil.copytree(sample_folder, tmp_path / "own")
    return settings.load(data_dir=tmp_path / "own", workers=1)
