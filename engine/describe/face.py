"""Describe faces by unit vectors whose cosine tells whether two faces are one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

import numpy as np

from engine.describe.align import ARCFACE_112, DLIB_150, Template, align, scaled
from engine.describe.refine import LandmarkRefiner
from engine.errors import UserError
from engine.models.ready import available, ready
from engine.models.trained import trained_specs
from engine.precedence import give_way
from engine.settings import Device
from engine.types import Floats, Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

EmbedderName: TypeAlias = Literal["auto", "joined", "sface", "dlib"]

TEMPLATES: dict[str, Template] = {"sface": ARCFACE_112, "dlib": DLIB_150}
PARTS: dict[str, tuple[str, ...]] = {"joined": ("sface", "dlib"), "sface": ("sface",), "dlib": ("dlib",)}
ROLE = "face embedding"
"""What the catalogue says of networks that can be opened here beside the published ones."""
# More faces at once gain no speed and cost memory.
BATCH = 8


class FaceImage(Protocol):
    """A picture with one face marked in it: `image` (h, w, 3) uint8 RGB, `landmarks` (5, 2) in its pixels."""

    @property
    def image(self) -> Pixels: ...

    @property
    def landmarks(self) -> Floats: ...


@dataclass(frozen=True, slots=True, eq=False)
class MarkedFace:
    """The simplest `FaceImage`."""

    image: Pixels
    landmarks: Floats


@dataclass(frozen=True, slots=True, eq=False)
class FaceNet:
    """One network: aligned crops in, unit vectors out."""

    name: str
    session: "InferenceSession"
    flip: bool = False
    """Whether the mirrored crop is embedded too and the two vectors are added."""

    @property
    def template(self) -> Template:
        """Networks that were trained on this machine take ArcFace's template, at the size that they have."""
        known = TEMPLATES.get(self.name)
        return known or scaled(ARCFACE_112, int(self.session.get_inputs()[0].shape[2]))

    @property
    def size(self) -> int:
        return self.template.size

    def crops(self, faces: Sequence[FaceImage]) -> Pixels:
        """(n, size, size, 3) uint8 RGB: the faces as this network wants them. `faces` must not be empty."""
        return np.stack([align(face.image, face.landmarks, self.template) for face in faces])

    def embed(self, crops: Pixels) -> Floats:
        """`crops`: (n, size, size, 3) uint8 RGB, aligned. Returns (n, 128) float32 of unit length."""
        vectors = []
        for start in range(0, len(crops), BATCH):
            give_way()
            vectors.append(self._run(crops[start : start + BATCH]))
        return np.concatenate(vectors) if vectors else np.zeros((0, 128), np.float32)

    def _run(self, crops: Pixels) -> Floats:
        vectors = self._forward(crops)
        if self.flip:
            vectors = vectors + self._forward(crops[:, :, ::-1])
        return unit(vectors)

    def _forward(self, crops: Pixels) -> Floats:
        images = np.ascontiguousarray(crops.transpose(0, 3, 1, 2), np.float32)
        return unit(self.session.run(("embedding",), {"image": images})[0])


class FaceEmbedder:
    """One or more networks whose unit vectors are joined into one of unit length.

    With a `refiner`, landmarks are found again in a close-up of each face before it is aligned.
    """

    def __init__(self, name: str, nets: Sequence[FaceNet], refiner: LandmarkRefiner | None = None) -> None:
        self.name = name
        self._nets = tuple(nets)
        self._refiner = refiner

    @property
    def dimensions(self) -> int:
        return sum(int(net.session.get_outputs()[0].shape[1]) for net in self._nets)

    def embed(self, faces: Sequence[FaceImage]) -> Floats:
        """(n, d) float32 of unit length, one row for each face. Raises ValueError where landmarks coincide."""
        return self.embed_checked(faces)[0]

    def embed_checked(self, faces: Sequence[FaceImage]) -> tuple[Floats, Floats]:
        """As `embed`, and (n,) in 0..1 how sure it is that the close-up shows a face: 1 where there is no refiner."""
        if not faces:
            return np.zeros((0, self.dimensions), np.float32), np.zeros(0, np.float32)
        sure = np.ones(len(faces), np.float32)
        if self._refiner:
            found = self._refiner.refine_all([face.image for face in faces], [face.landmarks for face in faces])
            sure = np.array([refined.score for refined in found], np.float32)
            faces = [MarkedFace(face.image, refined.landmarks) for face, refined in zip(faces, found, strict=True)]
        return join([net.embed(net.crops(faces)) for net in self._nets]), sure


def open_embedder(
    name: EmbedderName | str = "auto",
    device: Device = "auto",
    threads: int | None = None,
    flip: bool = False,
    refine: bool = True,
) -> FaceEmbedder:
    """The embedder called `name`; "auto" is the most accurate one whose weights are here.

    `refine`: find landmarks again before aligning; turn it off for landmarks that were refined already. Raises
    ModelMissing.
    """
    chosen = best_available() if name == "auto" else name
    refiner = LandmarkRefiner.open(device, threads) if refine else None
    return FaceEmbedder(chosen, open_nets(chosen, device, threads, flip), refiner)


def open_nets(name: str, device: Device = "auto", threads: int | None = None, flip: bool = False) -> list[FaceNet]:
    """The networks whose vectors the embedding `name` joins, in order. Raises ModelMissing."""
    own = {spec.name for spec in trained_specs().values() if spec.role == ROLE} if name not in PARTS else set()
    if name not in PARTS and name not in own:
        raise UserError(f"There is no face embedding called {name!r}.", f"Use auto, {', '.join([*PARTS, *own])}.")
    return [FaceNet(part, ready(part, device, threads=threads), flip) for part in PARTS.get(name, (name,))]


def best_available() -> str:
    """The most accurate embedding whose weights are here; "dlib", which is always installed along, otherwise."""
    return next((name for name, parts in PARTS.items() if all(map(available, parts))), "dlib")


def join(parts: Sequence[Floats]) -> Floats:
    """Unit vectors of several networks, each (n, d), as one of unit length: its cosine is the mean of theirs."""
    return unit(np.concatenate(parts, axis=1))


def unit(vectors: Floats) -> Floats:
    """Rows of `vectors` (n, d) scaled to length one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = vectors / np.maximum(lengths, np.float32(1e-9))
    return scaled
