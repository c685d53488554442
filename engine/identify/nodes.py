"""What is clustered after corrections: single tracks of broken groups, whole groups, and names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.identify.bonds import DIFFERENT, SAME
from engine.identify.cluster import cluster
from engine.identify.corrected import Told, broken
from engine.identify.corrections import SAID
from engine.identify.evidence import FilmEvidence, Rows
from engine.identify.groundwork import Groundwork, linkage
from engine.identify.limits import CastLimits
from engine.types import Floats

KEPT_BYTES = 100_000_000
"""Memory for the evidence between the tracks of broken groups and all others."""


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """First `singles`, rows; then `blocks`, places of groups; then `names`, places of names that stand alone."""

    singles: Rows
    blocks: Rows
    names: Rows

    def __len__(self) -> int:
        return len(self.singles) + len(self.blocks) + len(self.names)


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """One person made of nodes: rows that stand alone, whole groups, and the name or ""."""

    singles: tuple[int, ...]
    groups: tuple[int, ...]
    name: str


class Regrouping:
    """The groups of one film as corrections change them; a correction breaks up few of them."""

    def __init__(self, film: FilmEvidence, ground: Groundwork, poor: Mapping[int, Floats], limits: CastLimits) -> None:
        """`poor`: by row, (n,) evidence between a track that is in no group and all others."""
        self._film, self._ground, self._limits = film, ground, limits
        self._group_of = np.full(len(film.prints), -1, np.int64)
        for place, group in enumerate(ground.groups):
            self._group_of[group] = place
        self._core = np.concatenate([*ground.groups, np.zeros(0, np.int64)]).astype(np.int64)
        self._filled = np.array([place for place, group in enumerate(ground.groups) if len(group)], np.int64)
        self._starts = np.cumsum([0, *(len(ground.groups[place]) for place in self._filled)])[:-1]
        self._clash = np.nonzero(film.prints.conflicts)
        self._poor = poor
        self._evidence: dict[int, tuple[Floats, Floats]] = {}

    def join(self, told: Told, photos: Mapping[str, Floats], shift: float = 0.0) -> list[Joined]:
        """The persons by the good tracks and those of which the user spoke. `photos`: (n,) nats by name.

        `shift`: nats by which groups are joined more readily, as answers have taught.
        """
        if not told.said_anything and tuple(photos) == told.names:
            return [Joined((), (place,), name) for place, name in enumerate(self._ground.names)]
        nodes = self._nodes(told)
        evidence = self._models(nodes, told, photos) + self._words(nodes, told)
        np.fill_diagonal(evidence, 0)
        seeds = [[i] for i in self._named_nodes(nodes)]
        limits = replace(self._limits, merge_above=self._limits.merge_above - shift)
        groups = cluster(evidence, self._weights(nodes), self._clashes(nodes), seeds, linkage(limits))
        return [self._joined(group, nodes, told) for group in groups]

    def _nodes(self, told: Told) -> Nodes:
        is_broken = broken(self._ground, self._group_of, told)
        alone = np.where(self._group_of >= 0, is_broken[self._group_of], told.spoken_of) & ~told.dropped
        blocks = np.flatnonzero(~is_broken)
        inside = {self._ground.names[place] for place in blocks}
        names = [place for place, name in enumerate(told.names) if name not in inside]
        return Nodes(np.flatnonzero(alone), blocks, np.array(names, np.int64))

    def _models(self, nodes: Nodes, told: Told, photos: Mapping[str, Floats]) -> Floats:
        """(n, n) evidence that the models give, corrections apart."""
        s, k = len(nodes.singles), len(nodes.blocks)
        matrix = np.zeros((len(nodes), len(nodes)), np.float32)
        if s:
            found = [self._of_row(int(row)) for row in nodes.singles]
            square = np.triu(np.stack([nats[nodes.singles] for nats, _ in found]))
            matrix[:s, :s] = square + np.triu(square, 1).T
            sums = np.stack([sums for _, sums in found])
            matrix[:s, s : s + k] = self._means(sums, nodes.singles, photos)[:, nodes.blocks]
        matrix[s : s + k, s : s + k] = self._ground.mean[np.ix_(nodes.blocks, nodes.blocks)]
        for at, place in enumerate(nodes.names.tolist(), s + k):
            nats = photos.get(told.names[place])
            nats = (np.zeros(len(self._film.prints), np.float32) if nats is None else nats) - self._limits.photo_prior
            matrix[:s, at] = nats[nodes.singles]
            matrix[s : s + k, at] = self._sums(nats[None])[0, nodes.blocks] / self._ground.weights[nodes.blocks]
        upper = np.triu(matrix)
        both: Floats = upper + np.triu(upper, 1).T
        return both

    def _means(self, sums: Floats, singles: Rows, photos: Mapping[str, Floats]) -> Floats:
        """(s, k) mean evidence between single tracks and groups, photos in the groups included.

        `sums`: (s, k) those over the tracks of the groups, which are written over.
        """
        for place, name in enumerate(self._ground.names):
            if name:
                sums[:, place] += self._limits.photo_weight * (photos[name][singles] - self._limits.photo_prior)
        means: Floats = sums / self._ground.weights
        return means

    def _sums(self, rows: Floats) -> Floats:
        """(s, k) sums over the tracks of each group, weighted. `rows`: (s, n)."""
        sums = np.zeros((len(rows), len(self._ground.groups)), np.float32)
        if len(self._core):
            weighted = rows[:, self._core] * self._film.prints.weights[self._core]
            sums[:, self._filled] = np.add.reduceat(weighted, self._starts, axis=1)
        return sums

    def _words(self, nodes: Nodes, told: Told) -> Floats:
        """(n, n) nats that the user's words add, as between any two tracks of two nodes."""
        s, k = len(nodes.singles), len(nodes.blocks)
        words = np.zeros((len(nodes), len(nodes)), np.float32)
        node_of = self._node_of(nodes)
        any_row = np.concatenate([nodes.singles, [g[0] if len(g) else -1 for g in self._blocks(nodes)]]).astype(
            np.int64
        )
        owner = np.where(any_row >= 0, told.owner[any_row], -1) if len(any_row) else any_row
        for place in np.unique(owner[owner >= 0]):
            mine = np.flatnonzero(owner == place)
            words[np.ix_(mine, mine)] = SAID
        counts = told.counts(node_of, len(nodes))
        spoken_of = np.flatnonzero(counts.any(axis=0))
        there = (counts[:, spoken_of] > 0).astype(np.float32)
        among = words[np.ix_(spoken_of, spoken_of)]
        apart = ~np.eye(len(spoken_of), dtype=bool)
        for sign, nats in ((SAME, SAID), (DIFFERENT, -SAID)):
            among[(there.T @ (told.relation == sign).astype(np.float32) @ there > 0) & apart] = nats
        words[np.ix_(spoken_of, spoken_of)] = among
        for at, place in enumerate(nodes.names.tolist(), s + k):
            named = np.where(any_row >= 0, told.of_name(place)[any_row], 0) if len(any_row) else any_row
            words[: s + k, at] = words[at, : s + k] = named
        return words

    def _clashes(self, nodes: Nodes) -> NDArray[np.bool_]:
        clash = np.zeros((len(nodes), len(nodes)), bool)
        node_of = self._node_of(nodes)
        a, b = node_of[self._clash[0]], node_of[self._clash[1]]
        there = (a >= 0) & (b >= 0) & (a != b)
        clash[a[there], b[there]] = True
        return clash

    def _weights(self, nodes: Nodes) -> Floats:
        return np.concatenate([
            self._film.prints.weights[nodes.singles],
            self._ground.weights[nodes.blocks],
            np.full(len(nodes.names), self._limits.photo_weight, np.float32),
        ])  # fmt: skip

    def _named_nodes(self, nodes: Nodes) -> list[int]:
        s, k = len(nodes.singles), len(nodes.blocks)
        blocks = [s + i for i, place in enumerate(nodes.blocks.tolist()) if self._ground.names[place]]
        return [*blocks, *range(s + k, len(nodes))]

    def _joined(self, group: Sequence[int], nodes: Nodes, told: Told) -> Joined:
        s, k = len(nodes.singles), len(nodes.blocks)
        blocks = [int(nodes.blocks[i - s]) for i in group if s <= i < s + k]
        names = [told.names[nodes.names[i - s - k]] for i in group if i >= s + k]
        names += [self._ground.names[place] for place in blocks if self._ground.names[place]]
        return Joined(tuple(int(nodes.singles[i]) for i in group if i < s), tuple(blocks), "".join(names[:1]))

    def _blocks(self, nodes: Nodes) -> list[Rows]:
        return [self._ground.groups[place] for place in nodes.blocks]

    def _node_of(self, nodes: Nodes) -> Rows:
        """(n,) node of each row, -1 for none."""
        node_of = np.full(len(self._film.prints), -1, np.int64)
        node_of[nodes.singles] = np.arange(len(nodes.singles))
        for at, group in enumerate(self._blocks(nodes), len(nodes.singles)):
            node_of[group] = at
        return node_of

    def _of_row(self, row: int) -> tuple[Floats, Floats]:
        """(n,) evidence between one track and all, and (k,) its weighted sums over the groups."""
        if row not in self._evidence:
            if len(self._evidence) * 4 * (len(self._film.prints) + len(self._ground.groups)) > KEPT_BYTES:
                self._evidence.clear()
            if row in self._poor:
                rows, found = [row], self._poor[row][None]
            else:
                # Whole groups: it is faster, and the last bit of a product depends on how many are made at once.
                rows = self._ground.groups[self._group_of[row]].tolist()
                found = self._film.to_all(np.array(rows))
            self._evidence |= dict(zip(rows, zip(found, self._sums(found), strict=True), strict=True))
        return self._evidence[row]
