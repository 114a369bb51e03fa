"""Taking in a file that a page was handed, until it is imported."""

from __future__ import annotations

from survey_loader.settings import Settings
from survey_loader.store import uploads
from survey_loader.store.uploads import Upload


def receive(settings: Settings, name: str, content: bytes) -> Upload:
    """Keep an uploaded file for its import; the same content is kept once."""
    uploads.drop_old(settings.uploads_dir)
    return uploads.keep(settings.uploads_dir, name, content)
