"""The photo of a board beside the fields for its words, which can be made larger and turned from the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from survey_loader.acts.typing import Item
from survey_loader.language import N_, Say

HERE = Path(__file__).parent
NAME = "machi_board_photo"
HTML = """
<div class="frame" tabindex="0" role="group"><div class="sheet"><img class="photo" alt="" draggable="false"></div></div>
<div class="tools">
  <button type="button" class="larger"></button><button type="button" class="smaller"></button>
  <button type="button" class="turn"></button><button type="button" class="whole"></button>
  <button type="button" class="other" hidden></button>
</div>
<p class="note" role="status"></p>
"""
KEYS = {"larger": "Alt+ArrowUp", "smaller": "Alt+ArrowDown", "turn": "Alt+R", "whole": "Alt+0", "other": "Alt+O"}
HOW = N_(
    "Ctrl+Enter で保存して次へ。写真は Alt+↑ で大きく、Alt+↓ で小さく、Alt+R で回します。Alt+Shift+矢印で動かせます。"
)


def show(item: Item, focus: str, say: Say) -> None:
    """Draw the photos of a board; the field that the CSS selector `focus` names gets the focus with each new board."""
    labels = {
        "larger": say("大きく"),
        "smaller": say("小さく"),
        "turn": say("回す"),
        "whole": say("全体を見る"),
        "other": say("ほかの写真"),
        "frame": say("板の写真（矢印キーで動かせます）"),
        "gone": say("この写真は表示できません。次の写真に進んでください。"),
    }
    alts = {"face": say("板を持った人の写真"), "board": say("板の写真")}
    _viewer()(
        data={
            "item": f"{item.purpose} {item.id}",
            "photos": [{"id": photo, "alt": alts[kind]} for photo, kind in item.photos],
            "labels": labels,
            "keys": KEYS,
            "focus": focus,
        },
        key="board_photo",
    )


def _viewer() -> Callable[..., Any]:
    """Return the component, registered with what this program's files say."""
    made: Callable[..., Any] = st.components.v2.component(
        NAME,
        html=HTML,
        css=(HERE / "board_photo.css").read_text(encoding="utf-8"),
        js=(HERE / "board_photo.js").read_text(encoding="utf-8"),
    )
    return made
