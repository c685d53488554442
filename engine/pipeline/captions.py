"""Gather a film's captions: subtitles in it or beside it, and what can be read in its picture."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.detect.text import MODEL as TEXT_FINDER
from engine.detect.text import TextFinder
from engine.detect.text_reader import MODEL as TEXT_READER
from engine.detect.text_reader import TextReader
from engine.identify.name_plates import Proposal
from engine.media.probe import require_video
from engine.media.subtitles import embedded_cues, sidecar_cues, sidecars
from engine.media.video import DecodedFrame, VideoStreamer
from engine.models.catalog import find
from engine.models.ready import available
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast
from engine.pipeline.cast_senses import FilmSenses
from engine.progress import Job, Progress
from engine.settings import Device
from engine.store.cache import StageKey, stage_key
from engine.store.captions import CAPTIONS
from engine.timebase import Span
from engine.track.captions import Glance, Reading, join, spans_of_looks
from engine.types import Caption, Media, Shot

CODE_VERSION = "1"
"""Raise it whenever a change of the code changes what is read."""
EVERY_S = Fraction(1)
"""A caption that is to be read stays for more than a second."""
SETTLED_S = Fraction(1, 2)
"""The first look at a shot comes so late, when dissolves are over and captions are there."""
REPORT_EVERY_S = Fraction(2)


@dataclass(frozen=True, slots=True)
class _Eyes:
    finder: TextFinder
    reader: TextReader


def read_captions(film: Film, device: Device = "auto", fresh: bool = False) -> Job[tuple[Caption, ...]]:
    """The captions of an analysed film, stored in its project; quick where that was done before.

    Without the networks for text only subtitles are found. Raises UnreadableMedia, ProjectError.
    """
    key, store = captions_key(), film.project.captions
    if fresh or not store.is_complete(film.media_id, key):
        captions = [*_subtitles(film.media), *(yield from _pictures(film.media, film.scan.shots, device))]
        store.save(film.media_id, key, sorted(captions, key=lambda one: (one.span, one.text)))
    return store.load(film.media_id)


def captions_key() -> StageKey:
    """What decides the result besides the film."""
    here = {name: find(name).sha256 for name in (TEXT_FINDER, TEXT_READER) if available(name)}
    return stage_key(CAPTIONS, CODE_VERSION, {"every": EVERY_S}, here)


def name_proposals(film: Film, cast: Cast, captions: Sequence[Caption]) -> list[Proposal]:
    """Names that plates propose for known persons of the cast; `Proposal.person` is `Person.id`."""
    return FilmSenses(film, captions).proposals(cast.persons, cast.spans)


def _subtitles(media: Media) -> list[Caption]:
    cues = embedded_cues(media) if any(stream.is_text for stream in media.subtitles) else []
    if not cues:
        beside = sidecars(media.path) if media.path.parent.is_dir() else []
        cues = sidecar_cues(beside[0]) if beside else []
    return [Caption(cue.span, cue.text, "subtitle") for cue in cues]


def _pictures(media: Media, shots: Sequence[Shot], device: Device) -> Job[list[Caption]]:
    finder = TextFinder.open_if_there(device)
    reader = TextReader.open_if_there(device)
    if finder is None or reader is None or not shots:
        return []
    spans, total = [shot.span for shot in shots], float(media.duration)
    seen: list[tuple[Fraction, tuple[Reading, ...]]] = []
    reported = Fraction(0)
    yield Progress("captions", 0, total, "s")
    with VideoStreamer(media, skip_loop_filter=True, skip_nonref=True) as frames:
        wanted = _Wanted(spans)
        for frame in frames:
            if wanted(frame.time):
                seen.append((frame.time, _lines(_Eyes(finder, reader), frame, media)))
            if frame.time - reported >= REPORT_EVERY_S:
                reported = frame.time
                yield Progress("captions", min(float(frame.time), total), total, "s")
    yield Progress("captions", total, total, "s")
    standing = spans_of_looks([time for time, _ in seen], spans)
    return join([Glance(span, lines) for span, (_, lines) in zip(standing, seen, strict=True)])


class _Wanted:
    """Says of one frame after the other, in order of time, whether it is to be read."""

    def __init__(self, shots: Sequence[Span]) -> None:
        self._shots = shots
        self._starts = [shot.start for shot in shots]
        self._current = -1
        self._due = Fraction(0)

    def __call__(self, time: Fraction) -> bool:
        number = max(0, bisect_right(self._starts, time) - 1)
        if number != self._current:
            self._current, shot = number, self._shots[number]
            # A shot that is shorter than that is read half-way.
            self._due = shot.start + min(SETTLED_S, shot.duration / 2)
        if time < self._due:
            return False
        self._due = time + EVERY_S
        return True


def _lines(eyes: _Eyes, frame: DecodedFrame, media: Media) -> tuple[Reading, ...]:
    width, height = require_video(media).display_size
    picture = frame.scaled(width, height)
    boxes = eyes.finder.find(picture).boxes
    return tuple(Reading(line.text, line.box, line.confidence) for line in eyes.reader.read(picture, boxes))
