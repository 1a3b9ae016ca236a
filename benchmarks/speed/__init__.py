"""Measures what builds cost, against other programs and against an earlier commit, and writes `docs/performance.md`.

Run it by `make bench`, or `python -m benchmarks.speed --help`.

The program that measures imports nothing of the engine: every build is a process of its own, so that it starts from
nothing, and so that the same program can measure an older commit.
"""
