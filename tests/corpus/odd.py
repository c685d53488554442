"""Write files that are strange but whole, with what a right reader finds in them, and files that are no films."""

import gzip
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import av

from tests.corpus.seeds import FRAMES, RATE, SEEDS, Make, add_tone, draw

STREAMS = 300
# A picture of 30,000 x 30,000 pixels in a few kilobytes.
BOMB_SIDE = 30000


@dataclass(frozen=True, slots=True)
class Odd:
    """A file and what is right: `frames` to be read, or None where one sentence has to refuse it."""

    name: str
    frames: int | None
    write: Callable[[Path], object]


def oddities() -> Iterator[Odd]:
    """All of them."""
    yield from _films()
    yield from _streams()
    yield from _no_films()


def _films() -> Iterator[Odd]:
    plain = SEEDS["h264.mp4"]
    for turn in (90, 180, 270):
        yield _film(f"turned-{turn}.mp4", replace(plain, rotation=turn))
    for pixels in ("yuv422p", "yuv444p", "yuv420p10le", "gray"):
        yield _film(f"pixels-{pixels}.mp4", replace(plain, pixel_format=pixels))
    for pixels in ("gbrp10le", "bgr0", "yuva420p"):
        yield _film(f"pixels-{pixels}.mkv", replace(plain, codec="ffv1", pixel_format=pixels, options=()))
    for size in ((2, 2), (4096, 16), (16, 4096), (8192, 64)):
        yield _film(f"size-{size[0]}x{size[1]}.mkv", replace(plain, codec="ffv1", size=size, frames=3, options=()))
    yield _film("one-frame.mp4", replace(plain, frames=1))
    yield _film("jumping-times.mkv", replace(plain, stamps=(*range(5), *range(500, 505), *range(9000, 9005))))
    yield _film("uneven-times.mkv", replace(plain, stamps=tuple(n * n for n in range(FRAMES))))
    yield _film("no-key-frames.ts", replace(plain, options=(("g", "999"), ("preset", "ultrafast"))))
    yield Odd("grows-halfway.ts", 2 * FRAMES, _growing)
    yield Odd("rtl-\u202egpm.4pm.mp4", FRAMES, lambda path: draw(path, plain))
    yield Odd("quote'\"\n; rm -rf emoji \U0001f600.mp4", FRAMES, lambda path: draw(path, plain))
    yield Odd("concat:a|b.mp4", FRAMES, lambda path: draw(path, plain))


def _film(name: str, make: Make) -> Odd:
    return Odd(name, make.frames, lambda path: draw(path, make))


def _growing(path: Path) -> None:
    """Two films of different size behind each other, as a recorder writes when the picture changes."""
    parts = []
    for number, size in enumerate(((96, 64), (160, 96))):
        part = path.with_name(f"part{number}.ts")
        parts.append(draw(part, replace(SEEDS["h264.ts"], size=size)).read_bytes())
        part.unlink()
    path.write_bytes(b"".join(parts))


def _streams() -> Iterator[Odd]:
    yield Odd("many-streams.mkv", FRAMES, _many_streams)
    yield Odd("sound-alone.m4a", None, _sound_alone)


def _many_streams(path: Path) -> None:
    with av.open(str(path), "w", format="matroska") as out:
        film = out.add_stream("libx264", rate=RATE, options={"preset": "ultrafast"})
        film.width, film.height, film.pix_fmt = 96, 64, "yuv420p"
        for _ in range(STREAMS):
            out.add_stream("pcm_s16le", rate=8000, layout="mono")
        for _ in range(FRAMES):
            out.mux(film.encode(av.VideoFrame(96, 64, "yuv420p")))
        out.mux(film.encode(None))


def _sound_alone(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as out:
        add_tone(out, out.add_stream("aac", rate=48000, layout="stereo"))


def _no_films() -> Iterator[Odd]:
    for name, data in NO_FILMS.items():
        yield Odd(name, None, lambda path, data=data: path.write_bytes(data))
    yield Odd("bomb.png", None, lambda path: path.write_bytes(png_bomb()))
    yield Odd("bomb.mp4", None, lambda path: path.write_bytes(png_bomb()))
    yield Odd("packed.mp4", None, lambda path: path.write_bytes(gzip.compress(bytes(20_000_000))))
    yield Odd("folder.mp4", None, lambda path: path.mkdir())


def png_bomb(side: int = BOMB_SIDE) -> bytes:
    """A PNG (RFC 2083) of `side` x `side` black pixels."""
    row = bytes(1 + side // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


NO_FILMS: dict[str, bytes] = {
    "empty.mp4": b"",
    "one-byte.mkv": b"\x1a",
    "zeros.mp4": bytes(5000),
    "text.mp4": b"Dear all,\n\nthe film is on the other disk.\n" * 40,
    "page.mp4": b"<!doctype html><html><body>404 not found</body></html>",
    "playlist.mp4": b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
    "playlist-far.m3u8": b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/secret.ts\n",
    "concat.mp4": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "manifest.mpd": b'<?xml version="1.0"?><MPD><BaseURL>http://127.0.0.1:9/</BaseURL></MPD>',
    "session.sdp": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 9 RTP/AVP 96\r\n",
    "script.mp4": b"#!/bin/sh\ntouch /tmp/hurt\n",
    "program.mp4": b"\x7fELF\x02\x01\x01" + bytes(300),
    "archive.mkv": b"PK\x03\x04" + bytes(200),
    "vector.mp4": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "moov-alone.mp4": b"\0\0\0\x14ftypisom\0\0\0\0isom\0\0\0\x08moov",
    "deep.mp4": b"\0\0\0\x14ftypisom\0\0\0\0isom"
    + b"".join(struct.pack(">I4s", 8 * (3000 - depth), b"moov") for depth in range(3000)),
    "endless-box.mp4": b"\0\0\0\x14ftypisom\0\0\0\0isom\0\0\0\x01mdat" + b"\xff" * 8 + bytes(100),
    "riff.avi": b"RIFF\xff\xff\xff\xffAVI LIST\xff\xff\xff\xffhdrlavih",
    "ebml.mkv": b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff",
}
