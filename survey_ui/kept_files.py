"""Files that are taken away stay until they have arrived: Streamlit forgets them while they are asked for."""

from __future__ import annotations

import time

from streamlit.runtime import memory_media_file_storage
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

# Longer than a bad line takes to ask for a file it was told the address of.
KEPT_SECONDS = 60.0


class KeptFiles(MemoryMediaFileStorage):
    """Streamlit's store of files, which keeps a file to download for a minute after nobody shows it any more.

    A file made when its button is pressed is on no screen: Streamlit deletes it when any two runs of anybody's script
    have ended, which with many visitors is before a browser on a slow line has asked for it. Called under the lock of
    Streamlit's manager.
    """

    def __init__(self, media_endpoint: str) -> None:
        super().__init__(media_endpoint)
        # {file: when it goes}, the first to go first.
        self._going: dict[str, float] = {}

    def load_and_get_id(
        self, path_or_data: str | bytes, mimetype: str, kind: MediaFileKind, filename: str | None = None
    ) -> str:
        """Take a file in, and return its id; one that was to go stays."""
        self._let_go()
        file = super().load_and_get_id(path_or_data, mimetype, kind, filename)
        self._going.pop(file, None)
        return file

    def delete_file(self, file_id: str) -> None:
        """Delete a file: one to download in a minute, any other at once."""
        self._let_go()
        known = self._files_by_id.get(file_id)
        if known is not None and known.kind == MediaFileKind.DOWNLOADABLE:
            self._going.setdefault(file_id, time.monotonic() + KEPT_SECONDS)
        else:
            super().delete_file(file_id)

    def _let_go(self) -> None:
        now = time.monotonic()
        for file in [file for file, when in self._going.items() if when <= now]:
            del self._going[file]
            super().delete_file(file)


def use() -> None:
    """Have Streamlit keep its files so; call before the app begins, which makes its store itself."""
    memory_media_file_storage.MemoryMediaFileStorage = KeptFiles  # type: ignore[misc]
