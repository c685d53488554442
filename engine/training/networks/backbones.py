"""Small face networks: MobileFaceNet for processors, improved residual networks (IR-18, IR-50) for more data."""

from collections.abc import Callable, Iterator
from typing import Final

from torch import Tensor, nn

from engine.errors import UserError

MIDDLE, SPREAD = 127.5, 128.0
SIDE: Final = 112
STEPS_DOWN: Final = 16
"""An input side must be a multiple of this: the networks halve it four times."""


class Face(nn.Module):
    """Crops in, embeddings out; `body` makes maps of a sixteenth of the input's side, `end` an embedding of them."""

    def __init__(self, body: nn.Module, end: nn.Module, side: int, dimensions: int) -> None:
        super().__init__()
        self.body, self.end, self.side, self.dimensions = body, end, side, dimensions

    def forward(self, images: Tensor) -> Tensor:
        """`images`: (n, 3, side, side) float RGB 0..255. Returns (n, dimensions), not normalised."""
        embeddings: Tensor = self.end(self.body((images - MIDDLE) / SPREAD))
        return embeddings


def mobilefacenet(dimensions: int = 128, side: int = SIDE, width: float = 1.0) -> Face:
    """MobileFaceNet (Chen et al., arXiv:1804.07573, table 1); `width` scales its channels."""
    channels = [max(8, round(value * width / 8) * 8) for value in (64, 64, 128, 128, 512)]
    first, narrow, wide, last, final = channels
    layers = [
        _unit(3, first, 3, 2),
        _unit(first, first, 3, 1, first),
        *_bottlenecks(first, narrow, (2, 1, 1, 1, 1), 2),
        *_bottlenecks(narrow, wide, (2,), 4),
        *_bottlenecks(wide, wide, (1,) * 6, 2),
        *_bottlenecks(wide, last, (2,), 4),
        *_bottlenecks(last, last, (1, 1), 2),
        _unit(last, final, 1),
    ]
    end = nn.Sequential(
        # Each place of the face counts by weights of its own, where a mean would treat eyes and corners alike.
        nn.Conv2d(final, final, side // STEPS_DOWN, groups=final, bias=False),
        nn.BatchNorm2d(final),
        nn.Conv2d(final, dimensions, 1, bias=False),
        nn.BatchNorm2d(dimensions),
        nn.Flatten(),
    )
    return _checked(nn.Sequential(*layers), end, side, dimensions)


def ir_net(blocks: tuple[int, int, int, int], dimensions: int = 512, side: int = SIDE, width: float = 1.0) -> Face:
    """ArcFace's improved residual network (Deng et al., arXiv:1801.07698, section 3.2): BN-conv-BN-PReLU-conv-BN."""
    sizes = [max(8, round(value * width / 8) * 8) for value in (64, 64, 128, 256, 512)]
    layers: list[nn.Module] = [
        nn.Conv2d(3, sizes[0], 3, 1, 1, bias=False),
        nn.BatchNorm2d(sizes[0]),
        nn.PReLU(sizes[0]),
    ]
    for count, before, after in zip(blocks, sizes[:-1], sizes[1:], strict=True):
        layers += [_Residual(before if place == 0 else after, after, 2 if place == 0 else 1) for place in range(count)]
    cells = sizes[-1] * (side // STEPS_DOWN) ** 2
    end = nn.Sequential(
        nn.BatchNorm2d(sizes[-1]),
        nn.Dropout(0.4),
        nn.Flatten(),
        nn.Linear(cells, dimensions),
        nn.BatchNorm1d(dimensions),
    )
    return _checked(nn.Sequential(*layers), end, side, dimensions)


def ir18(dimensions: int = 512, side: int = SIDE, width: float = 1.0) -> Face:
    return ir_net((2, 2, 2, 2), dimensions, side, width)


def ir50(dimensions: int = 512, side: int = SIDE, width: float = 1.0) -> Face:
    return ir_net((3, 4, 14, 3), dimensions, side, width)


BACKBONES: dict[str, Callable[[int, int, float], Face]] = {
    "mobilefacenet": mobilefacenet,
    "ir18": ir18,
    "ir50": ir50,
}


def backbone(name: str, dimensions: int, side: int, width: float) -> Face:
    """The network called `name`. Raises UserError for a name or a size that there is not."""
    if name not in BACKBONES:
        raise UserError(f"There is no backbone called {name!r}.", f"Use {', '.join(BACKBONES)}.")
    return BACKBONES[name](dimensions, side, width)


def _checked(body: nn.Module, end: nn.Module, side: int, dimensions: int) -> Face:
    if side < STEPS_DOWN or side % STEPS_DOWN:
        raise UserError(f"A picture side of {side} does not fit the network.", "Use a multiple of 16, such as 112.")
    return Face(body, end, side, dimensions)


def _unit(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1, bent: bool = True) -> nn.Sequential:
    layers = [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    return nn.Sequential(*layers, nn.PReLU(outputs)) if bent else nn.Sequential(*layers)


def _bottlenecks(inputs: int, outputs: int, strides: tuple[int, ...], expansion: int) -> Iterator[nn.Module]:
    for stride in strides:
        yield _Bottleneck(inputs, outputs, stride, inputs * expansion)
        inputs = outputs


class _Bottleneck(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int, inner: int) -> None:
        super().__init__()
        self.added = stride == 1 and inputs == outputs
        self.layers = nn.Sequential(
            _unit(inputs, inner, 1), _unit(inner, inner, 3, stride, inner), _unit(inner, outputs, 1, bent=False)
        )

    def forward(self, values: Tensor) -> Tensor:
        made: Tensor = self.layers(values)
        return values + made if self.added else made


class _Residual(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.BatchNorm2d(inputs),
            nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.PReLU(outputs),
            nn.Conv2d(outputs, outputs, 3, stride, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, values: Tensor) -> Tensor:
        made: Tensor = self.layers(values) + self.shortcut(values)
        return made
