"""`make soak`: runs the named parts, or all, and ends with how many promises were broken."""

from __future__ import annotations

import sys
from collections.abc import Callable

from benchmarks.soak import damaged, disk_full, kills, load, locks, safekeeping, server, together, writers

PARTS: dict[str, Callable[[], int]] = {
    "kills": kills.run,
    "server": server.run,
    "disk_full": disk_full.run,
    "together": together.run,
    "writers": writers.run,
    "locks": locks.run,
    "damaged": damaged.run,
    "safekeeping": safekeeping.run,
    "load": load.run,
    "load_killed": load.run_killed,
}


def main(names: list[str]) -> int:
    """Run the parts and return 1 where a promise was broken."""
    broken = 0
    for name in names or list(PARTS):
        print(f"\n== {name}", flush=True)
        failed = PARTS[name]()
        print(f"{name}: {f'{failed} FAILED' if failed else 'all promises kept'}", flush=True)
        broken += failed
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
