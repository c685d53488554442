"""The outline of a film's sound against what numpy finds in the same samples."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.media.audio import read_audio
from engine.media.peaks import FACTOR, Peaks, read_peaks, silence
from engine.media.probe import probe
from engine.types import Media

Clip = Callable[..., Path]
CLICKS = (0.5, 1.25, 3.0)
ONE_STEP = 1 / 127


@pytest.fixture
def clicks(make_clip: Clip) -> Media:
    return probe(make_clip("clicks.mkv", frames=100, clicks=CLICKS, sound={"codec": "pcm_s16le", "seconds": 4}))


def whole(media: Media) -> Peaks:
    *_, last = read_peaks(media, media.audio[0])
    return last


def samples_of(media: Media) -> np.ndarray:
    blocks = read_audio(media, media.audio[0].sample_rate, media.audio[0].index)
    return np.concatenate([block.samples for block in blocks])


def test_smallest_buckets_hold_the_extremes_of_their_samples(clicks: Media) -> None:
    peaks, samples = whole(clicks), samples_of(clicks)
    size = round(peaks.bucket_s * clicks.audio[0].sample_rate)
    buckets = samples[: len(samples) // size * size].reshape(-1, size)
    found = peaks.levels[0][: len(buckets)] / 127

    assert np.abs(found[:, 0] - buckets.min(axis=1)).max() <= ONE_STEP
    assert np.abs(found[:, 1] - buckets.max(axis=1)).max() <= ONE_STEP
    # An outline never looks quieter than the sound.
    assert (found[:, 1] >= buckets.max(axis=1) - 1e-6).all()


def test_each_level_holds_the_extremes_of_the_one_before(clicks: Media) -> None:
    peaks = whole(clicks)

    for fine, coarse in zip(peaks.levels, peaks.levels[1:], strict=False):
        for place in range(len(coarse)):
            part = fine[place * FACTOR : (place + 1) * FACTOR]
            assert tuple(coarse[place]) == (part[:, 0].min(), part[:, 1].max())


@pytest.mark.parametrize("columns", [7, 40, 400, 3000])
def test_columns_at_any_zoom_show_the_clicks_where_they_are(clicks: Media, columns: int) -> None:
    loud = whole(clicks).columns(0, 4 / columns, columns)[:, 1] > 0.4
    column_s = 4 / columns
    expected = {int(click / column_s) for click in CLICKS}

    assert expected <= set(np.flatnonzero(loud))
    # A click lasts 5 ms and a bucket 2.5; nothing further away is loud.
    far = [
        place
        for place in np.flatnonzero(loud)
        if min(abs(place * column_s - click) for click in CLICKS) > 0.011 + column_s
    ]
    assert far == []


def test_columns_beyond_the_film_are_silent(clicks: Media) -> None:
    found = whole(clicks).columns(-10, 0.1, 400)

    assert np.flatnonzero(found[:, 1] > 0.4).min() >= 100
    assert not found[:90].any()
    assert not found[150:].any()


def test_sound_that_starts_late_lies_at_its_time(make_clip: Clip) -> None:
    late = probe(
        make_clip("late.mkv", frames=100, clicks=(0.5,), sound={"codec": "pcm_s16le", "seconds": 2, "start": 1})
    )
    loud = np.flatnonzero(whole(late).columns(0, 0.01, 400)[:, 1] > 0.4)

    assert late.audio[0].start == pytest.approx(1, abs=0.01)
    assert loud.min() * 0.01 == pytest.approx(1.5, abs=0.02)
    assert loud.max() * 0.01 == pytest.approx(1.5, abs=0.02)


def test_peaks_grow_block_by_block_to_what_one_reading_gives(make_clip: Clip) -> None:
    seconds = 140
    media = probe(
        make_clip(
            "long.mkv", frames=2, clicks=[0.5 * n for n in range(2 * seconds)],
            sound={"codec": "pcm_s16le", "rate": 8000, "seconds": seconds},
        )
    )  # fmt: skip
    states = list(read_peaks(media, media.audio[0]))

    assert len(states) > 2
    assert [state.until for state in states] == sorted(state.until for state in states)
    assert float(states[-1].until) == pytest.approx(seconds, abs=0.01)
    loud = states[-1].columns(0, 0.5, 2 * seconds)[:, 1] > 0.4
    assert loud.all()
    for fine, coarse in zip(states[-1].levels, states[-1].levels[1:], strict=False):
        assert fine[:, 1].max() == coarse[:, 1].max()


def test_sound_longer_than_the_file_says_is_kept(clicks: Media) -> None:
    stream = replace(clicks.audio[0], duration=Fraction(1))
    short = replace(clicks, duration=Fraction(1), audio=(stream,))
    *_, peaks = read_peaks(short, stream)

    assert peaks.until == pytest.approx(4, abs=0.01)
    assert peaks.columns(2.9, 0.01, 20)[:, 1].max() > 0.4


def test_nothing_is_loud_before_it_is_read(clicks: Media) -> None:
    empty = silence(clicks, clicks.audio[0])

    assert empty.until == 0
    assert not empty.columns(0, 0.01, 400).any()
    assert whole(clicks).gain == pytest.approx(1 / whole(clicks).loudest)
