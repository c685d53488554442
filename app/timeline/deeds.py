"""What the keys and menus of the timeline do to segments and markers."""

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.commands import Marker
from app.session import Change, Session, Side
from app.timeline.selection import Selection
from engine.edit.by_hand import near
from engine.timebase import Span
from engine.types import Segment

NEAR_S = 2
"""A segment further from the playhead than this is not meant by "in" and "out"."""


class TimelineDeeds(QObject):
    """Each acts on what is selected, else on the segment under the playhead."""

    sought = Signal(object)
    """Where the playhead is to go, `Fraction` seconds."""
    around_asked = Signal(object)
    """Around which time to play."""
    changed = Signal()
    """The waiting edge is another one."""

    def __init__(self, session: Session, selection: Selection, time: Callable[[], Fraction], parent: QObject) -> None:
        """`time`: where the playhead is."""
        super().__init__(parent)
        self._session, self._selection, self._time = session, selection, time
        self.waiting: tuple[Side, Fraction] | None = None
        """An edge that was set with no segment near: the first half of a new one."""
        session.changed.connect(self._follow)

    def split(self) -> None:
        self._session.editing.split(self._time())

    def delete(self) -> None:
        """A cut on film time always closes up, so nothing is left open where the segment was."""
        self._session.editing.delete(self.meant())

    def delete_and_go_on(self) -> None:
        """And go to the start of the segment behind it, as after a ripple."""
        indexes = self.meant()
        rest = [one for index, one in enumerate(self._segments) if index not in indexes]
        self._session.editing.delete(indexes)
        if indexes:
            last = self._segments[max(indexes)].span.end
            after = next((one.span.start for one in rest if one.span.start >= last), None)
            if after is not None:
                self.sought.emit(after)

    def set_in(self) -> None:
        self._set("start", self._time())

    def set_out(self) -> None:
        self._set("end", self._time())

    def toggle_marker(self) -> None:
        self._session.editing.toggle_marker(self._time())

    def invert(self) -> None:
        self._session.editing.invert()

    def take_rules(self) -> None:
        """The rules' version of what is selected, or of what a hand dropped at the playhead."""
        indexes = self.meant()
        if indexes:
            self._session.editing.take_rules(indexes)
        else:
            self._session.editing.take_rules_at(self._time())

    def take_all_rules(self) -> None:
        self._session.editing.take_all_rules()

    def select_all(self) -> None:
        self._selection.select_all()

    def select_none(self) -> None:
        self._selection.select_none()
        self._wait(None)

    def previous(self) -> None:
        self._step(-1)

    def next(self) -> None:
        self._step(1)

    def play_around(self) -> None:
        """The start of the segment that is meant, else the playhead."""
        indexes = self.meant()
        self.around_asked.emit(self._segments[min(indexes)].span.start if indexes else self._time())

    def copy(self) -> None:
        """The segments that are meant, as rows of a table: times in seconds, and the person."""
        rows = [self._segments[index] for index in sorted(self.meant())]
        if rows:
            QApplication.clipboard().setText(self._session.editing.table(rows))

    def meant(self) -> frozenset[int]:
        """Indexes of the selected segments, else of the one under the playhead."""
        if self._selection.indexes:
            return self._selection.indexes
        under = self._under(self._time())
        return frozenset() if under is None else frozenset({under})

    def marker_near(self, time: Fraction, reach_s: float) -> Marker | None:
        """The nearest marker, at most so far from a time."""
        markers = self._session.markers
        found = min(markers, key=lambda one: abs(one.time - time), default=None)
        return found if found is not None and abs(found.time - time) <= reach_s else None

    # Inside.

    @property
    def _segments(self) -> tuple[Segment, ...]:
        return self._session.cut.segments

    def _under(self, time: Fraction) -> int | None:
        for one in near(self._segments, Span(time, time)):
            if one.span.contains(time):
                return self._segments.index(one)
        return None

    def _set(self, side: Side, time: Fraction) -> None:
        waiting = self.waiting
        if waiting is not None and waiting[0] != side and (waiting[1] < time) == (side == "end"):
            self._selection.expect(Span(min(waiting[1], time), max(waiting[1], time)))
            self._session.editing.add(waiting[1], time)
            self._wait(None)
            return
        index = self._to_trim(side, time)
        if index is None:
            self._wait((side, time))
            return
        self._session.editing.trim(index, side, self._held(index, side, time))
        self._wait(None)

    def _to_trim(self, side: Side, time: Fraction) -> int | None:
        """The one selected segment, else that under the playhead, else the nearest that could reach it."""
        if len(self._selection.indexes) == 1:
            (index,) = self._selection.indexes
            span = self._segments[index].span
            return index if (time < span.end if side == "start" else time > span.start) else None
        under = self._under(time)
        return self._within_reach(side, time) if under is None else under

    def _within_reach(self, side: Side, time: Fraction) -> int | None:
        reach = Span(time, time + NEAR_S) if side == "start" else Span(max(Fraction(0), time - NEAR_S), time)
        found = near(self._segments, reach)
        if not found:
            return None
        return self._segments.index(found[0] if side == "start" else found[-1])

    def _held(self, index: int, side: Side, time: Fraction) -> Fraction:
        """Not across a neighbour."""
        if side == "start":
            return max(time, self._segments[index - 1].span.end) if index else time
        return min(time, self._segments[index + 1].span.start) if index + 1 < len(self._segments) else time

    def _step(self, direction: int) -> None:
        index = self._selection.step(direction, self._time())
        if index is not None:
            self.sought.emit(self._segments[index].span.start)

    def _wait(self, edge: tuple[Side, Fraction] | None) -> None:
        self.waiting = edge
        self.changed.emit()

    def _follow(self, change: Change) -> None:
        if change & (Change.FILM | Change.CHOICE):
            self.waiting = None
