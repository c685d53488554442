"""The benchmark of the gallery runs at a small size, and what it measures holds there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def printed(*words: str) -> list[str]:
    """The lines that the benchmark prints."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "gallery.py"), *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_large_gallery_is_searched_while_it_changes() -> None:
    lines = printed("--scale", "66000", "--dimensions", "128", "--queries", "300")
    assert "6 partitions" in lines[0]
    assert float(lines[2].split()[4]) >= 0.97
    assert "(100.0% of them found), 6000 removed" in lines[6]
    assert "(0 found after)" in lines[6]


@pytest.mark.usefixtures("shared")
def test_strangers_of_lfw_are_seldom_accepted_and_known_people_mostly_found() -> None:
    lines = printed("--open-set", "--persons", "100", "--sizes", "--rounds", "32")
    # By the bounds that the program has; a hundred people are too few to fit others.
    accepted, missed = (float(cell.rstrip("%")) for cell in lines[1].split()[3:5])
    assert lines[1].startswith("joined")
    # Asked for 1 %, of a few hundred queries.
    assert accepted <= 3
    assert missed <= 15
