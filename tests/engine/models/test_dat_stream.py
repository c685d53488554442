import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.dat_stream import _Cursor, read_layers


def packed(value: int) -> bytes:
    """dlib's packed integer, written from its description."""
    size = abs(value)
    digits = size.to_bytes((size.bit_length() + 7) // 8 or 1, "little")
    return bytes([len(digits) | (0x80 if value < 0 else 0)]) + digits


def tensor(values: np.ndarray) -> bytes:
    shape = list(values.shape) + [1] * (4 - values.ndim)
    return packed(2) + b"".join(map(packed, shape)) + values.astype("<f4").tobytes()


@given(st.integers(-(2**63), 2**63), st.binary(max_size=3))
def test_packed_integers_are_read_back(value: int, rest: bytes) -> None:
    cursor = _Cursor(packed(value) + rest, 0)
    assert cursor.integer() == value
    assert cursor.position == len(packed(value))


def test_affine_layer_is_folded_into_the_convolution_before_it() -> None:
    rng = np.random.default_rng(1)
    weight, bias = rng.normal(size=(4, 3, 3, 3)), rng.normal(size=4)
    gamma, beta, matrix = rng.normal(size=4), rng.normal(size=4), rng.normal(size=(4, 2))
    stream = b"con_4" + tensor(np.concatenate([weight.ravel(), bias]))
    stream += b"".join(map(packed, (4, 3, 3, 2, 2, 1, 1)))
    stream += b"affine_" + tensor(np.concatenate([gamma, beta]))
    stream += b"fc_2" + packed(2) + packed(4) + tensor(matrix)
    (convolution,), linear = read_layers(stream)
    np.testing.assert_allclose(convolution.weight, weight * gamma[:, None, None, None], rtol=1e-5)
    np.testing.assert_allclose(convolution.bias, bias * gamma + beta, rtol=1e-5)
    assert (convolution.stride, convolution.padding) == ((2, 2), (1, 1))
    np.testing.assert_allclose(linear.weight, matrix, rtol=1e-6)


def test_truncated_file_is_refused() -> None:
    stream = b"con_4" + tensor(np.ones(100))
    with pytest.raises(ValueError, match="ends inside"):
        read_layers(stream[:-8])
