"""Make of one film what a batch wishes for: a cut of the persons, and a table of when they show."""

import hashlib
import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from engine.batch.orders import Wish
from engine.errors import UserError
from engine.export.atomic import explained, write_atomic
from engine.export.encode_settings import CutOptions
from engine.export.table import decimal, segments_csv
from engine.export.video_streams import SUFFIXES
from engine.pipeline.analysis import Film
from engine.pipeline.cut import cut_segments
from engine.pipeline.films import located
from engine.pipeline.sought import Sought, seek
from engine.progress import Job
from engine.settings import Device
from engine.store.media_hash import quick_hash
from engine.types import Segment

USUAL_SUFFIX: Final = ".mkv"
"""Of cuts of films in containers that are not written; it takes every codec."""


def make_products(film: Film, target: Path, wish: Wish, device: Device) -> Job[dict[str, Any]]:
    """Facts about what was made: `segments`, `kept_s`, `files`, and `absent`, who does not show.

    `target`: path without a suffix; its folder is made. A file that was made of the same persons, rules and analysis
    is kept as it is. Raises UserError as `onlylook cut` does.
    """
    here, absent = _persons_here(film, wish)
    persons = tuple(here)
    if not (persons or wish.photos or wish.recordings):
        return {"segments": 0, "kept_s": 0.0, "files": [], "absent": absent, "notes": []}
    sought = seek(film, persons, wish.photos, device, wish.recordings)
    segments = sought.segments(wish.rules)
    shown = {segment.person for segment in segments}
    files: list[Path] = []
    with explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    if "segments" in wish.make:
        files.append(_beside(target, ".csv"))
        write_atomic(files[-1], segments_csv(sought.rows(wish.evidence)).encode("utf-8", "replace"))
    if "cut" in wish.make and segments:
        files.append((yield from _cut(film, sought, target, wish)))
    return {
        "segments": len(segments),
        "kept_s": float(decimal(sum((segment.span.duration for segment in segments), Fraction(0)))),
        "files": [str(file) for file in files],
        "absent": [*absent, *(one.name for one in sought.sightings if one.name not in shown)],
        "notes": list(sought.warnings),
    }


def _persons_here(film: Film, wish: Wish) -> tuple[list[str], list[str]]:
    """Which of the persons the film has, and which not: in a season, not everybody shows in every episode."""
    here, absent = [], []
    for person in wish.persons:
        try:
            seek(film, (person,))
        except UserError:
            absent.append(person)
        else:
            here.append(person)
    return here, absent


def _cut(film: Film, sought: Sought, target: Path, wish: Wish) -> Job[Path]:
    suffix = wish.suffix or film.media.path.suffix.lower()
    file = _beside(target, suffix if suffix in SUFFIXES else USUAL_SUFFIX)
    media = located(film).media
    segments = sought.segments(wish.rules)
    made_of = _digest(quick_hash(media.path), wish, segments)
    record = file.with_name(f".{file.name}.made-of")
    if file.is_file() and record.is_file() and record.read_text(encoding="utf-8") == made_of:
        return file
    yield from cut_segments(media, segments, file, wish.mode, CutOptions(round_to_frames=True))
    write_atomic(record, made_of.encode())
    return file


def _digest(content: str, wish: Wish, segments: Sequence[Segment]) -> str:
    spans = [(str(segment.span.start), str(segment.span.end)) for segment in segments]
    return hashlib.sha256(json.dumps([content, wish.mode, spans]).encode()).hexdigest()


def _beside(target: Path, suffix: str) -> Path:
    # A name may have dots of its own.
    return target.with_name(target.name + suffix)
