"""Read the layers out of a serialised dlib face network.

The stream holds the layers from input to output. Only what the converter needs is taken: filters with their
geometry, the affine layers that stand for batch norm, and the last linear layer.
"""

import struct
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from engine.models.graph import Doubles

TENSOR_VERSION = 2


@dataclass(frozen=True, slots=True, eq=False)
class Convolution:
    """Filters (out, in, kh, kw), biases (out,), with the affine layer after it folded in; stride and padding y, x."""

    weight: Doubles
    bias: Doubles
    stride: tuple[int, int]
    padding: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """Matrix (inputs, outputs), no bias."""

    weight: Doubles


Layers: TypeAlias = tuple[list[Convolution], Linear]


def read_layers(data: bytes) -> Layers:
    """Convolutions from input to output and the linear layer after them. Raises ValueError for another network."""
    convolutions = []
    position = data.find(b"con_4")
    while position >= 0:
        following = data.find(b"con_4", position + 5)
        end = following if following >= 0 else len(data)
        convolution = _read_convolution(_Cursor(data, position + 5))
        convolutions.append(_fold(convolution, data, position, end))
        position = following
    return convolutions, _read_linear(data)


class _Cursor:
    def __init__(self, data: bytes, position: int) -> None:
        self._data = data
        self.position = position

    def integer(self) -> int:
        """dlib's packed integer: low four bits of the first byte say how many bytes follow, bit 7 is the sign."""
        control = self._data[self.position]
        count = control & 0x0F
        if count > 8 or control & 0x70:
            raise ValueError("not a dlib integer")
        start = self.position + 1
        value = int.from_bytes(self._data[start : start + count], "little")
        self.position = start + count
        return -value if control & 0x80 else value

    def tensor(self) -> Doubles:
        """(n, k, rows, columns) of little-endian float32."""
        if self.integer() != TENSOR_VERSION:
            raise ValueError("not a dlib tensor of the known version")
        shape = [self.integer() for _ in range(4)]
        count = int(np.prod(shape))
        end = self.position + 4 * count
        if end > len(self._data):
            raise ValueError("the file ends inside a tensor")
        values = struct.unpack(f"<{count}f", self._data[self.position : end])
        self.position = end
        return np.array(values, dtype=np.float64).reshape(shape)


def _read_convolution(cursor: _Cursor) -> Convolution:
    values = cursor.tensor().reshape(-1)
    filters, rows, columns, stride_y, stride_x, padding_y, padding_x = (cursor.integer() for _ in range(7))
    weight = values[:-filters].reshape(filters, -1, rows, columns)
    return Convolution(weight, values[-filters:], (stride_y, stride_x), (padding_y, padding_x))


def _fold(convolution: Convolution, data: bytes, start: int, end: int) -> Convolution:
    position = data.find(b"affine_", start, end)
    if position < 0:
        return convolution
    gamma, beta = _Cursor(data, position + len(b"affine_")).tensor().reshape(2, -1)
    return Convolution(
        convolution.weight * gamma[:, None, None, None],
        convolution.bias * gamma + beta,
        convolution.stride,
        convolution.padding,
    )


def _read_linear(data: bytes) -> Linear:
    position = data.find(b"fc_2")
    if position < 0:
        raise ValueError("the file holds no linear layer")
    cursor = _Cursor(data, position + len(b"fc_2"))
    outputs, inputs = cursor.integer(), cursor.integer()
    values = cursor.tensor().reshape(-1)
    return Linear(values.reshape(inputs, outputs))
