"""Keep what a hand changed of a cut on film time, so that it survives every change of the rules."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from engine.edit.intervals import Spans, difference, nearest, normal, union
from engine.timebase import Span
from engine.types import Segment


@dataclass(frozen=True, slots=True)
class HandEdits:
    """What a hand keeps, drops and splits, in exact player time.

    `kept`, `dropped`: in normal form, no instant in both. `splits`: points at which one segment becomes two.
    `edges`: those ends of `kept` and `dropped` that the hand set; they stay whatever the rules say. `loose`: those that
    are where the rules had an edge then; they go with the rules. `inverted`: where nothing else is said, what the rules
    keep is dropped and the reverse.
    """

    kept: Spans = ()
    dropped: Spans = ()
    splits: tuple[Fraction, ...] = ()
    edges: frozenset[Fraction] = frozenset()
    loose: frozenset[Fraction] = frozenset()
    inverted: bool = False

    def __bool__(self) -> bool:
        return bool(self.kept or self.dropped or self.splits or self.inverted)

    def keep(self, span: Span, edges: Iterable[Fraction] = ()) -> "HandEdits":
        """Keep `span`, whatever was said of it before. `edges`: which of its ends the hand set."""
        kept, dropped = union(self.kept, (span,)), difference(self.dropped, (span,))
        return replace(self, kept=kept, dropped=dropped)._with_ends((span,), frozenset(edges))

    def drop(self, *spans: Span, edges: Iterable[Fraction] = ()) -> "HandEdits":
        """Drop `spans` with the splits in them, whatever was said of them before. `edges`: which ends the hand set."""
        kept, dropped = difference(self.kept, spans), union(self.dropped, spans)
        splits = _outside(self.splits, normal(spans))
        return replace(self, kept=kept, dropped=dropped, splits=splits)._with_ends(spans, frozenset(edges))

    def split(self, *times: Fraction) -> "HandEdits":
        return replace(self, splits=tuple(sorted({*self.splits, *times})))

    def unsplit(self, span: Span) -> "HandEdits":
        """Without the splits inside `span`, its ends apart."""
        return replace(self, splits=tuple(at for at in self.splits if not span.start < at < span.end))

    def invert(self) -> "HandEdits":
        """The reverse of the whole film; twice is as before."""
        return replace(self, kept=self.dropped, dropped=self.kept, inverted=not self.inverted)

    def forget(self, *spans: Span) -> "HandEdits":
        """Without what shapes `spans`: drops that reach or touch one go as a whole, what is kept goes inside them."""
        gone = tuple(sorted(spans))
        dropped = tuple(one for one in self.dropped if not _meets(one, gone))
        kept = difference(self.kept, spans)
        return _sound(replace(self, kept=kept, dropped=dropped, splits=_outside(self.splits, gone)))

    def on_frames(self, frame_edges: Sequence[Fraction]) -> "HandEdits":
        """Every split, and every edge that the hand set, on the nearest edge of a frame."""
        moved = {at: frame_edges[nearest(frame_edges, at)] for at in {*self.edges, *self.splits}}
        if all(old == new for old, new in moved.items()):
            return self
        kept = _moved(self.kept, moved, self.edges)
        dropped = difference(_moved(self.dropped, moved, self.edges), kept)
        splits = tuple(sorted({moved[at] for at in self.splits}))
        return _sound(replace(self, kept=kept, dropped=dropped, splits=splits, edges=frozenset(moved.values())))

    def _with_ends(self, spans: Iterable[Span], edges: frozenset[Fraction]) -> "HandEdits":
        ends = frozenset(at for span in spans for at in (span.start, span.end))
        loose = self.loose - ends
        if not self.inverted:
            # Edges of the reverse are none of the rules.
            loose |= ends
        return _sound(replace(self, edges=edges | self.edges, loose=loose - edges - self.edges))


def trimmed_start(edits: HandEdits, segments: Sequence[Segment], index: int, time: Fraction) -> HandEdits:
    """One segment begins at `time`: before its end. Where that meets the segment before it, the two share the edge."""
    span = segments[index].span
    before = segments[index - 1].span.end if index else None
    if time > span.start:
        return edits.drop(Span(span.start, time), edges={time, *({span.start} if before == span.start else ())})
    return _grown(edits, span, Span(time, span.end), {time}, meets=before is not None and time <= before)


def trimmed_end(edits: HandEdits, segments: Sequence[Segment], index: int, time: Fraction) -> HandEdits:
    """One segment ends at `time`: after its start. Where that meets the segment behind it, the two share the edge."""
    span = segments[index].span
    after = segments[index + 1].span.start if index + 1 < len(segments) else None
    if time < span.end:
        return edits.drop(Span(time, span.end), edges={time, *({span.end} if after == span.end else ())})
    return _grown(edits, span, Span(span.start, time), {time}, meets=after is not None and time >= after)


def added(edits: HandEdits, segments: Sequence[Segment], span: Span) -> HandEdits:
    """A segment more, where there is none; it may touch its neighbours."""
    for at in (span.start, span.end):
        meets = any(one.span.start <= at <= one.span.end for one in near(segments, span))
        edits = _grown(edits, Span(span.start, span.start), span, {at}, meets)
    return edits


def deleted(edits: HandEdits, segments: Sequence[Segment], indexes: Iterable[int]) -> HandEdits:
    """Without these segments. Where one touched a neighbour that stays, the neighbour keeps its edge."""
    gone = set(indexes)
    spans = [segments[index].span for index in sorted(gone)]
    beside = {other for index in gone for other in (index - 1, index + 1)} - gone
    staying = [segments[index].span for index in beside if 0 <= index < len(segments)]
    ends = {at for span in spans for at in (span.start, span.end)}
    return edits.drop(*spans, edges=ends & {at for span in staying for at in (span.start, span.end)})


def rolled(edits: HandEdits, at: Fraction, to: Fraction) -> HandEdits:
    """The edge that two segments share moves, so that one gains what the other loses."""
    return replace(edits, splits=tuple(one for one in edits.splits if one != at)).split(to)


def taken_back(edits: HandEdits, segments: Sequence[Segment], indexes: Iterable[int]) -> HandEdits:
    """As the rules have it where these segments are."""
    return edits.forget(*(segments[index].span for index in indexes))


def near(segments: Sequence[Segment], span: Span) -> Sequence[Segment]:
    """Those of the segments, in order of time and none overlapping, that reach or touch a span."""
    first = bisect_left(segments, span.start, key=lambda one: one.span.end)
    return segments[first : bisect_right(segments, span.end, key=lambda one: one.span.start)]


def _grown(edits: HandEdits, old: Span, new: Span, edges: set[Fraction], meets: bool) -> HandEdits:
    # A split that was hidden in the gap would come to light.
    for gap in difference((new,), (old,)):
        edits = edits.unsplit(gap)
    # Neighbours that meet stay two.
    return edits.keep(new, edges).split(*(edges if meets else ()))


def _sound(edits: HandEdits) -> HandEdits:
    ends = {at for span in (*edits.kept, *edits.dropped) for at in (span.start, span.end)}
    return replace(edits, edges=edits.edges & ends, loose=edits.loose & ends)


def _moved(spans: Spans, moved: dict[Fraction, Fraction], edges: frozenset[Fraction]) -> Spans:
    def place(at: Fraction) -> Fraction:
        return moved[at] if at in edges else at

    ends = ((place(span.start), place(span.end)) for span in spans)
    return normal(Span(start, end) for start, end in ends if start < end)


def _outside(times: Iterable[Fraction], spans: Spans) -> tuple[Fraction, ...]:
    """Times that lie in none of the spans, which are in order, nor at an end of one."""
    return tuple(at for at in times if not _meets(Span(at, at), spans))


def _meets(span: Span, spans: Spans) -> bool:
    """Whether a span reaches or touches one of several in order, none overlapping."""
    index = bisect_left(spans, span.start, key=lambda one: one.end)
    return index < len(spans) and spans[index].start <= span.end
