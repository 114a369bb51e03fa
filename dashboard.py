"""The server: `streamlit run dashboard.py`; routes, middleware, lifespan around the screens."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from streamlit import config

from survey_capture.routes import ROUTES as STREET
from survey_insights import cities, overview, themes, trends, words
from survey_loader import runner, settings
from survey_loader.acts import samples
from survey_loader.store import connection
from survey_ui import (
    built_in,
    charts,
    comments,
    door,
    entrance,
    errors,
    hosts,
    kept_files,
    limits,
    metrics,
    place_view,
    room,
    search_view,
    server_log,
    web,
)

# What the screens are made of is imported here, once, so that no visitor waits for it.
SCREENS = (cities, overview, themes, trends, words, charts, comments, place_view, search_view)
ROUTER = Path(__file__).parent / "survey_ui" / "router.py"

server_log.set_up()
kept_files.use()
door.refuse_unguarded_address(st.get_option("server.address"), settings.load())
if public := hosts.public_host(settings.load()):
    # Streamlit checks the host of websockets a second time.
    config.set_option("server.allowedHosts", [*st.get_option("server.allowedHosts"), urlsplit(f"//{public}").hostname])


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Load the sample into a new database, and run long work beside the screens."""
    here = settings.load()
    with connection.keeping_open():
        await asyncio.to_thread(samples.ensure, here)
        await asyncio.to_thread(room.warm, here)
        long_work = runner.Runner(here)
        long_work.start()
        # What is loaded by now stays: no collection of garbage need walk it each time.
        gc.collect()
        gc.freeze()
        try:
            yield {}
        finally:
            await asyncio.to_thread(long_work.stop)


app = st.App(
    ROUTER,
    routes=[
        Route("/healthz", web.healthz),
        Route(built_in.PATH, built_in.names),
        Route("/photo/{photo}", web.photo),
        Route(entrance.SIGN_IN, entrance.sign_in, methods=["GET", "POST"]),
        Route(entrance.SIGN_IN_OIDC, entrance.sign_in_oidc),
        Route(entrance.SIGN_OUT, entrance.sign_out, methods=["GET", "POST"]),
        Route(entrance.PASSWORD, entrance.password, methods=["GET", "POST"]),
        *STREET,
    ],
    middleware=[
        Middleware(server_log.Requests),
        Middleware(limits.Limits),
        Middleware(metrics.Numbers),
        Middleware(web.SecurityHeaders),
        Middleware(door.SignedIn),
        Middleware(GZipMiddleware, minimum_size=1000),
        Middleware(web.PageLanguage),
    ],
    lifespan=lifespan,
    on_script_error=errors.show_script_error,
)
