"""Cut sound to the sample and encode it anew, for codecs that cannot be copied and for crossfades."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from engine.export.cut_plan import Placed
from engine.export.packets_types import AnyPacket
from engine.export.smart_audio import JITTER_S, Sounding, SoundReader
from engine.types import AudioStream, Media

ENCODERS = {"mp3": "libmp3lame", "opus": "libopus", "vorbis": "libopus"}
SAME_NAME = ("aac", "flac", "alac", "ac3", "eac3")
OPUS_RATE = 48000
PER_CHANNEL = 96_000
LIMITS = {"libmp3lame": 320_000, "libopus": 510_000, "ac3": 640_000, "aac": 1_024_000}
CHUNK = 1024
Samples: TypeAlias = NDArray[Any]
"""(channels, n) float32, int16 or int32."""


def sound_encoder(codec: str, holds: frozenset[str], fallback: str) -> str:
    """The encoder that keeps a source codec, or `fallback` where there is none or the container cannot hold it."""
    name = ENCODERS.get(codec, codec if codec in SAME_NAME or codec.startswith("pcm_") else fallback)
    return name if name in holds and name in av.codecs_available else fallback


def sound_bitrate(encoder: str, audio: AudioStream, source: int | None, wished: int | None) -> int:
    """Bits a second that keep about the quality of the source."""
    best = wished or max(source or 0, PER_CHANNEL * audio.channels)
    return min(best, LIMITS.get(encoder, best))


def encoded_sound(
    media: Media, audio: AudioStream, stretches: Sequence[Placed], context: AudioCodecContext
) -> Iterator[Sounding]:
    """One sound stream for the stretches of a cut, exact to the sample; holes of the source become silence."""
    with SoundReader(media, audio) as reader:
        yield from encoded_frames(_Composer(reader, audio, stretches, context).frames(), context)


def encoded_frames(frames: Iterator[AudioFrame], context: AudioCodecContext) -> Iterator[Sounding]:
    """Packets of frames that follow each other from time 0 on, all of one rate and layout."""
    for frame in _chunks(frames, context):
        yield from (_sounding(packet, context) for packet in context.encode(frame))
    yield from (_sounding(packet, context) for packet in context.encode(None))


def composed_frames(
    media: Media, audio: AudioStream, stretches: Sequence[Placed], context: AudioCodecContext
) -> Iterator[AudioFrame]:
    """The stretches of one source joined, from time 0 on, as planar frames at the source's rate and layout."""
    with SoundReader(media, audio) as reader:
        yield from _Composer(reader, audio, stretches, context).frames()


def _sounding(packet: AnyPacket, context: AudioCodecContext) -> Sounding:
    base = packet.time_base or Fraction(1, context.sample_rate)
    return Sounding(packet, (packet.pts or 0) * base, (packet.duration or 0) * base)


def _chunks(frames: Iterator[AudioFrame], context: AudioCodecContext) -> Iterator[AudioFrame]:
    """Frames of the size and kind that the encoder wants."""
    resampler = AudioResampler(context.format, context.layout, context.sample_rate)
    fifo = av.AudioFifo()
    size = context.frame_size or CHUNK
    done = 0
    for frame in _with_end(frames):
        for piece in resampler.resample(frame):
            piece.pts = None
            fifo.write(piece)
        while fifo.samples >= size or (frame is None and fifo.samples):
            chunk = fifo.read(size, partial=True)
            assert chunk is not None
            chunk.pts, chunk.time_base = done, Fraction(1, context.sample_rate)
            done += chunk.samples
            yield chunk


def _with_end(frames: Iterator[AudioFrame]) -> Iterator[AudioFrame | None]:
    yield from frames
    yield None


