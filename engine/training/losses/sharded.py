"""Class centres shared out over processes, a sample of them at each step: for hundreds of thousands of identities.

Partial FC (An et al., arXiv:2010.05222): each rank holds a slice of the centres; embeddings of all ranks are gathered,
the softmax is summed over ranks, and of each slice only the batch's own identities and a random share of the others
count.
"""

from typing import Any

import torch
from torch import Tensor, distributed, nn

from engine.training.losses.margins import Margin, cosines, with_margin


class ShardedCentres(nn.Module):
    """A rank's slice of the centres of all identities; with one process it holds all of them.

    `share`: part of the slice that takes part in each step. `seed` must be the same on all ranks: the centres of an
    identity then do not depend on how many ranks there are.
    """

    def __init__(self, dimensions: int, classes: int, margin: Margin, share: float = 1.0, seed: int = 0) -> None:
        super().__init__()
        if margin.kind == "softmax":
            raise ValueError("sharded centres are compared by angle; softmax with a bias is not")
        self.margin, self.share = margin, share
        ranks, rank = _world()
        self.first, self.last = classes * rank // ranks, classes * (rank + 1) // ranks
        whole = torch.randn(classes, dimensions, generator=torch.Generator().manual_seed(seed)) * 0.01
        self.weight = nn.Parameter(whole[self.first : self.last].clone())
        self._dice = torch.Generator().manual_seed(seed + 1 + rank)

    def forward(self, embeddings: Tensor, labels: Tensor) -> Tensor:
        """Mean cross entropy over the batches of all ranks together, the same on each. All ranks call it alike.

        `embeddings`: (n, d), n equal on all ranks. Gradients of `embeddings` are scaled by the number of ranks, since
        DistributedDataParallel takes the mean of theirs.
        """
        everybody: Tensor = _Gathered.apply(embeddings)  # type: ignore[no-untyped-call]
        theirs = _gathered(labels)
        here = (theirs >= self.first) & (theirs < self.last)
        chosen, columns = self._sample(torch.where(here, theirs - self.first, -1))
        logits = cosines(everybody, self.weight[chosen])
        lengths = everybody.norm(dim=1)
        logits = logits * (lengths[:, None] if self.margin.kind == "sphereface" else self.margin.scale)
        loss: Tensor = _CrossEntropy.apply(with_margin(logits, columns, self.margin, lengths), columns)  # type: ignore[no-untyped-call]
        return loss

    def _sample(self, own: Tensor) -> tuple[Tensor, Tensor]:
        """Rows of the slice that take part, and for each label its place among them, -1 for those of other ranks."""
        count = self.last - self.first
        if self.share >= 1:
            return torch.arange(count, device=own.device), own
        present = torch.unique(own[own >= 0])
        chance = torch.rand(count, generator=self._dice).to(own.device)
        chance[present] = 2.0
        wanted = max(len(present), round(self.share * count))
        chosen = torch.topk(chance, wanted).indices.sort().values
        places = torch.searchsorted(chosen, own.clamp_min(0))
        return chosen, torch.where(own >= 0, places, -1)


class _Gathered(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, values: Tensor) -> Tensor:
        context.count = len(values)
        return _gathered(values)

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> Tensor:
        ranks, rank = _world()
        whole = gradients[0].contiguous()
        if ranks > 1:
            distributed.all_reduce(whole)
        return whole[rank * context.count : (rank + 1) * context.count] * ranks


class _CrossEntropy(torch.autograd.Function):
    """Mean cross entropy of logits whose columns are spread over ranks."""

    @staticmethod
    def forward(context: Any, logits: Tensor, columns: Tensor) -> Tensor:
        # A slice may be empty of candidates for a row, never of columns.
        highest = logits.max(dim=1).values
        _reduce(highest, distributed.ReduceOp.MAX)
        powers = torch.exp(logits - highest[:, None])
        total = powers.sum(dim=1)
        _reduce(total, distributed.ReduceOp.SUM)
        rows = torch.nonzero(columns >= 0).squeeze(1)
        own = torch.zeros_like(total)
        own[rows] = logits[rows, columns[rows]]
        _reduce(own, distributed.ReduceOp.SUM)
        context.save_for_backward(powers / total[:, None], rows, columns)
        return (highest + total.log() - own).mean()

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        chances, rows, columns = context.saved_tensors
        change = chances.clone()
        change[rows, columns[rows]] -= 1
        return change * (gradients[0] / len(change)), None


def _gathered(values: Tensor) -> Tensor:
    ranks, _ = _world()
    if ranks == 1:
        return values
    parts = [torch.empty_like(values) for _ in range(ranks)]
    distributed.all_gather(parts, values.contiguous())
    return torch.cat(parts)


def _reduce(values: Tensor, how: Any) -> None:
    if _world()[0] > 1:
        distributed.all_reduce(values, how)


def _world() -> tuple[int, int]:
    """Number of processes, and this one's rank."""
    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_world_size(), distributed.get_rank()
    return 1, 0
