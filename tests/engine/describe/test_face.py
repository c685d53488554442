from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from engine.describe.align import ARCFACE_112
from engine.describe.face import PARTS, FaceEmbedder, join, open_embedder, open_nets, unit
from engine.detect.faces import CenterFace
from engine.errors import UserError
from engine.models.ready import available


@dataclass(frozen=True)
class Face:
    image: NDArray[np.uint8]
    landmarks: NDArray[np.float32]


def embedder(name: str, flip: bool = False) -> FaceEmbedder:
    missing = [part for part in PARTS[name] if not available(part)]
    if missing:
        pytest.skip(f"needs the weights of {', '.join(missing)}")
    return open_embedder(name, flip=flip)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def portrait() -> Face:
    """The NASA portrait that scikit-image carries, with its face found."""
    image = data.astronaut()
    found = CenterFace.open().detect(image, 0, 1.0)
    return Face(image, found.landmarks[0])


def dimmed(face: Face) -> Face:
    return Face((face.image * 0.7 + 20).astype(np.uint8), face.landmarks + np.float32(0.8))


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("flip", [False, True])
def test_vectors_have_unit_length_and_know_the_face_in_another_light(portrait: Face, name: str, flip: bool) -> None:
    vectors = embedder(name, flip).embed([portrait, dimmed(portrait)])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors.dtype == np.float32
    assert vectors[0] @ vectors[1] > 0.9


@pytest.mark.parametrize("name", PARTS)
def test_one_at_a_time_and_in_batches_is_the_same(portrait: Face, name: str) -> None:
    faces = [Face(portrait.image, portrait.landmarks + np.float32(shift)) for shift in np.linspace(-4, 4, 11)]
    net = embedder(name)
    together = net.embed(faces)
    apart = np.concatenate([net.embed([face]) for face in faces])
    np.testing.assert_allclose(together, apart, atol=1e-5)


def test_no_faces_give_no_vectors() -> None:
    net = embedder("dlib")
    assert net.embed([]).shape == (0, net.dimensions)


def test_joined_cosine_is_the_mean_of_its_parts(portrait: Face) -> None:
    faces = [portrait, dimmed(portrait), Face(portrait.image[:, ::-1], portrait.landmarks)]
    parts = [embedder(name).embed(faces) for name in PARTS["joined"]]
    vectors = embedder("joined").embed(faces)
    np.testing.assert_allclose(vectors @ vectors.T, sum(part @ part.T for part in parts) / 2, atol=1e-5)
    np.testing.assert_allclose(join(parts), vectors, atol=1e-5)


def test_flip_makes_a_face_and_its_mirror_image_one(portrait: Face) -> None:
    embedder("dlib")
    (net,) = open_nets("dlib", flip=True)
    crop = net.crops([portrait])
    vectors = unit(np.concatenate([net.embed(crop), net.embed(crop[:, :, ::-1])]))
    assert vectors[0] @ vectors[1] == pytest.approx(1, abs=1e-5)


def test_template_belongs_to_the_network() -> None:
    embedder("sface")
    (net,) = open_nets("sface")
    assert net.template is ARCFACE_112
    assert net.size == 112


def test_unknown_embedding_names_the_known_ones() -> None:
    with pytest.raises(UserError, match="facenet"):
        open_embedder("facenet")  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "threshold"), [("sface", 0.35), ("joined", 0.62), ("dlib", 0.9)])
def test_people_are_told_apart(shared: Path, name: str, threshold: float) -> None:
    """Ten people, ten photos each: nearly all pairs fall on the right side of the embedding's usual threshold."""
    import cv2

    net, detector = embedder(name), CenterFace.open()
    people, faces = [], []
    for person in sorted((shared / "media" / "faces" / "lfw_10x10_colour").iterdir()):
        for path in sorted(person.glob("*.*"))[:6]:
            image = cv2.imread(str(path))
            if image is None:
                continue
            picture = np.ascontiguousarray(image[..., ::-1])
            found = detector.detect(picture, 0, 1.0)
            if len(found.boxes):
                people.append(person.name)
                faces.append(Face(picture, found.landmarks[0]))
    vectors = net.embed(faces)
    same = np.equal.outer(people, people)
    right = (vectors @ vectors.T > threshold) == same
    assert len(faces) > 40
    assert right[np.triu_indices(len(faces), 1)].mean() > 0.95
