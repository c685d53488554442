"""A scan that is broken off anywhere and goes on finds exactly what an unbroken one finds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.media.probe import probe
from engine.pipeline import scan
from engine.pipeline.scan import Scanner
from engine.pipeline.tools import Tools
from engine.settings import AnalysisSettings
from engine.store.scan import ScanChunk, ScanState
from engine.types import Shot, Track

if TYPE_CHECKING:
    from tests.engine.pipeline.conftest import Film
else:
    Film = object

BEGINNING = ScanState(None, False, 0, "{}")


def chunks_of(path: Path, tools: Tools, state: ScanState = BEGINNING, quality: str = "balanced") -> Iterator[ScanChunk]:
    settings = AnalysisSettings(quality=quality)  # type: ignore[arg-type]
    return (chunk for chunk in Scanner(probe(path), settings, tools, state).chunks() if chunk is not None)


def after(chunk: ScanChunk) -> ScanState:
    """The state that the store gives back once `chunk` is in it."""
    return ScanState(chunk.until, False, 0, chunk.state)


def shots_of(chunks: Sequence[ScanChunk]) -> list[Shot]:
    return [shot for chunk in chunks for shot in chunk.shots]


def tracks_of(chunks: Sequence[ScanChunk]) -> list[Track]:
    return [track for chunk in chunks for track in chunk.tracks]


def assert_same(one: ScanChunk, other: ScanChunk) -> None:
    """Every number of two chunks is the same."""
    assert (one.until, one.state, one.shots) == (other.until, other.state, other.shots)
    for mine, theirs in zip(one.tracks, other.tracks, strict=True):
        assert (mine.id, mine.shot, mine.span) == (theirs.id, theirs.shot, theirs.span)
        for name in ("pts", "boxes", "scores", "landmarks"):
            np.testing.assert_array_equal(getattr(mine, name), getattr(theirs, name), name)
    for mine, theirs in zip(one.features, other.features, strict=True):
        assert (mine.track, mine.model) == (theirs.track, theirs.model)
        np.testing.assert_array_equal(mine.vectors, theirs.vectors)
        np.testing.assert_array_equal(mine.qualities, theirs.qualities)
    for mine, theirs in zip(one.crops, other.crops, strict=True):
        assert (mine.track, mine.pts, mine.quality, mine.jpeg) == (
            theirs.track,
            theirs.pts,
            theirs.quality,
            theirs.jpeg,
        )


def assert_goes_on_the_same(path: Path, tools: Tools, whole: Sequence[ScanChunk], quality: str = "balanced") -> None:
    """For every place at which a chunk ends, a scan from there on gives the later chunks and no more."""
    for done, last in enumerate(whole, start=1):
        later = list(chunks_of(path, tools, after(last), quality))
        assert [chunk.until for chunk in later] == [chunk.until for chunk in whole[done:]], f"after chunk {done}"
        for mine, theirs in zip(later, whole[done:], strict=True):
            assert_same(mine, theirs)


@pytest.fixture(scope="module")
def whole(film: Film, tools: Tools) -> list[ScanChunk]:
    return list(chunks_of(film.path, tools))


def test_shots_begin_at_the_cuts_and_inside_the_dissolve(film: Film, whole: list[ScanChunk]) -> None:
    starts = [shot.span.start for shot in shots_of(whole)]
    assert starts[0] == 0
    soft = [start for start in starts[1:] if start not in film.cuts]
    assert set(film.cuts) <= set(starts)
    assert len(soft) == 1
    assert film.dissolve[0] < soft[0] < film.dissolve[1]


def test_shots_follow_each_other_without_gap_up_to_the_end_of_the_film(film: Film, whole: list[ScanChunk]) -> None:
    shots = shots_of(whole)
    assert [shot.index for shot in shots] == list(range(len(shots)))
    assert all(one.span.end == other.span.start for one, other in pairwise(shots))
    assert shots[-1].span.end == probe(film.path).duration


def test_tracks_lie_inside_their_shots_and_are_numbered_in_order(whole: list[ScanChunk]) -> None:
    shots = shots_of(whole)
    tracks = tracks_of(whole)
    assert [track.id for track in tracks] == list(range(len(tracks)))
    for track in tracks:
        shot = shots[track.shot].span
        assert shot.start <= track.span.start < track.span.end <= shot.end
        assert len(track.pts) == len(track.boxes) == len(track.scores) == len(track.landmarks)
        assert np.all(np.diff(track.pts) > 0)


def test_each_shot_with_a_face_has_a_track_and_the_empty_one_has_none(whole: list[ScanChunk]) -> None:
    shots = shots_of(whole)
    empty = next(shot.index for shot in shots if shot.span.start == Fraction(310, 25))
    with_tracks = {track.shot for track in tracks_of(whole)}
    assert with_tracks == {shot.index for shot in shots} - {empty}


def test_two_heads_that_pass_each_other_are_two_tracks(film: Film, whole: list[ScanChunk]) -> None:
    pan = next(shot.index for shot in shots_of(whole) if film.dissolve[0] < shot.span.start < film.dissolve[1])
    long_ones = [t for t in tracks_of(whole) if (t.kind, t.shot) == ("face", pan) and t.span.end - t.span.start > 3]
    assert len(long_ones) == 2
    rightward = sorted(float(t.boxes[-1, 0] - t.boxes[0, 0]) for t in long_ones)
    assert rightward[0] < -50
    assert rightward[1] > 50


def test_scan_goes_on_after_any_chunk_as_if_unbroken(film: Film, tools: Tools, whole: list[ScanChunk]) -> None:
    assert_goes_on_the_same(film.path, tools, whole)


def test_scan_without_a_shot_network_goes_on_as_if_unbroken(film: Film, tools: Tools) -> None:
    blind = replace(tools, shot_net=None)
    assert_goes_on_the_same(film.path, blind, list(chunks_of(film.path, blind)))


@pytest.mark.parametrize("seconds", [Fraction(2), Fraction(1)])
def test_parts_of_long_shots_go_on_as_if_unbroken(
    film: Film, tools: Tools, monkeypatch: pytest.MonkeyPatch, seconds: Fraction
) -> None:
    monkeypatch.setattr(scan, "MAX_PIECE_S", seconds)
    pieces = list(chunks_of(film.path, tools))
    assert len(pieces) > len(shots_of(pieces))
    assert_goes_on_the_same(film.path, tools, pieces)


def test_parts_ended_by_crowds_go_on_as_if_unbroken(film: Film, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "MAX_PIECE_CHIPS", 8)
    pieces = list(chunks_of(film.path, tools))
    assert len(pieces) > len(shots_of(pieces))
    assert_goes_on_the_same(film.path, tools, pieces)


def test_large_films_have_the_same_cuts_and_go_on_as_if_unbroken(
    film: Film, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of these not every picture is decoded."""
    monkeypatch.setattr(scan, "LARGE_PICTURE", 400)
    pieces = list(chunks_of(film.path, tools))
    assert set(film.cuts) <= {shot.span.start for shot in shots_of(pieces)}
    assert_goes_on_the_same(film.path, tools, pieces)


def test_long_shots_in_parts_have_the_same_cuts_as_in_one(
    film: Film, tools: Tools, whole: list[ScanChunk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "MAX_PIECE_S", Fraction(2))
    pieces = shots_of(list(chunks_of(film.path, tools)))
    assert [shot.span.start for shot in pieces] == [shot.span.start for shot in shots_of(whole)]


def test_nothing_is_left_to_do_after_the_last_chunk(film: Film, tools: Tools, whole: list[ScanChunk]) -> None:
    assert list(chunks_of(film.path, tools, after(whole[-1]))) == []


@pytest.mark.parametrize("name", ["psd_goldeneye-vfr-drop3.mp4", "ghost_nggyup.mp4"])
def test_real_films_go_on_as_if_unbroken(
    shared: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """One has frames at uneven times, the other quick moves."""
    monkeypatch.setattr(scan, "MAX_PIECE_S", Fraction(3, 2))
    path = shared / "media" / "clips" / name
    pieces = list(chunks_of(path, tools, quality="fast"))
    assert len(pieces) > len(shots_of(pieces))
    assert_goes_on_the_same(path, tools, pieces, quality="fast")
