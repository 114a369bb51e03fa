"""What the tests of survey_insights share: an invented town, and none at all."""

from __future__ import annotations

import pytest

from survey_loader.voices import Voices

from .towns import Person, Voice, empty_town, random_town, town


@pytest.fixture(scope="session")
def sora() -> Voices:
    """An invented town of 900 people in four waves."""
    return random_town()


@pytest.fixture
def nobody() -> Voices:
    """A survey in which nobody has been asked."""
    return empty_town()


@pytest.fixture
def one_voice() -> Voices:
    """One person, one comment."""
    voice = Voice(1, {"snow": "wish"}, ("除雪", "早い"), "future", "live", "wish")
    return town([Person(1)], [voice])
