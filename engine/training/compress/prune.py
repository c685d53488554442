"""Make a chain thinner and straighter, fitting each layer anew to what it gave before: a good start for a student.

Whole channels go (structured pruning), so that the network is really smaller, and bends become ReLU. After each change
the convolution that follows is fitted by least squares so that it gives, on real crops, what it gave in the original
(channel pruning by reconstruction: He et al., ICCV 2017). What is still lost is taught afterwards (`distil`).
"""

import copy
from collections.abc import Iterator, Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.errors import UserError
from engine.progress import Job, Progress
from engine.training.compress.distil import images
from engine.training.networks.chain import MIDDLE, SPREAD, Bend, Chain
from engine.types import Pixels

CHUNK = 16
SAMPLES = 8192
"""Places in maps on which a layer is fitted."""
RIDGE = 1e-3


def reduced(original: Chain, crops: Pixels, straight: int, kept: Mapping[int, int]) -> Job[Chain]:
    """Job that returns a chain whose first `straight` bends are ReLU and some of whose layers have fewer channels.

    `kept`: how many output channels are left, by the place of a convolution over channels (0, 2, 4, ..). `crops`:
    (n, h, w, 3) uint8. Raises UserError for a number of channels or a place that cannot be.
    """
    student = copy.deepcopy(original).eval()
    student.keep_bends(0, straight)
    convolutions = [layer for layer in student.layers if isinstance(layer, nn.Conv2d)]
    _check(kept, convolutions)
    original = original.eval()
    last = len(convolutions) - 1
    for alone in range(1, last, 2):
        yield Progress("prune", alone, last)
        _fit_alone(original, student, alone, crops)
        if alone - 1 in kept:
            _drop(original, student, alone, kept[alone - 1], crops)
        _fit_across(original, student, alone + 1, crops)
    return student


def _check(kept: Mapping[int, int], convolutions: list[nn.Conv2d]) -> None:
    for place, count in kept.items():
        there = place % 2 == 0 and 0 <= place < len(convolutions) - 1
        if not there or not 0 < count <= convolutions[place].out_channels:
            raise UserError(
                f"Layer {place} cannot keep {count} channels.", "Name even layers, and at most what they have."
            )


def _fit_alone(original: Chain, student: Chain, place: int, crops: Pixels) -> None:
    """Fit the nine weights of each channel alone by least squares, where its input was straightened."""
    layer, bend = _conv(student, place), student.layers[2 * place - 1]
    assert isinstance(bend, Bend)
    if bend.keep > 0 and layer.out_channels == _conv(original, place).out_channels:
        return
    patches, wanted = [], []
    for mine, theirs in _inputs(original, student, place, crops):
        unfolded = functional.unfold(mine, 3, padding=1, stride=layer.stride)
        rows = _some(unfolded.shape[2], len(crops))
        patches.append(
            unfolded.reshape(len(mine), layer.in_channels, 9, -1)[..., rows].permute(0, 3, 1, 2).flatten(0, 1)
        )
        wanted.append(_conv(original, place)(theirs).flatten(2)[..., rows].permute(0, 2, 1).flatten(0, 1))
    given, target = torch.cat(patches), torch.cat(wanted)
    ones = torch.ones(*given.shape[:2], 1)
    full = torch.cat([given, ones], dim=2).permute(1, 0, 2)
    solved = _solve(full, target.T[..., None])[..., 0]
    layer.weight.data = solved[:, :9].reshape(layer.weight.shape).contiguous()
    layer.bias.data = solved[:, 9].contiguous()  # type: ignore[union-attr]


def _drop(original: Chain, student: Chain, alone: int, count: int, crops: Pixels) -> None:
    """Leave the `count` channels of layer `alone` - 1 that the layer after next uses most."""
    features = torch.cat([_sampled(theirs, len(crops)) for _, theirs in _inputs(original, student, alone + 1, crops)])
    weight = _conv(original, alone + 1).weight[:, :, 0, 0]
    use = features.var(dim=0) * weight.square().sum(dim=0)
    chosen = use.topk(count).indices.sort().values
    for place in (alone - 1, alone):
        layer, bend = _conv(student, place), student.layers[2 * place + 1]
        assert isinstance(bend, Bend)
        layer.weight.data = layer.weight[chosen].detach()
        layer.bias.data = layer.bias[chosen].detach()  # type: ignore[index, union-attr]
        layer.out_channels = count
        bend.slopes = bend.slopes[chosen]
    single = _conv(student, alone)
    single.groups = single.in_channels = count
    after = _conv(student, alone + 1)
    after.weight.data = after.weight[:, chosen].detach()
    after.in_channels = count


def _fit_across(original: Chain, student: Chain, place: int, crops: Pixels) -> None:
    """Fit the convolution over channels to what the original's gave from the original's values."""
    layer = _conv(student, place)
    given, wanted = [], []
    for mine, theirs in _inputs(original, student, place, crops):
        given.append(_sampled(mine, len(crops)))
        wanted.append(_sampled(_conv(original, place)(theirs), len(crops)))
    features, target = torch.cat(given), torch.cat(wanted)
    full = torch.cat([features, torch.ones(len(features), 1)], dim=1)
    solved = _solve(full[None], target[None])[0]
    layer.weight.data = solved[:-1].T[:, :, None, None].contiguous()
    layer.bias.data = solved[-1].contiguous()  # type: ignore[union-attr]


def _inputs(original: Chain, student: Chain, place: int, crops: Pixels) -> Iterator[tuple[Tensor, Tensor]]:
    """What reaches convolution `place` of both networks, a few crops at a time."""
    with torch.no_grad():
        for start in range(0, len(crops), CHUNK):
            values = (images(crops[start : start + CHUNK]) - MIDDLE) / SPREAD
            yield student.layers[: 2 * place](values), original.layers[: 2 * place](values)


def _sampled(maps: Tensor, count: int) -> Tensor:
    """(n, channels) of maps (m, channels, h, w), at the same places for maps of one size."""
    flat = maps.flatten(2)
    return flat[..., _some(flat.shape[2], count)].permute(0, 2, 1).flatten(0, 1)


def _some(places: int, crops: int) -> Tensor:
    wanted = min(places, max(1, SAMPLES // crops))
    return torch.from_numpy(np.random.default_rng(places).choice(places, wanted, replace=False))


def _solve(given: Tensor, wanted: Tensor) -> Tensor:
    """Least squares with a little ridge, in double precision. (b, n, k) and (b, n, m) to (b, k, m)."""
    features, target = given.double(), wanted.double()
    square = features.transpose(1, 2) @ features
    scale = square.diagonal(dim1=1, dim2=2).mean(dim=1)[:, None, None]
    eye = torch.eye(square.shape[1], dtype=torch.double)
    solved: Tensor = torch.linalg.solve(square + RIDGE * scale * eye, features.transpose(1, 2) @ target).float()
    return solved


def _conv(chain: Chain, place: int) -> nn.Conv2d:
    layer = chain.layers[2 * place]
    assert isinstance(layer, nn.Conv2d)
    return layer
