"""Group things into persons by average linkage of log-likelihood ratios, under soft constraints.

Two groups merge while the weighted mean of the log-likelihood ratios between their members (log of how much likelier
one person is than two) lies above a threshold. Poor tracks weigh little. Two things seen in one frame count strongly
against a merge, yet not absolutely: split screens, mirrors and pictures on a wall exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.types import Floats

NEVER = np.float32(-1e6)
COMMAND = 500.0
"""Evidence beyond this, for or against, is what the user said: no sum of other evidence outweighs it."""
CLASH, FORBIDDEN = 1, 2
"""Bits of what stands between two groups."""
ROWS = 512
"""Rows of a large matrix that are worked on at once, to keep what is needed beside it small."""


@dataclass(frozen=True, slots=True)
class ClusterLimits:
    """`merge_above`: nats. `conflict_penalty`: nats that seeing two members in one frame takes off."""

    merge_above: float = 0.0
    conflict_penalty: float = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """`members`: groups of indices, largest weight first. `mean`: (k, k) mean evidence between them, in nats."""

    members: tuple[tuple[int, ...], ...]
    mean: Floats


def cluster(
    evidence: Floats,
    weights: Floats,
    conflicts: NDArray[np.bool_],
    seeds: Sequence[Sequence[int]] = (),
    limits: ClusterLimits | None = None,
) -> list[list[int]]:
    """Groups of indices, largest weight first; see `grouped`. Leaves `evidence` as it is."""
    return [list(group) for group in grouped(evidence.astype(np.float32), weights, conflicts, seeds, limits).members]


def grouped(
    evidence: Floats,
    weights: Floats,
    conflicts: NDArray[np.bool_],
    seeds: Sequence[Sequence[int]] = (),
    limits: ClusterLimits | None = None,
) -> Groups:
    """The groups of n things. `evidence` is worked in, for with ten thousand things it takes 400 MB.

    `evidence`: (n, n) symmetric log-likelihood ratios in nats, beyond `COMMAND` where the user spoke. `weights`: (n,)
    above 0. `conflicts`: (n, n) True where two things were seen at once. `seeds`: groups that are one person each and
    different from one another.
    """
    limits = limits or ClusterLimits()
    state = _Linkage(evidence, weights, conflicts, limits)
    roots = [state.merge_all(seed) for seed in seeds if len(seed)]
    state.forbid(roots)
    # Something that must not join a person would keep that person's other things away if it joined them first.
    against = state.spoken_against(roots)
    if len(against):
        state.run(leave_out=against)
    state.run()
    return state.groups()


class _Linkage:
    """The groups as rows of a matrix of mean evidence; a merged group lives on in its first row.

    No merge makes a partner better than the better of its two parts was (average linkage is reducible, Bruynooghe
    1977), so a row's best score is an upper bound for as long as the row is not looked at again. Rows are looked at
    again only when their bound is the highest of all.
    """

    def __init__(self, evidence: Floats, weights: Floats, conflicts: NDArray[np.bool_], limits: ClusterLimits) -> None:
        self._mean = evidence
        self._weight = weights.astype(np.float64)
        self._between = conflicts.astype(np.uint8)
        for at in range(0, len(weights), ROWS):
            self._between[at : at + ROWS][evidence[at : at + ROWS] <= -COMMAND] |= FORBIDDEN
        self._limits = limits
        self._active = np.ones(len(weights), bool)
        self._members: dict[int, list[int]] = {i: [i] for i in range(len(weights))}

    def merge_all(self, members: Sequence[int]) -> int:
        first, *others = members
        for other in others:
            self._merge(first, other)
        return first

    def forbid(self, roots: Sequence[int]) -> None:
        """These groups are different persons, whatever the evidence says."""
        if roots:
            self._between[np.ix_(roots, roots)] |= FORBIDDEN

    def spoken_against(self, roots: Sequence[int]) -> NDArray[np.int64]:
        """Things that must not join some other and that nobody placed anywhere."""
        others = [i for i in self._members if i not in set(roots)]
        barred = [i for i in others if bool((self._between[i] & FORBIDDEN).any())]
        return np.array([i for i in barred if np.delete(self._mean[i], i).max() < COMMAND], np.int64)

    def run(self, leave_out: NDArray[np.int64] | None = None) -> None:
        """Merge the best pair until none is above the threshold."""
        self._active[:] = False
        self._active[list(self._members)] = True
        if leave_out is not None:
            self._active[leave_out] = False
        best, bound = self._best_partners()
        fresh = np.ones(len(best), bool)
        while len(bound):
            row = int(bound.argmax())
            if bound[row] <= self._limits.merge_above:
                return
            if not fresh[row]:
                best[row], bound[row] = self._best_partner(row)
                fresh[row] = True
                continue
            keep, gone = sorted((row, int(best[row])))
            self._merge(keep, gone)
            bound[gone] = NEVER
            fresh[(best == keep) | (best == gone)] = False
            fresh[keep] = False

    def groups(self) -> Groups:
        found = [(float(self._weight[root]), sorted(members), root) for root, members in self._members.items()]
        found.sort(key=lambda g: (-g[0], g[1]))
        roots = [root for _, _, root in found]
        return Groups(tuple(tuple(members) for _, members, _ in found), self._mean[np.ix_(roots, roots)])

    def _best_partners(self) -> tuple[NDArray[np.int64], Floats]:
        best = np.zeros(len(self._weight), np.int64)
        score = np.full(len(self._weight), NEVER, np.float32)
        active = np.flatnonzero(self._active)
        for at in range(0, len(active), ROWS):
            rows = active[at : at + ROWS]
            values = self._values(rows)
            values[np.arange(len(rows)), rows] = NEVER
            best[rows] = values.argmax(axis=1)
            score[rows] = values[np.arange(len(rows)), best[rows]]
        return best, score

    def _best_partner(self, row: int) -> tuple[int, float]:
        values = self._values(row)
        values[row] = NEVER
        at = int(values.argmax())
        return at, float(values[at])

    def _values(self, rows: int | NDArray[np.int64]) -> Floats:
        """What speaks for merging one row, or each of several, with each of all."""
        between = self._between[rows]
        values: Floats = self._mean[rows] - np.float32(self._limits.conflict_penalty) * (between & CLASH)
        values[(between >= FORBIDDEN) | ~self._active] = NEVER
        return values

    def _merge(self, keep: int, gone: int) -> None:
        """Weighted average linkage (Lance and Williams 1967); clashes add up, prohibitions are inherited."""
        one, other = self._weight[keep], self._weight[gone]
        mixed = self._mean[keep] * np.float32(one / (one + other))
        mixed += self._mean[gone] * np.float32(other / (one + other))
        self._mean[keep], self._mean[:, keep] = mixed, mixed
        between = self._between[keep] | self._between[gone]
        self._between[keep], self._between[:, keep] = between, between
        self._weight[keep] = one + other
        self._active[gone] = False
        self._members[keep] += self._members.pop(gone)
