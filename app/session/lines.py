"""A film's captions as they are listed and searched: who says each, where the voices tell."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from app.widgets import shown_name
from engine.edit.intervals import scale_of, ticks_of
from engine.identify.spoken_lines import speaker_of
from engine.timebase import Span
from engine.types import Caption

Heard: TypeAlias = tuple[tuple[str, Span], ...]
"""Whose voice is heard when."""


@dataclass(frozen=True, slots=True)
class Line:
    """One caption. `speaker`: who says it, empty where that is not clear. `in_picture`: it was read in the picture."""

    span: Span
    text: str
    speaker: str
    in_picture: bool

    @property
    def shown_speaker(self) -> str:
        """In the user's language."""
        return shown_name(self.speaker)

    def holds(self, words: str) -> bool:
        """Whether text or speaker hold all of some words, in any case and order."""
        said = f"{self.text} {self.shown_speaker}".casefold()
        return all(word in said for word in words.casefold().split())


def lines_of(captions: Sequence[Caption], heard: Heard) -> tuple[Line, ...]:
    """In order of time. A turn is looked at only with the captions near it, for a long film has thousands of both."""
    scale = scale_of([*(one.span for one in captions), *(span for _, span in heard)])
    turns = sorted(zip(ticks_of((span for _, span in heard), scale), heard, strict=True), key=lambda turn: turn[0])
    starts = [start for (start, _), _ in turns]
    longest = max((end - start for (start, end), _ in turns), default=0)
    lines = []
    for caption, (start, end) in zip(captions, ticks_of((one.span for one in captions), scale), strict=True):
        near = turns[bisect_left(starts, start - longest) : bisect_left(starts, end)]
        speaker = speaker_of(caption, [turn for _, turn in near]) if end > start else ""
        lines.append(Line(caption.span, " ".join(caption.text.split()), speaker, caption.source == "picture"))
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A name that stands under a person's face, in the caption at `time`."""

    name: str
    time: Fraction


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who a person is by the gallery. `sure`: the person is called so; else the user is asked.

    `rival`: who fits as well, "" for nobody.
    """

    name: str
    sure: bool
    rival: str = ""
