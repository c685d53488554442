"""What every export of a cut gets: a name, the edit list, and whose clock its times follow."""

import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from engine.edit.edit_list import Clip, EditList
from engine.errors import ExportError
from engine.timebase import Span
from engine.types import Media

ClockName: TypeAlias = Literal["source", "cut"]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A cut that is to be written in some format."""

    name: str
    cut: EditList
    clock: ClockName = "source"
    """Whose time captions and chapters tell: that of the source file, or that of the finished cut."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One clip as captions and chapters show it."""

    span: Span
    text: str
    """One line, not empty."""


def cues(timeline: Timeline) -> list[Cue]:
    """Each clip with its time by the timeline's clock, in order of time.

    Raises ExportError for several sources on the source's clock, because their times run over each other.
    """
    if timeline.clock == "cut":
        return _cut_cues(timeline.cut)
    only_source(timeline)
    # Captions and chapters know no time before zero.
    shown = [
        Cue(Span(max(clip.span.start, Fraction(0)), clip.span.end), label(clip))
        for clip in timeline.cut.clips
        if clip.span.end > 0
    ]
    return sorted(shown, key=lambda cue: cue.span)


def _cut_cues(cut: EditList) -> list[Cue]:
    result: list[Cue] = []
    at = Fraction(0)
    for clip in cut.clips:
        result.append(Cue(Span(at, at + clip.span.duration), label(clip)))
        at += clip.span.duration
    return result


def only_source(timeline: Timeline) -> Media:
    """The one source of a cut. Raises ExportError where there are several or none."""
    sources = timeline.cut.media
    if not sources:
        raise ExportError("There is nothing to export: the cut holds no segment.", "Loosen the rules and try again.")
    if len(sources) > 1:
        raise ExportError(
            f"The cut joins {len(sources)} files, and this format tells the times of one.",
            "Export each file on its own, or choose the times of the finished cut.",
        )
    return sources[0]


def label(clip: Clip) -> str:
    """Who a clip shows, in one line."""
    return one_line(clip.person) or "Segment"


def note(clip: Clip) -> str:
    """What is known of a clip, in one line: `Ada - body, face - confidence 0.93 - by hand`."""
    parts = [label(clip), ", ".join(sorted(clip.modalities)), f"confidence {clip.confidence:.2f}"]
    if clip.by_hand:
        parts.append("by hand")
    return " - ".join(part for part in parts if part)


def one_line(text: str) -> str:
    """`text` without what would break a line-based or XML file: line ends, control characters, half surrogates."""
    return " ".join("".join(map(_harmless, text)).split())


def _harmless(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    # Half a surrogate pair stands for a byte of a file name that is no text. XML and UTF-8 refuse it and these two.
    return "\N{REPLACEMENT CHARACTER}" if category == "Cs" or char in "\ufffe\uffff" else char
