"""Shape the cut by hand: each gesture on segments and markers becomes one command with a name."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from app.commands import Choice, Mark, Marker, Reshape
from app.session.hand_kept import edits_of
from app.widgets import clock_text
from engine.edit import by_hand
from engine.edit.by_hand import HandEdits
from engine.edit.intervals import nearest
from engine.export.table import segments_csv
from engine.timebase import Span
from engine.types import Segment

if TYPE_CHECKING:
    from app.session.session import Session

Side: TypeAlias = Literal["start", "end"]
DECIMALS = 2


class Editing(QObject):
    """Pushes commands; what follows from them arrives through `Session.changed`.

    Segments are named by their index in `Session.cut`. Times move to the nearest edge of a frame as soon as those are
    known. What changes nothing pushes nothing.
    """

    def __init__(self, session: "Session", stack: QUndoStack) -> None:
        super().__init__(session)
        self._session, self._stack = session, stack

    @property
    def edits(self) -> HandEdits:
        """What a hand changed of the cut that is shown."""
        return self._found()[1]

    def on_frame(self, time: Fraction) -> Fraction:
        """The nearest edge of a frame; the time itself until those are known."""
        edges = self._session.edges
        return edges[nearest(edges, time)] if edges else time

    # Segments.

    def trim(self, index: int, side: Side, time: Fraction) -> None:
        """One segment begins or ends at `time`, on its own side of its other edge."""
        segments, time = self._segments, self.on_frame(time)
        span = segments[index].span
        fits = time < span.end if side == "start" else time > span.start
        if fits and time != (span.start if side == "start" else span.end):
            trimmed = by_hand.trimmed_start if side == "start" else by_hand.trimmed_end
            text = self.tr("Trim of segment {0}").format(index + 1)
            self._push(text, trimmed(self.edits, segments, index, time))

    def roll(self, index: int, time: Fraction) -> None:
        """The edge that a segment shares with the one behind it moves."""
        left, right = (self._segments[one].span for one in (index, index + 1))
        time = self.on_frame(time)
        if left.end == right.start and left.start < time < right.end:
            text = self.tr("Roll of segments {0} and {1}").format(index + 1, index + 2)
            self._push(text, by_hand.rolled(self.edits, left.end, time))

    def split(self, time: Fraction) -> None:
        """The segment at a time becomes two there; where there is none, nothing happens."""
        time = self.on_frame(time)
        if any(one.span.start < time < one.span.end for one in by_hand.near(self._segments, Span(time, time))):
            text = self.tr("Split at {0}").format(clock_text(time, DECIMALS))
            self._push(text, self.edits.split(time))

    def delete(self, indexes: Collection[int]) -> None:
        if indexes:
            one = self.tr("Deletion of segment {0}").format(min(indexes) + 1)
            text = self.tr("Deletion of {0} segments").format(len(indexes)) if len(indexes) > 1 else one
            self._push(text, by_hand.deleted(self.edits, self._segments, indexes))

    def add(self, start: Fraction, end: Fraction) -> None:
        """A segment where none is."""
        start, end = sorted((self.on_frame(start), self.on_frame(end)))
        if start < end and self._session.cut.lanes:
            self._push(self.tr("Segment added"), by_hand.added(self.edits, self._segments, Span(start, end)))

    def invert(self) -> None:
        """Keep what is dropped and the reverse, in the whole film."""
        if self._session.cut.lanes:
            self._push(self.tr("Inversion"), self.edits.invert())

    def take_rules(self, indexes: Collection[int]) -> None:
        """Forget what a hand did where these segments are."""
        if indexes:
            one = self.tr("Rules' version of segment {0}").format(min(indexes) + 1)
            text = self.tr("Rules' version of {0} segments").format(len(indexes)) if len(indexes) > 1 else one
            self._push(text, by_hand.taken_back(self.edits, self._segments, indexes))

    def take_rules_at(self, time: Fraction) -> None:
        """Forget what a hand dropped at a time."""
        self._push(self.tr("Rules' version at {0}").format(clock_text(time, DECIMALS)),
                   self.edits.forget(Span(time, time)))  # fmt: skip

    def take_all_rules(self) -> None:
        """Forget all that a hand did to this cut."""
        self._push(self.tr("Rules' version of everything"), HandEdits())

    def table(self, segments: Sequence[Segment]) -> str:
        """Segments as rows of the table that an export writes, to be pasted elsewhere."""
        return segments_csv(segments)

    # Markers.

    def toggle_marker(self, time: Fraction) -> None:
        """A marker at the frame at a time, or none if there is one."""
        time, markers = self.on_frame(time), self._session.markers
        others = tuple(one for one in markers if one.time != time)
        at = clock_text(time, DECIMALS)
        if len(others) < len(markers):
            self._mark(self.tr("Removal of the marker at {0}").format(at), others)
        else:
            self._mark(self.tr("Marker at {0}").format(at), (*others, Marker(time)))

    def move_marker(self, marker: Marker, time: Fraction) -> None:
        """A marker that is there already gives way."""
        time = self.on_frame(time)
        others = tuple(one for one in self._session.markers if one != marker and one.time != time)
        text = self.tr("Move of the marker to {0}").format(clock_text(time, DECIMALS))
        self._mark(text, (*others, replace(marker, time=time)))

    def rename_marker(self, marker: Marker, name: str) -> None:
        """An empty name is none."""
        others = tuple(one for one in self._session.markers if one != marker)
        text = self.tr("Name of the marker at {0}").format(clock_text(marker.time, DECIMALS))
        self._mark(text, (*others, replace(marker, name=" ".join(name.split()))))

    # Inside.

    @property
    def _segments(self) -> tuple[Segment, ...]:
        return self._session.cut.segments

    def _found(self) -> tuple[Choice, HandEdits]:
        scene = self._session.scene
        holder = {track: card.anchor for card in scene.cards for track in card.tracks} if scene else {}
        return edits_of(self._session.choice, self._session.hand_edits, holder.get)

    def _push(self, text: str, after: HandEdits) -> None:
        choice, before = self._found()
        if self._session.is_open and after != before:
            self._stack.push(Reshape(self._session, text, choice, before, after))

    def _mark(self, text: str, markers: tuple[Marker, ...]) -> None:
        after = tuple(sorted(markers))
        if self._session.is_open and after != self._session.markers:
            self._stack.push(Mark(self._session, text, self._session.markers, after))
