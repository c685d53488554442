"""What the window shows of an open film: frozen values that are replaced as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from engine.pipeline.cut import film_span
from engine.timebase import Clock, Span
from engine.types import Media, Segment, Shot, Track


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


@dataclass(frozen=True, slots=True)
class Scene:
    """A film with all that is known of it so far. `until`: how far the analysis has come, in player time."""

    media: Media
    shots: tuple[Shot, ...] = ()
    tracks: Mapping[int, Track] = field(default_factory=dict)
    cards: tuple[Card, ...] = ()
    complete: bool = False
    until: Fraction = Fraction(0)

    @property
    def clock(self) -> Clock:
        return self.media.clock

    @property
    def whole(self) -> Span:
        """From the first picture to the end of the film."""
        return film_span(self.media)

    def card_of(self, track: int) -> Card | None:
        """The person to whom a track belongs."""
        return next((card for card in self.cards if track in card.tracks), None)


@dataclass(frozen=True, slots=True)
class Lane:
    """One chosen person over time. `levels`: spans with the probability that the person is there."""

    anchor: int
    name: str
    levels: tuple[tuple[Span, float], ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """What the rules keep of the chosen persons."""

    segments: tuple[Segment, ...] = ()
    lanes: tuple[Lane, ...] = ()

    @property
    def duration(self) -> Fraction:
        return sum((segment.span.duration for segment in self.segments), Fraction(0))
