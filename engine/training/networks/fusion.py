"""Multi-modal attention: face, head, body and voice of one track look at each other, and become one vector.

After iQIYI-VID (arXiv:1811.07548), whose module could be read of through others only: the modalities' features form a
Gram matrix, its softmax mixes them, what is mixed is added through a gate that starts at 0, then they are joined and
classified. Own additions, which that paper is not said to have: a modality that is missing is masked out of the softmax
and of the joining, and each modality's quality is an input.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

# Half precision knows nothing larger than 65504.
FAR_BELOW = -1e4


@dataclass(frozen=True, slots=True)
class Modalities:
    """Names of the modalities and the dimensions of their vectors, in the order of the network's inputs."""

    names: tuple[str, ...]
    dimensions: tuple[int, ...]


class Fusion(nn.Module):
    """Vectors of modalities in, one embedding out. All modalities are first brought to `width` dimensions."""

    def __init__(self, modalities: Modalities, width: int = 128, dimensions: int = 256, attention: bool = True) -> None:
        super().__init__()
        self.modalities = modalities
        self.attention = attention
        self.enter = nn.ModuleList(nn.Linear(size + 1, width) for size in modalities.dimensions)
        self.key = nn.Linear(width, width, bias=False)
        self.query = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(width, width, bias=False)
        self.gate = nn.Parameter(torch.zeros(1))
        joined = width * len(modalities.names)
        self.leave = nn.Sequential(nn.Dropout(0.2), nn.Linear(joined, dimensions))

    def forward(self, vectors: Sequence[Tensor], qualities: Tensor, present: Tensor) -> Tensor:
        """(n, dimensions) of unit length.

        `vectors`: for each modality (n, its dimensions), of unit length, anything where it is missing; `qualities`:
        (n, m) in 0..1; `present`: (n, m) 0 or 1.
        """
        entered = []
        for place, (layer, vector) in enumerate(zip(self.enter, vectors, strict=True)):
            here = present[:, place : place + 1]
            # A missing modality must not leak into the rest, not even as NaN.
            known = torch.where(here > 0, vector, torch.zeros_like(vector))
            entered.append(layer(torch.cat([known, qualities[:, place : place + 1] * here], dim=1)) * here)
        features = functional.relu(torch.stack(entered, dim=1)) * present[..., None]
        if self.attention:
            features = features + self.gate * self._mixed(features, present) * present[..., None]
        return functional.normalize(self.leave(features.flatten(1)))

    def _mixed(self, features: Tensor, present: Tensor) -> Tensor:
        width = features.shape[2]
        gram = self.query(features) @ self.key(features).transpose(1, 2) / width**0.5
        gram = gram + (1 - present)[:, None, :] * FAR_BELOW
        mixed: Tensor = torch.softmax(gram, dim=2) @ self.value(features)
        return mixed


def dropped_at_random(present: Tensor, chance: float, dice: torch.Generator) -> Tensor:
    """`present` (n, m) with each modality hidden by `chance`, but never the last one that a row has."""
    hidden = (torch.rand(present.shape, generator=dice) < chance).to(present.dtype)
    kept = present * (1 - hidden)
    empty = kept.sum(dim=1, keepdim=True) == 0
    return torch.where(empty, present, kept)
