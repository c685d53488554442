"""Turns and speaking faces come back exactly, and go when what they were made from goes."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from engine.errors import ProjectError
from engine.store.cache import StageKey, stage_key
from engine.store.erase import samples_in_file
from engine.store.hearing import HEARING, SPEAKING
from engine.store.project import Project
from engine.store.scan import ScanChunk
from engine.timebase import Span
from engine.types import Speaking, Turn

KEY = stage_key(HEARING, "1", {"stream": None}, {"net": "ab" * 32})
SPEAKING_KEY = stage_key(SPEAKING, "1", {"hearing": "1"})
SPOKE = (Speaking(0, 0, 2.5, 3.0), Speaking(0, 1, -1.25, 3.0), Speaking(1, 1, 0.5, 1.5))


def make_turn(number: int) -> Turn:
    vector = np.random.default_rng(number).normal(size=192).astype(np.float32)
    span = Span(Fraction(number * 1001, 30000), Fraction(number * 1001 + 900, 30000))
    return Turn(number, span, number % 3, 0.75, 0.5, vector, 0.625)


@pytest.fixture
def scanned(project: Project, media_id: int, key: StageKey, chunk: Callable[..., ScanChunk]) -> Project:
    project.scans.commit_scan_chunk(media_id, key, chunk(0), last=True)
    project.hearing.save(media_id, KEY, [make_turn(n) for n in range(4)])
    project.hearing.save_speaking(media_id, key, SPEAKING_KEY, SPOKE)
    return project


def test_turns_come_back_exactly(scanned: Project, media_id: int) -> None:
    turns = scanned.hearing.load(media_id, KEY)
    assert [(t.id, t.span, t.speaker, t.sure, t.alone, t.quality) for t in turns] == [
        (t.id, t.span, t.speaker, t.sure, t.alone, t.quality) for t in map(make_turn, range(4))
    ]
    assert all(np.array_equal(turn.vector, make_turn(turn.id).vector) for turn in turns)
    assert scanned.hearing.current_key(media_id) == KEY


def test_speaking_faces_come_back_exactly(scanned: Project, media_id: int, key: StageKey) -> None:
    assert scanned.hearing.has_speaking(media_id, key, SPEAKING_KEY)
    assert scanned.hearing.load_speaking(media_id, key, SPEAKING_KEY) == SPOKE


def test_silence_is_a_result_too(project: Project, media_id: int) -> None:
    assert not project.hearing.is_complete(media_id, KEY)
    project.hearing.save(media_id, KEY, ())
    assert project.hearing.is_complete(media_id, KEY)
    assert project.hearing.load(media_id, KEY) == ()


def test_other_settings_replace_what_was_heard(scanned: Project, media_id: int) -> None:
    other = stage_key(HEARING, "1", {"stream": 2})
    scanned.hearing.save(media_id, other, [make_turn(9)])
    assert [turn.id for turn in scanned.hearing.load(media_id, other)] == [9]
    assert scanned.hearing.load(media_id, KEY) == ()


def test_speaking_faces_go_with_their_scan(scanned: Project, media_id: int, key: StageKey) -> None:
    scanned.scans.drop_scans(media_id)
    assert scanned.hearing.load_speaking(media_id, key, SPEAKING_KEY) == ()
    assert not scanned.hearing.has_speaking(media_id, key, SPEAKING_KEY)
    assert len(scanned.hearing.load(media_id, KEY)) == 4
    with pytest.raises(ValueError, match="need a stored scan"):
        scanned.hearing.save_speaking(media_id, key, SPEAKING_KEY, SPOKE)


def test_erased_voice_is_gone_and_others_stay(scanned: Project, media_id: int, key: StageKey) -> None:
    pieces = {n: [make_turn(n).vector.tobytes()[i : i + 16] for i in range(0, 752, 16)] for n in range(4)}
    scanned.erase_turns(media_id, [0, 3])
    assert samples_in_file(scanned.database, pieces[0] + pieces[3]) == []
    assert len(samples_in_file(scanned.database, pieces[1])) > 40
    assert [turn.id for turn in scanned.hearing.load(media_id, KEY)] == [1, 2]
    assert scanned.hearing.load_speaking(media_id, key, SPEAKING_KEY) == SPOKE[2:]


def test_erased_face_is_not_told_to_speak(scanned: Project, media_id: int, key: StageKey) -> None:
    scanned.erase_tracks(media_id, [1])
    assert scanned.hearing.load_speaking(media_id, key, SPEAKING_KEY) == SPOKE[:1]


def test_erased_media_leaves_no_voice(scanned: Project, media_id: int) -> None:
    scanned.erase_media(media_id)
    assert samples_in_file(scanned.database, [make_turn(1).vector.tobytes()[64:80]]) == []
    with pytest.raises(ProjectError, match="no finished analysis"):
        scanned.hearing.current_key(media_id)
