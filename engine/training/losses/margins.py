"""Softmax losses over class centres, with a margin that makes faces of one identity lie closer than need be."""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import torch
from torch import Tensor, nn
from torch.nn import functional

MarginKind: TypeAlias = Literal["softmax", "normface", "sphereface", "cosface", "arcface"]

# A root's slope is infinite at 0, where a face lies exactly on its centre.
SMALLEST_SINE_SQUARED = 1e-12


@dataclass(frozen=True, slots=True)
class Margin:
    """Which loss, with its constants. `scale` and `margin` count where the formula has them.

    softmax: linear layer with bias, nothing normalised. normface: s cos t (Wang et al. 2017). sphereface: |x| psi(t)
    with psi(t) = (-1)^k cos(mt) - 2k (Liu et al. 2017), m whole, mixed as (l cos t + psi) / (1 + l) by `annealing` l.
    cosface: s (cos t - m) (Wang et al. 2018). arcface: s cos(t + m) (Deng et al. 2019), continued beyond t = pi - m by
    cos t - m sin m as in the authors' code, so that it keeps falling.
    """

    kind: MarginKind
    scale: float = 64.0
    margin: float = 0.5
    annealing: float = 0.0


PUBLISHED: dict[MarginKind, Margin] = {
    "softmax": Margin("softmax", 1.0, 0.0),
    "normface": Margin("normface", 64.0, 0.0),
    "sphereface": Margin("sphereface", 1.0, 4.0, 5.0),
    "cosface": Margin("cosface", 64.0, 0.35),
    "arcface": Margin("arcface", 64.0, 0.5),
}
"""The constants of the papers; 5 is the value at which SphereFace's annealing ends."""


class ClassCentres(nn.Module):
    """One centre for each known identity, and the loss of embeddings against them."""

    def __init__(self, dimensions: int, classes: int, margin: Margin) -> None:
        super().__init__()
        if classes < 2:
            raise ValueError("a loss over identities needs at least two of them")
        self.margin = margin
        self.weight = nn.Parameter(torch.empty(classes, dimensions))
        nn.init.normal_(self.weight, std=0.01)
        self.bias = nn.Parameter(torch.zeros(classes)) if margin.kind == "softmax" else None

    def forward(self, embeddings: Tensor, labels: Tensor) -> Tensor:
        """Mean cross entropy. `embeddings`: (n, d), not normalised; `labels`: (n,) int64 of classes."""
        logits = self.logits(embeddings)
        if self.margin.kind != "softmax":
            logits = with_margin(logits, labels, self.margin, embeddings.norm(dim=1))
        return functional.cross_entropy(logits, labels)

    def logits(self, embeddings: Tensor) -> Tensor:
        """(n, classes) logits without a margin, as strangers are judged: cosines times scale, or the linear layer."""
        if self.bias is not None:
            return functional.linear(embeddings, self.weight, self.bias)
        scale = embeddings.norm(dim=1, keepdim=True) if self.margin.kind == "sphereface" else self.margin.scale
        return cosines(embeddings, self.weight) * scale


def cosines(embeddings: Tensor, centres: Tensor) -> Tensor:
    """(n, c) in -1..1, in single precision whatever the inputs have: halves are too coarse for a margin."""
    with torch.autocast(embeddings.device.type, enabled=False):
        return functional.linear(functional.normalize(embeddings.float()), functional.normalize(centres.float()))


def with_margin(logits: Tensor, labels: Tensor, margin: Margin, lengths: Tensor) -> Tensor:
    """`logits` (n, c) = scale times cosine, with that of each row's own class made harder.

    `labels`: (n,), or -1 where the class is not among the columns. `lengths`: (n,) norms of the embeddings, which are
    SphereFace's scale.
    """
    rows = torch.nonzero(labels >= 0).squeeze(1)
    own = labels[rows]
    scale = lengths[rows] if margin.kind == "sphereface" else logits.new_full((), margin.scale)
    cosine = (logits[rows, own] / scale.clamp_min(1e-12)).clamp(-1, 1)
    harder = _harder(cosine, margin) * scale
    changed = logits.clone()
    changed[rows, own] = harder
    return changed


def _harder(cosine: Tensor, margin: Margin) -> Tensor:
    if margin.kind == "cosface":
        return cosine - margin.margin
    if margin.kind == "arcface":
        return _arcface(cosine, margin.margin)
    if margin.kind == "sphereface":
        return (margin.annealing * cosine + _sphereface(cosine, round(margin.margin))) / (1 + margin.annealing)
    return cosine


def _arcface(cosine: Tensor, margin: float) -> Tensor:
    sine = (1 - cosine * cosine).clamp_min(SMALLEST_SINE_SQUARED).sqrt()
    turned = cosine * math.cos(margin) - sine * math.sin(margin)
    return torch.where(cosine > -math.cos(margin), turned, cosine - margin * math.sin(margin))


def _sphereface(cosine: Tensor, times: int) -> Tensor:
    # cos(mt) is a polynomial of cos t (Chebyshev), whose slope is finite everywhere, unlike that of the angle.
    before, multiple = torch.ones_like(cosine), cosine
    for _ in range(times - 1):
        before, multiple = multiple, 2 * cosine * multiple - before
    with torch.no_grad():
        k = (torch.acos(cosine) * times / math.pi).floor().clamp(max=times - 1)
    return (1 - 2 * (k % 2)) * multiple - 2 * k
