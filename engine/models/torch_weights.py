"""Let a network that is written as functions call its weights by the names under which they were published."""

from collections.abc import Mapping

from torch import Tensor, nn


class NamedWeights(nn.Module):
    """Holds tensors by name. Torch allows no dot in the name of a buffer, and published names are full of them."""

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        super().__init__()
        self._names = {name: name.replace(".", "_") for name in weights}
        for name, values in weights.items():
            self.register_buffer(self._names[name], values)

    def _weight(self, name: str) -> Tensor:
        return self.get_buffer(self._names[name])
