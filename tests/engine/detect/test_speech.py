"""A stream of sound is heard the same in whatever pieces it comes, to its end."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.detect.speech import FRAMES, HOP_FRAMES, STEP, WINDOW, Activity, Heard, listen
from engine.types import Floats

HOP = HOP_FRAMES * STEP


class Ears:
    """Networks that answer with what they are given: the sound itself at each frame, and at each chunk."""

    def segment(self, sound: Floats) -> Floats:
        frames = sound[:, : FRAMES * STEP : STEP]
        return np.stack([frames, 0 * frames, 0 * frames], axis=2)

    def activity(self) -> "Ears":
        return self

    def push(self, sound: Floats) -> Floats:
        return sound[::512].copy()


def heard_in(sound: Floats, size: int) -> list[Heard]:
    blocks: Iterator[Floats] = (sound[i : i + size] for i in range(0, len(sound), size))
    return [window for batch in listen(blocks, Ears()) for window in batch]  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40 * 16000), st.integers(3000, 200000))
def test_windows_cover_all_sound_in_steps_of_half_a_window(length: int, size: int) -> None:
    sound = np.arange(length, dtype=np.float32)
    windows = heard_in(sound, size)
    assert [window.first for window in windows] == [i * HOP_FRAMES for i in range(len(windows))]
    for window in windows:
        expected = np.pad(sound, (0, WINDOW + windows[-1].first * STEP))[window.first * STEP :][:WINDOW]
        np.testing.assert_array_equal(window.sound, expected)
        np.testing.assert_array_equal(window.chances[:, 0], expected[: FRAMES * STEP : STEP])
    # Nothing but what lies at the very edge of the last window is left unheard.
    assert windows[-1].first * STEP + WINDOW >= length
    assert len(windows) == 1 or windows[-1].first * STEP + WINDOW - HOP < length


def test_sound_of_no_length_is_not_heard() -> None:
    assert heard_in(np.zeros(0, np.float32), 1000) == []


def test_second_opinion_lies_at_the_same_moments() -> None:
    sound = (np.arange(30 * 16000) > 12 * 16000).astype(np.float32)
    for window in heard_in(sound, 16000):
        times = (window.first * STEP + np.arange(FRAMES) * STEP + 495) / 16000
        assert (window.speech[times > 12.04] == 1).all() or times[-1] > 30
        assert (window.speech[times < 11.95] == 0).all()


def test_activity_carries_its_state_from_piece_to_piece() -> None:
    from engine.detect.speech import ACTIVITY
    from engine.models.ready import available, ready

    if not available(ACTIVITY):
        pytest.skip("needs the weights of silero-vad: pip install --no-deps silero-vad")
    session = ready(ACTIVITY, "cpu", threads=1)
    sound = np.random.default_rng(1).normal(0, 0.1, 512 * 20).astype(np.float32)
    whole, pieces = Activity(session), Activity(session)
    parts = [pieces.push(sound[start : start + 512 * 5]) for start in range(0, len(sound), 512 * 5)]
    np.testing.assert_allclose(np.concatenate(parts), whole.push(sound), atol=1e-5)
    assert len(whole.push(np.zeros(0, np.float32))) == 0
