import numpy as np
import pytest
from numpy.typing import NDArray

from engine.track.mouth_motion import MOST, MouthMotion, motion_cues

FRAMES = 75


@pytest.fixture
def syllables() -> NDArray[np.float64]:
    """How far a mouth is open in each frame: a few syllables a second, then a pause."""
    opening = np.abs(np.sin(np.arange(FRAMES) * 0.5))
    opening[30:45] = 0
    return opening


def face(opening: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Lit from one side, with a dark mouth that opens so far, and a camera's noise."""
    rows, columns = np.mgrid[:112, :112]
    pictures = []
    for height in opening:
        picture = 60.0 + 140 * columns / 112
        picture[((rows - 70) / (2 + 14 * height)) ** 2 + ((columns - 56) / 18) ** 2 < 1] = 40
        pictures.append(picture)
    noise = np.random.default_rng(1).normal(0, 1, (len(opening), 112, 112))
    return np.clip(np.array(pictures) + noise, 0, 255).astype(np.uint8)


def sound(opening: NDArray[np.float64]) -> NDArray[np.float32]:
    """Noise that is loud while the mouth moves."""
    moves = np.abs(np.diff(opening, append=opening[-1]))
    return (np.random.default_rng(2).normal(0, 0.2, FRAMES * 640) * (moves + 0.01).repeat(640)).astype(np.float32)


def test_a_mouth_that_moves_with_the_sound_speaks_and_a_still_one_does_not(syllables: NDArray[np.float64]) -> None:
    judge = MouthMotion.fitted()
    heard = sound(syllables)
    speaks, still = (float(judge.log_odds(face(part), heard).mean()) for part in (syllables, 0 * syllables))
    assert speaks > 0.5 > 0 > still
    assert max(abs(speaks), abs(still)) <= MOST


def test_sound_of_other_moments_says_less(syllables: NDArray[np.float64]) -> None:
    judge = MouthMotion.fitted()
    moving = face(syllables)
    own, other = (judge.log_odds(moving, sound(part))[0] for part in (syllables, np.roll(syllables, 20)))
    assert own > other


def test_cues_of_still_silent_pictures_are_numbers() -> None:
    still = np.full((FRAMES, 112, 112), 90, np.uint8)
    assert np.isfinite(motion_cues(still, np.zeros(FRAMES * 640, np.float32))).all()
    assert np.isfinite(motion_cues(still, np.zeros(0, np.float32))).all()


def test_too_few_pictures_say_nothing() -> None:
    assert not MouthMotion.fitted().log_odds(np.zeros((5, 112, 112), np.uint8), np.zeros(3200, np.float32)).any()
