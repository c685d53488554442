"""Say whose voice each speaker is, and from that who is heard when, on screen and off.

What single looks say is added up over all turns of a speaker and all faces of a person. A speaker is a person's voice
where that sum is best; then every turn of the speaker is that person's. A turn whose own voice is unclear, because
others talk at the same time, is judged more by the face that moves to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.identify.speakers import VoiceCalibration
from engine.timebase import Span
from engine.types import Floats, Turn

SAID = 500.0
"""Nats of what the user said; beyond any sum of other evidence."""


class Faces(Protocol):
    """A person with the tracks of their face, as `engine.types.Person` is one."""

    @property
    def tracks(self) -> tuple[int, ...]: ...


@dataclass(frozen=True, slots=True, eq=False)
class EnrolledVoice:
    """A voice from a recording: `vector` (d,) of unit length, `quality` 0..1."""

    vector: Floats
    quality: float


@dataclass(frozen=True, slots=True)
class HeardPerson:
    """A person speaks in a turn with this probability. `person`: index into the persons that were given."""

    person: int
    turn: int
    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class VoiceLimits:
    """Nats unless said otherwise.

    `stranger`: what speaks for a voice of nobody among the persons, before any look; 0 favours neither.
    `most`: what a speaker's whole sum may say of one turn, where the turn's own voice is clear. `half_clear`: quality
    of a turn at which half of that is believed. `twice`: what speaks against a person who is heard in another turn all
    the while. `least`: probability below which nothing is claimed.
    """

    stranger: float = 0.0
    most: float = 8.0
    half_clear: float = 0.2
    twice: float = 6.0
    least: float = 0.5


def voices_of(
    turns: Sequence[Turn],
    speaking: Mapping[tuple[int, int], float],
    persons: Sequence[Faces],
    enrolled: Mapping[int, EnrolledVoice] | None = None,
    calibration: VoiceCalibration | None = None,
    told: Mapping[int, int] | None = None,
    limits: VoiceLimits | None = None,
) -> list[HeardPerson]:
    """Who speaks in which turn, in order of turns.

    `speaking`: nats by turn and track, see `engine.types.Speaking`. `enrolled`: voices by person index, which need the
    `calibration` of their network. `told`: turn to person index, as the user said; it counts for the whole speaker.
    """
    limits = limits or VoiceLimits()
    own = _own_nats(turns, speaking, persons)
    for row, turn in enumerate(turns):
        if told and turn.id in told:
            own[row, told[turn.id]] += SAID
    sums = speaker_nats(turns, own)
    if enrolled and calibration:
        sums = sums + _enrolled_nats(turns, sums.shape, enrolled, calibration)
    scores = np.array([_turn_nats(turn, own[row], sums[turn.speaker], limits) for row, turn in enumerate(turns)])
    claims: list[HeardPerson] = []
    # Clear turns first: nobody speaks two turns at once, so they help to tell the unclear ones.
    for row in sorted(range(len(turns)), key=lambda r: -turns[r].quality):
        nats = scores[row] - limits.stranger
        for claim in claims:
            nats[claim.person] -= limits.twice * _covered(turns[row].span, claim.span)
        chances = _chances(nats)
        best = int(np.argmax(chances)) if len(chances) else 0
        if len(chances) and chances[best] >= limits.least:
            claims.append(HeardPerson(best, turns[row].id, turns[row].span, float(chances[best])))
    return sorted(claims, key=lambda claim: claim.turn)


def _turn_nats(
    turn: Turn, own: NDArray[np.float64], speaker: NDArray[np.float64], limits: VoiceLimits
) -> NDArray[np.float64]:
    """(persons,) what speaks for each: looks at this turn; as far as it is clear, at the speaker's other turns too."""
    clear = turn.quality / (turn.quality + limits.half_clear) if turn.quality else 0.0
    rest = speaker - own
    bounded = np.where(np.abs(rest) < SAID / 2, np.clip(rest, -limits.most, limits.most), rest)
    nats: NDArray[np.float64] = own + clear * bounded
    return nats


def _covered(span: Span, other: Span) -> float:
    """The share of `span` that lies in `other`."""
    shared = min(span.end, other.end) - max(span.start, other.start)
    return float(shared / span.duration) if shared > 0 else 0.0


def speaker_nats(turns: Sequence[Turn], own: NDArray[np.float64]) -> NDArray[np.float64]:
    """(speakers, persons) sums of what the looks at each speaker's turns say. `own`: (turns, persons)."""
    sums = np.zeros((1 + max((turn.speaker for turn in turns), default=-1), own.shape[1]))
    for row, turn in enumerate(turns):
        # An unclear turn may be anybody's, so it teaches little of this speaker.
        sums[turn.speaker] += own[row] * (turn.alone if np.abs(own[row]).max(initial=0) < SAID / 2 else 1.0)
    return sums


def _own_nats(
    turns: Sequence[Turn], speaking: Mapping[tuple[int, int], float], persons: Sequence[Faces]
) -> NDArray[np.float64]:
    """(turns, persons): what was seen of each person's faces during the turn itself."""
    owner = {track: number for number, person in enumerate(persons) for track in person.tracks}
    rows = {turn.id: row for row, turn in enumerate(turns)}
    nats = np.zeros((len(turns), len(persons)))
    for (turn, track), value in speaking.items():
        if turn in rows and track in owner:
            nats[rows[turn], owner[track]] += value
    return nats


def _enrolled_nats(
    turns: Sequence[Turn],
    shape: tuple[int, ...],
    enrolled: Mapping[int, EnrolledVoice],
    calibration: VoiceCalibration,
) -> NDArray[np.float64]:
    """(speakers, persons): how well each speaker's mean voice fits the recordings."""
    nats = np.zeros(shape)
    for speaker in range(shape[0]):
        mine = [turn for turn in turns if turn.speaker == speaker and turn.quality > 0]
        if not mine:
            continue
        weights = np.array([float(turn.span.duration) * turn.quality for turn in mine])
        vector = (np.stack([turn.vector for turn in mine]) * weights[:, None]).sum(axis=0)
        vector /= max(float(np.linalg.norm(vector)), 1e-9)
        quality = max(turn.quality for turn in mine)
        for person, voice in enrolled.items():
            similarity = np.array([vector @ voice.vector], np.float32)
            mean = np.array([np.sqrt(quality * voice.quality)], np.float32)
            nats[speaker, person] = float(calibration.nats(similarity, mean)[0])
    return nats


def _chances(nats: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of the persons, somebody else having 0 nats."""
    top = max(0.0, float(nats.max(initial=0)))
    weights = np.exp(nats - top)
    chances: NDArray[np.float64] = weights / (weights.sum() + np.exp(-top))
    return chances
