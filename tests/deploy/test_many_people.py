"""A small crowd at the real server, which is killed with -9 under it: see `make soak` for the large one."""

from __future__ import annotations

from pathlib import Path

from benchmarks.soak import load


def test_a_crowd_loses_nothing_when_the_server_is_killed_under_it(tmp_path: Path) -> None:
    size = load.Size(browsing=4, writing=3, there=50, imported=200, minutes=0.5, killed=True, haste=6, servers=2)
    seen = load.held(tmp_path, size)
    assert seen.flaws == []
    assert seen.told.confirmed
    assert seen.told.cut >= size.browsing
    assert seen.import_ended > seen.import_began
