"""A long film's project opens and lists in well under a second, also while another thread writes."""

import threading
import time
from collections.abc import Callable
from fractions import Fraction

from engine.store.cache import StageKey, stage_key
from engine.store.cast import CAST
from engine.store.project import Project
from engine.store.scan import ScanChunk
from engine.timebase import Span
from engine.types import Person, Segment

TRACKS = 10_000
PERSONS = 300
SEGMENTS = 5_000


def test_ten_thousand_tracks_open_within_a_second(
    project: Project, media_id: int, key: StageKey, chunk: Callable[..., ScanChunk]
) -> None:
    for number in range(100):
        project.scans.commit_scan_chunk(media_id, key, chunk(number, TRACKS // 100, 20, 128), last=number == 99)
    persons = [Person(number, f"{number}", tuple(range(number, TRACKS, PERSONS))) for number in range(PERSONS)]
    project.cast.save(media_id, key, stage_key(CAST, "1"), persons)
    spans = [Span(Fraction(n * 1001, 30000), Fraction((n + 1) * 1001, 30000)) for n in range(SEGMENTS)]
    project.segments.save(media_id, [Segment("1", span, 0.5) for span in spans])
    project.close()

    # Time of this process alone, so that a busy machine does not fail the test.
    start = time.process_time()
    with Project.open(project.path) as again:
        assert len(again.scans.load_scan(media_id, again.scans.current_key(media_id)).tracks) == TRACKS
        assert again.cast.load(media_id) == tuple(persons)
        assert len(again.segments.load(media_id)) == SEGMENTS
    assert time.process_time() - start < 1


def test_threads_share_a_project(
    project: Project, media_id: int, key: StageKey, chunk: Callable[..., ScanChunk]
) -> None:
    def store() -> None:
        for number in range(20):
            project.scans.commit_scan_chunk(media_id, key, chunk(number))

    writer = threading.Thread(target=store)
    writer.start()
    seen = 0
    while writer.is_alive():
        scan = project.scans.load_scan(media_id, key)
        assert len(scan.tracks) == len(scan.features) == 2 * len(scan.shots)
        seen += 1
        project.settings.save("seen", seen)
    writer.join()
    assert len(project.scans.load_scan(media_id, key).tracks) == 40
    assert project.settings.load("seen") == seen
