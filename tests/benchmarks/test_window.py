"""The benchmark of the window runs from end to end on a small project that it makes itself."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_gesture_is_measured_on_a_small_project(tmp_path: Path) -> None:
    words = ["--home", str(tmp_path), "--tracks", "200", "--persons", "24", "--shots", "50", "--hours", "0.05"]
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks/window.py"), *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    for gesture in ("first paint", "timeline, zooming", "rule slider", "gallery scroll", "merge", "split", "undo"):
        assert any(line.startswith(gesture) and "median" in line for line in done.stdout.splitlines()), done.stdout
