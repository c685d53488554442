"""How long who is there, by sense and by video: what a screen-time report says."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from engine.edit.intervals import normal, total
from engine.types import Evidence

SENSES: Final = ("face", "body", "voice", "caption")
"""In the order in which a report tells them."""
SEEN: Final = frozenset({"face", "body"})


@dataclass(frozen=True, slots=True)
class PersonTime:
    """One person of one video. `by_sense`: seconds in which each sense says so, for those that say it at all."""

    name: str
    named: bool
    """False for one who is only numbered, whose number means nothing in another video."""
    seen: Fraction
    """Seconds in which the face or the body shows."""
    by_sense: dict[str, Fraction]
    appearances: int
    """Stretches in which the person is seen."""
    first: Fraction
    """When the person is first there, in whatever way; 0 where never."""


@dataclass(frozen=True, slots=True)
class EpisodeTime:
    """One video. `persons`: by screen time."""

    path: Path
    duration: Fraction
    persons: tuple[PersonTime, ...]

    @property
    def title(self) -> str:
        return self.path.stem


@dataclass(frozen=True, slots=True)
class ScreenTimes:
    """All videos of a report, in order. `skipped`: a sentence for each that could not be looked at."""

    episodes: tuple[EpisodeTime, ...]
    skipped: tuple[str, ...] = ()

    @property
    def duration(self) -> Fraction:
        return sum((episode.duration for episode in self.episodes), Fraction(0))

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody with a name, by screen time over all videos; of one video also those who have none."""
        totals: dict[str, Fraction] = {}
        for episode in self.episodes:
            for person in episode.persons:
                if person.named or len(self.episodes) == 1:
                    totals[person.name] = totals.get(person.name, Fraction(0)) + person.seen
        return tuple(sorted(totals, key=lambda name: (-totals[name], name)))

    def of(self, name: str, episode: EpisodeTime) -> PersonTime | None:
        """A person in one video, None where the person is not there."""
        return next((one for one in episode.persons if one.name == name), None)

    def seen(self, name: str) -> Fraction:
        """Seconds over all videos."""
        return self._sum(name, lambda one: one.seen)

    def sensed(self, name: str, sense: str) -> Fraction:
        """Seconds of one sense over all videos."""
        return self._sum(name, lambda one: one.by_sense.get(sense, Fraction(0)))

    def _sum(self, name: str, value: Callable[[PersonTime], Fraction]) -> Fraction:
        found = (self.of(name, episode) for episode in self.episodes)
        return sum((value(one) for one in found if one is not None), Fraction(0))


def person_time(name: str, named: bool, evidence: Iterable[Evidence]) -> PersonTime:
    """Times of one person from what speaks for the presence; what overlaps counts once."""
    claims = list(evidence)
    seen = normal(claim.span for claim in claims if claim.modality in SEEN)
    senses = {sense: total(normal(c.span for c in claims if c.modality == sense)) for sense in SENSES}
    return PersonTime(
        name,
        named,
        total(seen),
        {sense: time for sense, time in senses.items() if time},
        len(seen),
        min((claim.span.start for claim in claims), default=Fraction(0)),
    )


def ordered(persons: Sequence[PersonTime]) -> tuple[PersonTime, ...]:
    """Those seen longest first."""
    return tuple(sorted(persons, key=lambda one: (-one.seen, one.name)))
