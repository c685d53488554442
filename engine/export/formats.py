"""Every format in which a cut can be written that is not a film."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from engine.errors import ExportError
from engine.export.atomic import write_atomic
from engine.export.captions import write_srt, write_vtt
from engine.export.chapters import write_ffmetadata, write_mkv_chapters
from engine.export.interchange import write_otio
from engine.export.interchange_edl import write_edl
from engine.export.interchange_fcpxml import write_fcpxml
from engine.export.interchange_xmeml import write_xmeml
from engine.export.layout import remarks
from engine.export.losslesscut import write_llc
from engine.export.table import write_csv, write_json
from engine.export.timeline import Timeline

Exporter: TypeAlias = Callable[[Timeline], bytes]

EXPORTERS: dict[str, Exporter] = {
    "otio": write_otio,
    "edl": write_edl,
    "xmeml": write_xmeml,
    "fcpxml": write_fcpxml,
    "csv": write_csv,
    "json": write_json,
    "srt": write_srt,
    "vtt": write_vtt,
    "chapters": write_ffmetadata,
    "mkv-chapters": write_mkv_chapters,
    "llc": write_llc,
}

SUFFIXES: dict[str, str] = {
    "otio": ".otio",
    "edl": ".edl",
    "xmeml": ".xml",
    "fcpxml": ".fcpxml",
    "csv": ".csv",
    "json": ".json",
    "srt": ".srt",
    "vtt": ".vtt",
    "chapters": ".ffmetadata",
    "mkv-chapters": ".chapters.xml",
    "llc": "-proj.llc",
}
"""What to append to the video's name without its suffix."""

COUNTED_IN_FRAMES = frozenset({"otio", "edl", "xmeml", "fcpxml"})


def exported(timeline: Timeline, format_name: str) -> bytes:
    """`timeline` in a format. Raises ExportError for a name that is not in `EXPORTERS` and for what it cannot say."""
    if format_name not in EXPORTERS:
        raise ExportError(f"There is no format called {format_name!r}.", f"Choose among {', '.join(EXPORTERS)}.")
    return EXPORTERS[format_name](timeline)


def write(timeline: Timeline, format_name: str, target: Path) -> list[str]:
    """Write `timeline` to `target`, whole or not at all, and return what a person should know of the result.

    Raises ExportError where the format cannot say it or the disk refuses; `target` is then as it was.
    """
    write_atomic(target, exported(timeline, format_name))
    return remarks(timeline) if format_name in COUNTED_IN_FRAMES else []
