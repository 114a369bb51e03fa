"""アカウント: who may come in and what they may do in which survey; for admins alone."""

from __future__ import annotations

from survey_loader.language import N_
from survey_ui import accounts_view, language

accounts_view.draw(language.current(), N_("アカウント"))
