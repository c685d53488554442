"""Say who speaks a caption's line, where the turns say so."""

from collections.abc import Sequence
from fractions import Fraction

from engine.timebase import Span
from engine.types import Caption

MOST = Fraction(1, 2)
"""Share of a caption's time that one person must speak, and twice as long as any other."""


def speaker_of(caption: Caption, turns: Sequence[tuple[str, Span]]) -> str:
    """The person who speaks most of the caption's time; empty where that is nobody or not clear.

    `turns`: person and span, in any order.
    """
    spoken: dict[str, Fraction] = {}
    for person, span in turns:
        common = min(span.end, caption.span.end) - max(span.start, caption.span.start)
        if common > 0:
            spoken[person] = spoken.get(person, Fraction(0)) + common
    ranked = sorted(spoken.items(), key=lambda one: (-one[1], one[0]))
    if not ranked or ranked[0][1] < MOST * caption.span.duration:
        return ""
    if len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]:
        return ""
    return ranked[0][0]


def found(captions: Sequence[Caption], words: str) -> list[Caption]:
    """The captions that hold all of `words`, in any case and order; all captions where there are none."""
    wanted = words.casefold().split()
    return [one for one in captions if all(word in one.text.casefold() for word in wanted)]
