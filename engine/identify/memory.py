"""Remember what was worked out last in each place, so that a correction costs as much as what it changes."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Made = TypeVar("Made")
REMEMBERED = 20_000


class Memory:
    """What was worked out last in each place, for as long as what it was made from is the same."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        """`remembered`: places, beyond which all is forgotten; more than the things of one film."""
        self._remembered = remembered
        self._kept: dict[Hashable, tuple[tuple[Any, ...], Any]] = {}

    def recall(self, place: Hashable, inputs: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """What `make` returns, or returned when it was last called in this place with equal inputs.

        Neither the inputs nor what was made may be changed afterwards.
        """
        kept = self._kept.get(place)
        if kept is None or kept[0] != inputs:
            if len(self._kept) >= self._remembered:
                self._kept.clear()
            kept = self._kept[place] = (inputs, make())
        made: Made = kept[1]
        return made
