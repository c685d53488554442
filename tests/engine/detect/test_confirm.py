"""A doubt stands where the network sees a cut, or where it is strong if there is no network."""

from fractions import Fraction
from typing import Any

import cv2
import numpy as np
import pytest

from engine.detect.confirm import NET_FRAMES, BoundaryJudge, JudgeLimits, Seen
from engine.detect.shots import Boundary
from engine.detect.transnet import TransNet
from engine.models.ready import available
from engine.timebase import Span

LIMITS = JudgeLimits(probability=0.5, cut_strength=1.5, blend_strength=0.6)


class Net:
    """Says that one picture, known by its level, is the last of its shot."""

    def __init__(self, level: int, chance: float) -> None:
        self.level, self.chance = level, chance
        self.asked = 0

    def probabilities(self, thumbs: np.ndarray) -> np.ndarray:
        assert 1 <= len(thumbs) <= NET_FRAMES
        assert thumbs.shape[1:] == (27, 48, 3)
        self.asked += 1
        return np.where(thumbs[:, 0, 0, 0] == self.level, self.chance, 0.0).astype(np.float32)


def frames_at(count: int, rate: int = 25) -> list[Seen]:
    """Frames of one picture, whose first pixel's level is their number."""
    picture = np.random.default_rng(2).integers(0, 255, (27, 48, 3), np.uint8)
    thumbs = np.repeat(picture[None], count, axis=0)
    thumbs[:, 0, 0] = (np.arange(count) % 256)[:, None]
    return [Seen(i, Fraction(i, rate), thumb) for i, thumb in enumerate(thumbs)]


def doubt(frame: int, strength: float = 0.7, reach: int = 8, doubtful: bool = True, rate: int = 25) -> Boundary:
    window = Span(Fraction(max(0, frame - reach), rate), Fraction(frame + reach, rate))
    return Boundary(frame, Fraction(frame, rate), strength, doubtful, window)


def test_a_sure_boundary_stands_unasked() -> None:
    net = Net(0, 0.0)
    sure = doubt(50, doubtful=False)
    assert BoundaryJudge(net, LIMITS).judged(sure, frames_at(100)) is sure
    assert net.asked == 0


@pytest.mark.parametrize(("strength", "stands"), [(0.59, False), (0.6, True), (1.2, False), (1.5, True)])
def test_without_a_network_cuts_and_blends_have_bounds_of_their_own(strength: float, stands: bool) -> None:
    judged = BoundaryJudge(None, LIMITS).judged(doubt(50, strength), frames_at(100))
    assert (judged is not None) == stands


def test_a_doubt_that_the_network_shares_stands_at_the_frame_after_the_one_that_it_names() -> None:
    judged = BoundaryJudge(Net(53, 0.9), LIMITS).judged(doubt(50), frames_at(100))
    assert judged is not None
    assert (judged.pts, judged.time, judged.strength) == (54, Fraction(54, 25), 0.7)


@pytest.mark.parametrize("net", [Net(53, 0.4), Net(80, 0.9)], ids=["unsure", "elsewhere"])
def test_a_doubt_that_the_network_does_not_share_falls(net: Net) -> None:
    assert BoundaryJudge(net, LIMITS).judged(doubt(50), frames_at(100)) is None


@pytest.mark.parametrize("colour", [0, 255, 90])
def test_a_fade_to_one_even_colour_needs_no_network(colour: int) -> None:
    """Frames get less contrast until nothing is left."""
    rng = np.random.default_rng(8)
    picture = cv2.resize(rng.uniform(0, 255, (5, 8, 3)).astype(np.float32), (48, 27))
    left = np.clip(1 - (np.arange(100) - 40) / 16, 0, 1)[:, None, None, None]
    thumbs = (colour + (picture - colour) * left).clip(0, 255).astype(np.uint8)
    frames = [Seen(i, Fraction(i, 25), thumb) for i, thumb in enumerate(thumbs)]
    net = Net(-1, 0.0)
    fade, early = doubt(48), doubt(40)
    assert BoundaryJudge(net, LIMITS).judged(fade, frames) == fade
    assert net.asked == 0
    assert BoundaryJudge(net, LIMITS).judged(early, frames) is None
    assert net.asked == 1


def test_many_frames_a_second_are_thinned_out_for_the_network() -> None:
    frames = frames_at(1200, rate=240)
    for level in range(256):
        judged = BoundaryJudge(Net(level, 0.9), LIMITS).judged(doubt(600, reach=128, rate=240), frames)
        if judged is not None:
            return
    pytest.fail("no frame near the boundary was shown to the network")


@pytest.mark.parametrize("count", [1, 2])
def test_the_network_copes_with_hardly_any_frame(count: int) -> None:
    frames = frames_at(count)
    assert BoundaryJudge(Net(5, 0.9), LIMITS).judged(doubt(0), frames) is None


def test_transnet_sees_a_cut_and_none_in_a_pan(film: Any) -> None:
    if not available("transnetv2"):
        pytest.skip("needs the weights of transnetv2")
    net = TransNet.open_if_there("cpu", threads=2)
    assert net is not None
    cut = net.probabilities(film.noisy(film.join(film.pan(1, 40), film.pan(2, 40))))
    assert int(np.argmax(cut)) == 39
    assert cut[39] > 2 * np.delete(cut, [38, 39, 40]).max()
    assert net.probabilities(film.noisy(film.pan(1, 60))).max() < 0.2
