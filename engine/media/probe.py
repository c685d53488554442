"""Learn what a media file holds, exactly, or say in one sentence why it cannot be used."""

import itertools
import math
import struct
from fractions import Fraction
from pathlib import Path

from av.audio.stream import AudioStream as AvAudio
from av.container import InputContainer
from av.error import FFmpegError
from av.sidedata.sidedata import SideData
from av.stream import Disposition, Stream
from av.subtitles.stream import SubtitleStream as AvSubtitle
from av.video.frame import VideoFrame
from av.video.stream import VideoStream as AvVideo

from engine.errors import UnreadableMedia
from engine.media.container import COPY_AGAIN, not_media, open_container, still_picture
from engine.media.packets import judge_rate, last_end, packets, sample_windows
from engine.types import AudioStream, Media, SubtitleStream, VideoStream

MICRO = 1_000_000
# Packets without one picture after which a video stream counts as undecodable.
TRIES = 600
# Formats of moving pictures in which a single one is a photo.
ANIMATIONS = frozenset({"gif", "apng", "webp", "webp_anim", "mjpeg", "jpegxl_anim"})
BITMAP_SUBTITLES = frozenset({"dvd_subtitle", "hdmv_pgs_subtitle", "dvb_subtitle", "dvb_teletext", "xsub"})


def probe(path: str | Path) -> Media:
    """Open a file, decode its first picture, and describe its streams.

    Raises UnreadableMedia where there is no usable picture or sound. Sound-only files are described with
    `video=None`; see `require_video`.
    """
    path = Path(path)
    with open_container(path) as container:
        _refuse_stills(path, container)
        start = container_start(container)
        stream = video_stream(container)
        video = _describe_video(path, stream, start) if stream is not None else None
        audio = tuple(_describe_audio(s, start) for s in container.streams.audio if s.codec_context is not None)
        if video is None and not audio:
            raise not_media(path)
        return Media(
            path=path,
            container=container.format.name,
            start=start,
            duration=_container_duration(path, container, start),
            video=video,
            audio=audio,
            subtitles=tuple(_describe_subtitle(s) for s in container.streams.subtitles),
        )


def require_video(media: Media) -> VideoStream:
    """The video stream of `media`. Raises UnreadableMedia for a sound file."""
    if media.video is None:
        next_step = "Choose a file with moving pictures."
        raise UnreadableMedia(media.path, "the file holds sound but no video", next_step)
    return media.video


def video_stream(container: InputContainer) -> AvVideo | None:
    """The stream that players show: FFmpeg's best one, never cover art or thumbnails."""
    covers = Disposition.attached_pic | Disposition.timed_thumbnails
    streams = [stream for stream in container.streams.video if not stream.disposition & covers]
    best = container.streams.best("video")
    return next((stream for stream in streams if stream is best), streams[0] if streams else None)


def container_start(container: InputContainer) -> Fraction:
    """Start of the container in seconds, 0 where it says none.

    FFmpeg rounds it to a microsecond; the stream that begins there gives the exact value back.
    """
    if container.start_time is None:
        return Fraction(0)
    rounded = Fraction(container.start_time, MICRO)
    exact = (_start(stream) for stream in container.streams)
    near = [time for time in exact if time is not None and abs(time - rounded) <= Fraction(1, MICRO)]
    return min(near, key=lambda time: abs(time - rounded), default=rounded)


def _refuse_stills(path: Path, container: InputContainer) -> None:
    stream = video_stream(container)
    if stream is None:
        return
    if set(container.format.name.split(",")) & ANIMATIONS or stream.disposition & Disposition.still_image:
        with open_container(path) as again:
            counted = itertools.islice(packets(again, again.streams[stream.index]), 2)
            if len(list(counted)) < 2:
                raise still_picture(path)


def _describe_video(path: Path, stream: AvVideo, start: Fraction) -> VideoStream:
    if stream.codec_context is None:
        reason = "its video is in a format that cannot be decoded here"
        raise UnreadableMedia(path, reason, "Convert it to H.264 in .mp4 first.")
    first = _first_frame(path, stream.index)
    time_base = stream.time_base or Fraction(1, MICRO)
    context = stream.codec_context
    first_pts = next((pts for pts in (first.pts, first.dts, stream.start_time) if pts is not None), 0)
    first_time = first_pts * time_base - start
    duration = _stream_duration(path, stream, start, first_time)
    rate, variable = _rate(path, stream, start + first_time + duration, duration)
    return VideoStream(
        index=stream.index,
        codec=context.codec.canonical_name,
        profile=stream.profile or "",
        pixel_format=first.format.name,
        width=first.width,
        height=first.height,
        rotation=_rotation(first),
        pixel_aspect=stream.sample_aspect_ratio or Fraction(1),
        time_base=time_base,
        start=first_time,
        duration=duration,
        frame_rate=rate,
        variable_rate=variable,
        frames=_frame_count(stream, rate * duration),
        timecode=_tag(stream, "timecode"),
        reel=_tag(stream, "reel_name"),
    )


