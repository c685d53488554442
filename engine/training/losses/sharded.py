"""Class centres shared out over processes, a sample of them at each step: for hundreds of thousands of identities.

Partial FC (An et al., arXiv:2010.05222): each rank holds a slice of the centres; embeddings of all ranks are gathered,
the softmax is summed over ranks, and of each slice only the batch's own identities and a random share of the others
count.
"""

import math
from typing import Any

import torch
from torch import Tensor, distributed, nn

from engine.training.losses.margins import Margin, cosines, with_margin
from engine.training.losses.unknown import RejectionKind, rejection


class ShardedCentres(nn.Module):
    """A rank's slice of the centres of all identities; with one process it holds all of them.

    `share`: part of the slice that takes part in each step. `seed` must be the same on all ranks: the centres of an
    identity then do not depend on how many ranks there are.
    """

    def __init__(self, dimensions: int, classes: int, margin: Margin, share: float = 1.0, seed: int = 0) -> None:
        super().__init__()
        if margin.kind == "softmax":
            raise ValueError("sharded centres are compared by angle; softmax with a bias is not")
        self.margin, self.share, self.classes = margin, share, classes
        ranks, rank = _world()
        self.first, self.last = classes * rank // ranks, classes * (rank + 1) // ranks
        whole = torch.randn(classes, dimensions, generator=torch.Generator().manual_seed(seed)) * 0.01
        self.weight = nn.Parameter(whole[self.first : self.last].clone())

    def forward(self, embeddings: Tensor, labels: Tensor) -> Tensor:
        """Mean cross entropy over the batches of all ranks together, the same on each. All ranks call it alike.

        `embeddings`: (n, d), n equal on all ranks. Gradients of `embeddings` are scaled by the number of ranks, since
        DistributedDataParallel takes the mean of theirs.
        """
        everybody: Tensor = _Gathered.apply(embeddings)  # type: ignore[no-untyped-call]
        theirs = _gathered(labels)
        here = (theirs >= self.first) & (theirs < self.last)
        chosen, columns = self._sample(torch.where(here, theirs - self.first, -1))
        logits = cosines(everybody, self.weight[chosen]) * self._scale(everybody)
        lengths = everybody.norm(dim=1)
        harder = with_margin(logits, columns, self.margin, lengths)
        loss: Tensor = _CrossEntropy.apply(harder, columns)  # type: ignore[no-untyped-call]
        return loss

    def rejection(self, strangers: Tensor, kind: RejectionKind = "mean") -> Tensor:
        """Unknown identity rejection, as `losses.unknown.rejection`, over the centres of all ranks and the strangers
        of all.

        `strangers`: (n, d), n equal on all ranks and maybe 0. Raises ValueError for "doubled" on several ranks, whose
        second softmax would need the first one's values on each.
        """
        ranks, _ = _world()
        if ranks == 1:
            return rejection(cosines(strangers, self.weight) * self._scale(strangers), kind)
        if kind == "doubled":
            raise ValueError("the doubled softmax is not shared out over processes")
        everybody: Tensor = _Gathered.apply(strangers)  # type: ignore[no-untyped-call]
        logits = cosines(everybody, self.weight) * self._scale(everybody)
        loss: Tensor = _Rejection.apply(logits, self.classes)  # type: ignore[no-untyped-call]
        return loss / self.classes if kind == "mean" else loss

    def whole(self) -> Tensor:
        """(classes, d) centres of all ranks, on the processor. All ranks call it alike."""
        ranks, _ = _world()
        if ranks == 1:
            alone: Tensor = self.weight.detach().cpu()
            return alone
        longest = -(-self.classes // ranks)
        padded = self.weight.new_zeros(longest, self.weight.shape[1])
        padded[: self.last - self.first] = self.weight.detach()
        parts = [torch.empty_like(padded) for _ in range(ranks)]
        distributed.all_gather(parts, padded)
        counts = [self.classes * (rank + 1) // ranks - self.classes * rank // ranks for rank in range(ranks)]
        joined: Tensor = torch.cat([part[:count] for part, count in zip(parts, counts, strict=True)]).cpu()
        return joined

    def _scale(self, embeddings: Tensor) -> Tensor:
        if self.margin.kind == "sphereface":
            lengths: Tensor = embeddings.norm(dim=1, keepdim=True)
            return lengths
        return embeddings.new_full((), self.margin.scale)

    def _sample(self, own: Tensor) -> tuple[Tensor, Tensor]:
        """Rows of the slice that take part, and for each label its place among them, -1 for those of other ranks."""
        count = self.last - self.first
        if self.share >= 1:
            return torch.arange(count, device=own.device), own
        present = torch.unique(own[own >= 0])
        # PyTorch's own dice, so that a training that is taken up again goes on as it would have.
        chance = torch.rand(count).to(own.device)
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


class _Rejection(torch.autograd.Function):
    """Mean over rows of classes * (log sum exp - log classes) - sum, of logits whose columns are spread over ranks."""

    @staticmethod
    def forward(context: Any, logits: Tensor, classes: int) -> Tensor:
        if not len(logits):
            context.save_for_backward(logits)
            return logits.sum()
        highest = logits.max(dim=1).values
        _reduce(highest, distributed.ReduceOp.MAX)
        powers = torch.exp(logits - highest[:, None])
        total, whole = powers.sum(dim=1), logits.sum(dim=1)
        _reduce(total, distributed.ReduceOp.SUM)
        _reduce(whole, distributed.ReduceOp.SUM)
        context.save_for_backward(classes * powers / total[:, None] - 1)
        return (classes * (highest + total.log() - math.log(classes)) - whole).mean()

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (change,) = context.saved_tensors
        return change * (gradients[0] / max(1, len(change))), None


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
