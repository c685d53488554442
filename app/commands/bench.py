"""What commands may do to an open project, so that they need not know the session."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol, TypeAlias

from engine.edit.by_hand import HandEdits
from engine.settings import Rules
from engine.types import Correction

Combination: TypeAlias = Literal["any", "all", "without"]
"""Where any of the persons shows, where all do together, or where the first one shows without the others."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom the cut is about. A person is named by one of its tracks, because numbers and names change."""

    anchors: tuple[int, ...] = ()
    combination: Combination = "any"


@dataclass(frozen=True, slots=True, order=True)
class Marker:
    """A time of the film to come back to, in player time. `name`: empty where it has none."""

    time: Fraction
    name: str = ""


class Bench(Protocol):
    """The open project. Every method tells those who watch it."""

    def say(self, corrections: Sequence[Correction]) -> tuple[int, ...]:
        """Store corrections and return their ids."""
        ...

    def unsay(self, ids: Sequence[int]) -> None: ...

    def resay(self, ids: Sequence[int]) -> None: ...

    def use_rules(self, rules: Rules) -> None: ...

    def use_choice(self, choice: Choice) -> None: ...

    def use_edits(self, choice: Choice, edits: HandEdits) -> None:
        """`choice`: of whose cut they are, now or later."""
        ...

    def use_markers(self, markers: tuple[Marker, ...]) -> None: ...
