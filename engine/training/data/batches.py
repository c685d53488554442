"""Choose what each step of a training sees: as many pictures of every identity, and a share of strangers."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError
from engine.training.data.pictures import UNLABELLED

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """`size` samples a step, `each` of one identity, `strangers` 0..1 of them without a label (UIR: a quarter)."""

    size: int = 64
    each: int = 2
    strangers: float = 0.25


class Batches:
    """Rows of each step, the same for the same seed, wherever a training is taken up again.

    Identities come in turn, so that those with few samples are seen as often as those with many.
    """

    def __init__(self, labels: Ints, plan: BatchPlan, seed: int) -> None:
        """`labels`: (n,), -1 for strangers. Raises UserError where there is too little to choose from."""
        self._plan, self._seed = plan, seed
        self._strangers = np.flatnonzero(labels == UNLABELLED)
        self.unlabelled = round(plan.size * plan.strangers) if len(self._strangers) else 0
        self.labelled = plan.size - self.unlabelled
        if self.labelled < plan.each or plan.each < 1:
            raise UserError(
                f"A batch of {plan.size} has no room for {plan.each} samples of one person.", "Make it larger."
            )
        known = labels[labels != UNLABELLED]
        identities = np.unique(known)
        if len(identities) < 2:
            raise UserError(f"There are samples of {len(identities)} persons.", "At least two are needed.")
        self._rows = [np.flatnonzero(labels == identity) for identity in identities]
        self.steps_each_round = max(1, len(known) // self.labelled)

    def at(self, step: int) -> Ints:
        """Rows of step number `step`: first those with a label, then the strangers."""
        dice = np.random.default_rng((self._seed, step))
        people = -(-self.labelled // self._plan.each)
        chosen = np.concatenate([self._turn(turn) for turn in self._turns(step, people)])[:people]
        rows = [dice.choice(self._rows[one], self._plan.each, len(self._rows[one]) < self._plan.each) for one in chosen]
        strangers = dice.choice(self._strangers, self.unlabelled, self.unlabelled > len(self._strangers))
        return np.concatenate([np.concatenate(rows)[: self.labelled], strangers]).astype(np.int64)

    def from_step(self, step: int) -> Iterator[Ints]:
        while True:
            yield self.at(step)
            step += 1

    def _turns(self, step: int, people: int) -> range:
        # Whole rounds over all identities, each in an order of its own, with nothing to remember between steps.
        rounds = -(-people // len(self._rows))
        return range(step * rounds, (step + 1) * rounds)

    def _turn(self, turn: int) -> Ints:
        count, people = len(self._rows), -(-self.labelled // self._plan.each)
        if people >= count:
            return np.random.default_rng((self._seed, turn, 1)).permutation(count)
        # A round is cut into steps: each sees the next part of one order.
        parts = count // people
        order = np.random.default_rng((self._seed, turn // parts, 1)).permutation(count)
        at = (turn % parts) * people
        return order[at : at + people]


def share_of_rank(rows: Ints, labelled: int, rank: int, ranks: int) -> Ints:
    """What one of `ranks` processes takes of a step's rows, equally many of both kinds.

    `labelled`: how many of the rows have a label. Raises UserError where they cannot be shared out evenly.
    """
    for count in (labelled, len(rows) - labelled):
        if count % ranks:
            raise UserError(
                f"{count} samples of a batch cannot be shared by {ranks} processes.", "Change the batch size."
            )
    return np.concatenate([rows[:labelled][rank::ranks], rows[labelled:][rank::ranks]])
