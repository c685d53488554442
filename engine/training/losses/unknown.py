"""Unknown identity rejection: faces of strangers, who have no label, are pushed away from every known identity."""

import math
from typing import Literal, TypeAlias

import torch
from torch import Tensor

RejectionKind: TypeAlias = Literal["single", "doubled", "mean"]

WEIGHT = 0.1
"""The paper's weight of the term beside ArcFace."""


def rejection(logits: Tensor, kind: RejectionKind = "single") -> Tensor:
    """Mean over strangers of (sum_i -log p_i) - n log n, which is 0 where p over the n known classes is uniform.

    `logits`: (strangers, n), not with a margin. Unknown Identity Rejection Loss (arXiv:1910.10896). "single": p is the
    softmax, as the paper writes. "doubled": p is the softmax of the softmax, as the authors' script computes, which is
    bounded by e - 2 for many classes. "mean": "single" over n, that is the divergence of p from uniform, whose weight
    need not follow the number of classes. Zero for no strangers.
    """
    if not len(logits):
        return logits.sum()
    values = logits.float()
    if kind == "doubled":
        values = torch.softmax(values, dim=1)
    classes = values.shape[1]
    each = classes * (torch.logsumexp(values, dim=1) - math.log(classes)) - values.sum(dim=1)
    return each.mean() / classes if kind == "mean" else each.mean()
