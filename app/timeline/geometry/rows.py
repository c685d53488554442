"""The stripes of the timeline, from top to bottom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

RowKind: TypeAlias = Literal["overview", "ruler", "markers", "film", "shots", "sound", "evidence", "lane", "cut"]

OVERVIEW_PX, SHOTS_PX, FILM_PX, SOUND_PX, LANE_PX, CUT_PX, GAP_PX = 12, 12, 44, 34, 30, 36, 3
TEXT_PX = 13
GROUP_PX = 5
"""More room above the first stripe of a person, and above the edit list."""
RULER_MARKS_PX = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """Which stripes there are. `lanes`: for each chosen person, the modalities with data, in the order of drawing.

    `text_px`: height of a line of text, below which no stripe with text falls.
    """

    lanes: Sequence[Sequence[str]] = ()
    sound: bool = False
    markers: bool = False
    text_px: int = TEXT_PX


@dataclass(frozen=True, slots=True)
class Row:
    """One stripe of the timeline. `lane`: which of the persons, for stripes of kind "evidence" and "lane".

    `modality`: of a stripe of kind "evidence". `stays`: whether it keeps its place while others are scrolled.
    """

    kind: RowKind
    top: int
    height: int
    lane: int = 0
    modality: str = ""
    stays: bool = False

    @property
    def bottom(self) -> int:
        return self.top + self.height

    def holds(self, y: float) -> bool:
        return self.top <= y < self.bottom


def rows(plan: Plan, tall: int | None = None, scroll: int = 0) -> list[Row]:
    """The stripes where they are seen in `tall` pixels (None: in as many as they need), scrolled down by `scroll`.

    Those that stay come first: under a place on which two stripes lie, the first of the list is seen.
    """
    found, top = [], GAP_PX
    for row in _stripes(plan):
        found.append(replace(row, top=top + row.top))
        top = found[-1].bottom + GAP_PX
    beyond = 0 if tall is None else max(0, top - tall)
    # The edit list is what work ends in, so it can always be reached.
    moves: dict[RowKind, int] = {"overview": 0, "ruler": 0, "cut": beyond}
    up = min(max(0, scroll), beyond)
    placed = [replace(row, top=row.top - moves.get(row.kind, up), stays=row.kind in moves) for row in found]
    return sorted(placed, key=lambda row: not row.stays)


def moving_room(placed: Sequence[Row], tall: int) -> tuple[int, int]:
    """From where to where, down the timeline, the stripes are seen that are scrolled."""
    head = max(row.bottom for row in placed if row.kind == "ruler") + 1
    foot = min((row.top for row in placed if row.kind == "cut"), default=tall) - 1
    return head, max(head, min(tall, foot))


def height(plan: Plan) -> int:
    """How tall the timeline is with all of its stripes."""
    return max(row.bottom for row in rows(plan)) + GAP_PX


def scroll_range(plan: Plan, tall: int) -> int:
    """How far the stripes can be scrolled when there are `tall` pixels for them."""
    return max(0, height(plan) - tall)


def _stripes(plan: Plan) -> Iterator[Row]:
    """In order; `top` is the room above each."""
    text = plan.text_px
    yield Row("overview", 0, OVERVIEW_PX)
    yield Row("ruler", 0, text + RULER_MARKS_PX)
    if plan.markers:
        yield Row("markers", 0, text + 2)
    yield Row("film", 0, FILM_PX)
    yield Row("shots", 0, SHOTS_PX)
    if plan.sound:
        yield Row("sound", 0, SOUND_PX)
    for number, modalities in enumerate(plan.lanes):
        room = GROUP_PX
        for modality in modalities:
            yield Row("evidence", room, text, number, modality)
            room = 0
        yield Row("lane", room, max(LANE_PX, text + 4), number)
    yield Row("cut", GROUP_PX, max(CUT_PX, text + 12))
