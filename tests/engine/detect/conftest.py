"""Thumbnails of made films whose cuts, dissolves and flashes are known."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

RATE = 25
Thumbs = NDArray[Any]
"""(n, 27, 48, 3) uint8 RGB."""


class Film:
    """Builds thumbnails shot by shot: every number stands for another picture."""

    def still(self, number: int, frames: int, contrast: float = 1.0, level: float = 128.0) -> Thumbs:
        picture = self._wide(number)[:, :48]
        shown = level + (picture - 128) * contrast
        return np.repeat(shown[None], frames, axis=0).clip(0, 255).astype(np.uint8)

    def pan(self, number: int, frames: int, speed: float = 0.4) -> Thumbs:
        """`speed`: thumbnail pixels a frame; 48 is a whole picture."""
        wide = self._wide(number)
        moved = [
            cv2.warpAffine(wide, np.array([[1, 0, -speed * i], [0, 1, 0]], np.float32), (48, 27)) for i in range(frames)
        ]
        return np.stack(moved).clip(0, 255).astype(np.uint8)

    def dissolve(self, before: Thumbs, after: Thumbs) -> Thumbs:
        """From the first to the second, which are of one length; the ends are not pure."""
        share = np.linspace(0, 1, len(before) + 2)[1:-1, None, None, None]
        return (before * (1 - share) + after * share).round().astype(np.uint8)

    def noisy(self, thumbs: Thumbs, levels: float = 2.0) -> Thumbs:
        noise = np.random.default_rng(9).normal(0, levels, thumbs.shape)
        return (thumbs + noise).round().clip(0, 255).astype(np.uint8)

    def join(self, *parts: Thumbs) -> Thumbs:
        return np.concatenate(parts)

    def times(self, count: int, rate: Fraction | int = RATE) -> list[Fraction]:
        return [Fraction(i) / rate for i in range(count)]

    def _wide(self, number: int) -> NDArray[np.float32]:
        rng = np.random.default_rng(number)
        wide = np.zeros((27, 240, 3), np.float32)
        for rows, columns, share in ((4, 32, 0.6), (9, 80, 0.4)):
            wide += share * cv2.resize(rng.uniform(0, 255, (rows, columns, 3)).astype(np.float32), (240, 27))
        return np.clip((wide - 128) * 1.5 + 128, 0, 255)


@pytest.fixture(scope="session")
def film() -> Film:
    return Film()


@pytest.fixture(scope="session")
def push_all() -> Callable[..., list[Any]]:
    """Give thumbnails to a detector or finder, then flush it; returns all that it found."""

    def push(finder: Any, thumbs: Thumbs, times: Sequence[Fraction] | None = None) -> list[Any]:
        stamps = times or [Fraction(i, RATE) for i in range(len(thumbs))]
        found = [b for i, (t, thumb) in enumerate(zip(stamps, thumbs, strict=True)) for b in finder.push(i, t, thumb)]
        return [*found, *finder.flush()]

    return push
