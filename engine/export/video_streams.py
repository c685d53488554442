"""Lay out the streams of the new file: containers, codecs they hold, names, languages, chapters, timecode, fonts."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream as AvAudioStream
from av.codec.context import CodecContext, Flags
from av.container import InputContainer, OutputContainer
from av.stream import Disposition, Stream
from av.subtitles.stream import SubtitleStream as AvSubtitleStream
from av.video.stream import VideoStream as AvVideoStream

from engine.errors import ExportError
from engine.export.cut_plan import CutPlan, Placed
from engine.export.encode_audio import OPUS_RATE, sound_bitrate, sound_encoder
from engine.export.encode_settings import CutOptions
from engine.export.smart_audio import COPIED
from engine.timebase import Span, frame_of_timecode, is_drop_frame_rate, timecode
from engine.types import AudioStream, Media, SubtitleStream, VideoStream

if TYPE_CHECKING:
    from av.container.core import Chapter

SUFFIXES = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "mkv", ".webm": "webm"}
FORMATS = {"mp4": "mp4", "mov": "mov", "mkv": "matroska", "webm": "webm"}
FALLBACK_SOUND = {"mp4": "aac", "mov": "aac", "mkv": "aac", "webm": "libopus"}
# QuickTime looks for this tag; it is true because all parameter sets lie in the header.
HEVC_TAG = "hvc1"
# Encoders whose first packets only fill up their window, and whose decoders can do without those.
LEAD_IN = ("aac", "libmp3lame")
SAMPLE_FRAME = 1152
MILLI = Fraction(1, 1000)
FILE_TAGS_LEFT = frozenset({"encoder", "major_brand", "minor_version", "compatible_brands", "duration", "timecode"})
STREAM_TAGS_KEPT = frozenset({"language", "title", "handler_name", "reel_name", "comment"})
SUBTITLE_HEADER = b"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def container_kind(target: Path) -> str:
    """mp4, mov, mkv or webm by the suffix. Raises ExportError for any other."""
    kind = SUFFIXES.get(target.suffix.lower())
    if kind is None:
        raise ExportError(
            f"A cut cannot be written as '{target.suffix or target.name}'.",
            "Give the new file a name in .mp4, .mov, .mkv or .webm.",
        )
    return kind


def held_codecs(kind: str) -> frozenset[str]:
    """Names of the codecs and encoders that a container can hold."""
    with av.open(f"probe.{kind}", "w", format=FORMATS[kind]) as container:
        names = frozenset(container.supported_codecs)
    return names | frozenset(_canonical(name) for name in names)


def _canonical(name: str) -> str:
    for mode in ("r", "w"):
        try:
            return av.Codec(name, mode).canonical_name
        except ValueError:
            continue
    return name


def check_container(codec: str, kind: str) -> None:
    """Raises ExportError where the container cannot hold the video unchanged."""
    if codec not in held_codecs(kind):
        raise ExportError(
            f"A .{kind} file cannot hold {codec} video.", "Choose .mkv, which holds any, or use the mode 'encode'."
        )


def copy_sound(audio: AudioStream, held: frozenset[str], options: CutOptions) -> bool:
    """Whether a sound stream is copied. Raises ExportError where that was asked and cannot be."""
    fits = audio.codec in held
    if options.audio == "copy" and not fits:
        raise ExportError(f"The new file cannot hold {audio.codec} sound.", "Choose .mkv, or let the sound be encoded.")
    return fits and (options.audio == "copy" or (options.audio == "auto" and audio.codec in COPIED))


def add_video_copy(
    output: OutputContainer, source: AvVideoStream, video: VideoStream, extradata: bytes | None, kind: str
) -> AvVideoStream:
    """A stream for packets with the parameters of `source`."""
    stream = output.add_stream_from_template(source, opaque=True)
    if extradata is not None:
        stream.codec_context.extradata = extradata
    if video.codec == "hevc" and kind in ("mp4", "mov"):
        stream.codec_context.codec_tag = HEVC_TAG
    if not video.variable_rate:
        # Timecode tracks and Matroska's default duration are made from it.
        stream.codec_context.framerate = video.frame_rate
    if video.rotation:
        stream.set_display_rotation(-video.rotation)
    _name(stream, source)
    return stream


def add_sound_encoder(
    output: OutputContainer, source: AvAudioStream, audio: AudioStream, kind: str, options: CutOptions, name: str | None
) -> tuple[AvAudioStream, AudioCodecContext]:
    """A stream and its encoder: the one called `name`, or one that keeps the codec where the container can hold it."""
    name = name or sound_encoder(audio.codec, held_codecs(kind), FALLBACK_SOUND[kind])
    if kind == "mkv" and name in LEAD_IN:
        with _sample(source, audio, options, name) as sample:
            stream = output.add_stream_from_template(sample.streams.audio[0], opaque=True)
        context = CodecContext.create(name, "w")
        assert isinstance(context, AudioCodecContext)
        _tune(context, source, audio, options, name)
    else:
        made = output.add_stream(name, rate=audio.sample_rate)
        assert isinstance(made, AvAudioStream)
        stream, context = made, made.codec_context
        _tune(context, source, audio, options, name)
    stream.time_base = Fraction(1, context.sample_rate)
    _name(stream, source)
    return stream, context


def _tune(
    context: AudioCodecContext, source: AvAudioStream, audio: AudioStream, options: CutOptions, name: str
) -> None:
    """Give an encoder the rate, layout and samples of the source as far as it knows them."""
    context.sample_rate = OPUS_RATE if name == "libopus" else audio.sample_rate
    context.time_base = Fraction(1, context.sample_rate)
    context.layout = "stereo" if name == "libmp3lame" and audio.channels > 2 else audio.layout
    wanted = source.codec_context.format.name
    formats = [form.name for form in av.Codec(name, "w").audio_formats or ()]
    same = [form for form in formats if form.rstrip("p") == wanted.rstrip("p")]
    context.format = (same or formats)[0]
    context.flags |= Flags.global_header
    if not name.startswith("pcm_"):
        context.bit_rate = sound_bitrate(name, audio, source.codec_context.bit_rate, options.audio_bitrate)


@contextmanager
def _sample(source: AvAudioStream, audio: AudioStream, options: CutOptions, name: str) -> Iterator[InputContainer]:
    """A file in memory with a moment of silence from the same encoder.

    Matroska would note the encoder's lead-in and start the whole file that much before its first picture. A stream
    that was read back says nothing of it.
    """
    memory = io.BytesIO()
    with av.open(memory, "w", format="mp4") as output:
        stream = output.add_stream(name, rate=audio.sample_rate)
        assert isinstance(stream, AvAudioStream)
        _tune(stream.codec_context, source, audio, options, name)
        frame = AudioFrame(stream.codec_context.format, stream.codec_context.layout, SAMPLE_FRAME)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts = stream.codec_context.sample_rate, 0
        frame.time_base = Fraction(1, frame.sample_rate)
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    memory.seek(0)
    with av.open(memory, "r") as container:
        yield container


def add_sound_copy(output: OutputContainer, source: AvAudioStream, audio: AudioStream) -> AvAudioStream:
    """A stream for sound packets as they are; its clock counts samples, so rounding cannot add up."""
    stream = output.add_stream_from_template(source, opaque=True)
    stream.time_base = Fraction(1, audio.sample_rate)
    _name(stream, source)
    return stream


def add_subtitles(output: OutputContainer, source: Stream, track: SubtitleStream, form: str) -> AvSubtitleStream:
    """A stream for subtitles in the codec `form`."""
    assert isinstance(source, AvSubtitleStream)
    if form == track.codec:
        stream = output.add_stream_from_template(source, opaque=True)
    else:
        made = output.add_stream(form)
        assert isinstance(made, AvSubtitleStream)
        made.codec_context.subtitle_header = SUBTITLE_HEADER
        stream = made
    stream.time_base = MILLI
    _name(stream, source)
    return stream


def _name(stream: Stream, source: Stream) -> None:
    stream.metadata.update({key: value for key, value in source.metadata.items() if key in STREAM_TAGS_KEPT})
    stream.disposition = source.disposition


def describe(output: OutputContainer, source: InputContainer, media: Media, plan: CutPlan, stream: Stream) -> None:
    """Carry over title and the like, chapters at their new times, and the timecode of the first frame kept."""
    output.metadata.update({key: value for key, value in source.metadata.items() if key.lower() not in FILE_TAGS_LEFT})
    output.set_chapters(cut_chapters(source.chapters(), media.start, plan.stretches))
    assert media.video is not None
    code = "" if media.video.variable_rate else start_timecode(media, plan.stretches[0].source.start)
    if code:
        stream.metadata["timecode"] = code


def cut_chapters(chapters: "Sequence[Chapter]", start: Fraction, stretches: Sequence[Placed]) -> "list[Chapter]":
    """The chapters of which something stays, in milliseconds of the new file. `start`: that of the container."""
    kept: list[Chapter] = []
    for chapter in chapters:
        base = chapter["time_base"] or MILLI
        span = Span(chapter["start"] * base - start, max(chapter["start"], chapter["end"]) * base - start)
        kept_of_it = [s for s in stretches if span.overlaps(s.source)]
        if kept_of_it:
            first, last = kept_of_it[0], kept_of_it[-1]
            begin = round((max(span.start, first.source.start) + first.target - first.source.start) / MILLI)
            end = round((min(span.end, last.source.end) + last.target - last.source.start) / MILLI)
            kept.append({**chapter, "id": len(kept) + 1, "start": begin, "end": end, "time_base": MILLI})
    return kept


def chapters_of(names: Sequence[str], starts: Sequence[Fraction], plan: CutPlan) -> "list[Chapter]":
    """A chapter for each part of a compilation, in milliseconds. `plan`: of the whole."""
    ends = [*starts[1:], plan.stretches[-1].target_end]
    return [
        {
            "id": number,
            "start": round(start / MILLI),
            "end": round(end / MILLI),
            "time_base": MILLI,
            "metadata": {"title": name},
        }
        for number, (name, start, end) in enumerate(zip(names, starts, ends, strict=True), start=1)
    ]


def start_timecode(media: Media, first: Fraction) -> str:
    """Source timecode of the frame at player time `first`; empty where the source has none."""
    video = media.video
    if video is None or not video.timecode:
        return ""
    rate, drop = video.frame_rate, ";" in video.timecode and is_drop_frame_rate(video.frame_rate)
    try:
        begin = frame_of_timecode(video.timecode, rate)
    except ValueError:
        return ""
    return timecode(begin + round((first - video.start) * rate), rate, drop)


def add_fonts(output: OutputContainer, source: InputContainer, kind: str) -> None:
    """Fonts and other attachments, which Matroska alone can hold."""
    if kind == "mkv":
        for stream in source.streams:
            if stream.type == "attachment":
                output.add_stream_from_template(stream)


def left_out(source: InputContainer, media: Media, kind: str) -> list[str]:
    """One sentence for each kind of stream that the cut does not carry."""
    assert media.video is not None
    covers = Disposition.attached_pic | Disposition.timed_thumbnails
    others = [s for s in source.streams.video if s.index != media.video.index]
    notes = []
    if any(s.disposition & covers for s in others):
        notes.append("The cover picture is left out.")
    if any(not s.disposition & covers for s in others):
        notes.append("Further video streams are left out.")
    if any(s.type == "data" and "timecode" not in s.metadata for s in source.streams):
        notes.append("Data streams, such as positions of a camera, are left out.")
    if kind != "mkv" and any(s.type == "attachment" for s in source.streams):
        notes.append(f"A .{kind} file cannot hold the attached fonts.")
    return notes
