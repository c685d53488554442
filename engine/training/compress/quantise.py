"""Write a chain of convolutions as an eight-bit ONNX network (QDQ), with ranges measured on crops.

Weights are symmetric, one scale for each output channel (Jacob et al., arXiv:1712.05877); values between layers have
one scale each. A bend becomes the larger of a value and its product with the slope: monotone, so that both may stay in
eight bits. Slopes above 1, which hardly any channel has, are taken as 1.
"""

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from engine.errors import UserError
from engine.training.compress.distil import images
from engine.training.networks.chain import MIDDLE, SPREAD, Bend, Chain
from engine.types import Pixels

OPSET = 17
STEEPEST = 1.0
GREY = 128
HIGHEST = 255
"""Values have no sign: ONNX Runtime would turn signed ones into these first, and then not melt what it did not turn."""
LARGEST_WEIGHT = 127
OUTLIERS = 1e-5
"""Share of values beyond the range on each side, which are cut off: one odd value would make all others coarse."""
SAMPLED = 200_000


@dataclass(frozen=True, slots=True)
class Range:
    """Values that eight bits must tell apart."""

    low: float
    high: float

    @property
    def scale(self) -> float:
        return max(self.high - self.low, 1e-6) / HIGHEST

    @property
    def zero(self) -> int:
        return int(np.clip(round(-self.low / self.scale), 0, HIGHEST))


def quantised(chain: Chain, crops: Pixels) -> bytes:
    """The network's file: `image` (n, 3, h, w) float32 0..255 in, `embedding` (n, d) float32 out.

    `crops`: (n, h, w, 3) uint8 to measure ranges on; a few hundred do. Raises UserError where there are too few crops.
    """
    if len(crops) < 16:
        raise UserError(f"{len(crops)} crops are too few to measure ranges on.", "Give at least 16.")
    ranges = measured(chain, crops)
    writer = _Writer()
    # Pixels are whole numbers of eight bits already: nothing is lost, and what is beyond the edge counts as grey.
    writer.constant("grey", np.float32(GREY))
    writer.node("Sub", ["image", "grey"], "centred")
    value = writer.quantise("centred", PIXELS, "input")
    layers = [_of_pixels(chain.layers[0]), *list(chain.layers)[1:]]
    for place, (conv, bend) in enumerate(zip(layers[::2], layers[1::2], strict=True)):
        assert isinstance(conv, nn.Conv2d)
        assert isinstance(bend, Bend)
        value = writer.layer(f"l{place}", value, conv, bend, ranges[place])
    content: bytes = writer.finish(value, chain, crops.shape[1]).SerializeToString()
    return content


