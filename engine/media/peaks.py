"""Keep how loud a film is from moment to moment, so that its sound is drawn at any zoom without reading it again."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.media.audio import read_audio
from engine.types import AudioStream, Floats, Media

Levels: TypeAlias = NDArray[np.int8]
BUCKETS_PER_S = 400
"""A frame at 25 a second holds sixteen of the smallest buckets."""
FACTOR = 4
"""Buckets of one level that become one of the next."""
LEVELS = 6
BLOCK = 24 * FACTOR ** (LEVELS - 1)
"""Buckets that are read in one go, about a minute; whole buckets on every level."""
LOUDEST = 127


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """The quietest and loudest sample of each stretch of sound.

    `bucket_s`: length of a stretch on level 0; each level has stretches `FACTOR` times as long as the one before.
    `levels`: (n, 2) int8, least and greatest sample of each stretch from player time 0 on, -127..127 for -1..1.
    `until`: how far the sound has been read; silence beyond.
    """

    bucket_s: Fraction
    levels: tuple[Levels, ...]
    until: Fraction

    @property
    def gain(self) -> float:
        """What makes the loudest sample fill the height, at most fourfold, lest noise look like speech."""
        return min(4.0, 1 / max(self.loudest, 0.01))

    @property
    def loudest(self) -> float:
        """The greatest distance from silence, 0..1."""
        top = self.levels[-1]
        return float(np.abs(top.astype(np.int16)).max()) / LOUDEST if len(top) else 0.0

    def columns(self, left_s: float, column_s: float, count: int) -> Floats:
        """Least and greatest sample in each of `count` columns of `column_s` seconds from `left_s` on: (count, 2).

        float32 in -1..1. Reads a few buckets a column, however long the film is.
        """
        level = 0
        bucket_s = float(self.bucket_s)
        while level + 1 < len(self.levels) and bucket_s * FACTOR <= column_s:
            level, bucket_s = level + 1, bucket_s * FACTOR
        edges = (left_s + np.arange(count + 1) * column_s) / bucket_s
        first = np.floor(edges[:-1] + 1e-6).astype(np.int64)
        # A column reaches over all buckets that begin in it, and over one at least.
        stop = np.maximum(np.ceil(edges[1:] - 1e-6).astype(np.int64), first + 1)
        return _reduced(self.levels[level], first, stop)


def silence(media: Media, stream: AudioStream) -> Peaks:
    """Peaks of a film whose sound is still to be read."""
    return Peaks(_bucket(stream.sample_rate), _empty(media, stream), Fraction(0))


def read_peaks(media: Media, stream: AudioStream) -> Iterator[Peaks]:
    """The peaks so far, after each minute of sound; the last ones are whole. Memory does not grow with the film.

    The arrays are filled as the sound is read: all values share them. Raises UnreadableMedia.
    """
    bucket_s, levels = _bucket(stream.sample_rate), _empty(media, stream)
    size = round(bucket_s * stream.sample_rate)
    blocks = read_audio(media, stream.sample_rate, stream.index, BLOCK * bucket_s)
    for number, block in enumerate(blocks):
        fresh = _peaks(block.samples, size)
        levels = _written(levels, number * BLOCK, fresh)
        yield Peaks(bucket_s, levels, block.start + Fraction(len(block.samples), block.rate))


def _bucket(rate: int) -> Fraction:
    """A whole number of samples, so that no bucket is longer than another."""
    return Fraction(max(1, round(rate / BUCKETS_PER_S)), rate)


def _empty(media: Media, stream: AudioStream) -> tuple[Levels, ...]:
    end = max(media.duration, stream.start + stream.duration)
    count = int(end / _bucket(stream.sample_rate)) + 1
    levels = [np.zeros((count, 2), np.int8)]
    while len(levels) < LEVELS:
        levels.append(np.zeros((-(-len(levels[-1]) // FACTOR), 2), np.int8))
    return tuple(levels)


def _peaks(samples: Floats, size: int) -> Levels:
    """(n, 2) int8 of the buckets of `size` samples; the last one may be shorter. Never quieter than the sound."""
    padded = np.pad(samples, (0, -len(samples) % size), mode="edge").reshape(-1, size) * LOUDEST
    least, greatest = np.floor(padded.min(axis=1)), np.ceil(padded.max(axis=1))
    peaks: Levels = np.clip(np.stack([least, greatest], axis=1), -LOUDEST, LOUDEST).astype(np.int8)
    return peaks


def _written(levels: tuple[Levels, ...], place: int, fresh: Levels) -> tuple[Levels, ...]:
    """Put buckets into level 0, and what follows from them into the others; longer arrays where they do not fit."""
    result = []
    for level in levels:
        missing = place + len(fresh) - len(level)
        fitting = level if missing <= 0 else np.concatenate([level, np.zeros((missing, 2), np.int8)])
        fitting[place : place + len(fresh)] = fresh
        result.append(fitting)
        groups = np.pad(fresh, ((0, -len(fresh) % FACTOR), (0, 0)), mode="edge").reshape(-1, FACTOR, 2)
        fresh = np.stack([groups[:, :, 0].min(axis=1), groups[:, :, 1].max(axis=1)], axis=1)
        place //= FACTOR
    return tuple(result)


def _reduced(level: Levels, first: NDArray[np.int64], stop: NDArray[np.int64]) -> Floats:
    """Least and greatest over `level[first:stop]` for each pair, 0 where that lies outside: (n, 2) float32 in -1..1."""
    result = np.zeros((len(first), 2), np.float32)
    inside = (stop > 0) & (first < len(level))
    if inside.any():
        begin, end = np.maximum(first[inside], 0), np.minimum(stop[inside], len(level))
        # reduceat takes from each place up to the next; every second of these stretches is between two columns.
        head = int(begin.min())
        places = np.stack([begin, end], axis=1).ravel() - head
        extended = np.concatenate([level[head : int(end.max())], np.zeros((1, 2), np.int8)])
        low = np.minimum.reduceat(extended[:, 0], places)[::2]
        high = np.maximum.reduceat(extended[:, 1], places)[::2]
        result[inside] = np.stack([low, high], axis=1) / np.float32(LOUDEST)
    return result
