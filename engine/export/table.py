"""Segments as a table for people, spreadsheets and programs, and back from one."""

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import UserError
from engine.export.timeline import Timeline
from engine.timebase import Span, seconds
from engine.types import Segment

if TYPE_CHECKING:
    from _csv import Reader

COLUMNS = ("person_label", "start_s", "end_s", "modality", "confidence")
NEEDED = COLUMNS[:3]

# What spreadsheets take for the start of a formula, and the full-width forms that East Asian ones fold to it.
_FORMULA = re.compile(r"'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
DECIMALS = 6


def segments_csv(rows: Iterable[Segment], sources: Sequence[str] = ()) -> str:
    """UTF-8 text with the columns `COLUMNS`, one row per segment and modality, quoted as RFC 4180 says.

    `sources`: the file that each row belongs to, by row, for one more column, `media`; empty where all belong to one.
    Times are seconds of player time, cut off (not rounded) after the microsecond, so that "the first frame at or after"
    finds the same frame as "the nearest". A label that a spreadsheet would run as a formula gets a `'` in front, which
    `read_table` takes away again.
    """
    rows = list(rows)
    lines = [",".join((*COLUMNS, "media") if sources else COLUMNS)]
    for row, source in zip(rows, sources or [""] * len(rows), strict=True):
        times = (decimal(row.span.start), decimal(row.span.end))
        last = (_quoted(guarded(source)),) if sources else ()
        # One modality a row keeps the column to single words, however many senses agree.
        for modality in sorted(row.modalities) or [""]:
            lines.append(",".join((_quoted(guarded(row.person)), *times, modality, f"{row.confidence:.4f}", *last)))
    return "\n".join([*lines, ""])


def cell(text: str) -> str:
    """`text` as one cell of a table that no spreadsheet runs as a formula."""
    return _quoted(guarded(text))


def _quoted(cell: str) -> str:
    # csv.writer leaves a lone carriage return bare when lines end in a line feed, and readers then see two rows.
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[",\r\n]', cell) else cell


def segments_json(rows: Iterable[Segment], sources: Sequence[str] = ()) -> str:
    """The same rows as JSON: seconds as decimals and, in `start` and `end`, as exact fractions.

    `sources`: the file that each row belongs to, by row, or empty where all belong to the one that the reader knows.
    """
    rows = list(rows)
    named = sources or [""] * len(rows)
    entries = [_entry(row, source) for row, source in zip(rows, named, strict=True)]
    return json.dumps({"format": "segments", "version": 1, "segments": entries}, ensure_ascii=False, indent=2) + "\n"


def _entry(row: Segment, source: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "person_label": row.person,
        "start_s": float(decimal(row.span.start)),
        "end_s": float(decimal(row.span.end)),
        "start": str(row.span.start),
        "end": str(row.span.end),
        "modalities": sorted(row.modalities),
        "confidence": round(row.confidence, 4),
        "by_hand": row.by_hand,
    }
    return {"media": source, **entry} if source else entry


def write_csv(timeline: Timeline) -> bytes:
    """The clips of a cut as `segments_csv`, on their sources' clocks; with the sources where there are several."""
    several = len(timeline.cut.media) > 1
    sources = [str(clip.media.path) for clip in timeline.cut.clips] if several else []
    return segments_csv(_rows(timeline), sources).encode("utf-8", "replace")


def write_json(timeline: Timeline) -> bytes:
    """The clips of a cut as `segments_json`, each with its source."""
    text = segments_json(_rows(timeline), [str(clip.media.path) for clip in timeline.cut.clips])
    return text.encode("utf-8", "replace")


def _rows(timeline: Timeline) -> list[Segment]:
    return [
        Segment(clip.person, clip.span, clip.confidence, clip.modalities, clip.by_hand) for clip in timeline.cut.clips
    ]


def decimal(time: Fraction) -> str:
    """Seconds with three to six decimals, cut off downwards: `1.04` is `1.040`, 1/30 is `0.033333`."""
    whole = math.floor(time * 10**DECIMALS)
    sign = "-" if whole < 0 else ""
    digits = f"{abs(whole):0{DECIMALS + 1}d}"
    decimals = digits[-DECIMALS:].rstrip("0").ljust(3, "0")
    return f"{sign}{digits[:-DECIMALS]}.{decimals}"


def guarded(label: str) -> str:
    """`label` so that no spreadsheet runs it; `unguarded` gives it back."""
    return f"'{label}" if _FORMULA.match(label) else label


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def read_table(path: Path) -> list[Segment]:
    """The rows of a table with at least the columns `NEEDED`, in any order, as segments of player time.

    Further columns may be missing. Raises UserError that names the line for a row that is no span, and says what is
    wrong with a file that is no such table.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    lines = _lines(path, reader)
    header = [name.strip() for name in next(lines, [])]
    if not header:
        raise UserError(f"{path} is empty.", f"It needs a first line with {', '.join(NEEDED)}.")
    missing = [name for name in NEEDED if name not in header]
    if missing:
        hint = " Separate them by commas." if ";" in header[0] or "\t" in header[0] else ""
        raise UserError(f"{path} has no column {missing[0]} in its first line.", f"It needs {', '.join(NEEDED)}.{hint}")
    return [_segment(path, reader.line_num, dict(zip(header, cells, strict=False))) for cells in lines]


def _text(path: Path) -> str:
    try:
        # Spreadsheets put a byte order mark in front.
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path} is not UTF-8 text.", "Save it as CSV in UTF-8.") from None
    except FileNotFoundError:
        raise UserError(f"{path} does not exist.", "Check the name of the table.") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.", "Check the name of the table.") from error


def _lines(path: Path, reader: "Reader") -> Iterator[list[str]]:
    """The rows that hold anything. Raises UserError where quoting is broken."""
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UserError(
                f"{path}, line {reader.line_num}: this is no table ({error}).", "Save it as CSV in UTF-8."
            ) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield cells


def _segment(path: Path, line: int, row: dict[str, str]) -> Segment:
    for name in NEEDED:
        if name not in row:
            raise UserError(f"{path}, line {line}: there is no {name}.", "Correct the line and try again.")
    start, end = (_time(path, line, name, row[name]) for name in ("start_s", "end_s"))
    if end < start:
        raise UserError(
            f"{path}, line {line}: the segment ends ({row['end_s']}) before it starts ({row['start_s']}).",
            "Correct the line and try again.",
        )
    return Segment(
        unguarded(row["person_label"]),
        Span(start, end),
        _confidence(path, line, row.get("confidence")),
        frozenset(filter(None, [(row.get("modality") or "").strip()])),
    )


def _time(path: Path, line: int, name: str, cell: str) -> Fraction:
    try:
        return seconds(cell)
    except ValueError:
        raise UserError(
            f"{path}, line {line}: {name} {cell[:40]!r} is not a time in seconds.", "Give a number such as 12.48."
        ) from None


def _confidence(path: Path, line: int, cell: str | None) -> float:
    """0..1; a row without one is taken as sure."""
    if cell is None or not cell.strip():
        return 1.0
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not 0.0 <= value <= 1.0:
        raise UserError(
            f"{path}, line {line}: the confidence {cell[:40]!r} is not between 0 and 1.", "Correct the line."
        )
    return value
