"""Encode clips of files of any kind into one: one picture size, one depth, one sound."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream as AvAudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame

from engine.export.encode_audio import composed_frames, encoded_frames
from engine.export.encode_full import FullEncoder
from engine.export.encode_settings import CutOptions
from engine.export.encode_times import Pictures
from engine.export.join_fit import Fitting, common_picture
from engine.export.join_plan import Piece, Together
from engine.export.packets import open_source, video_stream
from engine.export.video_streams import FALLBACK_SOUND, FORMATS, add_sound_encoder, chapters_of
from engine.export.video_write import Timed, sound_lane, video_lane, write_lanes
from engine.progress import Job
from engine.timebase import Clock
from engine.types import AudioStream, Floats, Media

SILENCE = 48_000
"""Samples of silence that are made at a time."""


def encode_together(path: Path, kind: str, whole: Together, options: CutOptions) -> Job[list[str]]:
    """Write all pieces to `path`; sentences on what was fitted or left out. Raises ExportError, UnreadableMedia."""
    usual = usual_piece(whole.pieces)
    video = replace(common_picture(usual.leg.video), time_base=whole.time_base)
    with ExitStack() as stack:
        original = video_stream(stack.enter_context(open_source(usual.leg.media.path)), usual.leg.video)
        output = stack.enter_context(av.open(str(path), "w", format=FORMATS[kind]))
        full = FullEncoder(output, original, video, kind, options)
        runs = _runs(whole, Fitting(full.stream.codec_context))
        # The encoder asks for the runs in order, each once; what it knows of their places is that of their files.
        packets = full.packets(whole.plan, lambda first, last: next(runs))
        lanes = [video_lane(packets, whole.plan, Clock(whole.time_base, Fraction(0)), full.stream)]
        lanes += _sounds(stack, output, kind, whole, options)
        output.set_chapters(chapters_of([p.leg.media.path.stem for p in whole.pieces], whole.starts, whole.plan))
        yield from write_lanes(output, lanes, full.stream, whole.plan.frames)
    return list(_remarks(whole, video.display_size))


def usual_piece(pieces: Sequence[Piece]) -> Piece:
    """The first of the pieces whose pictures look as those of most of the time."""
    times: dict[tuple[object, ...], Fraction] = {}
    for piece in pieces:
        look = _look(piece)
        times[look] = times.get(look, Fraction(0)) + piece.duration
    most = max(times, key=lambda look: times[look])
    return next(piece for piece in pieces if _look(piece) == most)


def _look(piece: Piece) -> tuple[object, ...]:
    return *piece.leg.video.display_size, piece.leg.video.frame_rate


def _runs(whole: Together, fitting: Fitting) -> Iterator[Iterator[VideoFrame]]:
    for piece in whole.pieces:
        fit = fitting.of(piece.leg.video)
        with Pictures(piece.leg.media, piece.job.index) as pictures:
            for run in piece.plan.runs:
                yield map(fit, pictures.frames(run.first, run.last))


def _sounds(
    stack: ExitStack, output: OutputContainer, kind: str, whole: Together, options: CutOptions
) -> Iterator[Iterator[Timed]]:
    heard = [piece for piece in whole.pieces if piece.leg.media.audio]
    if not heard:
        return
    # As many sound tracks as all of them have that have any.
    for number in range(min(len(piece.leg.media.audio) for piece in heard)):
        media = max(heard, key=lambda piece: piece.duration).leg.media
        audio = media.audio[number]
        original = stack.enter_context(open_source(media.path)).streams[audio.index]
        assert isinstance(original, AvAudioStream)
        stream, context = add_sound_encoder(output, original, audio, kind, options, FALLBACK_SOUND[kind])
        frames = _joined(whole, number, context)
        encoded = encoded_frames(frames, context)
        if stream.codec_context is not context:
            encoded = (sound for sound in encoded if sound.start >= 0)
        yield sound_lane(encoded, context.sample_rate, stream)


def _joined(whole: Together, number: int, context: AudioCodecContext) -> Iterator[AudioFrame]:
    """The sound of all pieces at the rate and layout of the new file, each piece to the sample of its place."""
    rate, layout = context.sample_rate, context.layout.name
    ends = [*whole.starts[1:], sum((piece.duration for piece in whole.pieces), Fraction(0))]
    for piece, start, end in zip(whole.pieces, whole.starts, ends, strict=True):
        wanted = round(end * rate) - round(start * rate)
        media = piece.leg.media
        given = _of_piece(piece, media, media.audio[number], context) if number < len(media.audio) else iter(())
        for samples in _counted(given, wanted, context.layout.nb_channels):
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples), "fltp", layout)
            frame.sample_rate = rate
            yield frame


def _of_piece(piece: Piece, media: Media, audio: AudioStream, context: AudioCodecContext) -> Iterator[Floats]:
    resampler = AudioResampler("fltp", context.layout, context.sample_rate)
    for frame in composed_frames(media, audio, piece.plan.stretches, context):
        yield from map(_floats, resampler.resample(frame))
    yield from map(_floats, resampler.resample(None))


def _floats(frame: AudioFrame) -> Floats:
    return frame.to_ndarray().astype(np.float32, copy=False)


def _counted(blocks: Iterator[Floats], wanted: int, channels: int) -> Iterator[Floats]:
    """Exactly `wanted` samples: what is missing at the end is silence."""
    done = 0
    for block in blocks:
        block = block[:, : wanted - done]
        if block.shape[1]:
            done += block.shape[1]
            yield block
    while done < wanted:
        silence = np.zeros((channels, min(wanted - done, SILENCE)), np.float32)
        done += silence.shape[1]
        yield silence


def _remarks(whole: Together, size: tuple[int, int]) -> Iterator[str]:
    for piece in whole.pieces:
        own = piece.leg.video.display_size
        if own != size:
            yield (f"{piece.leg.media.path.name} is fitted from {own[0]} x {own[1]} into {size[0]} x {size[1]} pixels.")
    counts = {len(piece.leg.media.audio) for piece in whole.pieces}
    if 0 in counts and len(counts) > 1:
        yield "Where a file has no sound, there is silence."
    if len(counts - {0}) > 1:
        yield f"Sound tracks beyond number {min(counts - {0})} are left out: not all files have them."
