"""Turns come out where the windows heard them, with overlaps, whatever window heard what."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.detect.speech import FRAMES, HOP_FRAMES, RATE, STEP
from engine.track.turns import HeardWindow, TurnLimits, runs

EXACT = TurnLimits(gap_s=0, least_s=0)
FRAME_S = STEP / RATE

Spoken = tuple[int, int, int]
"""Speaker, first frame, frame after the last."""


def windows_of(spoken: Sequence[Spoken], count: int, speech: float = 1.0) -> list[HeardWindow]:
    """What perfect networks hear; the number of a speaker changes from window to window."""
    windows = []
    for number in range(count):
        first = number * HOP_FRAMES
        chances = np.zeros((FRAMES, 3), np.float32)
        speakers = np.full((FRAMES, 3), -1, np.int16)
        for speaker, start, end in spoken:
            local = (speaker + number) % 3
            chances[max(0, start - first) : max(0, end - first), local] = 1
            speakers[:, local] = speaker
        windows.append(HeardWindow(first, chances, np.full(FRAMES, speech, np.float32), speakers))
    return windows


def found(windows: Sequence[HeardWindow], limits: TurnLimits = EXACT) -> list[Spoken]:
    return [(run.speaker, run.start, run.end) for run in runs(windows, limits)]


def test_turns_across_windows_and_at_once_are_found() -> None:
    spoken = [(0, 10, 700), (1, 400, 500), (2, 800, 870)]
    assert found(windows_of(spoken, 3)) == spoken


def test_share_alone_tells_of_overlap() -> None:
    first, second = runs(windows_of([(0, 0, 200), (1, 100, 200)], 1), EXACT)
    assert (first.alone, second.alone) == (0.5, 0.0)
    assert first.sure == 1.0


def test_short_pause_belongs_to_the_turn_and_a_click_is_none() -> None:
    pause, click = round(0.25 / FRAME_S), round(0.05 / FRAME_S)
    spoken = [(0, 50, 100), (0, 100 + pause, 200), (1, 300, 300 + click)]
    assert found(windows_of(spoken, 1), TurnLimits()) == [(0, 50, 200)]


def test_what_the_second_opinion_calls_music_is_no_turn() -> None:
    assert found(windows_of([(0, 50, 300)], 2, speech=0.1)) == []


def test_turns_lie_on_the_players_clock() -> None:
    (run,) = runs(windows_of([(0, 0, 60)], 1), EXACT)
    assert run.span.start == 0
    assert abs(float(run.span.end) - 60 * FRAME_S) < 0.03


def test_nobody_gives_no_turns() -> None:
    assert runs([]) == []
    assert runs(windows_of([], 2)) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 30), st.integers(2, 9)), max_size=6))
def test_any_two_speakers_come_back_frame_by_frame(given_turns: list[tuple[int, int, int]]) -> None:
    wanted = np.zeros((3 * HOP_FRAMES, 2), bool)
    spoken = [(speaker, 20 * start, 20 * (start + length)) for speaker, start, length in given_turns]
    for speaker, start, end in spoken:
        wanted[start:end, speaker] = True
    got = np.zeros_like(wanted)
    for speaker, start, end in found(windows_of(spoken, 3)):
        got[start:end, speaker] = True
    np.testing.assert_array_equal(got[: 2 * HOP_FRAMES], wanted[: 2 * HOP_FRAMES])


def test_two_voices_of_a_window_that_are_one_speaker_are_not_twice_that_speaker() -> None:
    (window,) = windows_of([(0, 100, 200)], 1)
    window.chances[100:200, 1] = window.chances[100:200, 0]
    window.speakers[:, 1] = 0
    (run,) = runs([window], EXACT)
    assert (run.start, run.end, run.sure) == (100, 200, 1.0)
