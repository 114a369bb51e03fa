"""Who sends: the token of an invitation in the Authorization header, and how often somebody may ask."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from starlette.requests import Request

from survey_capture import line
from survey_capture.answers import Refused
from survey_loader import settings
from survey_loader.acts import inviting
from survey_loader.acts.inviting import Bearer
from survey_loader.errors import NotInvited
from survey_loader.language import N_

SCHEME = "Bearer "
# Where the door notes the address somebody comes from: behind a proxy it alone knows whom to believe.
PEER = "machi.peer"
UNKNOWN_A_MINUTE, KNOWN_A_MINUTE = 20, 1_200
MINUTE_SECONDS = 60.0
# More than a town's worth; the oldest are forgotten first.
MOST_COUNTED = 20_000
TOO_OFTEN = N_("送る回数が多すぎます。{seconds}秒ほど待って、もう一度送ります。何も失われていません。")


class Allowance:
    """How often somebody may ask in a minute, counted in memory."""

    def __init__(self, a_minute: int) -> None:
        self.a_minute = a_minute
        self._lock = threading.Lock()
        self._counted: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def count(self, who: str) -> None:
        """Count one more. Raises Refused (429) where it is one too many, with the seconds to wait."""
        now = time.monotonic()
        with self._lock:
            asked, began = self._counted.pop(who, (0, now))
            if now - began >= MINUTE_SECONDS:
                asked, began = 0, now
            self._counted[who] = (asked + 1, began)
            while len(self._counted) > MOST_COUNTED:
                self._counted.popitem(last=False)
        if asked >= self.a_minute:
            seconds = int(MINUTE_SECONDS - (now - began)) + 1
            raise Refused(429, "often", TOO_OFTEN, {"Retry-After": str(seconds)}, seconds=seconds)


unknown = Allowance(UNKNOWN_A_MINUTE)
known = Allowance(KNOWN_A_MINUTE)


async def of(request: Request) -> Bearer:
    """Return whose token a request shows. Raises NotInvited where it does not hold, Refused (429) for too many."""
    shown = request.headers.get("authorization", "")
    token = shown.removeprefix(SCHEME) if shown.startswith(SCHEME) else ""
    try:
        found = await line.words.run(inviting.bearer, settings.load(), token)
    except NotInvited as error:
        if error.code == "unknown":
            unknown.count(_peer(request))
        raise
    known.count(str(found.invitation.number))
    return found


def _peer(request: Request) -> str:
    return str(request.scope.get(PEER) or (request.client.host if request.client else ""))
