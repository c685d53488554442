"""Say whose voice each speaker is, and from that who is heard when, on screen and off.

What single looks say is added up over all turns of a speaker and all faces of a person. A speaker is a person's voice
where that sum is best; then every turn of the speaker is that person's. A turn whose own voice is unclear, because
others talk at the same time, is judged more by the face that moves to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
class VoicesSaid:
    """What the user said. `whose`: turn to person index, `not_whose`: turns with person indexes.

    Both count for the whole speaker of the turn; `not_here` for the turn alone.
    """

    whose: Mapping[int, int] = field(default_factory=dict)
    not_whose: frozenset[tuple[int, int]] = frozenset()
    not_here: frozenset[tuple[int, int]] = frozenset()


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
    told: VoicesSaid | None = None,
    limits: VoiceLimits | None = None,
    together: Sequence[Sequence[int]] | None = None,
) -> list[HeardPerson]:
    """Who speaks in which turn, in order of turns.

    `speaking`: nats by turn and track, see `engine.types.Speaking`. `enrolled`: voices by person index, which need the
    `calibration` of their network. `told`: what the user said is obeyed.
    `together`: `overlapping(turns)`, for whoever asks often.
    """
    limits = limits or VoiceLimits()
    together = overlapping(turns) if together is None else together
    own = _own_nats(turns, speaking, persons)
    told = told or VoicesSaid()
    rows = {turn.id: row for row, turn in enumerate(turns)}
    for turn_id, person in told.whose.items():
        own[rows[turn_id], person] += SAID
    for turn_id, person in told.not_whose:
        own[rows[turn_id], person] -= SAID
    sums = speaker_nats(turns, own)
    if enrolled and calibration:
        sums = sums + _enrolled_nats(turns, sums.shape, enrolled, calibration)
    if not persons or not turns:
        return []
    scores = _turn_nats(turns, own, sums, limits) - limits.stranger
    for turn_id, person in told.not_here:
        # Beyond what was said of the whole speaker.
        scores[rows[turn_id], person] -= 2 * SAID
    # Most turns share no time with another, so all are judged at once, and those that do are judged again.
    chances = _chances(scores)
    claims: dict[int, HeardPerson] = {}
    # Clear turns first: nobody speaks two turns at once, so they help to tell the unclear ones.
    for row in sorted(range(len(turns)), key=lambda r: -turns[r].quality):
        turn, mine = turns[row], chances[row]
        heard = [other for other in together[row] if other in claims]
        if heard:
            nats = scores[row]
            for other in heard:
                nats[claims[other].person] -= limits.twice * _covered(turn.span, turns[other].span)
            mine = _chances(nats[None])[0]
        best = int(np.argmax(mine))
        if mine[best] >= limits.least:
            claims[row] = HeardPerson(best, turn.id, turn.span, float(mine[best]))
    return sorted(claims.values(), key=lambda claim: claim.turn)


def overlapping(turns: Sequence[Turn]) -> tuple[tuple[int, ...], ...]:
    """For each turn the rows of those that share time with it, the clearest first. No correction changes them."""
    found: list[list[int]] = [[] for _ in turns]
    open_rows: list[int] = []
    for row in sorted(range(len(turns)), key=lambda r: turns[r].span.start):
        open_rows = [other for other in open_rows if turns[other].span.end > turns[row].span.start]
        for other in open_rows:
            found[row].append(other)
            found[other].append(row)
        open_rows.append(row)
    return tuple(tuple(sorted(rows, key=lambda r: (-turns[r].quality, r))) for rows in found)


def _turn_nats(
    turns: Sequence[Turn], own: NDArray[np.float64], speakers: NDArray[np.float64], limits: VoiceLimits
) -> NDArray[np.float64]:
    """(turns, persons) what speaks for each: looks at a turn; as far as it is clear, at the speaker's others too."""
    clear = np.array([turn.quality / (turn.quality + limits.half_clear) if turn.quality else 0.0 for turn in turns])
    rest = speakers[[turn.speaker for turn in turns]] - own
    bounded = np.where(np.abs(rest) < SAID / 2, np.clip(rest, -limits.most, limits.most), rest)
    nats: NDArray[np.float64] = own + clear[:, None] * bounded
    return nats


def _covered(span: Span, other: Span) -> float:
    """The share of `span` that lies in `other`."""
    shared = min(span.end, other.end) - max(span.start, other.start)
    return float(shared / span.duration) if shared > 0 else 0.0


def speaker_nats(turns: Sequence[Turn], own: NDArray[np.float64]) -> NDArray[np.float64]:
    """(speakers, persons) sums of what the looks at each speaker's turns say. `own`: (turns, persons)."""
    sums = np.zeros((1 + max((turn.speaker for turn in turns), default=-1), own.shape[1]))
    # An unclear turn may be anybody's, so it teaches little of this speaker.
    unsaid = (np.abs(own).max(axis=1, initial=0) < SAID / 2).tolist()
    for row, turn in enumerate(turns):
        sums[turn.speaker] += own[row] * (turn.alone if unsaid[row] else 1.0)
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
    """(turns, persons) probabilities, somebody else having 0 nats."""
    top = np.maximum(0.0, nats.max(axis=1, keepdims=True))
    weights = np.exp(nats - top)
    chances: NDArray[np.float64] = weights / (weights.sum(axis=1, keepdims=True) + np.exp(-top))
    return chances
