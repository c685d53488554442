"""The thresholds of the grouping of tracks into a cast, in one place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CastLimits:
    """Thresholds of the grouping, in nats unless said otherwise.

    `core_quality`: tracks from this quality on are clustered. `merge_above`: mean evidence that joins two groups.
    `photo_prior`: evidence that a photo needs before it counts for a match. `anchor`: evidence that at least one track
    must have for a name to be in the film at all: one stranger's track in some 700 has it (log 700 is 6.5).
    `follow_margin`: how much better than the second person a poor track's person must be. `least_prior`: a stranger is
    never less expected than this. `absent_fit`: stands for the film's own evidence where a named person has no good
    track. `known_quality`: a person without any crop this good is left in the unknown bucket, unless there are
    `known_poor_samples` looks at a person with a crop of `known_poor_quality`.
    """

    core_quality: float = 0.2
    merge_above: float = 1.0
    conflict_penalty: float = 8.0
    photo_prior: float = 3.0
    anchor: float = 6.5
    photo_weight: float = 1.0
    follow_margin: float = 1.0
    least_prior: float = 0.5
    absent_fit: float = -2.0
    known_quality: float = 0.3
    known_poor_quality: float = 0.2
    known_poor_samples: int = 8
