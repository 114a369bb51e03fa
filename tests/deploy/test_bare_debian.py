"""The install script does on a bare Debian what docs/deploy.md says: install, serve, upgrade, go back.

Minutes long: `make deploy-test` runs it; `make test` leaves it out.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deploy import bare

pytestmark = [pytest.mark.deploy, pytest.mark.skipif(bool(bare.missing()), reason=bare.missing() or "a bare Debian")]
PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bare.Bare]:
    made = bare.Bare.make(tmp_path_factory.mktemp("bare") / "root")
    made.bring_program()
    made.run("/srv/machi/deploy/install.sh")
    yield made
    # Two gigabytes that pytest would keep for three runs.
    shutil.rmtree(made.root)


@contextmanager
def serving(debian: bare.Bare) -> Iterator[str]:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = int(sock.getsockname()[1])
    line, variables = debian.command("machi", "serve", MACHI_PORT=str(port), MACHI_SAMPLE="true")
    log = debian.root / "srv/serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(line, env=variables, stdout=output, stderr=output, start_new_session=True)
        try:
            _wait(f"http://localhost:{port}/healthz", process, log)
            yield f"http://localhost:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if json.load(answer)["ok"]:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the server did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def link(debian: bare.Bare, name: str) -> str:
    return os.readlink(debian.root / "opt/machi" / name)


def test_the_server_answers_as_its_own_user_who_may_write_nothing_but_data(debian: bare.Bare) -> None:
    with serving(debian) as address:
        with urllib.request.urlopen(f"{address}/", timeout=20) as answer:
            assert '<html lang="ja">' in answer.read().decode()
        owners = subprocess.run(["ps", "-ww", "-eo", "uid,args"], capture_output=True, text=True, check=True).stdout
        port = address.rsplit(":", 1)[1]
        rows = [row.split() for row in owners.splitlines() if "dashboard.py" in row and f"--server.port {port}" in row]
        assert rows and all(row[0] != "0" for row in rows)
    assert debian.run("machi", "surveys").count("雪野市") == 1
    with pytest.raises(AssertionError, match="Permission denied"):
        debian.run("runuser", "-u", "machi", "--", "touch", "/opt/machi/current/mine")
    assert debian.run("stat", "-c", "%a %U", "/var/lib/machi", "/var/backups/machi").split() == ["700", "machi"] * 2


def test_a_picture_with_japanese_letters_can_be_drawn(debian: bare.Bare) -> None:
    draw = (
        "import plotly.graph_objects as go; from survey_exports.pictures import _painter; "
        "figure = go.Figure(layout_title_text='住みやすいまち'); "
        "print(_painter.draw(figure, {'format': 'png', 'width': 300, 'height': 200, 'scale': 1})[1:4].decode())"
    )
    script = f'cd /opt/machi/current && HOME=/tmp .venv/bin/python -c "{draw}"'
    assert debian.run("runuser", "-u", "machi", "--", "sh", "-c", script).strip() == "PNG"
    assert "NotoSansCJK" in debian.run("fc-match", "-f", "%{file}", "sans-serif:lang=ja")


def test_running_it_again_changes_nothing_and_a_newer_copy_upgrades_and_goes_back(debian: bare.Bare) -> None:
    first = link(debian, "current")
    (debian.root / "etc/machi/machi.env").open("a").write("# mine\n")
    debian.run("/srv/machi/deploy/install.sh")
    assert link(debian, "current") == first
    debian.bring_program(change="another version")
    debian.run("/srv/machi/deploy/install.sh")
    second = link(debian, "current")
    assert second != first
    assert link(debian, "previous") == first
    assert "# mine" in (debian.root / "etc/machi/machi.env").read_text(encoding="utf-8")
    assert any((debian.root / "var/backups/machi").iterdir())
    debian.run("/opt/machi/current/deploy/install.sh", "--rollback")
    assert (link(debian, "current"), link(debian, "previous")) == (first, second)
    with serving(debian) as address, urllib.request.urlopen(f"{address}/healthz", timeout=20) as answer:
        assert answer.status == 200
    assert debian.run("machi", "surveys").count("雪野市") == 1
