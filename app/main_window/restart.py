"""Start the program anew, for what only holds from the start on."""

import sys
from pathlib import Path

from PySide6.QtCore import QProcess


def start_again(path: Path | None) -> bool:
    """Call it when everything is closed. `path`: what to open. Returns whether the new process started."""
    program, *arguments = command(path)
    return bool(QProcess.startDetached(program, arguments, str(Path.cwd()))[0])


def command(path: Path | None) -> list[str]:
    """The frozen program is its own interpreter."""
    how = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    return [*how, *([str(path)] if path else [])]
