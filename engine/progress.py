"""Progress values that long work yields, so that it can be shown, timed and cancelled anywhere."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one stage is.

    `done` and `total` share the unit that `unit` names ("s" = seconds of media, "" = a count); `total` is 0 while
    it is unknown. `note` is a short human sentence or empty.
    """

    stage: str
    done: float
    total: float
    unit: str = ""
    note: str = ""
    extra: dict[str, float] = field(default_factory=dict)

    @property
    def fraction(self) -> float:
        """Done share in 0..1; 0 while the total is unknown."""
        return min(1.0, self.done / self.total) if self.total > 0 else 0.0


Job: TypeAlias = Generator[Progress, None, T]
"""Long work: yields `Progress`, returns its result, and may be closed at any yield."""


def run(job: Job[T], report: Callable[[Progress], None] = lambda _: None) -> T:
    """Drive a job to its end, handing every `Progress` to `report`, and return the job's result."""
    while True:
        try:
            report(next(job))
        except StopIteration as stop:
            result: T = stop.value
            return result
