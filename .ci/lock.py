"""Writes the locks from pyproject.toml, or with --check says whether they are still in step with it.

Hashes of every file, no address of an index: a lock says what is installed, never from where.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = {
    "requirements.txt": ["install"],
    "requirements-dev.txt": ["dev"],
    "requirements-spark.txt": ["dev", "spark"],
    "requirements-simulateur.txt": ["simulateur"],
}
APART = ("requirements.txt", "requirements-simulateur.txt")
"""Locks that do not follow the versions of the first: the simulator lives in an environment of its own."""


def compile_lock(target: Path, extras: list[str], *, constraint: Path | None) -> None:
    """Resolve pyproject.toml with these extras into `target`, keeping the versions already there."""
    options = [option for extra in extras for option in ("--extra", extra)]
    if constraint is not None:
        options += ["--constraint", str(constraint)]
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--no-header"),
        *("--generate-hashes", "--no-emit-index-url", "--no-annotate", "--python-version", "3.11"),
        *("--output-file", str(target), *options),
    ]
    subprocess.run(command, cwd=ROOT, check=True)


def main() -> int:
    """0 when the locks are in step (or were written), 1 otherwise."""
    check = "--check" in sys.argv[1:]
    stale = []
    with tempfile.TemporaryDirectory() as scratch:
        for name, extras in LOCKS.items():
            kept, target = ROOT / name, Path(scratch) / name if check else ROOT / name
            if check:
                target.write_bytes(kept.read_bytes() if kept.exists() else b"")
            base = None if name in APART else ROOT / "requirements.txt"
            compile_lock(target, extras, constraint=base)
            if check and target.read_bytes() != kept.read_bytes():
                stale.append(name)
    if stale:
        print(f"Not in step with pyproject.toml: {', '.join(stale)}. Run `make lock`.", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
