"""Finds a Chrome or Chromium for the browser tests, installing one where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from survey_exports.pictures import chrome

DEBIAN = ["chromium", "fonts-noto-cjk"]


def playwright_chromium() -> str:
    """Return the Chromium that playwright has downloaded, or ""."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        path = play.chromium.executable_path
    return path if os.path.exists(path) else ""


def found() -> str:
    """Return the browser the tests will use, or ""."""
    return str(chrome() or "") or playwright_chromium()


def install() -> None:
    """Try the ways to get one: Debian's package as root, then playwright's own download."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], env=environment, check=False)
        subprocess.run(["apt-get", "install", "-y", "-q", *DEBIAN], env=environment, check=False)
    if not chrome():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Return 0 where a browser is at hand, else say how to get one and return 1."""
    if not found():
        install()
    if path := found():
        print(f"browser: {path}")
        return 0
    print("No Chrome or Chromium could be found or installed; the browser tests cannot run.", file=sys.stderr)
    print("Install Chromium (Debian: apt-get install chromium), then run `make test` again.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
