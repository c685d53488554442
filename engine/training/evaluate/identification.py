"""One to many: who is it, if anybody known? Ranks, distractors, and open-set identification by FPIR and FNIR."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError
from engine.types import Floats

Ints = NDArray[np.int64]
DISTRACTOR = -1
"""The label of a picture that shows none of the identities, as iCartoonFace writes it."""


@dataclass(frozen=True, slots=True)
class OpenSet:
    """At one rate of strangers taken for somebody (`fpir`): share of known people missed, and the bound used."""

    fpir: float
    fnir: float
    threshold: float


def rank_rates(scores: Floats, probes: Ints, gallery: Ints, ranks: Sequence[int] = (1, 5, 10)) -> dict[int, float]:
    """Share of probes whose identity is among the best k of the gallery, by k (closed set).

    `scores`: (p, g); a gallery identity with several rows counts by its best. Probes whose identity is not in the
    gallery are left out. Raises UserError where none is left.
    """
    by_identity, identities = best_by_identity(scores, gallery)
    known = np.isin(probes, identities)
    if not known.any():
        raise UserError("No probe shows anybody in the gallery.", "Check that both use the same labels.")
    own = np.searchsorted(identities, probes[known])
    mine = by_identity[known, own][:, None]
    # Who is just as alike comes before: a tie is no recognition.
    place = (by_identity[known] >= mine).sum(axis=1)
    return {k: float(np.mean(place <= k)) for k in ranks}


def open_set(scores: Floats, probes: Ints, gallery: Ints, rates: Sequence[float] = (0.01, 0.1)) -> list[OpenSet]:
    """False negative identification rates at false positive identification rates (NIST FRVT 1:N; IJB-C's 1:N).

    A stranger's probe is falsely positive where anybody in the gallery reaches the bound; a known person's is missed
    where they are not the most alike or do not reach it. TPIR is 1 - FNIR. Raises UserError where either is lacking.
    """
    by_identity, identities = best_by_identity(scores, gallery)
    known = np.isin(probes, identities)
    if known.all() or not known.any():
        lacking = "strangers" if known.all() else "known people"
        raise UserError(f"There are no probes of {lacking}.", "Open-set identification needs both.")
    best, whose = by_identity.max(axis=1), identities[by_identity.argmax(axis=1)]
    strangers = np.sort(best[~known])[::-1]
    found = best[known][whose[known] == probes[known]]
    made = []
    for rate in rates:
        # The bound lies just above the first stranger that may no longer pass.
        allowed = int(np.floor(rate * len(strangers) + 1e-9))
        bound = float(strangers[allowed]) if allowed < len(strangers) else -np.inf
        passing = float(np.mean(strangers > bound))
        made.append(OpenSet(passing, 1 - float((found > bound).sum()) / int(known.sum()), bound))
    return made


def rank_one_with_distractors(vectors: Floats, labels: Ints, pairs: NDArray[np.int64] | None = None) -> float:
    """iCartoonFace's rank-1: each picture of an identity looks for another one of it among all distractors.

    `vectors`: (n, d) of unit length; `labels`: (n,), -1 for distractors. `pairs`: (k, 2) rows of probe and wanted
    picture, by default all ordered pairs of one identity. Right where the wanted picture is nearer than every
    distractor; other pictures of other identities are not in the gallery (arXiv:1907.13394, section 3.3).
    """
    others = np.flatnonzero(labels == DISTRACTOR)
    if not len(others):
        raise UserError("There are no distractors (label -1).", "Rank-1 with distractors needs some.")
    if pairs is None:
        same = (labels[:, None] == labels[None]) & (labels != DISTRACTOR)[:, None]
        np.fill_diagonal(same, False)
        pairs = np.argwhere(same)
    if not len(pairs):
        raise UserError("No identity has two pictures.", "A probe needs another picture of its identity to find.")
    nearest = np.full(len(vectors), -np.inf)
    probes = np.unique(pairs[:, 0])
    for at in range(0, len(probes), 512):
        rows = probes[at : at + 512]
        nearest[rows] = (vectors[rows] @ vectors[others].T).max(axis=1)
    wanted = np.concatenate([
        np.einsum("nd,nd->n", vectors[part[:, 0]], vectors[part[:, 1]])
        for part in np.array_split(pairs, max(1, len(pairs) // 2**16))
    ])  # fmt: skip
    return float(np.mean(wanted > nearest[pairs[:, 0]]))


def best_by_identity(scores: Floats, gallery: Ints) -> tuple[Floats, Ints]:
    """(p, k) best score of each probe with each identity of the gallery, and the k identities in order."""
    if not np.isfinite(scores).all():
        raise UserError("Some scores are no numbers (NaN).", "Check the embeddings.")
    identities, column = np.unique(gallery, return_inverse=True)
    order = np.argsort(column, kind="stable")
    starts = np.searchsorted(column[order], np.arange(len(identities)))
    best: Floats = np.maximum.reduceat(scores[:, order], starts, axis=1)
    return best, identities
