"""Draw the whole, small films that the corpus damages: one of each container and codec that people bring."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

RATE = 25
FRAMES = 15
SIZE = (96, 64)
SAMPLES = 48000 * FRAMES // RATE


@dataclass(frozen=True, slots=True)
class Make:
    """How a film is written. `sound`: codec, or "" for none; `options`: of the codec; `container`: of the file."""

    codec: str = "libx264"
    sound: str = "aac"
    pixel_format: str = "yuv420p"
    size: tuple[int, int] = SIZE
    frames: int = FRAMES
    options: tuple[tuple[str, str], ...] = (("g", "6"), ("bf", "2"), ("preset", "ultrafast"))
    container: tuple[tuple[str, str], ...] = ()
    rotation: int = 0
    stamps: tuple[int, ...] = ()


PLAIN = (("g", "6"),)
SEEDS: dict[str, Make] = {
    "h264.mp4": Make(),
    "fragmented.mp4": Make(container=(("movflags", "frag_keyframe+empty_moov"),)),
    "index-first.mp4": Make(container=(("movflags", "faststart"),)),
    "hevc.mp4": Make(codec="libx265", options=(("g", "6"), ("preset", "ultrafast"), ("x265-params", "log-level=none"))),
    "prores.mov": Make(codec="prores_ks", pixel_format="yuv422p10le", sound="pcm_s16le", options=()),
    "vp9.webm": Make(codec="libvpx-vp9", sound="libopus", options=(("g", "6"), ("deadline", "realtime"))),
    "av1.mkv": Make(codec="libsvtav1", sound="libopus", options=(("g", "6"), ("preset", "12"))),
    "h264.mkv": Make(),
    "mpeg4.avi": Make(codec="mpeg4", sound="mp3", options=PLAIN),
    "mjpeg.avi": Make(codec="mjpeg", pixel_format="yuvj420p", sound="pcm_s16le", options=()),
    "h264.ts": Make(),
    "mpeg2.mpg": Make(codec="mpeg2video", sound="mp2", options=PLAIN),
    "flv1.flv": Make(codec="flv", sound="", options=PLAIN),
    "silent.mp4": Make(sound=""),
}


def draw(path: Path, make: Make) -> Path:
    """Write the film that `make` describes: a bright square walks to the right, a tone sounds."""
    with av.open(str(path), "w", options=dict(make.container)) as out:
        stream = out.add_stream(make.codec, rate=RATE, options=dict(make.options))
        stream.width, stream.height = make.size
        stream.pix_fmt = make.pixel_format
        stream.codec_context.time_base = Fraction(1, RATE)
        # One thread, so that the bytes are the same each time.
        stream.codec_context.thread_count = 1
        if make.rotation:
            stream.set_display_rotation(-make.rotation)
        tone = out.add_stream(make.sound, rate=48000, layout="stereo") if make.sound else None
        for number in range(make.frames):
            frame = av.VideoFrame.from_ndarray(picture(number, make.size), "rgb24").reformat(format=make.pixel_format)
            frame.pts = make.stamps[number] if make.stamps else number
            frame.time_base = Fraction(1, RATE)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if tone is not None:
            add_tone(out, tone)
    return path


def picture(number: int, size: tuple[int, int]) -> np.ndarray:
    """(height, width, 3) uint8 RGB."""
    width, height = size
    image = np.full((height, width, 3), 60, np.uint8)
    left = number * width // (2 * FRAMES)
    image[height // 4 : height // 2, left : left + max(1, width // 4)] = (220, 200, 40)
    return image


def add_tone(out: av.container.OutputContainer, stream: av.AudioStream) -> None:
    """Encode a tone as long as the film."""
    context = stream.codec_context
    resampler = av.AudioResampler(context.format, context.layout, context.sample_rate)
    for begin in range(0, SAMPLES, 1024):
        times = np.arange(begin, min(begin + 1024, SAMPLES)) / 48000
        wave = np.sin(2 * np.pi * 440 * times).astype(np.float32) * 0.3
        frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]), "fltp", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48000, begin, Fraction(1, 48000)
        for ready in resampler.resample(frame):
            out.mux(stream.encode(ready))
    out.mux(stream.encode(None))
