"""SFace as a PyTorch network that can be bent, thinned and trained on: the student of its own original.

Convolutions in pairs, 3x3 for each channel alone and 1x1 over channels (MobileNet, Howard et al. 2017), batch norms
folded in. Its bends (PReLU) cost an eight-bit network more than its convolutions do, so they can be straightened
little by little into ReLU, which costs nothing there.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper
from torch import Tensor, nn

from engine.errors import UserError
from engine.models.convert_sface import plain_weights

MIDDLE, SPREAD = 127.5, 128.0


class Bend(nn.Module):
    """PReLU whose slopes below zero are fixed numbers times `keep`, 1 as in the original, 0 for ReLU."""

    slopes: Tensor

    def __init__(self, slopes: Tensor) -> None:
        super().__init__()
        self.register_buffer("slopes", slopes)
        self.keep = 1.0

    def forward(self, values: Tensor) -> Tensor:
        bent = torch.relu(values)
        if self.keep == 0:
            return bent
        return bent - (self.slopes * self.keep)[:, None, None] * torch.relu(-values)


class Chain(nn.Module):
    """Crops in, embeddings out; `layers` are convolutions and bends in turn."""

    def __init__(self, layers: Sequence[nn.Module], last: nn.Linear) -> None:
        super().__init__()
        self.layers = nn.Sequential(*layers)
        self.last = last

    def forward(self, images: Tensor) -> Tensor:
        """`images`: (n, 3, 112, 112) RGB 0..255. Returns (n, 128), not normalised."""
        values = self.layers((images - MIDDLE) / SPREAD)
        embeddings: Tensor = self.last(values.flatten(1))
        return embeddings

    def keep_bends(self, keep: float, first: int | None = None) -> None:
        """0..1: how much of the slopes below zero is left, in all bends or in the `first` so many."""
        bends = [layer for layer in self.layers if isinstance(layer, Bend)]
        for bend in bends[:first]:
            bend.keep = keep


def chain_of_sface(path: Path) -> Chain:
    """The network in the file that the catalogue calls `sface`. Raises UserError where the file is another network."""
    graph = onnx.load_model(str(path)).graph
    try:
        stored = plain_weights(graph).items()
        weights = {name: torch.from_numpy(np.array(one, np.float32)) for name, one in stored if one.dtype.kind == "f"}
        return Chain(list(_layers(graph, weights)), _last(graph, weights))
    except (KeyError, IndexError, ValueError) as error:
        raise UserError(
            f"{path} is not SFace as the catalogue has it.", "Name the file that `onlylook models where sface` prints."
        ) from error


def _layers(graph: onnx.GraphProto, weights: dict[str, Tensor]) -> Iterator[nn.Module]:
    # The last two norms stand around the linear layer.
    steps = [node for node in graph.node if node.op_type in ("Conv", "BatchNormalization", "PRelu")][:-2]
    for conv, norm, bend in zip(steps[::3], steps[1::3], steps[2::3], strict=True):
        if (conv.op_type, norm.op_type, bend.op_type) != ("Conv", "BatchNormalization", "PRelu"):
            raise ValueError("not a chain of convolution, norm and bend")
        scale, shift = _affine(weights, norm)
        filters = weights[conv.input[1]] * scale[:, None, None, None]
        yield _convolution(filters, shift, _attributes(conv))
        yield Bend(weights[bend.input[1]].reshape(-1))


def _convolution(filters: Tensor, shift: Tensor, attributes: dict[str, Any]) -> nn.Conv2d:
    outputs, inputs, height, _ = filters.shape
    group = attributes.get("group", 1)
    made = nn.Conv2d(inputs * group, outputs, height, attributes.get("strides", [1])[0], height // 2, groups=group)
    made.weight.data, made.bias.data = filters.clone(), shift.clone()  # type: ignore[union-attr]
    return made


def _last(graph: onnx.GraphProto, weights: dict[str, Tensor]) -> nn.Linear:
    before, gemm, after = [node for node in graph.node if node.op_type in ("BatchNormalization", "Gemm")][-3:]
    (scale_in, shift_in), (scale_out, shift_out) = _affine(weights, before), _affine(weights, after)
    matrix = weights[gemm.input[1]]
    by_channel = matrix.reshape(len(matrix), len(scale_in), -1)
    bias = weights[gemm.input[2]] + torch.einsum("ocp,c->o", by_channel, shift_in)
    made = nn.Linear(matrix.shape[1], len(matrix))
    made.weight.data = (by_channel * scale_in[None, :, None]).reshape(matrix.shape) * scale_out[:, None]
    made.bias.data = bias * scale_out + shift_out
    return made


def _affine(weights: dict[str, Tensor], norm: onnx.NodeProto) -> tuple[Tensor, Tensor]:
    gamma, beta, mean, variance = (weights[name] for name in norm.input[1:])
    scale = gamma / torch.sqrt(variance + _attributes(norm)["epsilon"])
    return scale, beta - mean * scale


def _attributes(node: onnx.NodeProto) -> dict[str, Any]:
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
