"""Find a face's landmarks again in a close-up, because those of a scaled-down frame are too rough to align with.

LFW faces of 64 pixels that were found in a picture three times smaller were recognised in 68.8 % of pairs at a false
accept rate of 1e-3 (SFace), with this step in 97.9 % (`benchmarks/faces.py --photos 1600 --face-px 64 --found-at .33`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.describe.align import ARCFACE_112, Template, align, similarity
from engine.detect.faces import PADDING, CenterFace
from engine.settings import Device
from engine.types import Detections, Floats, Pixels

SIZE = 128
# The face fills half of the close-up: what the detector was trained on, and room for landmarks that were far off.
FACE_SHARE = 0.6
CLOSE_UP = Template(
    SIZE,
    tuple((SIZE / 2 + (x - 56) * FACE_SHARE, SIZE / 2 + 2 + (y - 72) * FACE_SHARE) for x, y in ARCFACE_112.points),
)
THRESHOLD = 0.2
# A face further than this from the middle is a neighbour.
MAX_SHIFT_PX = 20.0
BATCH = 8


@dataclass(frozen=True, slots=True, eq=False)
class Refined:
    """Landmarks (5, 2) in the picture's pixels, and the detector's score in the close-up: 0 if no face was found."""

    landmarks: Floats
    score: float


class LandmarkRefiner:
    """Looks at faces again, turned upright and scaled to one size. Not for use by two threads at once."""

    def __init__(self, detector: CenterFace) -> None:
        self._detector = detector

    @classmethod
    def open(cls, device: Device = "auto", threads: int | None = None) -> "LandmarkRefiner":
        """Raises ModelMissing."""
        return cls(CenterFace.open(device, threads, THRESHOLD))

    def refine(self, image: Pixels, landmarks: Floats) -> Refined:
        """The face at rough `landmarks` (5, 2) in `image` (h, w, 3) uint8 RGB, or these landmarks where none is there.

        Raises ValueError where the landmarks coincide.
        """
        return self.refine_all([image], [landmarks])[0]

    def refine_all(self, images: Sequence[Pixels], landmarks: Sequence[Floats]) -> list[Refined]:
        """As `refine`, for one face in each of `images`."""
        refined: list[Refined] = []
        for start in range(0, len(images), BATCH):
            rough = landmarks[start : start + BATCH]
            pairs = zip(images[start : start + BATCH], rough, strict=True)
            found = self._detector.detect_all(
                np.stack([align(image, points, CLOSE_UP, PADDING) for image, points in pairs])
            )
            refined += [_back(one, points) for one, points in zip(found, rough, strict=True)]
        return refined


def _back(found: Detections, rough: Floats) -> Refined:
    """The middle face of a close-up, in the pixels of the picture that the close-up was cut from."""
    if len(found.boxes):
        distances = np.linalg.norm(found.landmarks.mean(axis=1) - CLOSE_UP.array.mean(axis=0), axis=1)
        nearest = int(np.argmin(distances))
        if distances[nearest] <= MAX_SHIFT_PX:
            matrix = similarity(rough, CLOSE_UP)
            points = np.linalg.solve(matrix[:, :2], (found.landmarks[nearest] - matrix[:, 2]).T).T
            return Refined(points.astype(np.float32), float(found.scores[nearest]))
    return Refined(rough, 0.0)
