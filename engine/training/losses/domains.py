"""Bring real and drawn faces nearer as embeddings, so that what is learnt of one domain helps the other.

iCartoonFace (arXiv:1907.13394) names a domain adaptation term beside classification and rejection; its formula could
not be read, so these are the established terms, each by its own paper, and none claims to be that one.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

BANDWIDTHS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Kernel widths over the mean squared distance, as in the multi-kernel form of DAN."""


def coral(first: Tensor, second: Tensor) -> Tensor:
    """|C1 - C2|^2 / (4 d^2), C covariances of `first` (n, d) and `second` (m, d) (Deep CORAL, Sun and Saenko)."""
    gap = _covariance(first) - _covariance(second)
    return gap.square().sum() / (4 * first.shape[1] ** 2)


def discrepancy(first: Tensor, second: Tensor, widths: Sequence[float] = BANDWIDTHS) -> Tensor:
    """Squared maximum mean discrepancy, biased so that it is never negative (Gretton et al.; DAN, Long et al. 2015).

    The mean of Gaussian kernels whose widths are `widths` times the mean squared distance within the batch.
    """
    both = torch.cat([first, second])
    distances = torch.cdist(both, both).square()
    # The width is a measure of the batch, not a quantity to learn.
    unit = distances.detach().sum() / max(1, distances.numel() - len(both))
    kernel = torch.stack([torch.exp(-distances / (unit * width).clamp_min(1e-12)) for width in widths]).mean(dim=0)
    n = len(first)
    return kernel[:n, :n].mean() + kernel[n:, n:].mean() - 2 * kernel[:n, n:].mean()


class _Reversed(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, values: Tensor, strength: float) -> Tensor:
        context.strength = strength
        return values.view_as(values)

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        return -context.strength * gradients[0], None


def reversed_gradient(values: Tensor, strength: float = 1.0) -> Tensor:
    """`values` unchanged; the gradient that comes back is turned round (DANN, Ganin et al. 2016)."""
    turned: Tensor = _Reversed.apply(values, strength)  # type: ignore[no-untyped-call]
    return turned


class DomainCritic(nn.Module):
    """Learns to tell two domains apart while, through the reversed gradient, the embedding learns to hide them."""

    def __init__(self, dimensions: int, hidden: int = 64) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(dimensions, hidden), nn.ReLU(), nn.Linear(hidden, 1))

    def forward(self, embeddings: Tensor, domains: Tensor, strength: float = 1.0) -> Tensor:
        """Mean binary cross entropy. `domains`: (n,) 0 or 1."""
        answers = self.layers(reversed_gradient(functional.normalize(embeddings), strength)).squeeze(1)
        return functional.binary_cross_entropy_with_logits(answers, domains.float())


def _covariance(values: Tensor) -> Tensor:
    centred = values - values.mean(dim=0)
    return centred.T @ centred / max(1, len(values) - 1)
