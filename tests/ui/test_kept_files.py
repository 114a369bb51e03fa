"""A file somebody takes arrives, whoever else looks at the screens; and it does not stay for ever."""

from __future__ import annotations

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError

from survey_ui.kept_files import KEPT_SECONDS, KeptFiles


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> tuple[KeptFiles, list[float]]:
    """The store, and the clock it looks at."""
    clock = [1000.0]
    monkeypatch.setattr("survey_ui.kept_files.time.monotonic", lambda: clock[0])
    return KeptFiles("/media"), clock


def name(url: str) -> str:
    return url.rsplit("/", 1)[1]


def test_a_file_outlives_the_runs_of_others_and_goes_after_a_minute(files: tuple[KeptFiles, list[float]]) -> None:
    store, clock = files
    manager = MediaFileManager(store)
    taken = name(
        manager.execute_deferred(manager.add_deferred(lambda: b"%PDF", "application/pdf", "1.2", "まとめ.pdf"))
    )
    for _ in range(3):
        manager.remove_orphaned_files()
    assert store.get_file(taken).content == b"%PDF"
    clock[0] += KEPT_SECONDS + 1
    store.load_and_get_id(b"other", "text/csv", MediaFileKind.DOWNLOADABLE, "ほか.csv")
    with pytest.raises(MediaFileStorageError):
        store.get_file(taken)


def test_a_file_taken_once_more_begins_its_minute_anew(files: tuple[KeptFiles, list[float]]) -> None:
    store, clock = files
    file = store.load_and_get_id(b"%PDF", "application/pdf", MediaFileKind.DOWNLOADABLE, "まとめ.pdf")
    store.delete_file(file)
    clock[0] += KEPT_SECONDS - 1
    assert store.load_and_get_id(b"%PDF", "application/pdf", MediaFileKind.DOWNLOADABLE, "まとめ.pdf") == file
    clock[0] += 2
    store.delete_file("another")
    assert store.get_file(file).content == b"%PDF"


def test_a_picture_that_nobody_shows_any_more_is_gone_at_once(files: tuple[KeptFiles, list[float]]) -> None:
    store, _ = files
    file = store.load_and_get_id(b"\xff\xd8", "image/jpeg", MediaFileKind.MEDIA)
    store.delete_file(file)
    with pytest.raises(MediaFileStorageError):
        store.get_file(file)
