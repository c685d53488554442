"""Environments of their own for peers whose requirements do not go with ours, kept for the next run."""

import os
import subprocess
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(tempfile.gettempdir()) / "only-look-at-them-benchmark" / "peers"


def python_of(name: str, *installs: Sequence[str]) -> Path | None:
    """The Python of an environment with all of `installs` (arguments of pip install) done; None if one fails."""
    home = FOLDER / name
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    marker = home / "installed.txt"
    wanted = "\n".join(" ".join(words) for words in installs)
    if marker.is_file() and marker.read_text(encoding="utf-8") == wanted:
        return python
    venv.create(home, with_pip=True, clear=True)
    for words in installs:
        done = subprocess.run(
            [python, "-m", "pip", "install", "-q", *words], capture_output=True, text=True, check=False
        )
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            print(f"{name} is left out: it cannot be installed here ({lines[-1] if lines else 'no reason given'}).")
            return None
    marker.write_text(wanted, encoding="utf-8")
    return python


def program_of(python: Path, name: str) -> Path:
    """A program that was installed beside a Python."""
    return python.with_name(f"{name}.exe" if os.name == "nt" else name)
