"""Export the active speaker network LR-ASD from its torch weights to ONNX.

Architecture: Liao et al. 2025, "LR-ASD: Lightweight and Robust Network for Active Speaker Detection" (International
Journal of Computer Vision): convolutions over the picture, then over time, for a face; over frequency, then over time,
for cepstra; channel attention over both; a recurrent layer forwards and one backwards; attention again.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.torch_export import onnx_of
from engine.models.torch_weights import NamedWeights

FRAMES, SIDE, CEPSTRA = 50, 112, 13
ROWS_PER_FRAME = 4
"""Rows of cepstra each 10 ms to one picture each 40 ms."""
MEAN, DEVIATION = 0.4161, 0.1688
"""Brightness of the faces that the network was trained on."""
EPSILON = 1e-3
HIDDEN = 64


class LrAsd(NamedWeights):
    """Cepstra (1, 4 t, 13) and grey faces (1, t, 112, 112) in 0..255 to log odds (t,) that the face speaks."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__(weights)
        self.ahead, self.behind = (self._recurrent(name, weights) for name in ("forward", "backward"))

    @staticmethod
    def _recurrent(direction: str, weights: dict[str, Tensor]) -> nn.GRU:
        prefix = f"model.detector.gru_{direction}."
        layer = nn.GRU(4 * HIDDEN, HIDDEN, batch_first=True)
        layer.load_state_dict({k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)})
        return layer

    def forward(self, cepstra: Tensor, faces: Tensor) -> Tensor:
        joined = torch.cat([self._sound(cepstra), self._sight(faces)], dim=2)
        mixed = self._attended(joined, "model.fusion")
        ahead, _ = self.ahead(mixed)
        # The second layer reads the same input backwards.
        behind, _ = self.behind(torch.flip(mixed, dims=[1]))
        both = self._attended(torch.cat([ahead, torch.flip(behind, dims=[1])], dim=2), "model.detector.attention")
        scores = functional.linear(both, self._weight("lossAV.FC.weight"), self._weight("lossAV.FC.bias"))[0]
        return scores[:, 1] - scores[:, 0]

    def _sight(self, faces: Tensor) -> Tensor:
        x = ((faces / 255 - MEAN) / DEVIATION)[:, None]
        for number, stride in ((1, 2), (2, 1), (3, 1)):
            block = f"model.visualEncoder.block{number}"
            x = self._step(x, f"{block}.s_", 1, (1, stride, stride), (0, 2, 2))
            x = self._step(x, f"{block}.s_", 2, (1, 1, 1), (0, 1, 1))
            x = self._step(x, f"{block}.t_", 1, (1, 1, 1), (2, 0, 0))
            x = self._step(x, f"{block}.t_", 2, (1, 1, 1), (1, 0, 0))
            if number < 3:
                x = functional.max_pool3d(x, (1, 3, 3), (1, 2, 2), (0, 1, 1))
        return x.amax(dim=(3, 4)).transpose(1, 2)

    def _sound(self, cepstra: Tensor) -> Tensor:
        x = cepstra.transpose(1, 2)[:, None]
        for number in (1, 2, 3):
            block = f"model.audioEncoder.block{number}"
            x = self._step(x, f"{block}.m_", 1, (1, 1), (2, 0))
            x = self._step(x, f"{block}.m_", 2, (1, 1), (1, 0))
            x = self._step(x, f"{block}.t_", 1, (1, 1), (0, 2))
            x = self._step(x, f"{block}.t_", 2, (1, 1), (0, 1))
            if number < 3:
                x = functional.max_pool2d(x, (1, 3), (1, 2), (0, 1))
        return x.mean(dim=2).transpose(1, 2)

    def _step(self, x: Tensor, name: str, number: int, stride: tuple[int, ...], padding: tuple[int, ...]) -> Tensor:
        convolve = functional.conv3d if x.dim() == 5 else functional.conv2d
        x = convolve(x, self._weight(f"{name}{number}.weight"), None, stride, padding)
        return functional.relu(self._norm(x, f"{name}norm_{number}"))

    def _attended(self, x: Tensor, name: str) -> Tensor:
        x = x.transpose(1, 2)
        gate = self._norm(functional.conv1d(x, self._weight(f"{name}.attention.weight")), f"{name}.bn")
        return (x * torch.sigmoid(gate)).transpose(1, 2)

    def _norm(self, x: Tensor, name: str) -> Tensor:
        mean, variance, scale, shift = (
            self._weight(f"{name}.{part}") for part in ("running_mean", "running_var", "weight", "bias")
        )
        return functional.batch_norm(x, mean, variance, scale, shift, eps=EPSILON)


def load(source: Path) -> LrAsd:
    """The network with the weights at `source`, ready to run."""
    weights = torch.load(source, map_location="cpu", weights_only=True)
    return LrAsd(weights).eval()


def convert(source: Path) -> bytes:
    """ONNX file with inputs `cepstra` (1, 4 t, 13) and `faces` (1, t, 112, 112), output `log_odds` (t,)."""
    return onnx_of(
        load(source),
        (torch.zeros(1, ROWS_PER_FRAME * FRAMES, CEPSTRA), torch.zeros(1, FRAMES, SIDE, SIDE)),
        ["cepstra", "faces"],
        ["log_odds"],
        {"cepstra": {1: "rows"}, "faces": {1: "t"}, "log_odds": {0: "t"}},
    )
