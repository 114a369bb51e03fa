"""A worker that is killed while it writes its result, as by a machine without memory: run as a program."""

from __future__ import annotations

import os
import signal
import struct
import sys
from pathlib import Path
from types import FrameType

from survey_loader import settings
from survey_loader.acts import analysis, executors
from survey_loader.errors import SurveyError


def die_half_way() -> list[str]:
    """Write the beginning of a message into the pipe that results go through, and be killed."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and "result_queue" not in frame.f_locals:
        frame = frame.f_back
    assert frame is not None
    os.write(frame.f_locals["result_queue"]._writer.fileno(), struct.pack("!i", 1_000) + b"half")
    os.kill(os.getpid(), signal.SIGKILL)
    return []


if __name__ == "__main__":
    # The workers must find the function by the name of its module.
    from tests.loader.half_message import die_half_way as dying

    here = settings.load(data_dir=Path(sys.argv[1]), workers=2)
    recipe = analysis.analyst(here.codebook).recipe
    try:
        executors.gathered([executors.workers(here, recipe, few=False).executor.submit(dying)])
    except SurveyError as error:
        print(error)
