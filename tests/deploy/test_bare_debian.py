"""The install script does on a bare Debian what docs/deploy.md says: install, serve, upgrade, go back.

Minutes long: `make deploy-test` runs it; `make test` leaves it out.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from survey_loader.store.schema import LATEST
from tests.conftest import PROJECT
from tests.deploy import bare

pytestmark = [pytest.mark.deploy, pytest.mark.skipif(bool(bare.missing()), reason=bare.missing() or "a bare Debian")]
PATIENCE_SECONDS = 120
# A folder that cannot be made.
UNUSABLE = "/srv/certificates.crt/backups"


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bare.Bare]:
    made = bare.Bare.make(tmp_path_factory.mktemp("bare") / "root")
    made.bring_program()
    made.run("/srv/machi/deploy/install.sh")
    yield made
    # Two gigabytes that pytest would keep for three runs.
    shutil.rmtree(made.root)


@contextmanager
def serving(debian: bare.Bare, servers: int = 1) -> Iterator[str]:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = int(sock.getsockname()[1])
    line, variables = debian.command(
        "machi", "serve", MACHI_PORT=str(port), MACHI_SAMPLE="true", MACHI_SERVERS=str(servers)
    )
    log = debian.root / "srv/serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(line, env=variables, stdout=output, stderr=output, start_new_session=True)
        try:
            for number in range(servers):
                _wait(f"http://localhost:{port + number}/healthz", process, log)
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


def bring_in(debian: bare.Bare, day: str, *liked: str) -> None:
    """Import what so many people liked about their town on a day."""
    rows = "".join(f"{day},駅前,{text}\n" for text in liked)
    (debian.root / "srv/koe.csv").write_text(f"日付,場所,好きなところ\n{rows}", encoding="utf-8")
    debian.run("machi", "import", "/srv/koe.csv", "--survey", "kodama")


def held(debian: bare.Bare, folder: str = "var/lib/machi") -> tuple[list[str], int]:
    """Return the voices of the survey in a data folder, and the form of its database."""
    path = debian.root / folder / "machi.db"
    # Immutable: root must leave no files of its own beside a database of the user machi.
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as db:
        texts = [row[0] for row in db.execute("select text from comments where text like 'こだま%' order by 1")]
        names = [row[0] for row in db.execute("select name from _sqlite_migrations")]
    return texts, max(int(name[1:4]) for name in names)


def runs(debian: bare.Bare) -> set[str]:
    return {path.name for path in (debian.root / "var/backups/machi/runs").glob("*")}


def documented(command: str) -> list[str]:
    """Return the lines of the block in docs/deploy.md that has this command, without what a folder does not have."""
    text = (PROJECT / "docs/deploy.md").read_text(encoding="utf-8")
    block = next(block for block in re.findall(r"^```\n(.*?)^```$", text, re.M | re.S) if command in block)
    return [line.removeprefix("sudo ") for line in block.splitlines() if "systemctl" not in line]


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


def test_several_servers_share_a_new_database_and_where_one_ends_all_end(debian: bare.Bare) -> None:
    shutil.rmtree(debian.root / "var/lib/machi")
    debian.run("install", "-d", "-m", "700", "-o", "machi", "-g", "machi", "/var/lib/machi")
    with serving(debian, servers=2) as address:
        ports = [int(address.rsplit(":", 1)[1]) + number for number in range(2)]
        # Both were there at the first start: one of them brought the sample in.
        assert debian.run("machi", "surveys").split("\t")[2].startswith("聞き取り")
        first, second = (_listening(port) for port in ports)
        assert first != second
        os.kill(second, signal.SIGKILL)
        _until_gone(first)


def _listening(port: int) -> int:
    rows = subprocess.run(["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    [found] = [row.split() for row in rows.splitlines() if "streamlit run" in row and f"--server.port {port}" in row]
    return int(found[0])


def _until_gone(process: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while Path(f"/proc/{process}").exists():
        assert time.monotonic() < until, "the other server goes on alone"
        time.sleep(0.1)


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


def test_an_upgrade_waits_for_its_backup_and_going_back_brings_release_and_data_of_before(debian: bare.Bare) -> None:
    before = [f"こだま町の{text}" for text in ("ラーメン", "川べりの道", "雪まつり")]
    bring_in(debian, "2026-02-07", *before)
    first, known = link(debian, "current"), runs(debian)
    assert held(debian) == (sorted(before), LATEST)
    debian.bring_program(change="a database of another form", schema=LATEST + 1)
    with pytest.raises(AssertionError, match="Nothing was changed"):
        debian.run("/srv/machi/deploy/install.sh", MACHI_BACKUP_DIR=UNUSABLE)
    assert (link(debian, "current"), runs(debian)) == (first, known)

    told = debian.run("/srv/machi/deploy/install.sh")
    second = link(debian, "current")
    assert second != first
    [made] = runs(debian) - known
    assert made in told
    bring_in(debian, "2026-03-08", "こだま町の新しい駅")
    assert held(debian) == (sorted([*before, "こだま町の新しい駅"]), LATEST + 1)

    debian.run("/opt/machi/current/deploy/install.sh", "--rollback")
    assert (link(debian, "current"), link(debian, "previous")) == (first, second)
    with pytest.raises(AssertionError, match="もっと新しい版で作られています"):
        debian.run("machi", "surveys")
    for line in documented("--run-name NAME"):
        debian.run("sh", "-c", line.replace("NAME", made))
    assert held(debian) == (sorted(before), LATEST)
    assert held(debian, "var/lib/machi/newer") == (sorted([*before, "こだま町の新しい駅"]), LATEST + 1)
    assert debian.run("machi", "check").endswith("問題はありません。\n")
    with serving(debian) as address, urllib.request.urlopen(f"{address}/healthz", timeout=20) as answer:
        assert answer.status == 200
    assert "kodama" in debian.run("machi", "surveys")


def test_an_upgrade_backs_up_the_database_wherever_the_settings_have_it(debian: bare.Bare) -> None:
    debian.run("install", "-d", "-m", "700", "-o", "machi", "-g", "machi", "/srv/town")
    settings = debian.root / "etc/machi/machi.env"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("MACHI_DATA_DIR=/var/lib/machi", "MACHI_DATA_DIR=/srv/town"),
        encoding="utf-8",
    )
    bring_in(debian, "2026-02-07", "こだま町の橋")
    for path in (debian.root / "var/lib/machi").glob("machi.db*"):
        path.unlink()
    known = runs(debian)
    first = link(debian, "current")
    debian.bring_program(change="another version")
    debian.run("/srv/machi/deploy/install.sh")
    second, made = link(debian, "current"), runs(debian)
    assert second != first
    assert len(made - known) == 1

    debian.run("/opt/machi/current/deploy/install.sh", "--rollback")
    assert link(debian, "current") == first
    debian.run("/srv/machi/deploy/install.sh", "--without-backup", MACHI_BACKUP_DIR=UNUSABLE)
    assert (link(debian, "current"), runs(debian)) == (second, made)
