"""Describe faces by unit vectors whose cosine tells whether two faces are one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

import numpy as np

from engine.describe.align import ARCFACE_112, DLIB_150, Template, align
from engine.errors import UserError
from engine.models.ready import available, ready
from engine.settings import Device
from engine.types import Floats, Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

EmbedderName: TypeAlias = Literal["auto", "joined", "sface", "dlib"]

TEMPLATES: dict[str, Template] = {"sface": ARCFACE_112, "dlib": DLIB_150}
PARTS: dict[str, tuple[str, ...]] = {"joined": ("sface", "dlib"), "sface": ("sface",), "dlib": ("dlib",)}
# More faces at once gain no speed and cost memory.
BATCH = 8


class FaceImage(Protocol):
    """A picture with one face marked in it: `image` (h, w, 3) uint8 RGB, `landmarks` (5, 2) in its pixels."""

    @property
    def image(self) -> Pixels: ...

    @property
    def landmarks(self) -> Floats: ...


@dataclass(frozen=True, slots=True, eq=False)
class FaceNet:
    """One network behind the `Embedder` protocol: aligned crops in, unit vectors out."""

    name: str
    session: "InferenceSession"
    flip: bool = False
    """Whether the mirrored crop is embedded too and the two vectors are added."""

    @property
    def template(self) -> Template:
        return TEMPLATES[self.name]

    @property
    def size(self) -> int:
        return self.template.size

    def embed(self, crops: Pixels) -> Floats:
        """`crops`: (n, size, size, 3) uint8 RGB, aligned. Returns (n, 128) float32 of unit length."""
        vectors = [self._run(crops[start : start + BATCH]) for start in range(0, len(crops), BATCH)]
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
    """One or more networks whose unit vectors are joined into one of unit length."""

    def __init__(self, name: str, nets: Sequence[FaceNet]) -> None:
        self.name = name
        self._nets = tuple(nets)

    @property
    def dimensions(self) -> int:
        return 128 * len(self._nets)

    def embed(self, faces: Sequence[FaceImage]) -> Floats:
        """(n, d) float32 of unit length, one row for each face. Raises ValueError where landmarks coincide."""
        if not faces:
            return np.zeros((0, self.dimensions), np.float32)
        parts = []
        for net in self._nets:
            crops = np.stack([align(face.image, face.landmarks, net.template) for face in faces])
            parts.append(net.embed(crops))
        return unit(np.concatenate(parts, axis=1))


def open_embedder(
    name: EmbedderName = "auto", device: Device = "auto", threads: int | None = None, flip: bool = False
) -> FaceEmbedder:
    """The embedder called `name`; "auto" is the most accurate one whose weights are here. Raises ModelMissing."""
    chosen = best_available() if name == "auto" else name
    if chosen not in PARTS:
        raise UserError(f"There is no face embedding called {chosen!r}.", f"Use auto, {', '.join(PARTS)}.")
    nets = [FaceNet(part, ready(part, device, threads=threads), flip) for part in PARTS[chosen]]
    return FaceEmbedder(chosen, nets)


def best_available() -> str:
    """The most accurate embedding whose weights are here; "dlib", which is always installed along, otherwise."""
    return next((name for name, parts in PARTS.items() if all(map(available, parts))), "dlib")


def unit(vectors: Floats) -> Floats:
    """Rows of `vectors` (n, d) scaled to length one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = vectors / np.maximum(lengths, np.float32(1e-9))
    return scaled
