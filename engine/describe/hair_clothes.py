"""Describe what surrounds a face: the colours of the hair and of the collar, which hold as long as a scene does."""

import cv2
import numpy as np

from engine.types import Floats, Pixels

MODEL = "hair-clothes"
SIZE = 64
BINS = 6
# Regions of a chip of SIZE pixels, whose face box fills the middle half: rows, columns.
HAIR = ((slice(4, 20), slice(16, 48)), (slice(20, 36), slice(10, 18)), (slice(20, 36), slice(46, 54)))
CLOTHES = ((slice(52, 64), slice(12, 52)),)
# Lightness takes its whole range; the colour axes of common objects lie near the middle.
RANGES = ((0.0, 256.0), (96.0, 160.0), (96.0, 160.0))


def hair_clothes(chip: Pixels) -> Floats:
    """(2 * 216,) unit vector of a chip (s, s, 3) uint8 RGB: two colour histograms in Lab, square-rooted.

    The dot product of two such vectors is the mean of two Bhattacharyya coefficients (Bhattacharyya 1943).
    """
    small = cv2.resize(chip, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    parts = [colours(np.concatenate([lab[region].reshape(-1, 3) for region in where])) for where in (HAIR, CLOTHES)]
    joined: Floats = (np.concatenate(parts) / np.sqrt(2)).astype(np.float32)
    return joined


def colours(pixels: Floats) -> Floats:
    """(216,) unit vector: square roots of the shares of the colours of `pixels` (n, 3) in Lab of 8 bits each."""
    clipped = np.clip(pixels, [r[0] for r in RANGES], [r[1] - 1e-3 for r in RANGES])
    counts, _ = np.histogramdd(clipped, bins=(BINS, BINS, BINS), range=RANGES)
    shares: Floats = np.sqrt(counts.ravel() / counts.sum()).astype(np.float32)
    return shares
