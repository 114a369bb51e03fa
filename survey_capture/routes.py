"""The routes of the street form, for the server to mount beside its screens."""

from __future__ import annotations

from starlette.routing import Route

from survey_capture import api, page, stop
from survey_loader.acts.inviting import PATH

API = f"{PATH}/api"
PHOTO = API + "/interviews/{interview}/photos/{photo}"

ROUTES = [
    Route(f"{API}/survey", api.survey, methods=["GET"]),
    Route(API + "/interviews/{interview}", api.interview, methods=["PUT"]),
    Route(PHOTO, api.photo_state, methods=["HEAD"]),
    Route(PHOTO, api.photo_piece, methods=["PATCH"]),
    Route(API + "/counts/{device}/{day}", api.count, methods=["PUT"]),
    *stop.ROUTES,
    Route(PATH, page.index, methods=["GET"]),
    Route(PATH + "/{file}", page.file, methods=["GET"]),
]
