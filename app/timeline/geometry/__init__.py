"""Where things lie on the timeline, as plain functions that need no Qt.

Pixels count from the left edge of the timeline, times are player seconds. Floats do: they only place what is drawn.
"""

from app.timeline.geometry.rows import TEXT_PX, Plan, Row, RowKind, height, moving_room, rows, scroll_range
from app.timeline.geometry.spans import Floats, Run, at, columns, runs
from app.timeline.geometry.thumbs import Slot, slots
from app.timeline.geometry.ticks import Tick, ticks
from app.timeline.geometry.view import (
    CLOSEST_PX,
    View,
    centred,
    overview,
    overview_time,
    overview_x,
    panned,
    resized,
    showing,
    whole,
    zoomed,
)

__all__ = [
    "CLOSEST_PX", "TEXT_PX", "Floats", "Plan", "Row", "RowKind", "Run", "Slot", "Tick", "View", "at", "centred",
    "columns", "height", "moving_room", "overview", "overview_time", "overview_x", "panned", "resized", "rows", "runs",
    "scroll_range", "showing", "slots", "ticks", "whole", "zoomed",
]  # fmt: skip
