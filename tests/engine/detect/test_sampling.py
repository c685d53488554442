"""Frames to look at lie on a grid in player time, denser where the picture changes, wherever the reading began."""

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.detect.sampling import RATES, Sampler, SamplingRate

RATE = SamplingRate(Fraction(1, 4), Fraction(1, 8), change=5.0)
FLAT = np.full((27, 48, 3), 100, np.uint8)


def wanted(sampler: Sampler, times: list[Fraction], thumbs: np.ndarray) -> list[Fraction]:
    return [time for time, thumb in zip(times, thumbs, strict=True) if sampler.wants(time, thumb)]


def test_a_calm_picture_is_looked_at_once_in_each_stretch(film: Any) -> None:
    times = film.times(100)
    found = wanted(Sampler(RATE), times, film.still(1, 100))
    assert [time // RATE.calm_s for time in found] == list(range(16))
    assert all(time - RATE.calm_s * (time // RATE.calm_s) < Fraction(1, 25) for time in found)


def test_a_changing_picture_is_looked_at_more_often(film: Any) -> None:
    times = film.times(100)
    found = wanted(Sampler(RATE), times, film.pan(1, 100, speed=2))
    assert [time // RATE.busy_s for time in found] == list(range(32))


def test_slow_films_are_looked_at_frame_by_frame(film: Any) -> None:
    times = film.times(20, rate=2)
    assert wanted(Sampler(RATE), times, film.still(1, 20)) == times


def test_every_quality_looks_a_few_times_a_second(film: Any) -> None:
    looks = {
        quality: len(wanted(Sampler(rate), film.times(250), film.still(1, 250))) for quality, rate in RATES.items()
    }
    assert 20 <= looks["fast"] < looks["balanced"] < looks["thorough"] <= 100


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(st.sampled_from([1, 2, 3, 5, 20, 70]), min_size=20, max_size=120),
    levels=st.lists(st.integers(0, 3), min_size=120, max_size=120),
    begin=st.integers(1, 100),
    quality=st.sampled_from(sorted(RATES)),
)
def test_a_run_that_starts_two_seconds_earlier_says_the_same(
    steps: list[int], levels: list[int], begin: int, quality: str
) -> None:
    """Whatever the rhythm of the frames: a hundredth of a second apart, or most of one."""
    times = [Fraction(sum(steps[: i + 1]), 100) for i in range(len(steps))]
    thumbs = np.stack([FLAT + np.uint8(10 * level) for level in levels[: len(times)]])
    resumed_at = times[min(begin, len(times) - 1)]
    first = next(i for i, time in enumerate(times) if time >= resumed_at - 2)
    rate = RATES[quality]  # type: ignore[index]
    whole = [time for time in wanted(Sampler(rate), times, thumbs) if time >= resumed_at]
    later = [time for time in wanted(Sampler(rate), times[first:], thumbs[first:]) if time >= resumed_at]
    assert later == whole
