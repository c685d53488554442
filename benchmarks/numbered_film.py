"""Make a long film whose frames carry their number and whose sound clicks every second, and judge cuts of it.

One stretch of moving pictures is encoded once and joined to itself until the film is long enough, so a frame's number
counts from the start of its stretch; the time of the packets says in which one it lies.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from engine.timebase import Span

RATE = Fraction(25)
TICK = Fraction(1, 12800)
SAMPLES = 48000
CLICK = 96
CLICK_AT_S = 0.3
AUDIO_FRAME = 1024
BITS = 14
LOUD = 0.5


@dataclass(frozen=True)
class Film:
    """Sizes of a film. `stretch`: frames that are encoded; `frames`: a multiple of it."""

    width: int
    height: int
    frames: int
    stretch: int
    gop: int
    crf: int
    preset: str

    @property
    def name(self) -> str:
        return (
            f"film-{self.width}x{self.height}-{self.frames}-{self.stretch}-g{self.gop}-{self.preset}-crf{self.crf}.mp4"
        )

    @property
    def seconds(self) -> Fraction:
        return self.frames / RATE


class Pictures:
    """Draws a camera that roams over a rough ground with grain, a moving patch, and the frame's number in blocks."""

    def __init__(self, film: Film) -> None:
        self._width, self._height = film.width, film.height
        chance = np.random.default_rng(7)
        self._ground = _ground(chance, film.height * 2, film.width * 2)
        self._grain = [
            chance.normal(scale=2, size=(film.height, film.width)).round().astype(np.int16) for _ in range(5)
        ]
        self._chroma = np.full((film.height // 2, film.width), 128, np.uint8)
        self.block = film.width // BITS // 2 * 2

    def draw(self, number: int) -> av.VideoFrame:
        width, height = self._width, self._height
        left = round(width / 2 * (1 + 0.9 * np.sin(number / 50)))
        top = round(height / 2 * (1 + 0.9 * np.cos(number / 37)))
        luma = self._ground[top : top + height, left : left + width] + self._grain[number * 3 % 5]
        size = height // 5
        x, y = (
            round((side - size) * (0.5 + 0.4 * np.sin(number / pace))) for side, pace in ((width, 14), (height, 19))
        )
        luma[y : y + size, x : x + size] = self._ground[number : number + size, :size]
        for bit in range(BITS):
            luma[: self.block // 2, bit * self.block : (bit + 1) * self.block] = 235 if number >> bit & 1 else 16
        picture = np.vstack([np.clip(luma, 16, 235).astype(np.uint8), self._chroma])
        return av.VideoFrame.from_ndarray(picture, "yuv420p")


def _ground(chance: np.random.Generator, height: int, width: int) -> NDArray[np.int16]:
    total = np.full((height, width), 120, np.float32)
    for cell in (6, 24, 96):
        small = np.clip(chance.normal(128, 40, size=(height // cell + 2, width // cell + 2)), 0, 255).astype(np.uint8)
        smooth = av.VideoFrame.from_ndarray(small, "gray").reformat(width, height, interpolation="BICUBIC").to_ndarray()
        total += (smooth.astype(np.float32) - 128) * (0.3 + cell / 150)
    return np.clip(total, 16, 235).astype(np.int16)


def read_number(frame: av.VideoFrame) -> int:
    """The number in a decoded frame, from the top rows of its luma plane alone."""
    plane = frame.planes[0]
    block = frame.width // BITS // 2 * 2
    rows = np.frombuffer(plane, np.uint8, count=plane.line_size * (block // 2)).reshape(-1, plane.line_size)
    middle = rows[block // 8 : block // 2 - block // 8]
    means = [middle[:, b * block + block // 4 : (b + 1) * block - block // 4].mean() for b in range(BITS)]
    return sum(1 << bit for bit, mean in enumerate(means) if mean > 126)


def make_film(folder: Path, film: Film) -> Path:
    """The film in `folder`, made where it is not there yet."""
    path = folder / film.name
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    stretch, whole = folder / f"stretch-{film.name}", folder / f"new-{film.name}"
    _encode_stretch(stretch, film)
    _join(stretch, whole, film)
    stretch.unlink()
    whole.rename(path)
    return path


def _encode_stretch(path: Path, film: Film) -> None:
    pictures = Pictures(film)
    with av.open(str(path), "w", format="mp4") as output:
        options = {
            "preset": film.preset,
            "crf": str(film.crf),
            "x264-params": f"keyint={film.gop}:min-keyint={film.gop}:scenecut=0",
        }
        stream = output.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = film.width, film.height, "yuv420p"
        stream.codec_context.time_base = TICK
        stream.codec_context.thread_count = 2
        for number in range(film.stretch):
            frame = pictures.draw(number)
            frame.pts, frame.time_base = round(number / RATE / TICK), TICK
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def _join(stretch: Path, path: Path, film: Film) -> None:
    length = round(film.stretch / RATE / TICK)
    with av.open(str(stretch)) as source, av.open(str(path), "w", format="mp4") as output:
        video = output.add_stream_from_template(source.streams.video[0])
        sound = output.add_stream("aac", rate=SAMPLES, layout="stereo", bit_rate=160_000)
        packets = [packet for packet in source.demux(source.streams.video[0]) if packet.size]
        stamps = [(packet.pts, packet.dts) for packet in packets]
        clicks = _encoded_clicks(sound, film)
        held = next(clicks)
        for turn in range(film.frames // film.stretch):
            for packet, (pts, dts) in zip(packets, stamps, strict=True):
                packet.time_base = TICK
                packet.pts, packet.dts = pts + turn * length, dts + turn * length
                packet.stream = video
                while held is not None and held.pts * held.time_base <= packet.dts * TICK:
                    output.mux(held)
                    held = next(clicks, None)
                output.mux(packet)
        while held is not None:
            output.mux(held)
            held = next(clicks, None)


def _encoded_clicks(stream: av.AudioStream, film: Film) -> Iterator[av.Packet]:
    """A soft hum with a click in every second."""
    second = 0.02 * np.sin(np.arange(SAMPLES) * 2 * np.pi * 110 / SAMPLES).astype(np.float32)
    at = round(CLICK_AT_S * SAMPLES)
    second[at : at + CLICK] = 0.9 * np.sin(np.arange(CLICK) * 0.9)
    total = int(film.seconds * SAMPLES)
    for start in range(0, total, AUDIO_FRAME):
        place = np.arange(start, min(total, start + AUDIO_FRAME)) % SAMPLES
        frame = av.AudioFrame.from_ndarray(np.stack([second[place]] * 2), "fltp", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLES, start, Fraction(1, SAMPLES)
        yield from stream.encode(frame)
    yield from stream.encode(None)


@dataclass(frozen=True)
class Verdict:
    """How a cut compares with what was asked for."""

    wanted: int
    frames: int
    right: int
    """Frames whose number is the wanted one at their place."""
    uneven: int
    """Steps between frames that are not exactly one frame long (to 1.5 ms)."""
    copied: int
    """Video packets that are the source's to the byte."""
    clicks: int
    clicks_wanted: int
    worst_click_ms: float

    @property
    def exact(self) -> bool:
        return self.wanted == self.frames == self.right and not self.uneven

    @property
    def in_sync(self) -> bool:
        return self.clicks == self.clicks_wanted and self.worst_click_ms <= 1000 * AUDIO_FRAME / SAMPLES


def judge(film: Film, source: Path, cut: Path, spans: Sequence[Span]) -> Verdict:
    """Decode a cut of whole-frame spans and compare all of it."""
    wanted = [n % film.stretch for span in spans for n in range(int(span.start * RATE), int(span.end * RATE))]
    numbers, times = [], []
    with av.open(str(cut)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in container.decode(stream):
            numbers.append(read_number(frame))
            times.append(float(frame.pts * frame.time_base))
    right = sum(found == number for found, number in zip(numbers, wanted, strict=False))
    uneven = int((np.abs(np.diff(times) - float(1 / RATE)) > 0.0015).sum())
    heard, expected = _heard_clicks(cut, times[0]), _expected_clicks(spans)
    nearest = [min((abs(time - click) for time in heard), default=9.0) for click in expected]
    found = [distance for distance in nearest if distance < 0.2]
    worst = max(found, default=0.0) * 1000
    return Verdict(len(wanted), len(numbers), right, uneven, _copied(source, cut), len(found), len(expected), worst)


def _heard_clicks(path: Path, video_start: float) -> list[float]:
    """Seconds from the first frame at which the sound clicks."""
    heard: list[float] = []
    last = -1.0
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.audio[0]):
            level = np.abs(frame.to_ndarray()).reshape(-1, frame.samples).max(axis=0)
            for at in np.flatnonzero(level > LOUD):
                time = float(frame.pts * frame.time_base) + at / SAMPLES - video_start
                if time - last > 0.05:
                    heard.append(time)
                last = time
    return heard


def _expected_clicks(spans: Sequence[Span]) -> list[float]:
    expected = []
    target = 0.0
    # A click right at a joint may lie in the packet that the joint cuts away.
    margin = AUDIO_FRAME / SAMPLES
    for span in spans:
        start, end = float(span.start), float(span.end)
        for second in range(int(start), int(end) + 1):
            click = second + CLICK_AT_S
            if start + margin <= click < end - margin:
                expected.append(click - start + target)
        target += end - start
    return expected


def _copied(source: Path, cut: Path) -> int:
    there, here = (_digests(path) for path in (source, cut))
    return sum(count for digest, count in here.items() if digest in there)


def _digests(path: Path) -> Counter[bytes]:
    with av.open(str(path)) as container:
        packets = (bytes(packet) for packet in container.demux(container.streams.video[0]) if packet.size)
        return Counter(hashlib.blake2b(data, digest_size=16).digest() for data in packets)
