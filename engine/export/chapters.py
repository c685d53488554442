"""Chapters that lead from one appearance to the next: for ffmpeg, and for Matroska."""

import hashlib
from xml.etree import ElementTree

from engine.edit.intervals import rounded
from engine.export.captions import clock_time
from engine.export.timeline import Cue, Timeline, cues
from engine.export.xml_text import xml_bytes

NANOSECONDS = 10**9
_SPECIAL = str.maketrans({char: f"\\{char}" for char in "=;#\\"})


def write_ffmetadata(timeline: Timeline) -> bytes:
    """ffmpeg's metadata file (ffmpeg-formats, "Metadata"), one [CHAPTER] per clip, stamps in nanoseconds.

    Raises ExportError for several sources on the source's clock.
    """
    lines = [";FFMETADATA1"]
    for cue in cues(timeline):
        start, end = _nanoseconds(cue)
        lines += ["[CHAPTER]", f"TIMEBASE=1/{NANOSECONDS}", f"START={start}", f"END={end}"]
        lines.append(f"title={cue.text.translate(_SPECIAL)}")
    return ("\n".join(lines) + "\n").encode()


def write_mkv_chapters(timeline: Timeline) -> bytes:
    """Matroska chapters as XML (the DTD of MKVToolNix), for `mkvmerge --chapters` and `mkvpropedit --chapters`.

    Raises ExportError for several sources on the source's clock.
    """
    root = ElementTree.Element("Chapters")
    edition = ElementTree.SubElement(root, "EditionEntry")
    _child(edition, "EditionUID", _uid(timeline.name))
    for number, cue in enumerate(cues(timeline)):
        start, end = _nanoseconds(cue)
        atom = ElementTree.SubElement(edition, "ChapterAtom")
        _child(atom, "ChapterUID", _uid(f"{timeline.name}\n{number}\n{start}\n{cue.text}"))
        _child(atom, "ChapterTimeStart", _clock(start))
        _child(atom, "ChapterTimeEnd", _clock(end))
        display = ElementTree.SubElement(atom, "ChapterDisplay")
        _child(display, "ChapterString", cue.text)
        _child(display, "ChapterLanguage", "und")
    return xml_bytes(root, '<!DOCTYPE Chapters SYSTEM "matroskachapters.dtd">')


def _nanoseconds(cue: Cue) -> tuple[int, int]:
    return rounded(cue.span.start * NANOSECONDS), rounded(cue.span.end * NANOSECONDS)


def _clock(nanoseconds: int) -> str:
    milliseconds, rest = divmod(nanoseconds, 10**6)
    return f"{clock_time(milliseconds, '.')}{rest:06d}"


def _uid(text: str) -> str:
    """A number that is not zero, unlike others, and the same for the same cut, so that a re-export changes nothing."""
    return str(int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:7]) | 1)


def _child(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text
