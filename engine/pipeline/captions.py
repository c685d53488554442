"""Gather a film's captions: subtitles in it or beside it, and what can be read in its picture."""

from collections.abc import Sequence
from fractions import Fraction

from engine.detect.text import MODEL as TEXT_FINDER
from engine.detect.text_reader import MODEL as TEXT_READER
from engine.identify.name_plates import Proposal
from engine.media.subtitles import embedded_cues, sidecar_cues, sidecars
from engine.media.video import VideoStreamer
from engine.models.catalog import find
from engine.models.ready import available
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast
from engine.pipeline.cast_senses import FilmSenses
from engine.pipeline.passing_text import EVERY_S, PassingText, is_large
from engine.progress import Job, Progress
from engine.settings import Device
from engine.store.cache import StageKey, stage_key
from engine.store.captions import CAPTIONS
from engine.track.captions import Glance, join, spans_of_looks
from engine.types import Caption, Media, Shot

CODE_VERSION = "2"
"""Raise it whenever a change of the code changes what is read."""
REPORT_EVERY_S = Fraction(2)


def read_captions(
    film: Film, device: Device = "auto", fresh: bool = False, passing: PassingText | None = None
) -> Job[tuple[Caption, ...]]:
    """The captions of an analysed film, stored in its project; quick where that was done before.

    `passing`: what was read while the film was scanned; only the rest is read now. Without the networks for text only
    subtitles are found. Raises UnreadableMedia, ProjectError.
    """
    key, store = captions_key(), film.project.captions
    if fresh or not store.is_complete(film.media_id, key):
        captions = [*_subtitles(film.media), *(yield from _pictures(film.media, film.scan.shots, device, passing))]
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


def _pictures(media: Media, shots: Sequence[Shot], device: Device, passing: PassingText | None) -> Job[list[Caption]]:
    seen = {} if passing is None else dict(passing.seen)
    first = None if passing is None else passing.first_slot
    if first != 0 and shots:
        # The scan has not passed all of it in this run.
        reading = PassingText.open_if_there(media, device)
        if reading is None:
            return []
        yield from _read(media, reading, None if first is None else first * EVERY_S)
        seen |= reading.seen
    if not shots:
        return []
    spans = [shot.span for shot in shots]
    times = sorted(seen)
    return join([Glance(span, seen[time]) for span, time in zip(spans_of_looks(times, spans), times, strict=True)])


def _read(media: Media, reading: PassingText, until: Fraction | None) -> Job[None]:
    """Read from the beginning, up to `until` if that is given."""
    total, reported = float(media.duration), Fraction(0)
    yield Progress("captions", 0, total, "s")
    with VideoStreamer(media, skip_loop_filter=True, skip_nonref=is_large(media)) as frames:
        for frame in frames:
            if until is not None and frame.time >= until:
                break
            reading(frame)
            if frame.time - reported >= REPORT_EVERY_S:
                reported = frame.time
                yield Progress("captions", min(float(frame.time), total), total, "s")
    yield Progress("captions", total, total, "s")
