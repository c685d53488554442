"""Write dlib's face recognition network as ONNX, which runs some forty times faster than dlib on a processor.

Architecture: a residual network of 29 convolutions (He et al. 2016, halved; D. King, dlib's face recognition example).
"""

import numpy as np

from engine.models.dat_stream import Convolution, Layers, read_layers
from engine.models.graph import GraphWriter

SIZE = 150
MEAN_RGB = (122.782, 117.001, 104.298)
DIVISOR = 256.0
CONVOLUTIONS = 29


def convert(source: bytes) -> bytes:
    """Network with input `image` (n, 3, 150, 150) float32 RGB 0..255 and output `embedding` (n, 128).

    Raises ValueError where `source` is not the network that this was written for.
    """
    return build(read_layers(source))


def build(layers: Layers) -> bytes:
    """ONNX file of the network with these layers: one plain convolution, then residual pairs, then the linear layer."""
    (first, *rest), linear = layers
    if len(rest) + 1 != CONVOLUTIONS:
        raise ValueError(f"{len(rest) + 1} convolutions instead of {CONVOLUTIONS}")
    body = _Body()
    body.normalise()
    body.convolve(first)
    body.pool("MaxPool", 3)
    for one, two in zip(rest[::2], rest[1::2], strict=True):
        body.residual(one, two)
    writer = body.writer
    mean = writer.node("Flatten", [writer.node("GlobalAveragePool", [body.value])])
    embedding = writer.node("MatMul", [mean, writer.weight(linear.weight)])
    outputs = {"embedding": ["n", linear.weight.shape[1]]}
    return writer.finish("dlib_face", {"image": ["n", 3, SIZE, SIZE]}, outputs, [embedding])


class _Body:
    """The value under way, with its size, which decides what dlib pads."""

    def __init__(self) -> None:
        self.writer = GraphWriter()
        self.value = "image"
        self.channels, self.size = 3, SIZE

    def normalise(self) -> None:
        mean = self.writer.weight(np.array(MEAN_RGB).reshape(1, 3, 1, 1))
        centred = self.writer.node("Sub", [self.value, mean])
        self.value = self.writer.node("Div", [centred, self.writer.weight(np.array(DIVISOR))])

    def convolve(self, convolution: Convolution, relu: bool = True) -> None:
        (stride, _), (padding, _) = convolution.stride, convolution.padding
        side = convolution.weight.shape[2]
        self.value = self.writer.conv(
            self.value,
            convolution.weight,
            convolution.bias,
            kernel_shape=[side, side],
            strides=[stride, stride],
            pads=[padding] * 4,
        )
        self.channels = len(convolution.weight)
        self.size = (self.size + 2 * padding - side) // stride + 1
        if relu:
            self.value = self.writer.node("Relu", [self.value])

    def pool(self, kind: str, side: int) -> None:
        self.value = self.writer.node(kind, [self.value], kernel_shape=[side, side], strides=[2, 2])
        self.size = (self.size - side) // 2 + 1

    def residual(self, one: Convolution, two: Convolution) -> None:
        """Two convolutions beside a shortcut; where they halve the size, the shortcut is a 2x2 mean."""
        start = (self.value, self.channels, self.size)
        self.convolve(one)
        self.convolve(two, relu=False)
        end = (self.value, self.channels, self.size)
        self.value, self.channels, self.size = start
        if one.stride != (1, 1):
            self.pool("AveragePool", 2)
        channels, size = max(self.channels, end[1]), max(self.size, end[2])
        shortcut = self._padded(self.value, self.channels, self.size, channels, size)
        straight = self._padded(*end, channels, size)
        self.value = self.writer.node("Relu", [self.writer.node("Add", [straight, shortcut])])
        self.channels, self.size = channels, size

    def _padded(self, value: str, channels: int, size: int, to_channels: int, to_size: int) -> str:
        """dlib adds tensors of unequal shape as if the missing channels, rows and columns were zero."""
        missing = np.array([0, 0, 0, 0, 0, to_channels - channels, to_size - size, to_size - size])
        if not missing.any():
            return value
        return self.writer.node("Pad", [value, self.writer.weight(missing)])
