"""A program killed while it stores a scan loses at most the chunk that it was storing."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.store.cache import StageKey
from engine.store.project import Project
from engine.store.scan import ScanChunk

CHUNKS = 60
KILLS = 15
LONGEST_LIFE_S = 0.08

# Goes on from the stored state like an analysis does, and says so before each chunk.
PROGRAM = """
import importlib.util, json, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("made", sys.argv[3])
made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)
from engine.store.cache import StageKey
from engine.store.project import Project
key = StageKey(*json.loads(sys.argv[2]))
with Project.open(Path(sys.argv[1])) as project:
    state = project.scans.scan_state(1, key)
    print("ready", flush=True)
    start = json.loads(state.state).get("chunk", -1) + 1
    for number in range(start, int(sys.argv[4])):
        project.scans.commit_scan_chunk(1, key, made.make_chunk(number, 6, 40, 128))
    project.scans.finish_scan(1, key)
"""


def start_program(project: Path, key: StageKey) -> subprocess.Popen[bytes]:
    parts = json.dumps([key.stage, key.code_version, key.settings, key.weights])
    values = [str(project), parts, str(Path(__file__).with_name("conftest.py")), str(CHUNKS)]
    root = Path(__file__).parents[3]
    return subprocess.Popen([sys.executable, "-c", PROGRAM, *values], cwd=root, stdout=subprocess.PIPE)


def assert_whole_prefix(project: Project, key: StageKey, chunk: Callable[..., ScanChunk]) -> int:
    """Check that exactly the first chunks are stored, each whole, and return how many."""
    project.database.check_integrity()
    state = project.scans.scan_state(1, key)
    count = json.loads(state.state).get("chunk", -1) + 1
    scan = project.scans.load_scan(1, key)
    expected = [chunk(number, 6, 40, 128) for number in range(count)]
    assert [shot for one in expected for shot in one.shots] == list(scan.shots)
    assert len(scan.tracks) == len(scan.features) == 6 * count
    assert project.database.row("SELECT count(*) FROM crop") == (6 * count,)
    assert state.done_until == (expected[-1].until if expected else None)
    assert state.next_track_id == 6 * count
    for found, made in zip(scan.tracks, (track for one in expected for track in one.tracks), strict=True):
        np.testing.assert_array_equal(found.boxes, made.boxes)
    return count


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
def test_killed_scan_is_always_a_prefix_of_whole_chunks(
    project: Project, media_id: int, key: StageKey, chunk: Callable[..., ScanChunk]
) -> None:
    assert media_id == 1
    project.close()
    rng = random.Random(20)
    counts = [0]
    for number in range(KILLS):
        child = start_program(project.path, key)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(rng.uniform(0, LONGEST_LIFE_S))  # the moment of the kill is what is tried here
        child.kill()
        child.wait()
        child.stdout.close()
        # Readers come after a crash as well as writers do.
        with Project.open(project.path, read_only=number % 2 == 0) as again:
            counts.append(assert_whole_prefix(again, key, chunk))
    assert counts == sorted(counts)
    assert counts[-1] > 0
    last = start_program(project.path, key)
    assert last.wait() == 0
    assert last.stdout is not None
    last.stdout.close()
    with Project.open(project.path, read_only=True) as done:
        assert assert_whole_prefix(done, key, chunk) == CHUNKS
        assert done.scans.scan_state(1, key).complete
    assert [entry.name for entry in project.path.parent.glob("film.olat*")] == ["film.olat"]
