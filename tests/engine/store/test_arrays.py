"""Arrays survive the way through the file bit by bit, and damaged ones are noticed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from engine.store.arrays import DamagedArray, decode, encode

ARRAYS = st.sampled_from([np.int64, np.float32, np.uint8]).flatmap(
    lambda dtype: hnp.arrays(
        dtype,
        hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5),
        elements=st.floats(-(2.0**40), 2.0**40, width=32) if dtype is np.float32 else None,
    )
)


@settings(deadline=None)
@given(ARRAYS)
def test_array_comes_back_bit_by_bit(array: NDArray[np.generic]) -> None:
    found = decode(encode(array), array.dtype.type, array.ndim)
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert found.tobytes() == array.tobytes()


@settings(deadline=None)
@given(ARRAYS, st.data())
def test_cut_blob_is_noticed(array: NDArray[np.generic], data: st.DataObject) -> None:
    blob = encode(array)
    cut = blob[: data.draw(st.integers(0, len(blob) - 1))]
    with pytest.raises(DamagedArray):
        decode(cut, array.dtype.type, array.ndim)


def test_other_type_or_number_of_axes_is_noticed() -> None:
    blob = encode(np.zeros((2, 4), np.float32))
    with pytest.raises(DamagedArray):
        decode(blob, np.int64, 2)
    with pytest.raises(DamagedArray):
        decode(blob, np.float32, 3)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
def test_numbers_that_nothing_measured_has_are_noticed(value: float) -> None:
    with pytest.raises(DamagedArray):
        decode(encode(np.array([0, value, 1], np.float32)), np.float32, 1)


def test_big_endian_and_strided_arrays_are_stored_by_value() -> None:
    values = np.arange(12, dtype=">f4").reshape(3, 4)[:, ::2]
    np.testing.assert_array_equal(decode(encode(values), np.float32, 2), values)


def test_layout_is_the_documented_one() -> None:
    blob = encode(np.array([[1.0, -2.0]], np.float32))
    assert blob.hex() == "02020000" + "01000000" + "02000000" + "00000000" + "0000803f" + "000000c0"


def test_decoded_arrays_cannot_be_changed_by_accident() -> None:
    assert not decode(encode(np.zeros(3, np.float32)), np.float32, 1).flags.writeable


def test_doubles_are_refused() -> None:
    with pytest.raises(ValueError, match="float64"):
        encode(np.zeros(3))
