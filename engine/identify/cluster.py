"""Group things into persons by average linkage of log-likelihood ratios, under soft constraints.

Two groups merge while the weighted mean of the log-likelihood ratios between their members (log of how much likelier
one person is than two) lies above a threshold. Poor tracks weigh little. Two things seen in one frame count strongly
against a merge, yet not absolutely: split screens, mirrors and pictures on a wall exist.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.types import Floats

NEVER = np.float32(-1e6)
COMMAND = 500.0
"""Evidence beyond this, for or against, is what the user said: no sum of other evidence outweighs it."""


@dataclass(frozen=True, slots=True)
class ClusterLimits:
    """`merge_above`: nats. `conflict_penalty`: nats that seeing two members in one frame takes off."""

    merge_above: float = 0.0
    conflict_penalty: float = 6.0


def cluster(
    evidence: Floats,
    weights: Floats,
    conflicts: NDArray[np.bool_],
    seeds: Sequence[Sequence[int]] = (),
    limits: ClusterLimits | None = None,
) -> list[list[int]]:
    """Groups of indices, largest weight first.

    `evidence`: (n, n) symmetric log-likelihood ratios in nats, beyond `COMMAND` where the user spoke. `weights`: (n,)
    above 0. `conflicts`: (n, n) True where two things were seen at once. `seeds`: groups that are one person each and
    different from one another.
    """
    limits = limits or ClusterLimits()
    state = _Linkage(evidence, weights, conflicts, limits)
    roots = [state.merge_all(seed) for seed in seeds if len(seed)]
    state.forbid(roots)
    # Something that must not join a person would keep that person's other things away if it joined them first.
    state.run(leave_out=state.spoken_against(roots))
    state.run()
    return state.groups()


class _Linkage:
    """The groups as rows of a matrix of mean evidence; a merged group lives on in its first row."""

    def __init__(self, evidence: Floats, weights: Floats, conflicts: NDArray[np.bool_], limits: ClusterLimits) -> None:
        self._mean = evidence.astype(np.float32).copy()
        self._weight = weights.astype(np.float64).copy()
        self._clash = conflicts.astype(np.float32)
        self._forbidden = evidence <= -COMMAND
        self._limits = limits
        self._members: dict[int, list[int]] = {i: [i] for i in range(len(weights))}

    def merge_all(self, members: Sequence[int]) -> int:
        first, *others = members
        for other in others:
            self._merge(first, other)
        return first

    def forbid(self, roots: Sequence[int]) -> None:
        """These groups are different persons, whatever the evidence says."""
        for a in roots:
            for b in roots:
                self._forbidden[a, b] |= a != b

    def spoken_against(self, roots: Sequence[int]) -> set[int]:
        """Things that must not join some other and that nobody placed anywhere."""
        others = [i for i in self._members if i not in roots]
        return {i for i in others if self._forbidden[i].any() and np.delete(self._mean[i], i).max() < COMMAND}

    def run(self, leave_out: Set[int] = frozenset()) -> None:
        """Merge the best pair until none is above the threshold; each row's best partner is kept up to date."""
        alive = np.array(sorted(self._members.keys() - leave_out))
        if len(alive) < 2:
            return
        best, score = self._best_partners(alive)
        while True:
            row = int(alive[np.argmax(score[alive])])
            if score[row] <= self._limits.merge_above:
                return
            keep, gone = sorted((row, int(best[row])))
            self._merge(keep, gone)
            alive = alive[alive != gone]
            if len(alive) < 2:
                return
            score[gone] = NEVER
            stale = [int(i) for i in alive if i == keep or best[i] in (keep, gone)]
            for i in stale:
                best[i], score[i] = self._best_partner(i, alive)
            self._offer(keep, alive, best, score)

    def groups(self) -> list[list[int]]:
        found = [(float(self._weight[root]), sorted(members)) for root, members in self._members.items()]
        return [members for _, members in sorted(found, key=lambda g: (-g[0], g[1]))]

    def _best_partners(self, alive: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
        best = np.zeros(len(self._weight), np.int64)
        score = np.full(len(self._weight), NEVER, np.float32)
        for i in alive:
            best[i], score[i] = self._best_partner(int(i), alive)
        return best, score

    def _best_partner(self, row: int, alive: NDArray[np.int64]) -> tuple[int, float]:
        values = self._scores(row, alive)
        at = int(np.argmax(values))
        return int(alive[at]), float(values[at])

    def _offer(self, row: int, alive: NDArray[np.int64], best: NDArray[np.int64], score: Floats) -> None:
        """A merged group may be a better partner for the others than the one they had."""
        values = self._scores(row, alive)
        better = values > score[alive]
        best[alive[better]], score[alive[better]] = row, values[better]

    def _scores(self, row: int, alive: NDArray[np.int64]) -> Floats:
        values = self._mean[row, alive] - self._limits.conflict_penalty * np.minimum(self._clash[row, alive], 1)
        values[self._forbidden[row, alive] | (alive == row)] = NEVER
        scores: Floats = values
        return scores

    def _merge(self, keep: int, gone: int) -> None:
        """Weighted average linkage (Lance and Williams 1967); clashes add up, prohibitions are inherited."""
        one, other = self._weight[keep], self._weight[gone]
        mixed = ((one * self._mean[keep] + other * self._mean[gone]) / (one + other)).astype(np.float32)
        self._mean[keep], self._mean[:, keep] = mixed, mixed
        clash = self._clash[keep] + self._clash[gone]
        self._clash[keep], self._clash[:, keep] = clash, clash
        banned = self._forbidden[keep] | self._forbidden[gone]
        self._forbidden[keep], self._forbidden[:, keep] = banned, banned
        self._weight[keep] = one + other
        self._members[keep] += self._members.pop(gone)
