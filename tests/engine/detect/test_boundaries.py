"""What a finder finds after a boundary does not depend on what was before it."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.detect.boundaries import SETTLED_S, BoundaryFinder
from engine.detect.confirm import CONTEXT_S
from engine.detect.shots import Boundary
from engine.detect.transnet import TransNet

Push = Callable[..., list[Any]]


class SharpEye:
    """Believes in a boundary wherever the picture of a moment later is another one, so that many doubts stand."""

    def probabilities(self, thumbs: np.ndarray) -> np.ndarray:
        small = thumbs.astype(np.float32)
        later = small[np.minimum(np.arange(len(small)) + 5, len(small) - 1)]
        earlier = small[np.maximum(np.arange(len(small)) - 4, 0)]
        return np.minimum(np.abs(later - earlier).mean(axis=(1, 2, 3)) / 30, 1).astype(np.float32)


NETS = [None, SharpEye()]


def facts(found: list[Boundary]) -> list[tuple[int, Fraction, float]]:
    return [(b.pts, b.time, b.strength) for b in found]


@pytest.mark.parametrize("net", NETS, ids=["alone", "with a network"])
def test_cuts_and_dissolves_are_found_in_order(film: Any, push_all: Push, net: Any) -> None:
    thumbs = film.join(
        film.still(1, 50), film.still(2, 40), film.dissolve(film.still(2, 15), film.still(3, 15)), film.still(3, 50),
        film.still(4, 40),
    )  # fmt: skip
    first, soft, last = (b.pts for b in push_all(BoundaryFinder(net), film.noisy(thumbs, 1)))
    assert (first, last) == (50, 155)
    assert 90 <= soft < 106


@pytest.mark.parametrize("frames", [10, 20, 30])
@pytest.mark.parametrize("net", NETS, ids=["alone", "with a network"])
def test_a_dissolve_is_one_boundary(film: Any, push_all: Push, net: Any, frames: int) -> None:
    blend = film.dissolve(film.still(2, frames), film.still(3, frames))
    found = push_all(BoundaryFinder(net), film.join(film.still(2, 40), blend, film.still(3, 50)))
    assert len(found) == 1
    assert 40 <= found[0].pts <= 40 + frames


@pytest.mark.parametrize("light", ["bright", "all white"])
@pytest.mark.parametrize("frames", [1, 2, 4, 7])
@pytest.mark.parametrize("net", NETS, ids=["alone", "with a network"])
def test_flashes_are_no_boundaries(film: Any, push_all: Push, net: Any, frames: int, light: str) -> None:
    thumbs = film.join(film.still(2, 80), film.still(3, 40))
    lit = thumbs[30 : 30 + frames].astype(int) + 80
    thumbs[30 : 30 + frames] = np.clip(lit, 0, 255) if light == "bright" else 255
    assert [b.pts for b in push_all(BoundaryFinder(net), film.noisy(thumbs, 1))] == [80]


def test_a_light_that_is_switched_on_is_a_boundary_once(film: Any, push_all: Push) -> None:
    """Nothing tells it from a cut to the same place by day."""
    lit = np.clip(film.still(2, 60).astype(int) + 80, 0, 255).astype(np.uint8)
    assert [b.pts for b in push_all(BoundaryFinder(None), film.join(film.still(2, 60), lit))] == [60]


def test_shots_are_never_shorter_than_the_least_length(film: Any, push_all: Push) -> None:
    """A weak change just before a sure cut would hide it; the sure one counts."""
    weak = film.still(2, 3, contrast=0.9, level=134)
    found = push_all(BoundaryFinder(SharpEye()), film.join(film.still(2, 40), weak, film.still(4, 40)))
    assert [b.pts for b in found][-1] == 43
    assert all(later.time - earlier.time >= Fraction(1, 5) for earlier, later in pairwise(found))


def test_transnet_drops_the_doubts_of_a_slow_pan(film: Any, push_all: Push) -> None:
    net = TransNet.open_if_there("cpu", threads=2)
    if net is None:
        pytest.skip("needs the weights of transnetv2")
    assert push_all(BoundaryFinder(net), film.noisy(film.pan(3, 75, 0.1), 1)) == []


def test_long_pauses_between_frames_are_no_trouble(film: Any, push_all: Push) -> None:
    thumbs = film.join(*(film.still(number, 3, contrast=0.2) for number in range(12)))
    times = [Fraction(7 * i) for i in range(len(thumbs))]
    found = push_all(BoundaryFinder(SharpEye()), thumbs, times)
    assert [b.pts for b in found] == list(range(3, 36, 3))


def random_film(film: Any, parts: list[tuple[str, int, int]], levels: float) -> np.ndarray:
    """Shots joined by cuts and dissolves."""
    thumbs = [film.still(0, 5)]
    for how, number, frames in parts:
        if how == "dissolve":
            before = np.repeat(thumbs[-1][-1:], frames, axis=0)
            thumbs.append(film.dissolve(before, film.still(number, frames)))
        elif how == "flash":
            thumbs.append(np.full((1, 27, 48, 3), 250, np.uint8))
        elif how == "pan":
            thumbs.append(film.pan(number, frames, 0.7))
        else:
            thumbs.append(film.still(number, frames, contrast=0.3 if how == "dim" else 1.0))
    return film.noisy(film.join(*thumbs), levels)


PARTS = st.lists(
    st.tuples(st.sampled_from(["still", "pan", "dissolve", "flash", "dim"]), st.integers(1, 9), st.integers(4, 45)),
    min_size=2, max_size=8,
)  # fmt: skip
# A slide show, a film, and one that stands still in between.
STEPS = st.sampled_from([(Fraction(1, 25),), (Fraction(1, 2),), (Fraction(1, 30), Fraction(1, 30), Fraction(3, 2))])


def times_of(count: int, steps: tuple[Fraction, ...]) -> list[Fraction]:
    times = [Fraction(0)]
    for i in range(count - 1):
        times.append(times[-1] + steps[i % len(steps)])
    return times


@settings(max_examples=40, deadline=None)
@given(parts=PARTS, steps=STEPS, sharp=st.booleans())
def test_a_finder_that_starts_at_a_boundary_finds_what_an_unbroken_one_finds(
    film: Any, push_all: Push, parts: list[tuple[str, int, int]], steps: tuple[Fraction, ...], sharp: bool
) -> None:
    thumbs = random_film(film, parts, 1.0)
    times = times_of(len(thumbs), steps)
    net = SharpEye() if sharp else None
    whole = push_all(BoundaryFinder(net), thumbs, times)
    for number, boundary in enumerate(whole, start=1):
        finder = BoundaryFinder(net, settled=boundary.time)
        later = [b for i in range(boundary.pts, len(thumbs)) for b in finder.push(i, times[i], thumbs[i])]
        assert facts([*later, *finder.flush()]) == facts(whole[number:])


@settings(max_examples=40, deadline=None)
@given(parts=PARTS, sharp=st.booleans(), at=st.integers(60, 300))
def test_a_finder_that_starts_inside_a_shot_finds_what_one_finds_that_was_settled_there(
    film: Any, parts: list[tuple[str, int, int]], sharp: bool, at: int
) -> None:
    thumbs = random_film(film, parts, 1.0)
    net = SharpEye() if sharp else None
    one = BoundaryFinder(net)
    at = min(at, len(thumbs) - 1)
    shot_start = Fraction(0)
    for i in range(at + 1):
        for boundary in one.push(i, Fraction(i, 25), thumbs[i]):
            shot_start = boundary.time
    settled = Fraction(at - 1, 25) - SETTLED_S
    if settled <= shot_start:
        return
    found = one.settle(settled)
    found += [b for i in range(at + 1, len(thumbs)) for b in one.push(i, Fraction(i, 25), thumbs[i])]
    begin = max(shot_start, settled - CONTEXT_S)
    other = BoundaryFinder(net, settled)
    later = [
        b for i in range(len(thumbs)) if Fraction(i, 25) >= begin for b in other.push(i, Fraction(i, 25), thumbs[i])
    ]
    assert facts([*later, *other.flush()]) == facts([*found, *one.flush()])
    assert all(b.time > settled for b in found)
