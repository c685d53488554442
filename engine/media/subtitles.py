"""Read the words of text subtitles, embedded or in a file beside the video, as cues on the player's clock."""

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.subtitles.stream import SubtitleStream as AvSubtitle

from engine.errors import UnreadableMedia
from engine.media.container import open_container
from engine.media.probe import probe
from engine.timebase import Span
from engine.types import Media

SIDECAR_SUFFIXES = (".srt", ".ass", ".ssa", ".vtt")
# Subtitles of a whole film are well below a megabyte.
LARGEST_BYTES = 20_000_000
# A cue that does not say how long it stays gives way to the next one, after this at the latest.
LONGEST_S = 5

OVERRIDES = re.compile(r"\{[^}]*\}|<[^>]*>")
DRAWING = re.compile(r"\{[^}]*\\p[1-9]")
# The commonest characters of Chinese prose, simplified and traditional; Western text misread as Chinese has none.
COMMON_CHINESE = frozenset("的一是不了在人有我他这這个個们們中来來上大为為和国國你说說到道就那要下也会會，。！？")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption. `text` has no markup; lines are parted by a line feed."""

    span: Span
    text: str


def embedded_cues(source: Media | Path | str, stream: int | None = None) -> list[Cue]:
    """Cues of a text subtitle stream of a video, in order of time; of the first such stream where none is named.

    An empty list where the file has no text subtitles. Raises UnreadableMedia for a named stream that is not one.
    """
    media = source if isinstance(source, Media) else probe(source)
    usable = [subtitle.index for subtitle in media.subtitles if subtitle.is_text]
    if stream is not None and stream not in usable:
        have = ", ".join(map(str, usable)) or "none"
        raise UnreadableMedia(media.path, f"stream {stream} holds no text subtitles", f"Such streams are: {have}.")
    if not usable:
        return []
    with open_container(media.path) as container:
        return _cues(container, usable[0] if stream is None else stream, media.start)


def sidecar_cues(path: Path | str) -> list[Cue]:
    """Cues of an SRT, ASS or WebVTT file in UTF-8, UTF-16, GB18030 or Windows-1252.

    Raises UnreadableMedia where it cannot be read or is no subtitle file.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnreadableMedia(path, "the file is too large for subtitles", "Choose an SRT, ASS or WebVTT file.")
        text = decode_text(path.read_bytes())
    except OSError as error:
        reason = f"the subtitles cannot be read ({error.strerror or error})"
        raise UnreadableMedia(path, reason, "Check the name and the permissions.") from error
    try:
        # From memory, FFmpeg has no way to any other file.
        with av.open(io.BytesIO(text.encode()), "r", container_options={"protocol_whitelist": ""}) as container:
            if not container.streams.subtitles or container.streams.video or container.streams.audio:
                raise ValueError("no subtitles")
            return _cues(container, container.streams.subtitles[0].index, Fraction(0))
    except (FFmpegError, ValueError) as error:
        next_step = "Choose an SRT, ASS or WebVTT file."
        raise UnreadableMedia(path, "this is not a subtitle file", next_step) from error


def sidecars(video: Path) -> list[Path]:
    """Subtitle files beside a video that carry its name, such as `film.srt` or `film.en.srt`, sorted."""
    return sorted(
        path
        for path in video.parent.iterdir()
        if path.suffix.lower() in SIDECAR_SUFFIXES
        and (path.stem == video.stem or path.stem.startswith(f"{video.stem}."))
    )


def decode_text(data: bytes) -> str:
    """Text of unknown encoding: by its byte order mark, as UTF-8, UTF-16, or GB18030 or Windows-1252 by likelihood."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    zeros = data[:2000].count(0)
    if zeros > len(data[:2000]) // 5:
        # ASCII characters leave one byte of each pair at zero; which one tells the order.
        return data.decode("utf-16-le" if data[1:2000:2].count(0) > zeros // 2 else "utf-16-be", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        chinese = data.decode("gb18030")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
    foreign = [character for character in chinese if ord(character) > 127]
    is_chinese = sum(character in COMMON_CHINESE for character in foreign) * 25 >= len(foreign)
    return chinese if is_chinese else data.decode("cp1252", "replace")


def _cues(container: InputContainer, index: int, start: Fraction) -> list[Cue]:
    found = sorted(_timed_texts(container, index, start), key=lambda item: item[0])
    cues = []
    for number, (begin, end, text) in enumerate(found):
        if end is None:
            following = next((later for later, _, _ in found[number + 1 :] if later > begin), begin + LONGEST_S)
            end = min(following, begin + LONGEST_S)
        # A cue from before the player's start shows for its rest, if any.
        if end > 0 and text:
            cues.append(Cue(Span(max(begin, Fraction(0)), end), text))
    return cues


def _timed_texts(
    container: InputContainer, index: int, start: Fraction
) -> Iterator[tuple[Fraction, Fraction | None, str]]:
    stream = container.streams[index]
    assert isinstance(stream, AvSubtitle)
    for packet in container.demux(stream):
        if not packet.size or packet.pts is None or packet.time_base is None:
            continue
        try:
            texts = [
                plain_text(part.ass.decode("utf-8", "replace")) for part in packet.decode() if hasattr(part, "ass")
            ]
        except FFmpegError:
            continue
        begin = packet.pts * packet.time_base - start
        end = begin + packet.duration * packet.time_base if packet.duration else None
        yield begin, end, "\n".join(text for text in texts if text)


def plain_text(event: str) -> str:
    """The words of an ASS event as FFmpeg hands it out: eight fields, then text with overrides; drawings are empty."""
    text = event.split(",", 8)[-1]
    if DRAWING.search(text):
        return ""
    text = OVERRIDES.sub("", text).replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")
    return "\n".join(line for line in (line.strip() for line in html.unescape(text).splitlines()) if line)
