"""テーマ: what people speak of, for whom, with what feeling; and one theme down to its comments."""

from __future__ import annotations

from functools import partial

from survey_insights import themes
from survey_insights.chart_list import Asked
from survey_loader.language import N_
from survey_ui import charts, crosstab_view, hierarchy_view, room, theme_view

here = room.enter(N_("テーマ"), "themes")
say = here.say
charts.draw(
    here,
    lambda: themes.top_themes(here.voices, say, here.question),
    "top_themes",
    asked=Asked("top_themes", here.question),
)
theme_view.links_below(here, theme_view.most_written(here))
hierarchy_view.show(here)
if theme := theme_view.choose(here):
    theme_view.show(here, theme)
for key, make in (("themes_by_axis", themes.themes_by_axis), ("themes_by_tone", themes.themes_by_tone)):
    charts.draw(here, partial(make, here.voices, say, here.question), key, asked=Asked(key, here.question))
crosstab_view.show(here)
