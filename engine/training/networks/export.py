"""Write a trained network as ONNX, and prove that the file gives the same answers as the network."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from engine.errors import UserError
from engine.export.atomic import write_atomic
from engine.models.torch_export import onnx_of
from engine.training.networks.fusion import Fusion, Modalities
from engine.types import Floats

TOLERANCE = 1e-4
"""Of outputs, against their largest value."""


def export_face(network: nn.Module, side: int, path: Path) -> None:
    """`image` (n, 3, side, side) float32 RGB 0..255 to `embedding` (n, d), as the catalogue's face networks."""
    example = torch.rand(2, 3, side, side, generator=torch.Generator().manual_seed(0)) * 255
    export(network, (example,), ("image",), ("embedding",), path)


def export_head(network: nn.Module, dimensions: int, path: Path) -> None:
    """`embedding` (n, d) of unit length to `adapted` (n, d) of unit length."""
    example = nn.functional.normalize(torch.randn(3, dimensions, generator=torch.Generator().manual_seed(0)))
    export(network, (example,), ("embedding",), ("adapted",), path)


class _Flat(nn.Module):
    """ONNX files take no lists."""

    def __init__(self, network: Fusion, centres: Tensor | None) -> None:
        super().__init__()
        self.network = network
        self.centres = centres
        self.train(network.training)

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        embedding: Tensor = self.network(inputs[:-2], inputs[-2], inputs[-1])
        return embedding if self.centres is None else (embedding, embedding @ self.centres.T)


def export_fusion(network: Fusion, path: Path, centres: Floats | None = None) -> None:
    """Inputs by the modalities' names, each (n, its dimensions), `qualities` and `present` (n, m); `embedding` out.

    With `centres` (classes, d), of unit length, also `scores` (n, classes): the cosine with each known identity.
    """
    dice = torch.Generator().manual_seed(0)
    modalities: Modalities = network.modalities
    vectors = [torch.randn(3, size, generator=dice) for size in modalities.dimensions]
    count = len(modalities.names)
    example = (*vectors, torch.rand(3, count, generator=dice), torch.ones(3, count).tril())
    known = None if centres is None else torch.from_numpy(centres)
    outputs = ("embedding",) if known is None else ("embedding", "scores")
    export(_Flat(network, known), example, (*modalities.names, "qualities", "present"), outputs, path)


def export(
    network: nn.Module, example: tuple[Tensor, ...], inputs: Sequence[str], outputs: Sequence[str], path: Path
) -> None:
    """Write `network`, with a first axis of any size. Raises UserError where the file's answers differ."""
    was_training = network.training
    network.eval()
    content = onnx_of(network, example, inputs, outputs, {name: {0: "n"} for name in (*inputs, *outputs)})
    with torch.no_grad():
        answers = network(*(tensor[:1] for tensor in example))
    network.train(was_training)
    feeds = {name: tensor[:1].numpy() for name, tensor in zip(inputs, example, strict=True)}
    wanted = answers if isinstance(answers, tuple) else (answers,)
    check_equal(content, feeds, [one.numpy() for one in wanted])
    write_atomic(path, content)


def check_equal(content: bytes, feeds: Mapping[str, Floats], wanted: Sequence[Floats]) -> None:
    """Raises UserError where the network in `content` answers otherwise than `wanted`."""
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    for answer, right in zip(session.run(None, dict(feeds)), wanted, strict=True):
        gap = float(np.abs(answer - right).max())
        if np.isfinite(answer).all() and gap <= TOLERANCE * max(1.0, float(np.abs(right).max())):
            continue
        raise UserError(
            f"The exported network answers otherwise than the trained one (by {gap:.2g}).", "Nothing was written."
        )