def measured(chain: Chain, crops: Pixels) -> list[Range]:
    """The range of each layer's values: of straight bends behind them, of others before."""
    seen: list[list[NDArray[np.float32]]] = [[] for _ in range(len(chain.layers) // 2)]
    chain.eval()
    with torch.no_grad():
        for start in range(0, len(crops), 16):
            values = (images(crops[start : start + 16]) - MIDDLE) / SPREAD
            for place, layer in enumerate(chain.layers):
                before, values = values, layer(values)
                if isinstance(layer, Bend):
                    flat = (values if layer.keep == 0 else before).flatten()
                    seen[place // 2].append(flat[:: max(1, len(flat) // SAMPLED)].numpy())
    bounds = [np.quantile(np.concatenate(parts), (OUTLIERS, 1 - OUTLIERS)) for parts in seen]
    return [Range(min(0.0, float(low)), max(0.0, float(high))) for low, high in bounds]


PIXELS = Range(-float(GREY), float(HIGHEST - GREY))


def _of_pixels(first: nn.Module) -> nn.Conv2d:
    """The first convolution for pixels minus grey, in place of values from -1 to 1."""
    assert isinstance(first, nn.Conv2d)
    assert first.bias is not None
    made = copy.deepcopy(first)
    shift = (GREY - MIDDLE) / SPREAD
    made.bias = nn.Parameter((first.bias + shift * first.weight.sum(dim=(1, 2, 3))).detach())
    made.weight.data = first.weight.detach() / SPREAD
    return made


class _Writer:
    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic] | np.generic) -> str:
        self._weights.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], output, **attributes))
        return output

    def quantise(self, value: str, limits: Range, name: str) -> str:
        scale = self.constant(f"{name}_scale", np.float32(limits.scale))
        zero = self.constant(f"{name}_zero", np.uint8(limits.zero))
        self.node("QuantizeLinear", [value, scale, zero], f"{name}_q")
        return name

    def dequantised(self, name: str, stored: str = "") -> str:
        """Of a value by its scale's name; `stored`: the name of the eight-bit value where it is another."""
        output = f"{stored or name + '_q'}_{len(self._nodes)}_d"
        return self.node("DequantizeLinear", [stored or f"{name}_q", f"{name}_scale", f"{name}_zero"], output)

    def layer(self, name: str, value: str, conv: nn.Conv2d, bend: Bend, limits: Range) -> str:
        """Returns the name of the scale by which its values are known; they are in NAME_q."""
        inputs = [self.dequantised(value), *self._weights_of(name, conv.weight, conv.bias, f"{value}_scale")]
        kernel = list(conv.kernel_size)
        self.node(
            "Conv",
            inputs,
            f"{name}_y",
            group=conv.groups,
            kernel_shape=kernel,
            strides=list(conv.stride),
            pads=[kernel[0] // 2] * 4,
        )
        if bend.keep == 0:
            self.node("Relu", [f"{name}_y"], f"{name}_r")
            return self.quantise(f"{name}_r", limits, name)
        slopes = bend.slopes.numpy() * bend.keep
        # The larger of both is the bend only where slopes are below 1.
        slopes = np.minimum(slopes, STEEPEST)
        self.quantise(f"{name}_y", limits, f"{name}b")
        # A product by channel is quicker as a convolution, which keeps the order of memory of those around it.
        slope = self._symmetric(f"{name}_slope", slopes[:, None, None, None])
        self.node("Conv", [self.dequantised(f"{name}b"), slope], f"{name}_m", group=len(slopes), kernel_shape=[1, 1])
        self.node("QuantizeLinear", [f"{name}_m", f"{name}b_scale", f"{name}b_zero"], f"{name}_mq")
        self.node("Max", [f"{name}b_q", f"{name}_mq"], f"{name}_q")
        # The larger of both has the scale of both.
        self.constant(f"{name}_scale", np.float32(limits.scale))
        self.constant(f"{name}_zero", np.uint8(limits.zero))
        return name

    def finish(self, value: str, chain: Chain, side: int) -> onnx.ModelProto:
        # As whole numbers until the end: a Gemm is computed in eight bits only where eight bits come out of it.
        self.node("Flatten", [f"{value}_q"], "flat")
        steps = self._columns("last_w", chain.last.weight.detach().numpy().T.astype(np.float64), f"{value}_scale")
        self.node("MatMulInteger", ["flat", "last_w", f"{value}_zero"], "whole")
        self.node("Cast", ["whole"], "product", to=TensorProto.FLOAT)
        self.node("Mul", ["product", steps], "scaled")
        self.constant("bias", chain.last.bias.detach().numpy())
        self.node("Add", ["scaled", "bias"], "embedding")
        shape: dict[str, list[str | int | None]] = {
            "image": ["n", 3, side, side],
            "embedding": ["n", len(chain.last.weight)],
        }
        given, made = (helper.make_tensor_value_info(name, TensorProto.FLOAT, shape[name]) for name in shape)
        graph = helper.make_graph(self._nodes, "chain", [given], [made], self._weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="onlylook")
        model.ir_version = 9
        onnx.checker.check_model(model)
        return model

    def _weights_of(self, name: str, weight: torch.Tensor, bias: torch.Tensor | None, scale_in: str) -> list[str]:
        filters = weight.detach().numpy().astype(np.float64)
        scales = np.maximum(np.abs(filters).reshape(len(filters), -1).max(axis=1), 1e-9) / LARGEST_WEIGHT
        whole = np.round(filters / scales.reshape(-1, *[1] * (filters.ndim - 1))).clip(-LARGEST_WEIGHT, LARGEST_WEIGHT)
        self.constant(f"{name}_w", whole.astype(np.int8))
        self.constant(f"{name}_ws", scales.astype(np.float32))
        self.constant(f"{name}_wz", np.zeros(len(filters), np.int8))
        self.node("DequantizeLinear", [f"{name}_w", f"{name}_ws", f"{name}_wz"], f"{name}_wd", axis=0)
        assert bias is not None
        steps = scales * self._scale(scale_in)
        self.constant(f"{name}_b", np.round(bias.detach().numpy() / steps).clip(-(2**31), 2**31 - 1).astype(np.int32))
        self.constant(f"{name}_bs", steps.astype(np.float32))
        self.constant(f"{name}_bz", np.zeros(len(filters), np.int32))
        self.node("DequantizeLinear", [f"{name}_b", f"{name}_bs", f"{name}_bz"], f"{name}_bd", axis=0)
        return [f"{name}_wd", f"{name}_bd"]

    def _columns(self, name: str, matrix: NDArray[np.float64], scale_in: str) -> str:
        """Store a matrix in whole numbers; returns the name of what its products must be multiplied by."""
        scales = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / LARGEST_WEIGHT
        self.constant(name, np.round(matrix / scales).astype(np.int8))
        return self.constant(f"{name}_scale", (scales * self._scale(scale_in)).astype(np.float32))

    def _scale(self, name: str) -> float:
        return float(numpy_helper.to_array(next(one for one in self._weights if one.name == name)))

    def _symmetric(self, name: str, values: NDArray[np.floating[Any]]) -> str:
        scales = np.maximum(np.abs(values).reshape(len(values), -1).max(axis=1), 1e-6) / LARGEST_WEIGHT
        self.constant(f"{name}_c", np.round(values / scales.reshape(-1, 1, 1, 1)).astype(np.int8))
        self.constant(f"{name}_scale", scales.astype(np.float32))
        self.constant(f"{name}_zero", np.zeros(len(values), np.int8))
        return self.node("DequantizeLinear", [f"{name}_c", f"{name}_scale", f"{name}_zero"], f"{name}_d", axis=0)
