"""The files a server is installed with: read by the programs that will read them, and held to what they promise."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import PROJECT

DEPLOY = PROJECT / "deploy"


def read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def checked(*line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    if shutil.which(line[0]) is None:
        pytest.skip(f"{line[0]} is not installed here")
    return subprocess.run(line, capture_output=True, text=True, check=False, env={**os.environ, **environment})


@pytest.mark.parametrize("name", ["install.sh", "machi"])
def test_the_scripts_parse_and_may_be_run(name: str) -> None:
    assert checked("bash", "-n", str(DEPLOY / name)).stderr == ""
    assert os.access(DEPLOY / name, os.X_OK)


def test_the_install_script_says_what_it_needs() -> None:
    done = checked("setpriv", "--reuid", "65534", "--clear-groups", "bash", str(DEPLOY / "install.sh"))
    if "Permission denied" in done.stderr or "setpriv" in done.stderr:
        pytest.skip("another user may not read this folder")
    assert (done.returncode, "as root" in done.stderr) == (1, True)


def test_systemd_understands_the_unit_and_finds_little_left_exposed(tmp_path: Path) -> None:
    unit = tmp_path / "machi.service"
    # The command is there once installed; what is checked here are the directives.
    unit.write_text(read("machi.service").replace("/usr/local/bin/machi", "/bin/true"), encoding="utf-8")
    verified = checked("systemd-analyze", "verify", "--man=no", str(unit))
    assert [line for line in verified.stderr.splitlines() if "machi.service" in line] == []
    exposed = checked("systemd-analyze", "security", "--offline=true", "--threshold=30", str(unit))
    assert exposed.returncode == 0, exposed.stdout


def test_caddy_understands_its_file(tmp_path: Path) -> None:
    done = checked(
        "caddy", "validate", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile",
        MACHI_SITE="koe.example.jp", XDG_DATA_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_containers_run_with_as_little_as_they_can() -> None:
    services = yaml.safe_load(read("compose.yaml"))["services"]
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert "cap_add" not in services["machi"]
    # The server listens to localhost alone; Caddy shares its network.
    assert services["caddy"]["network_mode"] == "service:machi"
    assert services["machi"]["ports"] == ["80:80", "443:443"]


def test_the_image_is_debian_and_the_install_script_and_never_root() -> None:
    steps = re.findall(r"^([A-Z]+) (.*)$", read("Dockerfile"), re.M)
    assert [text for name, text in steps if name == "FROM"] == ["debian:12-slim"]
    runs = [text for name, text in steps if name == "RUN"]
    assert len(runs) == 1 and runs[0].startswith("/source/deploy/install.sh")
    assert [text for name, text in steps if name == "USER"] == ["machi"]
    assert "HEALTHCHECK" in dict(steps)


def test_settings_named_by_the_files_are_settings_of_the_program() -> None:
    listed = set(re.findall(r"MACHI_[A-Z_]+", (PROJECT / "docs/settings.md").read_text(encoding="utf-8")))
    # Of the files themselves: how many servers on which ports, and the name and the servers for Caddy.
    own = {"MACHI_PORT", "MACHI_SERVERS", "MACHI_SITE", "MACHI_UPSTREAMS"}
    named = set(
        re.findall(r"MACHI_[A-Z_]+", "".join(read(name) for name in ("machi.env", "compose.yaml", "Caddyfile")))
    )
    assert named - own - listed == set()


def test_nothing_secret_or_of_this_machine_is_copied_into_the_program() -> None:
    assert "--exclude=secrets.toml" in read("install.sh")
    ignored = read("Dockerfile.dockerignore").split()
    assert {".git", ".venv", "data/*.db*", "data/photos", "data/uploads"} <= set(ignored)
