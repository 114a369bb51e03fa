"""テーマ: what people speak of, for whom, with what feeling; and one theme down to its comments."""

from __future__ import annotations

from survey_insights import themes
from survey_loader.language import N_
from survey_ui import charts, crosstab_view, hierarchy_view, room, theme_view

here = room.enter(N_("テーマ"), "themes")
say = here.say
charts.draw(here, lambda: themes.top_themes(here.voices, say, here.question), "top_themes")
theme_view.links_below(here, theme_view.most_written(here))
hierarchy_view.show(here)
if theme := theme_view.choose(here):
    theme_view.show(here, theme)
charts.draw(here, lambda: themes.themes_by_axis(here.voices, say, here.question), "themes_by_axis")
charts.draw(here, lambda: themes.themes_by_tone(here.voices, say, here.question), "themes_by_tone")
crosstab_view.show(here)
