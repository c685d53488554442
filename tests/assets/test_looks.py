"""The persons of the demo are told apart by the networks that the program uses, and the cartoons are nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest

from assets.demo.stage import Set, frame_at
from assets.demo.story import SHOTS
from engine.describe.face import open_nets
from engine.detect.faces import CenterFace
from engine.types import Floats, Pixels

# Frames in which exactly one real person looks at the camera.
ALONE = {"ada": (2.0, 22.8, 48.0), "bruno": (9.5, 14.5, 38.8), "stranger": (35.0, 37.2)}
# What the networks' authors call strangers: beyond 0.6 for dlib's net (its documentation), below cosine 0.363 for
# SFace (OpenCV Zoo).
DLIB_STRANGERS = 0.6
SFACE_STRANGERS = 0.363


@dataclass(frozen=True)
class Face:
    image: Pixels
    landmarks: Floats


@pytest.fixture(scope="module")
def detector() -> CenterFace:
    return CenterFace.open(threads=1)


@pytest.fixture(scope="module")
def faces(stage: Set, detector: CenterFace) -> Mapping[str, list[Face]]:
    found: dict[str, list[Face]] = {}
    for name, times in ALONE.items():
        for time_s in times:
            image, _ = frame_at(stage, SHOTS, time_s, {})
            seen = detector.detect(image, 0, 1.0)
            assert len(seen.scores) == 1, (name, time_s)
            assert seen.scores[0] > 0.6, (name, time_s)
            found.setdefault(name, []).append(Face(image, seen.landmarks[0]))
    return found


def _vectors(faces: Mapping[str, list[Face]], net_name: str) -> dict[str, Floats]:
    net = open_nets(net_name, threads=1)[0]
    images = {name: net.crops(group) for name, group in faces.items()}
    if net_name == "sface":
        return {name: net.embed(crops) for name, crops in images.items()}
    # dlib's distance is between vectors as they leave the network, before they are scaled to length one.
    run = net.session.run
    return {
        name: np.concatenate(
            [run(("embedding",), {"image": crop[None].transpose(0, 3, 1, 2).astype(np.float32)})[0] for crop in crops]
        )
        for name, crops in images.items()
    }


def test_dlib_net_takes_the_three_for_strangers_and_each_for_one(faces: Mapping[str, list[Face]]) -> None:
    vectors = _vectors(faces, "dlib")
    for name, own in vectors.items():
        for other, theirs in vectors.items():
            distances = np.linalg.norm(own[:, None] - theirs[None], axis=2)
            assert distances.max() < DLIB_STRANGERS if name == other else distances.min() > DLIB_STRANGERS, (
                name,
                other,
            )


def test_sface_takes_the_three_for_strangers_and_each_for_one(faces: Mapping[str, list[Face]]) -> None:
    vectors = _vectors(faces, "sface")
    for name, own in vectors.items():
        for other, theirs in vectors.items():
            cosines = own @ theirs.T
            assert cosines.min() > SFACE_STRANGERS if name == other else cosines.max() < SFACE_STRANGERS, (name, other)


@pytest.mark.parametrize("time_s", [7.0, 23.5, 25.0, 26.4, 41.0, 51.0])
def test_no_face_where_there_are_only_hills_cartoons_or_backs_of_heads(
    stage: Set, detector: CenterFace, time_s: float
) -> None:
    image, _ = frame_at(stage, SHOTS, time_s, {})
    assert (detector.detect(image, 0, 1.0).scores < 0.5).all()
