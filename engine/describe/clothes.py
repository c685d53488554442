"""Describe what somebody wears by colour and texture, which needs no network and holds as long as a scene does."""

import cv2
import numpy as np

from engine.describe.hair_clothes import BINS, colours
from engine.types import Floats, Pixels

MODEL = "clothes"
PICTURE = (48, 96)
"""Width and height to which a crop of a body is scaled."""
UPPER = (slice(16, 52), slice(10, 38))
LOWER = (slice(56, 92), slice(12, 36))
ORIENTATIONS = 8
SIZE = 2 * (BINS**3 + ORIENTATIONS)
TEXTURE_WEIGHT = 0.35
"""Length of the texture's part; that of the colours is 1. Cloth is known by its colour, stripes and checks by both."""


def clothes(body: Pixels) -> Floats:
    """(448,) unit vector of a crop of a body (h, w, 3) uint8 RGB.

    Colour histograms of the upper and the lower part, and the directions and strengths of edges in each.
    """
    lab = cv2.cvtColor(cv2.resize(body, PICTURE, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2LAB).astype(np.float32)
    parts = [colours(lab[part].reshape(-1, 3)) for part in (UPPER, LOWER)]
    parts += [TEXTURE_WEIGHT * texture(lab[..., 0][part]) for part in (UPPER, LOWER)]
    joined = np.concatenate(parts)
    vector: Floats = (joined / max(float(np.linalg.norm(joined)), 1e-6)).astype(np.float32)
    return vector


def texture(light: Floats) -> Floats:
    """(8,) square roots of the shares of edge strength by direction, of lightness (h, w)."""
    across, down = cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1)
    angle = (np.arctan2(down, across) % np.pi / np.pi * ORIENTATIONS).astype(int) % ORIENTATIONS
    strength = np.bincount(angle.ravel(), np.hypot(across, down).ravel(), ORIENTATIONS)
    shares: Floats = np.sqrt(strength / max(float(strength.sum()), 1e-6)).astype(np.float32)
    return shares
