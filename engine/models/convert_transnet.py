"""Export the shot boundary network TransNet V2 from its torch weights to ONNX.

Architecture: Soucek and Lokoc 2020, "TransNet V2" (arXiv:2008.04838): stacked dilated 3-D convolutions over tiny
frames, joined with the similarities of learned features and of colour histograms to the frames around.
"""

from collections import OrderedDict
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.torch_export import onnx_of

FRAMES, HEIGHT, WIDTH = 100, 27, 48
# Similarities are looked up from 50 frames before to 50 after.
WINDOW = 101
BINS = 512


class SpatioTemporal(nn.Module):
    """A 3-D convolution as one over the picture and one over time, with a temporal dilation."""

    def __init__(self, inputs: int, outputs: int, dilation: int) -> None:
        super().__init__()
        space = nn.Conv3d(inputs, 2 * outputs, (1, 3, 3), padding=(0, 1, 1), bias=False)
        time = nn.Conv3d(
            2 * outputs, outputs, (3, 1, 1), dilation=(dilation, 1, 1), padding=(dilation, 0, 0), bias=False
        )
        self.layers = nn.Sequential(space, time)

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)  # type: ignore[no-any-return]


class Dilated(nn.Module):
    """Four dilations side by side, then batch norm."""

    def __init__(self, inputs: int, filters: int) -> None:
        super().__init__()
        # The names are those of the published weights.
        self.Conv3D_1 = SpatioTemporal(inputs, filters, 1)
        self.Conv3D_2 = SpatioTemporal(inputs, filters, 2)
        self.Conv3D_4 = SpatioTemporal(inputs, filters, 4)
        self.Conv3D_8 = SpatioTemporal(inputs, filters, 8)
        self.bn = nn.BatchNorm3d(4 * filters, eps=1e-3)

    def forward(self, x: Tensor) -> Tensor:
        branches = [self.Conv3D_1(x), self.Conv3D_2(x), self.Conv3D_4(x), self.Conv3D_8(x)]
        return self.bn(torch.cat(branches, dim=1))  # type: ignore[no-any-return]


class Stack(nn.Module):
    """Two dilated layers with a shortcut from the first, then a 2x2 mean over the picture."""

    def __init__(self, inputs: int, filters: int) -> None:
        super().__init__()
        self.DDCNN = nn.ModuleList([Dilated(inputs, filters), Dilated(4 * filters, filters)])

    def forward(self, x: Tensor) -> Tensor:
        first = functional.relu(self.DDCNN[0](x))
        second = functional.relu(self.DDCNN[1](first))
        return functional.avg_pool3d(first + second, (1, 2, 2))


class FrameSimilarity(nn.Module):
    """How like the learned features of each frame are to those of the frames around it."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.projection = nn.Linear(inputs, 128)
        self.fc = nn.Linear(WINDOW, 128)

    def forward(self, stages: list[Tensor]) -> Tensor:
        means = torch.cat([stage.mean(dim=[3, 4]) for stage in stages], dim=1).transpose(1, 2)
        return functional.relu(self.fc(_banded(self.projection(means))))


class ColourSimilarity(nn.Module):
    """How like the 8x8x8 colour histogram of each frame is to those of the frames around it."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(WINDOW, 128)

    def forward(self, frames: Tensor) -> Tensor:
        levels = torch.floor(frames / 32).to(torch.int64)
        bins = levels[..., 0] * 64 + levels[..., 1] * 8 + levels[..., 2]
        flat = bins.reshape(1, -1, HEIGHT * WIDTH)
        counts = torch.zeros(1, frames.shape[1], BINS).scatter_add(2, flat, torch.ones_like(flat, dtype=torch.float32))
        return functional.relu(self.fc(_banded(counts)))


class TransNetV2(nn.Module):
    """Logits of a cut after each frame ("one-hot") and of lying inside a transition ("many-hot")."""

    def __init__(self) -> None:
        super().__init__()
        self.SDDCNN = nn.ModuleList([Stack(3, 16), Stack(64, 32), Stack(128, 64)])
        self.frame_sim_layer = FrameSimilarity(64 + 128 + 256)
        self.color_hist_layer = ColourSimilarity()
        self.fc1 = nn.Linear(256 * 3 * 6 + 128 + 128, 1024)
        self.cls_layer1 = nn.Linear(1024, 1)
        self.cls_layer2 = nn.Linear(1024, 1)

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        x = frames.permute(0, 4, 1, 2, 3) / 255
        stages = []
        for stack in self.SDDCNN:
            x = stack(x)
            stages.append(x)
        flat = x.permute(0, 2, 3, 4, 1).reshape(1, -1, 256 * 3 * 6)
        joined = torch.cat([self.color_hist_layer(frames), self.frame_sim_layer(stages), flat], dim=2)
        hidden = functional.relu(self.fc1(joined))
        return self.cls_layer1(hidden)[..., 0], self.cls_layer2(hidden)[..., 0]


def _banded(features: Tensor) -> Tensor:
    """Cosine similarity of each frame to the 50 before and after it: (1, t, WINDOW), zeros beyond the ends."""
    unit = functional.normalize(features, dim=2)
    similarity = torch.bmm(unit, unit.transpose(1, 2))
    padded = functional.pad(similarity, (WINDOW // 2, WINDOW // 2))
    columns = torch.arange(features.shape[1])[:, None] + torch.arange(WINDOW)[None, :]
    return padded.gather(2, columns[None])


def load(source: Path) -> TransNetV2:
    """The network with the weights at `source`, ready to run. Raises RuntimeError where they do not fit."""
    weights: OrderedDict[str, Tensor] = torch.load(source, map_location="cpu", weights_only=True)
    network = TransNetV2()
    network.load_state_dict(weights)
    return network.eval()


def convert(source: Path) -> bytes:
    """ONNX file with input `frames` (1, t, 27, 48, 3) float32 RGB 0..255, outputs `one_hot`, `many_hot` (1, t)."""
    example = (torch.zeros(1, FRAMES, HEIGHT, WIDTH, 3),)
    names = ("frames", "one_hot", "many_hot")
    free = {name: {1: "t"} for name in names}
    return onnx_of(load(source), example, names[:1], names[1:], free)