def _first_frame(path: Path, index: int) -> VideoFrame:
    """The first picture, from an opening of its own so that the caller's place stays untouched."""
    with open_container(path) as container:
        stream = container.streams[index]
        source = container.demux(stream)
        for _ in range(TRIES):
            try:
                frames = next(source).decode()
            except StopIteration:
                break
            except FFmpegError:
                continue
            for frame in frames:
                if isinstance(frame, VideoFrame):
                    return frame
    raise UnreadableMedia(path, "its video stream holds no picture that can be decoded", COPY_AGAIN)


def _rotation(frame: VideoFrame) -> int:
    """Degrees clockwise, in quarter turns, that bring what is below down (ISO/IEC 14496-12, 8.3.2: the matrix).

    A mirrored picture comes out upright and stays mirrored; FFmpeg's angle would turn it upside down.
    """
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, SideData):
        return 0
    down_x, down_y = struct.unpack("=9i", bytes(matrix))[3:5]
    return round(math.degrees(math.atan2(-down_x, down_y)) / 90) * 90 % 360


def _rate(path: Path, stream: AvVideo, end: Fraction, duration: Fraction) -> tuple[Fraction, bool]:
    with open_container(path) as container:
        fresh = container.streams[stream.index]
        assert isinstance(fresh, AvVideo)
        windows = sample_windows(container, fresh, end)
    named = (stream.average_rate, stream.base_rate, stream.guessed_rate)
    hints = [rate for rate in named if rate]
    rate, variable = judge_rate(windows, stream.time_base or Fraction(1, MICRO), hints)
    # The windows may miss a hole, but the average of a container that counts its frames does not.
    average = stream.average_rate
    if stream.frames and average and abs(average - rate) * duration > max(Fraction(2), rate * duration / 200):
        return average, True
    return rate, variable


def _frame_count(stream: AvVideo, expected: Fraction) -> int:
    """Frames that the container counts, or a tag does that fits: tags survive cuts which make them wrong."""
    tagged = next((v for k, v in stream.metadata.items() if k.startswith("NUMBER_OF_FRAMES")), "")
    if stream.frames or not tagged.isdigit():
        return stream.frames
    return int(tagged) if abs(int(tagged) - expected) <= max(Fraction(2), expected / 20) else 0


def _describe_audio(stream: AvAudio, start: Fraction) -> AudioStream:
    first = _start(stream)
    first_time = (first if first is not None else start) - start
    return AudioStream(
        index=stream.index,
        codec=stream.codec_context.codec.canonical_name,
        sample_rate=stream.codec_context.sample_rate,
        channels=stream.codec_context.channels,
        layout=stream.codec_context.layout.name,
        time_base=stream.time_base or Fraction(1, MICRO),
        start=first_time,
        duration=_stream_duration(None, stream, start, first_time),
        language=stream.language or "",
        default=bool(stream.disposition & Disposition.default),
    )


def _describe_subtitle(stream: AvSubtitle) -> SubtitleStream:
    codec = stream.codec_context.codec.canonical_name if stream.codec_context is not None else "unknown"
    return SubtitleStream(stream.index, codec, stream.language or "", codec not in BITMAP_SUBTITLES | {"unknown"})


def _start(stream: Stream) -> Fraction | None:
    if stream.start_time is None or not stream.time_base:
        return None
    return stream.start_time * stream.time_base


def _stream_duration(path: Path | None, stream: Stream, start: Fraction, first: Fraction) -> Fraction:
    """Seconds from the first picture or sound (`first`, player time) to the end of the last."""
    if stream.duration and stream.time_base:
        return stream.duration * stream.time_base
    total = stream.container.duration if isinstance(stream.container, InputContainer) else None
    tagged = _clock_text(next((v for k, v in stream.metadata.items() if k.startswith("DURATION")), ""))
    # Matroska's tag counts from 0 to the end. It survives cuts, so that one beyond the file's end is stale.
    if tagged and (total is None or tagged <= Fraction(total, MICRO) + start + 1):
        return max(Fraction(0), tagged - start - first)
    if total is not None and path is None:
        return max(Fraction(0), Fraction(total, MICRO) - first)
    if path is None or not stream.time_base:
        return Fraction(0)
    near = Fraction(total or 0, MICRO) + start - 10
    with open_container(path) as container:
        last = last_end(container, container.streams[stream.index], near)
    return Fraction(0) if last is None else max(Fraction(0), last * stream.time_base - start - first)


def _container_duration(path: Path, container: InputContainer, start: Fraction) -> Fraction:
    if container.duration is not None and container.duration > 0:
        return Fraction(container.duration, MICRO)
    ends = []
    for stream in [*container.streams.video, *container.streams.audio]:
        with open_container(path) as again:
            last = last_end(again, again.streams[stream.index], Fraction(0))
        if last is not None and stream.time_base:
            ends.append(last * stream.time_base - start)
    return max(ends, default=Fraction(0))


def _clock_text(text: str) -> Fraction | None:
    """`00:00:02.017000000` as seconds."""
    try:
        hours, minutes, secs = text.split(":")
        return Fraction(int(hours) * 3600 + int(minutes) * 60) + Fraction(secs)
    except ValueError:
        return None


def _tag(stream: AvVideo, name: str) -> str:
    """A tag of the video, of a timecode track beside it, or of the whole file."""
    container = stream.container
    others = [other.metadata for other in container.streams if other.type == "data"]
    return next((tags[name] for tags in (stream.metadata, *others, container.metadata) if tags.get(name)), "")
