"""Small networks on embeddings that stay as they are: a head that bends their space, and one that sums up a track."""

import torch
from torch import Tensor, nn
from torch.nn import functional


class ResidualHead(nn.Module):
    """Unit embeddings in and out; starts as the identity, since its gate starts at 0, and learns what to change."""

    def __init__(self, dimensions: int, hidden: int = 256) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(dimensions, hidden), nn.PReLU(), nn.Dropout(0.2), nn.Linear(hidden, dimensions)
        )
        self.gate = nn.Parameter(torch.zeros(1))

    def forward(self, embeddings: Tensor) -> Tensor:
        """(n, d) to (n, d), of unit length."""
        return functional.normalize(embeddings + self.gate * self.layers(embeddings))


class LinearHead(nn.Module):
    """A linear change of the space, starting as none: little data can teach no more than that."""

    def __init__(self, dimensions: int) -> None:
        super().__init__()
        self.change = nn.Linear(dimensions, dimensions, bias=False)
        nn.init.zeros_(self.change.weight)

    def forward(self, embeddings: Tensor) -> Tensor:
        return functional.normalize(embeddings + self.change(embeddings))


class Aggregation(nn.Module):
    """One vector for a track of many faces: a mean by weights that are learnt of each face and its quality.

    It starts as the mean weighted by quality, and learns a correction of the logarithm of each weight (after the frame
    attention of NAN, Yang et al. 2017).
    """

    def __init__(self, dimensions: int, hidden: int = 64) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(dimensions + 1, hidden), nn.ReLU(), nn.Linear(hidden, 1))
        self.gate = nn.Parameter(torch.zeros(1))

    def forward(self, embeddings: Tensor, qualities: Tensor, present: Tensor) -> Tensor:
        """(n, d) of unit length. `embeddings`: (n, k, d); `qualities`: (n, k) 0..1; `present`: (n, k) 0 or 1.

        Rows in which nothing is present come out as zeros.
        """
        seen = torch.cat([embeddings, qualities[..., None]], dim=2)
        logs = qualities.clamp_min(1e-4).log() + self.gate * self.layers(seen).squeeze(2)
        weights = torch.exp(logs - logs.amax(dim=1, keepdim=True)) * present
        whole = (weights[..., None] * embeddings).sum(dim=1)
        return functional.normalize(whole)
