"""Vectors that were made already, as NumPy keeps them: one kind for heads, several modalities for fusion."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError
from engine.training.data.pictures import UNLABELLED
from engine.types import Floats

Ints = NDArray[np.int64]
STRANGER = ""
"""Written label of who is nobody known; the number -1 says the same."""


@dataclass(frozen=True, slots=True, eq=False)
class ModalVectors:
    """By modality: (n, d) vectors, and (n,) qualities in 0..1 of which 0 means that it is missing."""

    vectors: Mapping[str, Floats]
    qualities: Mapping[str, Floats]
    labels: Ints
    names: tuple[str, ...]


def read_vectors(path: Path) -> tuple[Floats, Ints, tuple[str, ...]]:
    """`vectors` (n, d) of unit length, and `labels` as (n,) places in names, of an .npz with both. Raises UserError."""
    table = read_table(path)
    for name in ("vectors", "labels"):
        if name not in table:
            raise UserError(f"{path} has no array called {name!r}.", "Write it with numpy.savez(vectors=, labels=).")
    vectors = checked(table["vectors"], f"vectors of {path}")
    labels, names = numbered(table["labels"], len(vectors), path)
    return vectors, labels, names


def read_modalities(path: Path) -> ModalVectors:
    """An .npz with `labels`, and for each modality NAME the arrays `NAME` and `NAME_quality`. Raises UserError."""
    table = read_table(path)
    names = [name for name in table if f"{name}_quality" in table]
    if not names or "labels" not in table:
        raise UserError(f"{path} holds no modalities.", "It needs `labels`, and `face` with `face_quality` and so on.")
    qualities = {name: np.asarray(table[f"{name}_quality"], np.float32) for name in names}
    vectors = {name: checked(table[name], f"{name} of {path}", qualities[name] > 0) for name in names}
    labels, people = numbered(table["labels"], len(next(iter(vectors.values()))), path)
    return ModalVectors(vectors, qualities, labels, people)


def read_table(path: Path) -> dict[str, NDArray[Any]]:
    """All arrays of an .npz; objects are refused, as reading them would run code. Raises UserError."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror or 'no file of NumPy'}).", "Check the name."
        ) from error
    except (ValueError, zipfile.BadZipFile, AttributeError, EOFError) as error:
        raise UserError(f"{path} is damaged or no .npz of numbers.", "Write it with numpy.savez.") from error


def checked(vectors: NDArray[Any], what: str, present: NDArray[np.bool_] | None = None) -> Floats:
    """Rows scaled to unit length. Raises UserError for rows that are no numbers or all zero, where `present`."""
    if vectors.ndim != 2 or not len(vectors) or vectors.dtype.kind not in "fiu":
        raise UserError(f"The {what} are not rows of numbers.", "They must have the shape (samples, dimensions).")
    rows = vectors.astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    bad = ~np.isfinite(lengths[:, 0]) | (lengths[:, 0] == 0)
    if present is not None:
        rows = np.where(present[:, None], rows, np.float32(0))
        bad &= present
    if bad.any():
        raise UserError(f"Row {int(bad.argmax())} of the {what} is no direction (NaN or all zero).", "Take it out.")
    unit: Floats = rows / np.maximum(np.nan_to_num(lengths), np.float32(1e-9))
    return unit


def numbered(labels: NDArray[Any], count: int, path: Path) -> tuple[Ints, tuple[str, ...]]:
    """Labels as places in the sorted names; `STRANGER` and -1 become -1. Raises UserError."""
    if labels.shape != (count,):
        raise UserError(f"{path} has labels of shape {labels.shape} for {count} vectors.", "Give one for each.")
    words = [str(label) for label in labels.tolist()]
    names = sorted({word for word in words if word not in (STRANGER, str(UNLABELLED))})
    place = {name: number for number, name in enumerate(names)}
    return np.array([place.get(word, UNLABELLED) for word in words], np.int64), tuple(names)
