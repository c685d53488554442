"""Let drawn heads be compared as such: where both of a pair are drawn, their own evidence counts and no other."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from engine.types import Floats

Reading: TypeAlias = Callable[[Floats, Floats], Floats]
"""Nats of similarities (n, m) and qualities (n, m)."""


def with_drawn(nats: Floats, one: Floats | None, other: Floats | None, quality: Floats, read: Reading | None) -> Floats:
    """`nats` (n, m) with those of pairs of two drawn heads put in their place.

    `one` (n, e), `other` (m, e): vectors of heads, zeros where a face is not drawn; None where none is.
    """
    if one is None or other is None or read is None:
        return nats
    rows, columns = np.flatnonzero(one.any(axis=1)), np.flatnonzero(other.any(axis=1))
    if not len(rows) or not len(columns):
        return nats
    mixed = nats.copy()
    both = np.ix_(rows, columns)
    mixed[both] = read(one[rows] @ other[columns].T, quality[both])
    return mixed
