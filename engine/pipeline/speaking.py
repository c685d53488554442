"""See which faces speak in a film: a few seconds of each voice and face, in the pictures of that moment."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise

import numpy as np

from engine.media.audio import read_audio
from engine.media.video import DecodedFrame, VideoStreamer
from engine.progress import Job, Progress
from engine.timebase import Clock, Span
from engine.track.active_speaker import FACES_PER_S, RATE, SeesSpeaking, grey_face, mouth_box
from engine.types import Floats, Media, Pixels, Speaking, Track, Turn

NEAR_S = Fraction(2)
"""A gap between two looks that is read through: key frames, to which one can go, lie further apart."""
LEAST_FACE_PX = 20
"""Longer side of a face below which no mouth can be seen to move."""


@dataclass(frozen=True, slots=True)
class LookLimits:
    """Times are seconds.

    `look_s`, `least_look_s`: length of one look. `pair_looks`: looks at one voice and one face; later ones add little.
    `share`: of the film's length that all looks at all faces together may take, as each costs about half of its length
    in computing; `least_budget_s`: what short films may use in any case. `most_nats`: what one look can say.
    """

    look_s: Fraction = Fraction(3)
    least_look_s: Fraction = Fraction(3, 5)
    pair_looks: int = 4
    share: float = 0.1
    least_budget_s: float = 90.0
    most_nats: float = 4.0


@dataclass(frozen=True, slots=True)
class Look:
    """Which tracks are watched in which span, and the turns that are heard in it."""

    span: Span
    tracks: tuple[int, ...]
    turns: tuple[int, ...]


def plan(
    turns: Sequence[Turn],
    showing: Mapping[int, Sequence[Span]],
    budget_s: float,
    limits: LookLimits | None = None,
) -> list[Look]:
    """Looks in order of time. `showing`: when each face track shows. Pairs of voice and face seen least come first."""
    limits = limits or LookLimits()
    waiting = [look for turn in turns for look in _looks(turn, turns, showing, limits)]
    speakers = {turn.id: turn.speaker for turn in turns}
    seen: Counter[tuple[int, int]] = Counter()
    chosen: dict[Span, Look] = {}
    rounds = range(limits.pair_looks)
    for number in rounds:
        # A voice that is heard alone tells most whose it is; long looks cost no more decoding and say more.
        for look in sorted(waiting, key=lambda one: (len(one.turns), -one.span.duration)):
            pairs = {(speakers[turn], track) for turn in look.turns for track in look.tracks}
            cost = float(look.span.duration) * len(look.tracks)
            if look.span in chosen or min(seen[pair] for pair in pairs) > number or cost > budget_s:
                continue
            budget_s -= cost
            chosen[look.span] = look
            seen.update(pairs)
    return sorted(chosen.values(), key=lambda look: look.span.start)


def _looks(
    turn: Turn, turns: Sequence[Turn], showing: Mapping[int, Sequence[Span]], limits: LookLimits
) -> Iterator[Look]:
    """Stretches of one turn with faces, cut where a face comes or goes and every `look_s`."""
    visible = [
        (max(span.start, turn.span.start), min(span.end, turn.span.end), track)
        for track, spans in showing.items()
        for span in spans
        if span.overlaps(turn.span)
    ]
    edges = sorted({time for start, end, _ in visible for time in (start, end)})
    for begin, end in pairwise(edges):
        faces = tuple(sorted(track for start, stop, track in visible if start <= begin and stop >= end))
        parts = max(1, -(-(end - begin) // limits.look_s))
        if not faces or (end - begin) / parts < limits.least_look_s:
            continue
        for part in range(parts):
            span = Span(begin + (end - begin) * part / parts, begin + (end - begin) * (part + 1) / parts)
            yield Look(span, faces, tuple(other.id for other in turns if _mostly(other.span, span)))


def _mostly(turn: Span, look: Span) -> bool:
    return min(turn.end, look.end) - max(turn.start, look.start) > look.duration / 2


class _Pictures:
    """The frames of one look after another; to a look that is near it reads on, which costs less than seeking."""

    def __init__(self, media: Media) -> None:
        self._media = media
        self._stream: VideoStreamer | None = None
        self._gone = Fraction(0)
        self._ahead: list[DecodedFrame] = []

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
        self._stream, self._ahead = None, []

    def at(self, times: Sequence[Fraction]) -> Iterator[DecodedFrame]:
        """The frame on screen at each of the times, which rise; the last one again where the film ends early."""
        last: DecodedFrame | None = None
        done = 0
        for frame in self._from(times[0]):
            while done < len(times) and times[done] < frame.time:
                yield last or frame
                done += 1
            if done == len(times):
                self._ahead = [frame]
                return
            last, self._gone = frame, frame.time
        self.close()
        for _ in times[done:]:
            if last is not None:
                yield last

    def _from(self, start: Fraction) -> Iterator[DecodedFrame]:
        """All frames from `start` on."""
        if self._stream is None or not self._gone < start <= self._gone + NEAR_S:
            self.close()
            self._stream = VideoStreamer(self._media, skip_loop_filter=True, start=start)
        stream, ahead = self._stream, self._ahead
        self._gone, self._ahead = start, []
        for frame in chain(ahead, stream):
            if frame.time >= start:
                yield frame


def watch(
    media: Media,
    clock: Clock,
    looks: Sequence[Look],
    tracks: Mapping[int, Track],
    net: SeesSpeaking,
    stream: int | None = None,
    limits: LookLimits | None = None,
) -> Job[tuple[Speaking, ...]]:
    """Look at the pictures and say which face speaks in which turn. `stream`: of the sound."""
    limits = limits or LookLimits()
    sounds = _sounds(media, looks, stream)
    nats: defaultdict[tuple[int, int], float] = defaultdict(float)
    seconds: defaultdict[tuple[int, int], float] = defaultdict(float)
    with closing(_Pictures(media)) as pictures:
        for number, look in enumerate(looks):
            yield Progress("speaking faces", number, len(looks))
            for track, faces in _faces(pictures, clock, look, tracks).items():
                sound = sounds[number][: len(faces) * RATE // FACES_PER_S]
                said = float(np.clip(net.log_odds(faces, sound).mean(), -limits.most_nats, limits.most_nats))
                for turn in look.turns:
                    # A face that speaks while two are heard is the source of one of them.
                    nats[turn, track] += said / len(look.turns) if said > 0 else said
                    seconds[turn, track] += len(faces) / FACES_PER_S
    yield Progress("speaking faces", len(looks), len(looks))
    return tuple(Speaking(turn, track, nats[turn, track], seconds[turn, track]) for turn, track in sorted(nats))


def _sounds(media: Media, looks: Sequence[Look], stream: int | None) -> list[Floats]:
    """The sound of each look, from one reading of the file; silence where it ends early."""
    bounds = [(round(look.span.start * RATE), round(look.span.end * RATE)) for look in looks]
    sounds = [np.zeros(end - start, np.float32) for start, end in bounds]
    if not looks:
        # Nothing need be read, and where nobody was heard there may be no sound at all.
        return []
    first = 0
    for block in read_audio(media, RATE, stream, Fraction(10)):
        begin = round(block.start * RATE)
        end = begin + len(block.samples)
        while first < len(bounds) and bounds[first][1] <= begin:
            first += 1
        for sound, (start, stop) in zip(sounds[first:], bounds[first:], strict=True):
            if start >= end:
                break
            low, high = max(start, begin), min(stop, end)
            if high > low:
                sound[low - start : high - start] = block.samples[low - begin : high - begin]
    return sounds


def _faces(pictures: _Pictures, clock: Clock, look: Look, tracks: Mapping[int, Track]) -> dict[int, Pixels]:
    """By track: (t, 112, 112) grey, 25 a second from the look's start on; tracks with faces too small left out."""
    count = int(look.span.duration * FACES_PER_S)
    times = [look.span.start + Fraction(i, FACES_PER_S) for i in range(count)]
    boxes = {track: _boxes(tracks[track], clock, times) for track in look.tracks}
    boxes = {track: found for track, found in boxes.items() if found[:, 2:].max() >= LEAST_FACE_PX}
    faces: dict[int, list[Pixels]] = {track: [] for track in boxes}
    if not boxes or not times:
        return {}
    for number, frame in enumerate(pictures.at(times)):
        for track, found in boxes.items():
            left, top, side = mouth_box(found[number])
            faces[track].append(grey_face(frame.region_shrunk(left, top, side, side, 112)))
    return {track: np.stack(found) for track, found in faces.items() if found}


def _boxes(track: Track, clock: Clock, times: Sequence[Fraction]) -> Floats:
    """(t, 4) boxes between those that were looked at; boxes carried on by motion alone are left out."""
    sure = track.scores > 0
    known = np.array([float(clock.time(int(pts))) for pts in track.pts[sure]])
    wanted = np.array([float(time) for time in times])
    columns = [np.interp(wanted, known, track.boxes[sure, column]) for column in range(4)]
    return np.stack(columns, axis=1).astype(np.float32)
