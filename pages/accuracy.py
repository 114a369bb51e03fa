"""分け方の確かさ: how right the automatic coding is, measured by people on comments drawn by lot."""

from __future__ import annotations

from survey_loader.language import N_
from survey_ui import accuracy_view, learning_view, room

here = room.enter(N_("分け方の確かさ"), "accuracy", filtered=False)
accuracy_view.show_state(here)
accuracy_view.show_agreement(here)
for field in accuracy_view.fields(here):
    accuracy_view.show(here, field)
learning_view.show(here)
