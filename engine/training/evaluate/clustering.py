"""How well clusters of tracks are persons: weighted cluster purity and normalised mutual information."""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError

Doubles = NDArray[np.float64]


def weighted_purity(clusters: Sequence[Hashable], identities: Sequence[Hashable]) -> float:
    """WCP: share of items that belong to the most frequent identity of their cluster (Tapaswi et al. 2019)."""
    table = _table(clusters, identities)
    return float(table.max(axis=1).sum() / table.sum())


def normalised_information(clusters: Sequence[Hashable], identities: Sequence[Hashable]) -> float:
    """NMI: mutual information over the arithmetic mean of both entropies; 1 where both are one group."""
    joint = _table(clusters, identities) / len(clusters)
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    entropies = _entropy(rows), _entropy(columns)
    if max(entropies) == 0:
        return 1.0
    shared = entropies[0] + entropies[1] - _entropy(joint[joint > 0])
    return float(max(0.0, shared) / np.mean(entropies))


def _table(clusters: Sequence[Hashable], identities: Sequence[Hashable]) -> Doubles:
    if not len(clusters) or len(clusters) != len(identities):
        raise UserError(
            f"There are {len(clusters)} clusters' rows and {len(identities)} identities.", "Give one of each per track."
        )
    rows = {name: place for place, name in enumerate(dict.fromkeys(clusters))}
    columns = {name: place for place, name in enumerate(dict.fromkeys(identities))}
    table = np.zeros((len(rows), len(columns)))
    np.add.at(table, ([rows[name] for name in clusters], [columns[name] for name in identities]), 1)
    return table


def _entropy(shares: Doubles) -> float:
    return float(-np.sum(shares * np.log(shares)))
