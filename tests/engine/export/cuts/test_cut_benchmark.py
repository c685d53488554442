"""The benchmark of cuts runs, and finds its cut exact."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def test_the_benchmark_runs_at_a_tiny_size(tmp_path: Path) -> None:
    sizes = ["--minutes", "0.4", "--stretch-s", "8", "--size", "448x256", "--gop", "25", "--preset", "veryfast"]
    spans = ["--spans", "3", "--span-s", "4", "--encode", "2", "--no-smartcut", "--folder", str(tmp_path)]
    command = [sys.executable, str(ROOT / "benchmarks" / "export.py"), *sizes, *spans]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "smart is exact" in done.stdout
    table = {words[0]: words[1:] for words in map(str.split, done.stdout.splitlines()) if "/" in "".join(words[5:6])}
    assert table["encode"][4] == "100/100"
    assert table["smart"][4] == "300/300"
    assert int(table["smart"][6]) > 150
