"""A bare Debian in a folder, made by debootstrap from the mirror this machine itself installs from."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import PROJECT

SUITE = "bookworm"
SOURCES = (Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list"))
MIRROR = re.compile(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(https?://\S+/debian/?)(?:\s|$)", re.M)
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
# The host's pip knows where packages come from here; a server of its own asks PyPI.
HANDED_ON = ("PIP_INDEX_URL", "PIP_DEFAULT_TIMEOUT", "http_proxy", "https_proxy", "no_proxy")
LONGEST_STEP_SECONDS = 900
# A migration of a version to come.
LATER = """

@migrations()
def m{number:03}_of_a_later_version(db: Database) -> None:
    db.conn.execute("create table later (number integer primary key)")
"""


def missing() -> str:
    """Say why no bare Debian can be made here; "" where it can."""
    if os.geteuid() != 0:
        return "debootstrap and chroot need root"
    if absent := [name for name in ("debootstrap", "chroot", "unshare") if shutil.which(name) is None]:
        return f"not installed: {', '.join(absent)}"
    return "" if _mirror() else "this machine has no Debian mirror in its apt sources"


def _mirror() -> str:
    texts = [path.read_text(encoding="utf-8") for path in SOURCES if path.is_file()]
    found = (
        re.search(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(https?://\S+/debian/?)(?:\s|$)", text, re.M) for text in texts
    )
    return next((match.group(1) for match in found if match), "")


@dataclass(frozen=True)
class Bare:
    """A Debian in a folder; it shares the network of this machine, and nothing else."""

    root: Path

    @classmethod
    def make(cls, root: Path) -> Bare:
        """Make a minimal Debian; MACHI_BARE_DEBIAN may name one made before, which is copied."""
        if made := os.environ.get("MACHI_BARE_DEBIAN"):
            subprocess.run(["cp", "-a", made, str(root)], check=True)
        else:
            _run("debootstrap", "--variant=minbase", "--include=ca-certificates", SUITE, str(root), _mirror())
        for path in SOURCES:
            if path.is_file():
                shutil.copy(path, root / path.relative_to("/"))
        for path in Path("/etc/apt/apt.conf.d").iterdir():
            if "Acquire" in path.read_text(encoding="utf-8"):
                shutil.copy(path, root / "etc/apt/apt.conf.d" / path.name)
        for path in ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf"):
            if Path(path).is_file():
                shutil.copy(path, root / path.lstrip("/"))
        shutil.copy(CERTIFICATES, root / "srv/certificates.crt")
        return cls(root)

    def bring_program(self, change: str = "", *, schema: int = 0) -> None:
        """Lay the project's tracked files into /srv/machi; `change` and `schema` make them another version."""
        target = self.root / "srv/machi"
        shutil.rmtree(target, ignore_errors=True)
        listed = _run("git", "ls-files", "-z", cwd=PROJECT).split("\0")
        for name in filter(None, listed):
            if not name.startswith(("tests/", "docs/", "benchmarks/")) and (PROJECT / name).is_file():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(PROJECT / name, target / name)
        if change:
            with (target / "CHANGELOG.md").open("a", encoding="utf-8") as file:
                file.write(f"\n- {change}\n")
        if schema:
            tables = target / "survey_loader/store/schema.py"
            text, found = re.subn(
                r"^LATEST = \d+$", f"LATEST = {schema}", tables.read_text(encoding="utf-8"), flags=re.M
            )
            assert found == 1
            tables.write_text(text + LATER.format(number=schema), encoding="utf-8")

    def command(self, *arguments: str, **environment: str) -> tuple[list[str], dict[str, str]]:
        """Return what runs a command inside, with processes and mounts of its own that end with it."""
        inside = 'mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && exec chroot "$0" "$@"'
        line = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", inside, str(self.root)]
        kept = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
        path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        base = {"PATH": path, "HOME": "/root", "LC_ALL": "C.UTF-8", "PIP_CERT": "/srv/certificates.crt"}
        return [*line, *arguments], {**base, **kept, **environment}

    def run(self, *arguments: str, **environment: str) -> str:
        """Run a command inside as root and return what it said; raises AssertionError with that where it fails."""
        line, variables = self.command(*arguments, **environment)
        return _run(*line, env=variables)


def _run(*line: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        line, cwd=cwd, env=env, capture_output=True, text=True, timeout=LONGEST_STEP_SECONDS, check=False
    )
    assert done.returncode == 0, f"{line[-3:]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout
