"""Files on their way: what Streamlit names in English only, and buttons that wait until the files are there."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from survey_loader.language import Say

SCRIPT = (Path(__file__).parent / "uploads.js").read_text(encoding="utf-8")
# A photo may have 50 MB, a file to import server.maxUploadSize.
PHOTO_MEGABYTES = 50
# Streamlit tells it in English, and the same for all. What is only made small is still read aloud.
LARGEST = """
[data-testid=stFileUploaderDropzoneInstructions] span { display: none; }
[data-testid=stFileUploaderDropzoneInstructions]::after { content: "%s"; font-size: .88rem; opacity: .78; }
[class*=st-key-import_file_] [data-testid=stFileUploaderDropzoneInstructions]::after { content: "%s"; }
"""
UNDER_WAY = ":is([data-testid=stFileUploader][data-asking], [data-testid=stFileChipIconSpinner])"
REFUSED = "[data-testid=stFileChip][aria-invalid=true]"
PRESSED = "[data-testid^=stBaseButton-primary]"
BOX = f":is([data-testid=stButton], [data-testid=stFormSubmitButton]):has({PRESSED})"
# Streamlit would do what is pressed now without the file that is on its way, or that never came, and say nothing.
WAITING = """
body:has({state}) {box} {{ position: relative; }}
body:has({state}) {box} {pressed} {{ visibility: hidden; }}
body:has({state}) {box}::before {{ content: "{told}"; position: absolute; inset: 0 auto 0 0; display: flex;
  align-items: center; width: min(30rem, 88vw); font-size: .92rem; line-height: 1.6; }}
"""
# Streamlit says it to the pointer alone, in English.
WHY = """
[data-testid=stFileUploader]:has({state})::after {{ content: "{told}"; display: block; margin-top: .4rem;
  font-size: .92rem; line-height: 1.6; color: light-dark(#B42318, #FDA29B); }}
{state} [role=alert], body:has({state}) [data-testid=stTooltipErrorContent] {{ display: none; }}
"""


def prepare(say: Say) -> None:
    """Put the rules for uploads into the page, in the reader's language."""
    largest = (say("{n} MBまで", n=n) for n in (PHOTO_MEGABYTES, st.get_option("server.maxUploadSize")))
    rules = LARGEST % tuple(largest)
    rules += _waiting(REFUSED, say("送れなかったファイルを×で外すと、先へ進めます。"))
    rules += _waiting(UNDER_WAY, say("ファイルを送っています…"))
    why = say("このファイルは送れませんでした。回線か、ファイルの種類や大きさをたしかめて、選び直してください。")
    st.html(f"<style>{rules}{WHY.format(state=REFUSED, told=why)}</style>")


def _waiting(state: str, told: str) -> str:
    return WAITING.format(state=state, box=BOX, pressed=PRESSED, told=told)
