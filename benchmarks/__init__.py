"""Benchmarks: speed as ratios measured in one run; results in docs/performance.md."""
