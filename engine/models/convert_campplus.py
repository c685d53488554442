"""Export the speaker network CAM++ from its torch weights to ONNX.

Architecture: Wang et al. 2023, "CAM++: A Fast and Efficient Network for Speaker Verification Using Context-Aware
Masking" (arXiv:2303.00332): a small 2-D residual front end, then densely connected time-delay layers whose output is
masked by what the whole stretch sounds like.
"""

from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from engine.models.torch_export import onnx_of
from engine.models.torch_weights import NamedWeights

FRAMES = 200
"""Most frames of one window: 2 s. Up to here the mean over the network's segments of 2 s is the mean over all."""
BINS = 80
# Layers, kernel and dilation of the three dense blocks.
BLOCKS = ((12, 3, 1), (24, 3, 2), (16, 3, 2))
EPSILON = 1e-5


class CamPlusPlus(NamedWeights):
    """Filter banks (n, t, 80), mean-normalised, to vectors (n, 192), not normalised."""

    def forward(self, banks: Tensor) -> Tensor:
        x = self._front(banks.transpose(1, 2)[:, None])
        x = functional.relu(self._norm(self._conv(x, "xvector.tdnn.linear", stride=2, padding=2), "xvector.tdnn"))
        for number, (layers, kernel, dilation) in enumerate(BLOCKS, start=1):
            for layer in range(1, layers + 1):
                x = torch.cat([x, self._dense(x, f"xvector.block{number}.tdnnd{layer}", kernel, dilation)], dim=1)
            name = f"xvector.transit{number}"
            x = self._conv(functional.relu(self._norm(x, name)), f"{name}.linear")
        x = functional.relu(self._norm(x, "xvector.out_nonlinear", ""))
        mean = x.mean(dim=2)
        spread = ((x - mean[..., None]) ** 2).sum(dim=2) / (x.shape[2] - 1)
        pooled = torch.cat([mean, torch.sqrt(spread)], dim=1)[..., None]
        return self._norm(self._conv(pooled, "xvector.dense.linear"), "xvector.dense")[..., 0]

    def _front(self, x: Tensor) -> Tensor:
        x = functional.relu(self._norm(self._conv2(x, "head.conv1", 1), "head.bn1", ""))
        for layer in ("head.layer1", "head.layer2"):
            x = self._residual(x, f"{layer}.0", 2)
            x = self._residual(x, f"{layer}.1", 1)
        x = functional.relu(self._norm(self._conv2(x, "head.conv2", 2), "head.bn2", ""))
        return x.flatten(1, 2)

    def _residual(self, x: Tensor, name: str, stride: int) -> Tensor:
        inner = functional.relu(self._norm(self._conv2(x, f"{name}.conv1", stride), f"{name}.bn1", ""))
        inner = self._norm(self._conv2(inner, f"{name}.conv2", 1), f"{name}.bn2", "")
        if stride > 1:
            weight = self._weight(f"{name}.shortcut.0.weight")
            x = self._norm(functional.conv2d(x, weight, stride=(stride, 1)), f"{name}.shortcut.1", "")
        return functional.relu(inner + x)

    def _dense(self, x: Tensor, name: str, kernel: int, dilation: int) -> Tensor:
        x = self._conv(functional.relu(self._norm(x, name, ".nonlinear1.batchnorm")), f"{name}.linear1")
        x = functional.relu(self._norm(x, name, ".nonlinear2.batchnorm"))
        name = f"{name}.cam_layer"
        local = self._conv(x, f"{name}.linear_local", padding=kernel // 2 * dilation, dilation=dilation)
        # The network adds the mean of all to the mean of each segment of 100 steps; a window is one segment.
        context = 2 * x.mean(dim=2, keepdim=True)
        hidden = functional.relu(self._conv(context, f"{name}.linear1"))
        return local * torch.sigmoid(self._conv(hidden, f"{name}.linear2"))

    def _conv(self, x: Tensor, name: str, stride: int = 1, padding: int = 0, dilation: int = 1) -> Tensor:
        bias = self._weight(f"{name}.bias") if f"{name}.bias" in self._names else None
        return functional.conv1d(x, self._weight(f"{name}.weight"), bias, stride, padding, dilation)

    def _conv2(self, x: Tensor, name: str, stride: int) -> Tensor:
        return functional.conv2d(x, self._weight(f"{name}.weight"), stride=(stride, 1), padding=1)

    def _norm(self, x: Tensor, name: str, inner: str = ".nonlinear.batchnorm") -> Tensor:
        if inner == "" and f"{name}.running_mean" not in self._names:
            inner = ".batchnorm"
        name += inner
        scale, shift = (
            self._weight(f"{name}.{part}") if f"{name}.{part}" in self._names else None for part in ("weight", "bias")
        )
        mean, variance = self._weight(f"{name}.running_mean"), self._weight(f"{name}.running_var")
        return functional.batch_norm(x, mean, variance, scale, shift, eps=EPSILON)


def load(source: Path) -> CamPlusPlus:
    """The network with the weights at `source`, ready to run."""
    weights = torch.load(source, map_location="cpu", weights_only=True)
    return CamPlusPlus(weights).eval()


def convert(source: Path) -> bytes:
    """ONNX file with input `banks` (n, t <= 200, 80) float32 and output `embedding` (n, 192)."""
    return onnx_of(
        load(source),
        (torch.zeros(2, FRAMES, BINS),),
        ["banks"],
        ["embedding"],
        {"banks": {0: "n", 1: "t"}, "embedding": {0: "n"}},
    )
