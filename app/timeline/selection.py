"""Which segments are selected, kept up while the cut under them changes."""

from collections.abc import Iterable
from fractions import Fraction

from PySide6.QtCore import QObject, Signal

from app.session import Change, Session
from app.timeline.touch import chosen_now
from engine.timebase import Span


class Selection(QObject):
    """Indexes of segments of `Session.cut`."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._chosen: tuple[Span, ...] = ()
        self._last: int | None = None
        self.indexes: frozenset[int] = frozenset()
        session.changed.connect(self._follow)

    def choose(self, indexes: Iterable[int]) -> None:
        self.indexes = frozenset(indexes)
        self._chosen = tuple(self._session.cut.segments[index].span for index in sorted(self.indexes))
        self._last = max(self.indexes, default=None)
        self.changed.emit()

    def expect(self, span: Span) -> None:
        """Select what will lie there in the next cut."""
        self._chosen = (span,)

    def click(self, index: int, adding: bool, reaching: bool) -> None:
        """`adding`: to the others, or away from them. `reaching`: from the last one clicked to this one."""
        if reaching and self._last is not None:
            last = self._last
            self.choose(range(min(last, index), max(last, index) + 1))
            self._last = last
        elif adding:
            self.choose(self.indexes ^ {index})
            self._last = index
        else:
            self.choose({index})

    def select_all(self) -> None:
        self.choose(range(len(self._session.cut.segments)))

    def select_none(self) -> None:
        if self.indexes:
            self.choose(())

    def step(self, direction: int, time: Fraction) -> int | None:
        """Select the next (1) or previous (-1) segment, seen from the selected one or from `time`, and return it."""
        segments = self._session.cut.segments
        if not segments:
            return None
        if self.indexes:
            place = (max(self.indexes) if direction > 0 else min(self.indexes)) + direction
        elif direction > 0:
            place = sum(1 for one in segments if one.span.end <= time)
        else:
            place = sum(1 for one in segments if one.span.start <= time) - 1
        place = min(max(place, 0), len(segments) - 1)
        self.choose({place})
        return place

    def _follow(self, change: Change) -> None:
        if not change & (Change.CUT | Change.FILM):
            return
        marks = self._session.cut.marks
        now = frozenset(chosen_now(marks.starts, marks.ends, self._chosen))
        if now != self.indexes or self._chosen:
            waiting = self._chosen
            self.choose(now)
            if not now and self._session.is_working:
                # The cut that it is about is still to come.
                self._chosen = waiting
