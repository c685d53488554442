"""Read the sound of a file as one unbroken mono line on the player's clock, whatever its layout, rate or holes."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.layout import AudioLayout
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream as AvAudio
from av.container import InputContainer
from av.error import FFmpegError

from engine.errors import UnreadableMedia
from engine.media.container import open_container
from engine.media.probe import probe
from engine.types import AudioStream, Floats, Media

# Stamps may waver by this much, as in containers that count milliseconds, before sound is moved to fit them.
WAVER = Fraction(1, 50)
# How loud each channel is in the mix (ITU-R BS.775-3, annex 4, table 2, its mono row); effects are left out.
LOUDNESS = {"FL": 0.7071, "FR": 0.7071, "FC": 1.0, "LFE": 0.0, "LFE2": 0.0}
SURROUND = 0.5
# What a number of channels means where the file does not say, as with plain PCM.
USUAL_LAYOUTS = {3: "2.1", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}

# Read errors in a row after which the rest of a file counts as lost.
LOST_AFTER = 100


@dataclass(frozen=True, slots=True, eq=False)
class AudioBlock:
    """A stretch of sound. `samples`: (n,) float32, about -1..1, mono; the first one at player time `start`."""

    start: Fraction
    rate: int
    samples: Floats


def read_audio(
    source: Media | Path | str, rate: int = 16000, stream: int | None = None, block_s: Fraction | int = 1
) -> Iterator[AudioBlock]:
    """Sound from player time 0 to its end in blocks of `block_s` seconds; the last one is shorter.

    All channels are mixed to one and resampled to `rate`. Sample i of the whole lies at i / rate: sound that starts
    late or has holes is filled with silence, sound before 0 is left out, broken packets are holes. `stream`: index in
    the container; the default one otherwise. Raises UnreadableMedia where there is no such sound.
    """
    media = source if isinstance(source, Media) else probe(source)
    index = _chosen(media, stream).index
    size = max(1, round(block_s * rate))
    held: list[Floats] = []
    held_samples = position = 0
    for samples in unbroken(_runs(media, index, rate), size):
        held.append(samples)
        held_samples += len(samples)
        if held_samples >= size:
            joined = np.concatenate(held)
            for begin in range(0, len(joined) - size + 1, size):
                yield AudioBlock(Fraction(position, rate), rate, joined[begin : begin + size])
                position += size
            held = [joined[len(joined) // size * size :]]
            held_samples = len(held[0])
    if held_samples:
        yield AudioBlock(Fraction(position, rate), rate, np.concatenate(held))


def _chosen(media: Media, index: int | None) -> AudioStream:
    if not media.audio:
        raise UnreadableMedia(
            media.path, "the file holds no sound", "Choose a file with sound, or look for faces only."
        )
    if index is None:
        return next((stream for stream in media.audio if stream.default), media.audio[0])
    for stream in media.audio:
        if stream.index == index:
            return stream
    have = ", ".join(str(stream.index) for stream in media.audio)
    raise UnreadableMedia(media.path, f"stream {index} is not sound", f"Choose one of {have}.")


def unbroken(runs: Iterator[tuple[int, Floats]], longest: int) -> Iterator[Floats]:
    """Samples in a row from position 0, from pieces that know their place; silence between, no piece played twice."""
    position = 0
    for place, samples in runs:
        while place > position:
            hole = min(place - position, longest)
            yield np.zeros(hole, np.float32)
            position += hole
        fresh = samples[position - place :]
        if len(fresh):
            yield fresh
            position += len(fresh)


def _runs(media: Media, index: int, rate: int) -> Iterator[tuple[int, Floats]]:
    """Pieces of resampled sound with the position of their first sample, counted from player time 0."""
    run: _Run | None = None
    with open_container(media.path) as container:
        for frame in _frames(container, index):
            if run is not None and not run.continues(frame, media.start):
                yield from run.finish()
                run = None
            if run is None:
                run = _Run(frame, media.start, rate)
            yield from run.add(frame)
    if run is not None:
        yield from run.finish()


class _Run:
    """Sound of one format without holes, resampled in one go so that no joint can be heard."""

    def __init__(self, first: AudioFrame, start: Fraction, rate: int) -> None:
        time = _time(first, start)
        self._begin = time if time is not None else Fraction(0)
        self._format = _format(first)
        self._heard = 0
        self._position = round(self._begin * rate)
        # Packed samples: PyAV 18 reads beyond the planes of a planar frame with eight channels and crashes.
        self._resampler = AudioResampler("flt", rate=rate)

    def continues(self, frame: AudioFrame, start: Fraction) -> bool:
        """Whether a frame follows this run without a hole, an overlap or a change of format."""
        time = _time(frame, start)
        expected = self._begin + Fraction(self._heard, self._format[2])
        return _format(frame) == self._format and (time is None or abs(time - expected) <= WAVER)

    def add(self, frame: AudioFrame) -> Iterator[tuple[int, Floats]]:
        self._heard += frame.samples
        # The place is counted here: wavering stamps must not reach the resampler.
        frame.pts = None
        return self._placed(self._resampler.resample(frame))

    def finish(self) -> Iterator[tuple[int, Floats]]:
        """What the resampler still holds."""
        return self._placed(self._resampler.resample(None))

    def _placed(self, frames: list[AudioFrame]) -> Iterator[tuple[int, Floats]]:
        for frame in frames:
            weights = _mix_weights(frame)
            samples = (frame.to_ndarray().reshape(-1, len(weights)) @ weights).astype(np.float32, copy=False)
            # What lies before the player's start is never heard.
            skipped = min(len(samples), max(0, -self._position))
            yield self._position + skipped, samples[skipped:]
            self._position += len(samples)


def _frames(container: InputContainer, index: int) -> Iterator[AudioFrame]:
    """Decoded sound past whatever is broken."""
    stream = container.streams[index]
    assert isinstance(stream, AvAudio)
    in_a_row = 0
    while in_a_row < LOST_AFTER:
        try:
            for packet in container.demux(stream):
                try:
                    frames = packet.decode()
                except FFmpegError:
                    continue
                in_a_row = 0
                yield from (frame for frame in frames if isinstance(frame, av.AudioFrame) and frame.samples)
            return
        except FFmpegError:
            in_a_row += 1


def _mix_weights(frame: AudioFrame) -> Floats:
    """(channels,) float32 with sum 1, so that the mix is never louder than its parts: stereo is the mean of both."""
    names = [channel.name for channel in frame.layout.channels]
    if not any(name in LOUDNESS for name in names) and len(names) in USUAL_LAYOUTS:
        names = [channel.name for channel in AudioLayout(USUAL_LAYOUTS[len(names)]).channels]
    weights = np.array([LOUDNESS.get(name, SURROUND) for name in names], np.float32)
    if not weights.any():
        weights[:] = 1
    weights /= weights.sum()
    return weights


def _format(frame: AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _time(frame: AudioFrame, start: Fraction) -> Fraction | None:
    if frame.pts is None or frame.time_base is None:
        return None
    return frame.pts * frame.time_base - start