class _Composer:
    """Joins the stretches at the sample rate of the source."""

    def __init__(
        self, reader: SoundReader, audio: AudioStream, stretches: Sequence[Placed], context: AudioCodecContext
    ) -> None:
        self._reader = reader
        self._rate = audio.sample_rate
        self._layout = audio.layout
        self._stretches = stretches
        whole = context.format.name.rstrip("p") in ("s16", "s32") and audio.codec not in ("aac", "mp3", "opus")
        self._format = context.format.name.rstrip("p") + "p" if whole else "fltp"
        self._type = {"s16p": np.int16, "s32p": np.int32}.get(self._format, np.float32)

    def frames(self) -> Iterator[AudioFrame]:
        """The joined sound as planar frames of any length."""
        held = self._silence(0)
        written = 0
        for place, stretch in enumerate(self._stretches):
            following = self._stretches[place + 1] if place + 1 < len(self._stretches) else None
            begin = round(stretch.target * self._rate)
            block = _Mixer(held, max(0, written - begin))
            keep = round(following.fade * self._rate) if following is not None else 0
            for samples in self._stretch(stretch, round(stretch.target_end * self._rate) - begin):
                ready = block.add(samples, keep)
                if ready.shape[1]:
                    written += ready.shape[1]
                    yield self._frame(ready)
            held = block.rest
            written += held.shape[1]
            if following is None and held.shape[1]:
                yield self._frame(held)

    def _stretch(self, stretch: Placed, count: int) -> Iterator[Samples]:
        """Exactly `count` samples from the start of the stretch on."""
        done = 0
        for at, samples in self._decoded(stretch):
            # Rounded stamps jitter by less than this; a larger step is a hole or an overlap.
            if abs(at - done) > JITTER_S * self._rate or not done:
                if at > done:
                    yield self._silence(min(at, count) - done)
                    done = min(at, count)
                samples = samples[:, max(0, done - at) :]
            samples = samples[:, : count - done]
            if samples.shape[1]:
                done += samples.shape[1]
                yield samples
            if done >= count:
                return
        yield self._silence(count - done)

    def _decoded(self, stretch: Placed) -> Iterator[tuple[int, Samples]]:
        """Decoded sound, each block with the place of its first sample counted from the start of the stretch."""
        context = self._reader.stream.codec_context
        context.flush_buffers()
        resampler = AudioResampler(self._format, self._layout, self._rate)
        base = self._reader.stream.time_base or Fraction(1)
        for packet in self._reader.packets(stretch.source.start - Fraction(1, 4)):
            begin = self._reader.time(packet)
            stamp = packet.pts if packet.pts is not None else packet.dts or 0
            if begin > stretch.source.end:
                return
            try:
                frames = context.decode(packet)
            except av.error.InvalidDataError:
                continue
            for frame in frames:
                frame_time = begin if frame.pts is None else begin + (frame.pts - stamp) * base
                place = round((frame_time - stretch.source.start) * self._rate)
                for piece in resampler.resample(frame):
                    samples = piece.to_ndarray()
                    yield place, samples
                    place += samples.shape[1]

    def _silence(self, count: int) -> Samples:
        channels = av.AudioLayout(self._layout).nb_channels
        return np.zeros((channels, max(0, count)), self._type)

    def _frame(self, samples: Samples) -> AudioFrame:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples), self._format, self._layout)
        frame.sample_rate = self._rate
        return frame


class _Mixer:
    """Blends the held end of one stretch with the start of the next, and holds back the end of that in turn."""

    def __init__(self, held: Samples, overlap: int) -> None:
        self._fading = held[:, max(0, held.shape[1] - overlap) :]
        self._done = 0
        self.rest = held[:, : max(0, held.shape[1] - overlap)]

    def add(self, samples: Samples, keep: int) -> Samples:
        """Take in samples; returns what is ready, all but the last `keep`."""
        joined = np.concatenate([self.rest, self._blend(samples)], axis=1)
        ready = max(0, joined.shape[1] - keep)
        self.rest = joined[:, ready:]
        return joined[:, :ready]

    def _blend(self, samples: Samples) -> Samples:
        total = self._fading.shape[1]
        count = min(samples.shape[1], total - self._done)
        if count <= 0:
            return samples
        rise = ((np.arange(count) + self._done + 0.5) / total).astype(np.float32)
        old = self._fading[:, self._done : self._done + count]
        mixed = (old * (1 - rise) + samples[:, :count] * rise).astype(samples.dtype)
        self._done += count
        return np.concatenate([mixed, samples[:, count:]], axis=1)
