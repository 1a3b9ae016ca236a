"""Times a whole release and its parts in a clone of this repository.

    .venv/bin/python benchmarks/release.py [OPTIONS THAT CHOOSE EDITIONS, SUCH AS --clinic example]

No text of this repository is approved, so the releases are preliminary. Each step is run once, as its user would.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clone, whole, joined = (Path(folder) / name for name in ("clone", "whole", "joined"))
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        parts = [Path(folder) / f"part-{number}" for number in (1, 2)]
        chosen = sys.argv[1:]
        preliminary = ("release", "--preliminary", *chosen, "--out")
        tell("refused: nothing is approved", clone, "release", *chosen, expected=1)
        tell("the whole, built from nothing", clone, *preliminary, whole)
        tell("verified: files against the manifest", clone, "verify", whole, "--no-rebuild")
        tell("verified: made again and compared", clone, "verify", whole)
        for number, part in enumerate(parts, start=1):
            tell(f"part {number} of 2", clone, "build", "--preliminary", *chosen, "--shard", f"{number}/2")
            (clone / "dist").rename(part)
        tell("joined of two parts", clone, *preliminary, joined, "--from", parts[0], "--from", parts[1])
        tell("compared: two releases of the same bytes", clone, "diff", whole, joined)
        count, size = len(list(whole.iterdir())), sum(path.stat().st_size for path in whole.iterdir())
        print(f"{count} files, {size / 1e6:.1f} MB; joined is the same, byte by byte: {same(whole, joined)}")


def tell(what: str, clone: Path, *words: str | Path, expected: int = 0) -> None:
    """Run a command of the program in the clone and print how long it took."""
    started = time.perf_counter()
    command = [sys.executable, ROOT / "make_brochure.py", *words, "--project", clone]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != expected:
        raise SystemExit(f"{what}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    print(f"{time.perf_counter() - started:7.1f} s  {what}", flush=True)


def same(one: Path, other: Path) -> bool:
    return {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in other.iterdir()}


if __name__ == "__main__":
    main()
