"""Hear who speaks when in a film: sound to turns with speakers, stored in the project."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from engine.describe.face import unit
from engine.describe.voice import DIMENSIONS, Voice, VoiceEmbedder, quality_of
from engine.describe.voice import MODEL as VOICE_MODEL
from engine.detect.speech import ACTIVITY, HOP_FRAMES, RATE, SEGMENTATION, STEP, Heard, SpeechNets, listen
from engine.errors import ProjectError, UnreadableMedia, UserError
from engine.identify.speakers import VoiceTable, group, voice_calibration
from engine.media.audio import read_audio
from engine.media.probe import probe
from engine.models.catalog import find
from engine.models.ready import available
from engine.pipeline.analysis import Film
from engine.pipeline.speaking import LookLimits, plan, watch
from engine.progress import Job, Progress
from engine.settings import Device
from engine.store.cache import StageKey, stage_key
from engine.store.hearing import HEARING, SPEAKING
from engine.store.project import Project
from engine.timebase import Span
from engine.track.active_speaker import MODEL as ASD_MODEL
from engine.track.active_speaker import LrAsd
from engine.track.mouth_motion import MouthMotion
from engine.track.spans import showing
from engine.track.turns import HeardWindow, Run, runs
from engine.types import Floats, Media, Speaking, Turn

CODE_VERSION = "3"
"""Raise it whenever a change of the code changes what is heard."""
MODELS = (SEGMENTATION, ACTIVITY, VOICE_MODEL)
SPEAKING_VERSION = "2"
"""The same for which faces are seen to speak."""
MOST_SECONDS = 4.0
"""Speech beyond this makes no vector of a turn surer: only so much of each window is described."""
LEAST_SPEECH_S = 1.0
"""Speech that an enrolled voice must hold at least: of one second 7 % are mistaken, of less far more."""


@dataclass(frozen=True, slots=True)
class HearingSettings:
    """What decides what is heard. `stream`: index of the sound in the container; None takes the default one."""

    stream: int | None = None


def can_hear() -> bool:
    """Whether all networks for voices are on this machine."""
    return all(map(available, MODELS))


def hearing_key(settings: HearingSettings | None = None) -> StageKey:
    """What decides the turns besides the sound."""
    weights = {name: find(name).sha256 for name in MODELS}
    return stage_key(HEARING, CODE_VERSION, settings or HearingSettings(), weights)


def settings_heard(project: Project, media_id: int) -> HearingSettings:
    """Those of the hearing that is stored, so that the sound which somebody chose stays chosen; else the defaults."""
    try:
        return HearingSettings(json.loads(project.hearing.current_key(media_id).settings)["stream"])
    except ProjectError:
        return HearingSettings()


def sound_track(media: Media, number: int) -> HearingSettings:
    """The settings for a sound track by its number, the first one being 1. Raises UserError where there is none."""
    if 1 <= number <= len(media.audio):
        return HearingSettings(media.audio[number - 1].index)
    count = len(media.audio)
    raise UserError(
        f"{media.path.name} has no sound track {number}; it has {count or 'none'}.",
        f"Choose one from 1 to {count}." if count else "Leave the choice of a sound track out.",
    )


def hear(
    project: Project,
    media_id: int,
    media: Media,
    settings: HearingSettings | None = None,
    device: Device = "auto",
    fresh: bool = False,
) -> Job[tuple[Turn, ...]]:
    """The turns of a film's sound, heard now unless that is done. A film without sound has none.

    `settings`: None takes those of the hearing that is stored, else the defaults. Raises ModelMissing where a network
    is not at hand, UnreadableMedia where `settings` name a stream that is no sound.
    """
    settings = settings or settings_heard(project, media_id)
    key = hearing_key(settings)
    if fresh or not project.hearing.is_complete(media_id, key):
        turns = yield from turns_of(media, settings.stream, device)
        project.hearing.save(media_id, key, turns)
    return project.hearing.load(media_id, key)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Everything that was heard in a film, and which faces were seen to speak."""

    turns: tuple[Turn, ...]
    speaking: tuple[Speaking, ...]

    @property
    def nats(self) -> dict[tuple[int, int], float]:
        """What `speaking` says, by turn and track."""
        return {(one.turn, one.track): one.nats for one in self.speaking}


def hear_film(
    film: Film, settings: HearingSettings | None = None, device: Device = "auto", fresh: bool = False
) -> Job[Hearing]:
    """The turns of a scanned film and which of its faces speak in them; what is stored is not made again.

    Raises as `hear` does.
    """
    project, media_id = film.project, film.media_id
    settings = settings or settings_heard(project, media_id)
    turns = yield from hear(project, media_id, film.media, settings, device, fresh)
    key = speaking_key(settings)
    if fresh or not project.hearing.has_speaking(media_id, film.key, key):
        net = LrAsd.open_if_there(device) or MouthMotion.fitted()
        faces = {track.id: track for track in film.scan.tracks if track.kind == "face" and (track.scores > 0).any()}
        spans = {number: showing(track, film.media.clock) for number, track in faces.items()}
        limits = LookLimits()
        budget = max(limits.least_budget_s, limits.share * float(film.media.duration))
        looks = plan(turns, spans, budget, limits)
        found = yield from watch(film.media, film.media.clock, looks, faces, net, settings.stream, limits)
        project.hearing.save_speaking(media_id, film.key, key, found)
    return load_hearing(film, settings)


