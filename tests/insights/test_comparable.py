"""Waves are compared by the same measure, also where only the last one asked だれにとって？."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from survey_insights.balance import balance, balance_change
from survey_insights.changes import change_sentences
from survey_insights.counts import asked_alike, comparable, label_counts
from survey_insights.places import place_frame, place_shares
from survey_insights.trends import axis_trend
from survey_loader.language import japanese
from survey_loader.models import AXES
from survey_loader.voices import Voices

from .towns import WAVES, Person, Voice, town


def with_said_in_the_last_wave() -> Voices:
    """Two waves of 200 boards that read alike; in the second all writers also said 住む人."""
    people = [Person(number, wave=WAVES[2 + number % 2][0]) for number in range(400)]
    voices = town(people, [Voice(person.number, axis="live" if person.number % 4 < 2 else None) for person in people])
    last = (voices.comments["wave"] == WAVES[3][0]).to_numpy()
    axis = pd.Categorical(voices.comments["axis"].astype(object).where(~last, "live"), categories=list(AXES))
    source = voices.comments["axis_source"].astype(object).where(~last, "said")
    return replace(voices, comments=voices.comments.assign(axis=axis, axis_source=source))


def test_asking_for_the_axis_is_not_taken_for_a_change_of_the_town() -> None:
    voices = with_said_in_the_last_wave()
    assert not asked_alike(voices)
    kinds = [sentence.kind for sentence in change_sentences(voices, japanese)]
    assert kinds == ["no_change"]
    assert "差は確認できません" in balance_change(voices, japanese).title
    shares = label_counts(comparable(voices), "axis", by="wave").set_index(["group", "label"])["share"]
    assert shares[(WAVES[2][0], "live")] == shares[(WAVES[3][0], "live")] == 0.5


def test_the_charts_say_how_the_waves_were_made_comparable() -> None:
    voices = with_said_in_the_last_wave()
    by_place = place_shares(voices, place_frame(voices), japanese)
    for chart in (balance_change(voices, japanese), axis_trend(voices, japanese), by_place):
        assert "書かれたことばだけで" in chart.subtitle


def test_within_one_wave_what_the_writers_said_counts() -> None:
    assert "だれにとって" not in balance(with_said_in_the_last_wave(), japanese).subtitle
    live = label_counts(with_said_in_the_last_wave(), "axis").set_index("label").loc["live", "comments"]
    assert live == 300
