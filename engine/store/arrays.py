"""Keep NumPy arrays in blobs that name their own type and shape, so that a damaged one is noticed.

Layout, little-endian: type code (1 byte), number of axes (1 byte), 2 zero bytes, one uint32 per axis, zero bytes up to
a multiple of 8, then the values in C order. No pickle: reading a stranger's project must never run code.
"""

import math
import struct
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)

_TYPES: dict[int, np.dtype[Any]] = {1: np.dtype("<i8"), 2: np.dtype("<f4"), 3: np.dtype("u1")}
# Squares of it still fit into float32. Vectors have length 1; boxes, times and loudness stay far below.
_ABSURD = 1e15
_CODES = {dtype: code for code, dtype in _TYPES.items()}


class DamagedArray(ValueError):
    """A blob that is not an array as `encode` writes it."""


def encode(array: NDArray[Any]) -> bytes:
    """The blob of an int64, float32 or uint8 array of any shape. Raises ValueError for other types."""
    dtype = array.dtype.newbyteorder("<")
    if dtype not in _CODES:
        raise ValueError(f"arrays of {array.dtype} are not stored")
    return _header(_CODES[dtype], array.shape) + np.ascontiguousarray(array, dtype).tobytes()


def decode(blob: bytes, dtype: type[Scalar], axes: int) -> NDArray[Scalar]:
    """The array in a blob, without copying it: read-only, native byte order.

    Raises DamagedArray where the blob is cut short, holds another type or number of axes than `dtype` and `axes`, or
    numbers that nothing measured has.
    """
    code, found_axes = blob[:2] if len(blob) >= 2 else (0, 0)
    if code not in _TYPES or found_axes != axes or _TYPES[code] != np.dtype(dtype).newbyteorder("<"):
        raise DamagedArray(f"not an array of {np.dtype(dtype)} with {axes} axes")
    start = _header_bytes(axes)
    if len(blob) < start:
        raise DamagedArray("an array without its whole header")
    shape = struct.unpack_from(f"<{axes}I", blob, 4)
    if len(blob) != start + math.prod(shape) * _TYPES[code].itemsize:
        raise DamagedArray(f"an array of shape {shape} in {len(blob)} bytes")
    values = np.frombuffer(blob, _TYPES[code], offset=start).reshape(shape)
    # Not a number is not below it either. An empty array has no largest value.
    if values.dtype.kind == "f" and values.size and not float(np.abs(values).max()) < _ABSURD:
        raise DamagedArray("an array of numbers that are not finite, or out of all bounds")
    return values.astype(np.dtype(dtype), copy=False)


def _header(code: int, shape: tuple[int, ...]) -> bytes:
    plain = struct.pack(f"<BBH{len(shape)}I", code, len(shape), 0, *shape)
    return plain.ljust(_header_bytes(len(shape)), b"\0")


def _header_bytes(axes: int) -> int:
    # Values start at a multiple of 8, so that arrays read without a copy are aligned.
    return -(-(4 + 4 * axes) // 8) * 8
