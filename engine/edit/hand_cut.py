"""Shape what the rules keep by what a hand changed of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from engine.edit.by_hand import HandEdits, near
from engine.edit.combine import JOINT
from engine.edit.intervals import Spans, clip, difference, invert, union
from engine.timebase import Span
from engine.types import Segment


def applied(
    segments: Sequence[Segment], edits: HandEdits, whole: Span, person: str, shortest: Fraction = Fraction(0)
) -> list[Segment]:
    """What the rules keep as the hand wants it, in order of time; what the hand touched is marked `by_hand`.

    `segments`: in order of time, none touching another. `person`: whose the segments are that only the hand keeps.
    `shortest`: seconds of the shortest segment that the rules make. Where their edge has moved beyond a drop, what is
    left over there goes, too, if it is shorter. Costs little more than the edits, however many segments there are.
    """
    if not edits:
        return list(segments)
    if edits.inverted:
        # What was said before the inversion has to mean the same as before it, so the reverse comes last.
        straight = applied(segments, replace(edits.invert(), splits=()), whole, person, shortest)
        return applied(_reverse(straight, whole, person), HandEdits(splits=edits.splits), whole, person)
    touched = _touched(segments, edits)
    shape = _Shape.of([segments[index] for index in touched], edits, whole, person, shortest)
    known = set(touched)
    untouched = [one for index, one in enumerate(segments) if index not in known]
    # Two sorted runs, which the sort only merges.
    return sorted(untouched + shape.segments(), key=lambda one: one.span.start)


@dataclass(frozen=True, slots=True)
class _Shape:
    """The segments that the hand touches, `base`, and what it did. `set_by_hand`: edges that it chose."""

    base: list[Segment]
    kept: Spans
    dropped: Spans
    splits: tuple[Fraction, ...]
    set_by_hand: frozenset[Fraction]
    drop_starts: frozenset[Fraction]
    drop_ends: frozenset[Fraction]
    person: str
    shortest: Fraction

    @classmethod
    def of(cls, base: list[Segment], edits: HandEdits, whole: Span, person: str, shortest: Fraction) -> "_Shape":
        return cls(
            base,
            tuple(_followed(span, base, edits.loose) for span in clip(edits.kept, whole)),
            edits.dropped,
            edits.splits,
            edits.edges.union(edits.splits),
            frozenset(span.start for span in edits.dropped) & edits.loose,
            frozenset(span.end for span in edits.dropped) & edits.loose,
            person,
            shortest,
        )

    def segments(self) -> list[Segment]:
        kept = difference(union((one.span for one in self.base), self.kept), self.dropped)
        pieces = (piece for piece in kept if not self._is_left_over(piece))
        return [self._described(part) for piece in pieces for part in self._split(piece)]

    def _is_left_over(self, piece: Span) -> bool:
        """Whether the rules' edge has moved beyond a drop that ended there, and only a scrap lies between the two."""
        if piece.duration >= self.shortest or _is_reached(piece, self.kept):
            return False
        source = next(one.span for one in near(self.base, piece) if one.span.overlaps(piece))
        return (piece.start in self.drop_ends and source.start < piece.start) or (
            piece.end in self.drop_starts and piece.end < source.end
        )

    def _split(self, piece: Span) -> list[Span]:
        inside = self.splits[bisect_right(self.splits, piece.start) : bisect_left(self.splits, piece.end)]
        return [Span(start, end) for start, end in pairwise((piece.start, *inside, piece.end))]

    def _described(self, piece: Span) -> Segment:
        """As sure as the rules are on average, and certain where only the hand keeps it."""
        parts = [one for one in near(self.base, piece) if one.span.overlaps(piece)]
        lengths = [float(min(one.span.end, piece.end) - max(one.span.start, piece.start)) for one in parts]
        alone = max(0.0, float(piece.duration) - sum(lengths))
        sure = alone + sum(one.confidence * length for one, length in zip(parts, lengths, strict=True))
        names = {name for one in parts for name in one.person.split(JOINT)}
        return Segment(
            JOINT.join(sorted(names)) or self.person,
            piece,
            min(1.0, sure / (alone + sum(lengths))),
            frozenset().union(*(one.modalities for one in parts)),
            by_hand=self._is_shaped(piece, parts),
        )

    def _is_shaped(self, piece: Span, parts: Sequence[Segment]) -> bool:
        return (
            [one.span for one in parts] != [piece]
            or parts[0].by_hand
            or piece.start in self.set_by_hand
            or piece.end in self.set_by_hand
            or _is_reached(piece, self.kept)
        )


def _reverse(segments: Sequence[Segment], whole: Span, person: str) -> list[Segment]:
    return [Segment(person, gap, 1.0, by_hand=True) for gap in invert((one.span for one in segments), whole)]


def _touched(base: Sequence[Segment], edits: HandEdits) -> list[int]:
    """Indexes of the segments that an edit reaches or touches."""
    found: set[int] = set()
    for span in (*edits.kept, *edits.dropped, *(Span(at, at) for at in edits.splits)):
        first = bisect_left(base, span.start, key=lambda one: one.span.end)
        found.update(range(first, bisect_right(base, span.end, key=lambda one: one.span.start)))
    return sorted(found)


def _followed(kept: Span, base: Sequence[Segment], loose: frozenset[Fraction]) -> Span:
    """An end that the hand did not set goes with the rules' edge, if that moves inwards."""
    inside = [one.span for one in near(base, kept) if one.span.overlaps(kept)]
    if not inside:
        return kept
    start = max(kept.start, inside[0].start) if kept.start in loose else kept.start
    end = min(kept.end, inside[-1].end) if kept.end in loose else kept.end
    return Span(start, end)


def _is_reached(piece: Span, spans: Spans) -> bool:
    index = bisect_right(spans, piece.start, key=lambda span: span.end)
    return index < len(spans) and spans[index].start < piece.end
