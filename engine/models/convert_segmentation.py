"""Export the speaker segmentation network of pyannote from its torch weights to ONNX.

Architecture: Plaquet and Bredin 2023, "Powerset multi-class cross entropy loss for neural speaker diarization"
(arXiv:2310.13025): band-pass filters learned as in SincNet (Ravanelli and Bengio 2018, arXiv:1808.00158), four
bidirectional LSTM layers, two linear ones, and the seven subsets of at most two out of three speakers.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.torch_export import onnx_of

RATE = 16000
SAMPLES = 10 * RATE
"""Samples of one window, on which the network was trained."""
HIDDEN, LAYERS = 128, 4
SUBSETS = 7
LEAST_HZ = 50.0
STRIDE = 10


class Segmentation(nn.Module):
    """Sound (n, 1, samples) to log probabilities (n, frames, 7): silence, a, b, c, ab, ac, bc."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.register_buffer("filters", sinc_filters(weights))
        self.first = nn.InstanceNorm1d(1, affine=True)
        self.convolutions = nn.ModuleList([nn.Conv1d(80, 60, 5), nn.Conv1d(60, 60, 5)])
        self.norms = nn.ModuleList([nn.InstanceNorm1d(size, affine=True) for size in (80, 60, 60)])
        self.lstm = nn.LSTM(60, HIDDEN, LAYERS, batch_first=True, bidirectional=True)
        self.linear = nn.ModuleList([nn.Linear(2 * HIDDEN, 128), nn.Linear(128, 128)])
        self.classifier = nn.Linear(128, SUBSETS)
        parts = {
            "first": "sincnet.wav_norm1d.",
            "convolutions.0": "sincnet.conv1d.1.",
            "convolutions.1": "sincnet.conv1d.2.",
            "norms": "sincnet.norm1d.",
            "lstm": "lstm.",
            "linear": "linear.",
            "classifier": "classifier.",
        }
        for name, prefix in parts.items():
            mine = {key.removeprefix(prefix): v for key, v in weights.items() if key.startswith(prefix)}
            self.get_submodule(name).load_state_dict(mine)

    def forward(self, sound: Tensor) -> Tensor:
        filters: Tensor = self.get_buffer("filters")
        x = torch.abs(functional.conv1d(self.first(sound), filters, stride=STRIDE))
        for norm, convolution in zip(self.norms, (None, *self.convolutions), strict=True):
            x = x if convolution is None else convolution(x)
            x = functional.leaky_relu(norm(functional.max_pool1d(x, 3)))
        x, _ = self.lstm(x.transpose(1, 2))
        for layer in self.linear:
            x = functional.leaky_relu(layer(x))
        return torch.log_softmax(self.classifier(x), dim=-1)


def sinc_filters(weights: dict[str, Tensor]) -> Tensor:
    """(80, 1, 251): 40 band-pass filters, even ones first, then the odd ones that are a quarter wave behind."""
    name = "sincnet.conv1d.0.filterbank"
    low = LEAST_HZ + weights[f"{name}.low_hz_"].abs()
    high = (low + LEAST_HZ + weights[f"{name}.band_hz_"].abs()).clamp(LEAST_HZ, RATE / 2)
    times, window = weights[f"{name}.n_"], weights[f"{name}.window_"]
    band = (high - low)[:, 0]
    # The sides of each filter; the cosine ones are mirrored evenly around their centre, the sine ones oddly.
    cosine = (torch.sin(high * times) - torch.sin(low * times)) / (times / 2) * window
    sine = (torch.cos(low * times) - torch.cos(high * times)) / (times / 2) * window
    even = torch.cat([cosine, 2 * band[:, None], cosine.flip(1)], dim=1)
    odd = torch.cat([sine, torch.zeros_like(band[:, None]), -sine.flip(1)], dim=1)
    return torch.cat([part / (2 * band[:, None]) for part in (even, odd)])[:, None]


def load(source: Path) -> Segmentation:
    """The network with the weights at `source`, ready to run."""
    weights = torch.load(source, map_location="cpu", weights_only=True)["state_dict"]
    return Segmentation(weights).eval()


def convert(source: Path) -> bytes:
    """ONNX file with input `sound` (n, 1, 160000) float32 at 16 kHz and output `log_chances` (n, 589, 7)."""
    return onnx_of(
        load(source),
        (torch.zeros(2, 1, SAMPLES),),
        ["sound"],
        ["log_chances"],
        {"sound": {0: "n"}, "log_chances": {0: "n"}},
    )
