"""What the window shows of an open film: frozen values that are replaced as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.session.lines import Line, Proposed, Recognised
from app.widgets import shown_name
from engine.edit.intervals import scale_of, ticks_of
from engine.identify.bodies import Claim
from engine.pipeline.cut import film_span
from engine.timebase import Clock, Span
from engine.types import Media, Modality, Segment, Shot, Track

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Card:
    """One person of the cast as the gallery shows it. `anchor`: its best track, by which it is known."""

    anchor: int
    name: str
    tracks: tuple[int, ...]
    screen_time: Fraction
    shots: int
    first: Fraction
    confidence: float
    """Mean chance (0..1) that a track is its person's."""
    named: bool
    """Whether the user gave the name."""
    known: bool
    """False for the bucket of tracks that are too poor to tell."""
    proposed: Proposed | None = None
    """What a caption calls the person, where the user gave no name."""
    bodies: tuple[Claim, ...] = ()
    """When the body of one shows, who need not show the face."""
    recognised: Recognised | None = None
    """What the gallery of people says, where the user said nothing."""
    drawn: bool = False
    """Whether it is a drawn or rendered person."""

    @property
    def asked(self) -> str:
        """The name that the user is asked about, "" for none: one that the gallery thinks likely, else a caption's."""
        if self.recognised is not None:
            return "" if self.recognised.sure else self.recognised.name
        return self.proposed.name if self.proposed is not None else ""

    @property
    def has_name(self) -> bool:
        """Whether the name is somebody's, by the user or by the gallery, and not one that the program made."""
        return self.named or (self.recognised is not None and self.recognised.sure)

    @property
    def shown(self) -> str:
        """The name in the user's language."""
        return shown_name(self.name)


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Spans for drawing, in order of time, none overlapping. Arrays are (n,) float64: seconds, and a value in 0..1."""

    starts: Floats
    ends: Floats
    values: Floats


def marks_of(spans: Iterable[tuple[Span, float]]) -> Marks:
    """Once for many paintings: exact times become floats slowly."""
    rows = np.array([(float(span.start), float(span.end), value) for span, value in spans]).reshape(-1, 3)
    return Marks(rows[:, 0].copy(), rows[:, 1].copy(), rows[:, 2].copy())


NO_MARKS = marks_of(())


def tracks_by_shot(tracks: Iterable[Track]) -> dict[int, list[Track]]:
    """In the order given, by the number of their shot."""
    found: dict[int, list[Track]] = {}
    for track in tracks:
        found.setdefault(track.shot, []).append(track)
    return found


@dataclass(frozen=True, slots=True)
class Scene:
    """A film with all that is known of it so far. `until`: how far the analysis has come, in player time."""

    media: Media
    shots: tuple[Shot, ...] = ()
    tracks: Mapping[int, Track] = field(default_factory=dict)
    cards: tuple[Card, ...] = ()
    complete: bool = False
    until: Fraction = Fraction(0)
    shot_marks: Marks = field(default=NO_MARKS, compare=False)
    """The value of a shot is 0 or 1 in turn."""
    modalities: frozenset[Modality] = frozenset()
    """Those that say anything of any person of this film."""
    senses: frozenset[str] = frozenset()
    """Which of "voice" and "caption" have been looked for."""
    lines: tuple[Line, ...] = ()
    by_shot: Mapping[int, Sequence[Track]] = field(default_factory=dict, compare=False, repr=False)
    """The tracks of each shot; made of `tracks` where it is not given."""
    _places: Mapping[int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = {track: place for place, card in enumerate(self.cards) for track in card.tracks}
        object.__setattr__(self, "_places", places)
        if not self.by_shot:
            object.__setattr__(self, "by_shot", tracks_by_shot(self.tracks.values()))

    @property
    def clock(self) -> Clock:
        return self.media.clock

    @property
    def whole(self) -> Span:
        """From the first picture to the end of the film."""
        return film_span(self.media)

    def card_of(self, track: int) -> Card | None:
        """The person to whom a track belongs."""
        place = self.place_of(track)
        return None if place is None else self.cards[place]

    def place_of(self, track: int) -> int | None:
        """The place among `cards` of the person to whom a track belongs."""
        return self._places.get(track)


@dataclass(frozen=True, slots=True)
class Lane:
    """One chosen person over time. `levels`: spans with the probability that the person is there, by the rules."""

    anchor: int
    name: str
    levels: tuple[tuple[Span, float], ...]
    marks: Marks = field(default=NO_MARKS, compare=False)
    evidence: tuple[tuple[Modality, Marks], ...] = field(default=(), compare=False)
    """What each modality says by itself, whether the rules use it or not; those that say nothing are left out."""

    @property
    def shown(self) -> str:
        """The name in the user's language."""
        return shown_name(self.name)

    def seconds(self, modalities: frozenset[str], least: float) -> float:
        """How long any of some modalities is at least so sure of the person."""
        marks = [marks for modality, marks in self.evidence if modality in modalities]
        rows = [(one.starts[one.values >= least], one.ends[one.values >= least]) for one in marks]
        if not rows:
            return 0.0
        starts, ends = (np.concatenate(column) for column in zip(*rows, strict=True))
        order = np.argsort(starts, kind="stable")
        starts, ends = starts[order], ends[order]
        # What an earlier span covers counts once.
        covered = np.concatenate([[-np.inf], np.maximum.accumulate(ends)])[: len(ends)]
        return float(np.maximum(0.0, ends - np.maximum(starts, covered)).sum())


@dataclass(frozen=True, slots=True)
class Cut:
    """What the rules keep of the chosen persons."""

    segments: tuple[Segment, ...] = ()
    lanes: tuple[Lane, ...] = ()
    marks: Marks = field(default=NO_MARKS, compare=False)
    """Of the segments."""
    duration: Fraction = field(init=False, compare=False)
    """Seconds of all segments; worked out once, for exact sums are slow and several views show it."""

    def __post_init__(self) -> None:
        spans = [segment.span for segment in self.segments]
        scale = scale_of(spans)
        ticks = sum(end - start for start, end in ticks_of(spans, scale))
        object.__setattr__(self, "duration", Fraction(ticks, scale))
