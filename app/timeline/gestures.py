"""Follow the mouse on the edit list: shown at once while it drags, one command when it lets go."""

from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QObject, Qt, Signal

from app.session import Change, Session
from app.timeline import touch as touching
from app.timeline.geometry import View
from app.timeline.selection import Selection
from app.timeline.touch import Targets, Touch
from engine.timebase import Span

MOVED_PX = 3.0
"""Less is a click by a trembling hand."""
CURSORS = {"start": Qt.CursorShape.SizeHorCursor, "end": Qt.CursorShape.SizeHorCursor,
           "roll": Qt.CursorShape.SplitHCursor}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drag:
    """What is held. `shown`: the segments as they would be, by index, -1 for a new one. `snapped`: to which time."""

    touch: Touch
    x: float
    anchor: Fraction
    room: Span
    targets: Targets
    time: Fraction
    shown: tuple[tuple[int, Span], ...] = ()
    snapped: Fraction | None = None
    is_over: bool = False
    """Let go, and shown until the cut that comes of it is there."""


class Gestures(QObject):
    """Presses, moves and releases in pixels of the timeline."""

    changed = Signal()
    """There is something else to paint."""
    pressed_empty = Signal(object)
    """A click where there is no segment, with its time."""

    def __init__(self, session: Session, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self.snapping = True
        self.drag: Drag | None = None
        session.changed.connect(self._follow)

    @property
    def is_dragging(self) -> bool:
        return self.drag is not None and not self.drag.is_over

    def touch_at(self, view: View, x: float, modifiers: Qt.KeyboardModifier) -> Touch:
        marks = self._session.cut.marks
        both = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        return touching.touched(marks.starts, marks.ends, view, x, both)

    def press(self, view: View, x: float, modifiers: Qt.KeyboardModifier, playhead: Fraction) -> None:
        scene, cut = self._session.scene, self._session.cut
        if scene is None or not cut.lanes:
            return
        touch = self.touch_at(view, x, modifiers)
        if touch.part == "body":
            adding = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
            self._selection.click(touch.index, adding, bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
            return
        room = touching.room(cut.segments, touch, scene.whole, self._frame())
        at = self._clamped(time_at(view, x), room)
        self.drag = Drag(touch, x, at, room, self._targets(touch, playhead), at)

    def move(self, view: View, x: float, modifiers: Qt.KeyboardModifier) -> None:
        drag = self.drag
        if drag is None or drag.is_over or (not drag.shown and abs(x - drag.x) < MOVED_PX):
            return
        anchor = drag.anchor
        snapped = None
        if self.snapping and not modifiers & Qt.KeyboardModifier.AltModifier:
            snapped = drag.targets.near(time_at(view, x), view)
            anchor = drag.targets.near(anchor, view) or anchor
        editing = self._session.editing
        time = self._clamped(editing.on_frame(snapped if snapped is not None else time_at(view, x)), drag.room)
        if drag.touch.part == "gap":
            anchor = self._clamped(editing.on_frame(anchor), drag.room)
        shown = touching.moved(self._session.cut.segments, drag.touch, anchor, time)
        self.drag = Drag(drag.touch, drag.x, anchor, drag.room, drag.targets, time, shown, snapped)
        self.changed.emit()

    def release(self) -> None:
        drag = self.drag
        if drag is None or drag.is_over:
            return
        self.drag = None
        if drag.shown:
            self._commit(drag)
            if self._session.is_working:
                self.drag = Drag(drag.touch, drag.x, drag.anchor, drag.room, drag.targets, drag.time, drag.shown,
                                 None, True)  # fmt: skip
        elif drag.touch.part == "gap":
            self._selection.select_none()
            self.pressed_empty.emit(drag.time)
        else:
            self._selection.click(drag.touch.index, False, False)
        self.changed.emit()

    def cancel(self) -> bool:
        """Whether there was a drag to let go of, which then never was."""
        was = self.is_dragging
        if was:
            self.drag = None
            self.changed.emit()
        return was

    # Inside.

    def _commit(self, drag: Drag) -> None:
        editing, part = self._session.editing, drag.touch.part
        if part == "gap":
            self._selection.expect(drag.shown[0][1])
            editing.add(drag.anchor, drag.time)
        elif part == "roll":
            editing.roll(drag.touch.index, drag.time)
        elif part in ("start", "end"):
            editing.trim(drag.touch.index, "start" if part == "start" else "end", drag.time)

    def _targets(self, touch: Touch, playhead: Fraction) -> Targets:
        """Shots, the other edges, the playhead and the markers."""
        scene, segments = self._session.scene, self._session.cut.segments
        assert scene is not None
        held = {touch.index, touch.index + 1} if touch.part == "roll" else {touch.index}
        times = [edge for index, one in enumerate(segments) if touch.part == "gap" or index not in held
                 for edge in (one.span.start, one.span.end)]  # fmt: skip
        times += [shot.span.start for shot in scene.shots]
        return touching.targets([*times, scene.whole.end, playhead, *(one.time for one in self._session.markers)])

    def _frame(self) -> Fraction:
        scene = self._session.scene
        rate = scene.media.video.frame_rate if scene and scene.media.video else Fraction(25)
        return 1 / (rate or Fraction(25))

    def _clamped(self, time: Fraction, room: Span) -> Fraction:
        return min(max(time, room.start), room.end)

    def _follow(self, change: Change) -> None:
        """Another cut than that under the mouse takes it away from it."""
        if change & Change.FILM or (change & Change.CUT and (self.is_dragging or not self._session.is_working)):
            self.drag = None
            self.changed.emit()


def time_at(view: View, x: float) -> Fraction:
    """The time at a pixel, as exact as a mouse can be."""
    return Fraction(view.time(x)).limit_denominator(1_000_000)
