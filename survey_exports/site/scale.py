"""What figures of the public site share: the scale of an axis, and boxes to choose what is drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from survey_exports.site.parts import fold, text
from survey_insights.public_charts import PublicChart

# Steps of an axis: the first that needs no more than five of them.
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
MOST_STEPS = 5
Linked = Callable[[str, str], str]


def highest(chart: PublicChart, rows: Sequence[int]) -> float:
    """Return the share at the right (or upper) end of the axis."""
    cells = [chart.cell(row, column) for row in rows for column in range(len(chart.columns))]
    top = max((cell.high for cell in cells if cell), default=1.0)
    step = next((step for step in STEPS if top / step <= MOST_STEPS), STEPS[-1])
    return min(math.ceil(top / step) * step, 1.0)


def ticks(top: float) -> list[float]:
    """Return the shares that an axis up to `top` has a mark at."""
    step = next((step for step in STEPS if top / step <= MOST_STEPS + 1e-9), STEPS[-1])
    return [round(step * number, 4) for number in range(math.floor(top / step + 1e-9) + 1)]


def tick_label(tick: float) -> str:
    """Return what stands at a mark of an axis."""
    return f"{100 * tick:g}%"


def choice(legend: str, items: Iterable[tuple[int, str, bool]]) -> str:
    """Boxes to choose (number, name, whether it is drawn) by, for whoever's browser runs our script."""
    boxes = "".join(
        f'<label><input type="checkbox"{" checked" if drawn else ""} value="{number}"> {text(name)}</label>'
        for number, name, drawn in items
    )
    return fold(legend, f'<fieldset><legend class="unseen">{text(legend)}</legend>{boxes}</fieldset>', "pick")
