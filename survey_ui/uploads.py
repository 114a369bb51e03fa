"""Files on their way: buttons that wait until the files are there, and why one was not taken."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from survey_loader.language import Say

SCRIPT = (Path(__file__).parent / "uploads.js").read_text(encoding="utf-8")
UNDER_WAY = ":is([data-testid=stFileUploader][data-asking], [data-testid=stFileChipIconSpinner])"
REFUSED = "[data-testid=stFileChip][aria-invalid=true]"
# What saves, brings in, or makes a file of what was put in.
HELD = (
    "[data-testid=stButton]:is(:has([data-testid^=stBaseButton-primary]), [class*=st-key-make_] *)",
    "[data-testid=stFormSubmitButton]:has([data-testid^=stBaseButton-primary])",
)
# Streamlit would do what is pressed now without the file that is on its way, or that never came, and say nothing.
WAITING = """
body:has({state}) {held} {{ position: relative; }}
body:has({state}) {held} button {{ visibility: hidden; }}
body:has({state}) {held}::before {{ content: "{told}"; position: absolute; inset: 0 auto 0 0; display: flex;
  align-items: center; width: min(30rem, 88vw); font-size: .92rem; line-height: 1.6; }}
"""
# Streamlit says it to the pointer alone, in English.
WHY = """
[data-testid=stFileUploader]:has({state})::after {{ content: "{told}"; display: block; margin-top: .4rem;
  font-size: .92rem; line-height: 1.6; color: light-dark(#B42318, #FDA29B); }}
{state} [role=alert], body:has({state}) [data-testid=stTooltipErrorContent] {{ display: none; }}
"""


def prepare(say: Say) -> None:
    """Put the rules for uploads into the page, with what they say in the reader's language."""
    rules = _waiting(REFUSED, say("送れなかったファイルを×で外すと、先へ進めます。"))
    rules += _waiting(UNDER_WAY, say("ファイルを送っています…"))
    why = say("このファイルは送れませんでした。回線か、ファイルの種類や大きさをたしかめて、選び直してください。")
    st.html(f"<style>{rules}{WHY.format(state=REFUSED, told=why)}</style>")


def _waiting(state: str, told: str) -> str:
    return WAITING.format(state=state, held=f":is({', '.join(HELD)})", told=told)
