"""Run what the two commands are for: the demo, or every check that a change must pass."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

# pytest comes last, so that its summary is the last thing to read.
CHECKS: Final[tuple[tuple[str, ...], ...]] = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("pytest", "-q"),
)


def check(root: Path, python: Path, pytest_arguments: Sequence[str] = ()) -> int:
    """Run all checks, also after one failed, and return 0 if every one passed."""
    # No window may open on the machine that tests.
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    failed = []
    for tool, *arguments in CHECKS:
        line = [tool, *arguments, *(pytest_arguments if tool == "pytest" else ())]
        print(f"\n== {' '.join(line)}", flush=True)
        if subprocess.run([str(python.parent / tool), *line[1:]], cwd=root, env=environment, check=False).returncode:
            failed.append(" ".join(line))
    if failed:
        print(f"\nNot passed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def demo(root: Path, python: Path, arguments: Sequence[str] = ()) -> int:
    """Draw the demo film and run the program on it, from finding its people to a cut of one."""
    return subprocess.run([str(python), "-m", "assets.demo.run", *arguments], cwd=root, check=False).returncode
