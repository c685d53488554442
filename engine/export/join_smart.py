"""Copy the packets of several files into one, where their streams agree so far that one decoder takes them all."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream as AvAudioStream
from av.container import InputContainer, OutputContainer
from av.stream import Stream
from av.video.stream import VideoStream as AvVideoStream

from engine.errors import ExportError
from engine.export.encode_edges import Coded, EdgeEncoder
from engine.export.encode_settings import CutOptions
from engine.export.join_plan import Leg, Together, started_afresh
from engine.export.packets import open_source, source_sets, video_stream
from engine.export.packets_sets import ParameterSets, unpack
from engine.export.smart_audio import COPIED, SoundPart, joined_sound
from engine.export.smart_video import video_packets
from engine.export.video_streams import FORMATS, add_sound_copy, add_video_copy, chapters_of, held_codecs
from engine.export.video_write import Timed, sound_lane, video_lane, write_lanes
from engine.progress import Job
from engine.timebase import Clock


def difference(legs: Sequence[Leg], kind: str, options: CutOptions) -> str:
    """Why the streams of all legs cannot be copied into one file, as a sentence; "" where they can."""
    first = legs[0]
    held = held_codecs(kind)
    if first.video.codec not in held:
        return f"A .{kind} file cannot hold {first.video.codec} video."
    for leg in legs[1:]:
        names = f"{first.media.path.name} and {leg.media.path.name}"
        if _pictures(leg) != _pictures(first):
            return f"The pictures of {names} differ in codec, size, shape or depth."
        if _sounds(leg) != _sounds(first):
            return f"The sound of {names} differs."
    if options.audio == "encode" or any(one.codec not in COPIED or one.codec not in held for one in first.media.audio):
        return "The sound cannot be joined as it is."
    return _inner_difference(legs)


def _pictures(leg: Leg) -> tuple[object, ...]:
    video = leg.video
    size = (video.width, video.height, video.rotation, video.pixel_aspect)
    return video.codec, video.profile, video.pixel_format, *size


def _sounds(leg: Leg) -> list[tuple[object, ...]]:
    return [(one.codec, one.sample_rate, one.channels, one.layout) for one in leg.media.audio]


def _inner_difference(legs: Sequence[Leg]) -> str:
    """What the streams' own configurations say."""
    with open_source(legs[0].media.path) as first:
        wanted = _configurations(first, legs[0])
    for leg in legs[1:]:
        with open_source(leg.media.path) as container:
            if _configurations(container, leg) != wanted:
                names = f"{legs[0].media.path.name} and {leg.media.path.name}"
                return f"The streams of {names} were encoded in different ways."
    return ""


def _configurations(container: InputContainer, leg: Leg) -> list[object]:
    """Of video the parameter sets, in whatever form the container keeps them; of sound the bytes."""
    stream = video_stream(container, leg.video)
    sets = source_sets(stream, leg.video.codec)
    video = stream.codec_context.extradata if sets is None else frozenset(sets.units)
    return [video, *(container.streams[one.index].codec_context.extradata for one in leg.media.audio)]


def copy_together(path: Path, kind: str, whole: Together) -> Job[None]:
    """Write all pieces to `path`. Raises ExportError, FFmpegError, OSError."""
    with ExitStack() as stack:
        sources = [stack.enter_context(open_source(piece.leg.media.path)) for piece in whole.pieces]
        originals = [video_stream(source, piece.leg.video) for source, piece in zip(sources, whole.pieces, strict=True)]
        encoders = [
            piece.job.edge_encoder(original, piece.plan)
            for original, piece in zip(originals, whole.pieces, strict=True)
        ]
        extradata = _one_configuration(whole, encoders)
        output = stack.enter_context(av.open(str(path), "w", format=FORMATS[kind]))
        stream = add_video_copy(output, originals[0], whole.pieces[0].leg.video, extradata, kind)
        lanes = [_video(whole, originals, encoders, stream), *_sound(whole, sources[0], output, kind)]
        output.set_chapters(chapters_of([p.leg.media.path.stem for p in whole.pieces], whole.starts, whole.plan))
        frames = yield from write_lanes(output, lanes, stream, whole.plan.frames)
        if frames != whole.plan.frames:
            raise ExportError(f"Only {frames} of {whole.plan.frames} frames could be copied.", "Use the mode 'encode'.")


def _one_configuration(whole: Together, encoders: Sequence[EdgeEncoder | None]) -> bytes | None:
    """The configuration that serves all pieces; None keeps that of the first source. Raises ExportError for none."""
    codec = whole.pieces[0].leg.video.codec
    own = [encoder.extradata for encoder in encoders if encoder is not None]
    known = [one for one in own if one is not None]
    if not known:
        return None
    # Pieces that copy everything need no more than the source's sets, which all have.
    longest = max((unpack(codec, one) for one in known), key=lambda sets: len(sets.units))
    for extradata in known:
        if not set(unpack(codec, extradata).units) <= set(longest.units):
            raise ExportError("The edges of the clips cannot be encoded alike in all files.", "Use the mode 'encode'.")
    return next(one for one in known if len(unpack(codec, one).units) == len(longest.units))


def _video(
    whole: Together, originals: Sequence[AvVideoStream], encoders: Sequence[EdgeEncoder | None], stream: Stream
) -> Iterator[Timed]:
    sets = [source_sets(original, whole.pieces[0].leg.video.codec) for original in originals]
    return video_lane(_coded(whole, encoders, sets), whole.plan, Clock(whole.time_base, Fraction(0)), stream)


def _coded(
    whole: Together, encoders: Sequence[EdgeEncoder | None], sets: Sequence[ParameterSets | None]
) -> Iterator[Coded]:
    for place, piece in enumerate(whole.pieces):
        index = piece.job.index
        plan = started_afresh(piece, index.kind) if place else piece.plan
        for coded in video_packets(piece.leg.media, index, plan, encoders[place], sets[place]):
            yield Coded(coded.data, whole.stamp(place, coded.pts), coded.key)


def _sound(whole: Together, source: InputContainer, output: OutputContainer, kind: str) -> Iterator[Iterator[Timed]]:
    for number, audio in enumerate(whole.pieces[0].leg.media.audio):
        original = source.streams[audio.index]
        assert isinstance(original, AvAudioStream)
        parts = [
            SoundPart(piece.leg.media, piece.leg.media.audio[number], whole.stretches(place))
            for place, piece in enumerate(whole.pieces)
        ]
        stream = add_sound_copy(output, original, audio)
        # Only these can say that what stands before time 0 is not to be heard.
        yield sound_lane(joined_sound(parts, warm_up=kind in ("mp4", "mov")), audio.sample_rate, stream)
