"""Whoever asks: the organiser on this computer while nobody has an account, then who is signed in, and nobody else."""

from __future__ import annotations

import os
import subprocess
import sys

from starlette.requests import HTTPConnection

from survey_loader.access import COMMAND_LINE, EVERY_SURVEY, LOCAL_ORGANISER, NOBODY, Actor, Role
from survey_loader.acts import accounts, signing_in
from survey_loader.settings import PROJECT_DIR, Settings
from survey_loader.store.connection import keeping_open
from survey_ui import passport, who

OWN = "ゆきの町をあるく 2026"


def asked(**cookies: str) -> HTTPConnection:
    shown = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = [(b"host", b"localhost:8501"), (b"cookie", shown.encode())]
    return HTTPConnection({"type": "http", "scheme": "http", "path": "/", "query_string": b"", "headers": headers})


def test_a_first_password_lets_nobody_act_before_it_is_changed(empty: Settings) -> None:
    assert who.of_request(asked()) == LOCAL_ORGANISER
    first = accounts.add(empty, COMMAND_LINE, "hanako", role=Role.MEMBER)
    token = signing_in.sign_in(empty, "hanako", first)
    request = asked(**{passport.PLAIN: token})
    assert who.of_request(request) == NOBODY
    signing_in.change_password(empty, token, first, OWN)
    assert who.of_request(request) == Actor("hanako", ((EVERY_SURVEY, Role.MEMBER),))
    assert [who.of_request(asked(**{passport.PLAIN: wrong})) for wrong in ("", "forged")] == [NOBODY, NOBODY]
    signing_in.sign_out(empty, token)
    assert who.of_request(request) == NOBODY


def test_a_first_account_made_by_the_command_line_is_noticed_at_the_next_request(empty: Settings) -> None:
    command = [sys.executable, "-m", "survey_loader", "accounts", "add", "hanako", "--role", "admin"]
    environment = {**os.environ, "MACHI_DATA_DIR": str(empty.data_dir), "PYTHONPATH": str(PROJECT_DIR)}
    # As a server does: its connections have been open since before.
    with keeping_open():
        assert [who.of_request(asked()) for _ in range(3)] == [LOCAL_ORGANISER] * 3
        subprocess.run(command, env=environment, cwd=PROJECT_DIR, capture_output=True, check=True)
        assert who.of_request(asked()) == NOBODY