def load_hearing(film: Film, settings: HearingSettings | None = None) -> Hearing:
    """What is stored of a film's voices; empty where it was never heard. `settings`: as for `hear`."""
    settings = settings or settings_heard(film.project, film.media_id)
    turns = film.project.hearing.load(film.media_id, hearing_key(settings))
    return Hearing(turns, film.project.hearing.load_speaking(film.media_id, film.key, speaking_key(settings)))


def speaking_key(settings: HearingSettings | None = None) -> StageKey:
    """What decides which faces speak, besides the scan: the hearing and the network."""
    hearing = hearing_key(settings)
    made_from = {"settings": hearing.settings, "code": hearing.code_version, "weights": hearing.weights}
    # Without the network, mouths are judged by their motion; once it is there, they are looked at again.
    weights = {ASD_MODEL: find(ASD_MODEL).sha256} if available(ASD_MODEL) else {}
    return stage_key(SPEAKING, SPEAKING_VERSION, made_from, weights)


def turns_of(media: Media, stream: int | None = None, device: Device = "auto") -> Job[tuple[Turn, ...]]:
    """The turns of a file, without a project. Progress counts seconds of sound."""
    total = float(media.duration)
    if not media.audio and stream is None:
        yield Progress("voices", total, total, "s", "The file holds no sound.")
        return ()
    nets, embedder = SpeechNets.open(device), VoiceEmbedder.open(device)
    windows: list[Heard] = []
    voices: list[Voice] = []
    for heard in listen(_samples(media, stream), nets):
        voices += embedder.voices(heard)
        windows += [_without_sound(window) for window in heard]
        yield Progress("voices", min(total, (windows[-1].first + HOP_FRAMES) * STEP / RATE), total, "s")
    turns = _turns(windows, voices, media.duration)
    yield Progress("voices", total, total, "s", "" if turns else "Nobody was heard to speak.")
    return turns


def enrol(path: Path, device: Device = "auto") -> tuple[Floats, float]:
    """A unit vector (192,) of the voice in a file of sound or video, and its quality 0..1.

    Where several speak, it is the one who speaks most. Raises UnreadableMedia where nobody is heard for long enough.
    """
    nets, embedder = SpeechNets.open(device), VoiceEmbedder.open(device)
    voices = [voice for heard in listen(_samples(probe(path), None), nets) for voice in embedder.voices(heard)]
    table = VoiceTable.of(voices)
    speakers = group(table, voice_calibration(VOICE_MODEL))
    mine = speakers == 0
    seconds = float(table.seconds[mine].sum())
    if seconds < LEAST_SPEECH_S:
        raise UnreadableMedia(
            path, "nobody is heard to speak for a second", "Choose a recording in which the person speaks alone."
        )
    vector = unit((table.vectors[mine] * table.seconds[mine, None]).sum(axis=0, keepdims=True))[0]
    return vector, quality_of(seconds)


def _samples(media: Media, stream: int | None) -> Iterator[Floats]:
    return (block.samples for block in read_audio(media, RATE, stream, Fraction(5)))


def _without_sound(window: Heard) -> Heard:
    """Three hours of sound are 700 MB, what was heard in them is 20 MB."""
    return Heard(window.first, np.zeros(0, np.float32), window.chances.astype(np.float16), window.speech)


def _turns(windows: Sequence[Heard], voices: Sequence[Voice], end: Fraction) -> tuple[Turn, ...]:
    table = VoiceTable.of(voices)
    numbers = group(table, voice_calibration(VOICE_MODEL))
    speakers = {window.first: np.full(window.chances.shape, -1, np.int16) for window in windows}
    for voice, speaker in zip(voices, numbers, strict=True):
        speakers[voice.first][voice.start : voice.end, voice.local] = speaker
    heard = [
        HeardWindow(window.first, window.chances.astype(np.float32), window.speech, speakers[window.first])
        for window in windows
    ]
    found = [run for run in runs(heard) if run.span.start < end] if voices else []
    return tuple(_turn(number, run, table, numbers, end) for number, run in enumerate(found))


def _turn(number: int, run: Run, table: VoiceTable, numbers: np.ndarray, end: Fraction) -> Turn:
    """The turn of a run; its voice is the mean of what the windows around made of it."""
    near = np.flatnonzero(
        (table.windows > run.start - 2 * HOP_FRAMES) & (table.windows < run.end) & (numbers == run.speaker)
    )
    total = np.zeros((1, DIMENSIONS), np.float32)
    for row in near:
        first = int(table.windows[row])
        inside = table.speaks[row, max(0, run.start - first) : max(0, run.end - first)]
        total[0] += table.vectors[row] * inside.sum() * quality_of(float(table.seconds[row]))
    seconds = float(run.span.duration) * run.alone if total.any() else 0.0
    return Turn(
        id=number,
        span=Span(run.span.start, min(run.span.end, max(end, run.span.start))),
        speaker=run.speaker,
        sure=run.sure,
        alone=run.alone,
        vector=unit(total)[0],
        quality=quality_of(min(MOST_SECONDS, seconds)),
    )
