"""Store what the scan of a video finds, chunk by chunk, so that a killed analysis goes on where it stopped.

A chunk is everything that became final in one stretch of player time, with the state from which the scan can go on. It
is stored in one transaction: what is in the file is always a prefix of whole chunks.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.store.cache import StageKey, Stages
from engine.store.database import Database
from engine.store.failures import intact
from engine.store.rows import (
    CROP_COLUMNS,
    FEATURE_COLUMNS,
    SHOT_COLUMNS,
    Row,
    crop_of,
    crop_row,
    feature_of,
    feature_row,
    shot_of,
    shot_row,
)
from engine.store.tracks import TRACK_COLUMNS, track_of, track_row
from engine.types import Crop, Feature, Shot, Track

SCAN = "scan"
"""Name of the stage, as in `stage_key(SCAN, ...)`."""


@dataclass(frozen=True, slots=True)
class ScanChunk:
    """What a scan found up to `until` (player time) since the chunk before.

    Crops and features belong to tracks of this chunk or of an earlier one. `state`: JSON with which the scan goes on.
    """

    until: Fraction
    shots: tuple[Shot, ...] = ()
    tracks: tuple[Track, ...] = ()
    crops: tuple[Crop, ...] = ()
    features: tuple[Feature, ...] = ()
    state: str = "{}"


@dataclass(frozen=True, slots=True)
class ScanState:
    """How far a scan is. `next_track_id` is one above the highest id stored, 0 at the beginning."""

    done_until: Fraction | None
    complete: bool
    next_track_id: int
    state: str


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan's result so far. Shots and tracks in order of their numbers, features in order of track and model."""

    shots: tuple[Shot, ...]
    tracks: tuple[Track, ...]
    features: tuple[Feature, ...]


class ScanStore:
    """The scans of the media in one project. Methods raise ProjectError."""

    def __init__(self, database: Database, on_complete: Callable[[int, int], None] = lambda media, stage: None) -> None:
        """`on_complete(media_id, stage_id)` runs in the transaction that makes a scan the one that counts."""
        self._database = database
        self._stages = Stages(database)
        self._on_complete = on_complete

    def scan_state(self, media_id: int, key: StageKey) -> ScanState:
        """Where the scan goes on: `done_until` is None and `state` is "{}" where nothing is stored."""
        with self._database.snapshot():
            point = self._stages.resume_point(media_id, key)
            highest = self._database.row("SELECT max(id) FROM track WHERE stage = ?", (point.stage_id,))[0]
        return ScanState(point.done_until, point.complete, 0 if highest is None else highest + 1, point.state)

    def commit_scan_chunk(self, media_id: int, key: StageKey, chunk: ScanChunk, last: bool = False) -> None:
        """Store one chunk, whole or not at all; `last` also finishes the scan.

        Raises ValueError where the scan is complete or already beyond `chunk.until`.
        """
        with self._database.transaction():
            point = self._stages.resume_point(media_id, key)
            if point.complete or (point.done_until is not None and chunk.until < point.done_until):
                raise ValueError(f"a chunk up to {chunk.until} does not follow {point}")
            stage = point.stage_id or self._stages.begin(media_id, key)
            self._insert("shot", SHOT_COLUMNS, stage, map(shot_row, chunk.shots))
            self._insert("track", TRACK_COLUMNS, stage, map(track_row, chunk.tracks))
            self._insert("crop", CROP_COLUMNS, stage, map(crop_row, chunk.crops))
            self._insert("feature", FEATURE_COLUMNS, stage, map(feature_row, chunk.features))
            self._stages.advance(stage, chunk.until, chunk.state)
            if last:
                self._complete(media_id, stage)

    def finish_scan(self, media_id: int, key: StageKey) -> None:
        """Mark a scan complete; results of other keys are dropped, as nobody asks for them any more."""
        with self._database.transaction():
            self._complete(media_id, self._stages.begin(media_id, key))

    def drop_scans(self, media_id: int) -> None:
        """Forget all scans of a media file at once, with the cast made from them."""
        self._stages.drop(media_id, SCAN)

    def current_key(self, media_id: int) -> StageKey:
        """Key of the complete scan. Raises ProjectError where there is none."""
        return self._stages.complete_key(media_id, SCAN)

    def load_scan(self, media_id: int, key: StageKey) -> Scan:
        """Whole chunks, but for the crops. Arrays are read-only. Empty where nothing of this key is stored."""
        with self._database.snapshot(), intact(self._database.path):
            stage = self._stages.resume_point(media_id, key).stage_id
            return Scan(
                tuple(map(shot_of, self._select("shot", SHOT_COLUMNS, stage, "number"))),
                tuple(map(track_of, self._select("track", TRACK_COLUMNS, stage, "id"))),
                tuple(map(feature_of, self._select("feature", FEATURE_COLUMNS, stage, "track, model"))),
            )

    def crops(self, media_id: int, key: StageKey, track: int, at_most: int = -1) -> tuple[Crop, ...]:
        """The crops of one track, best first; all of them, or `at_most` so many."""
        stage = self._stages.resume_point(media_id, key).stage_id
        rows = self._database.rows(
            f"SELECT {CROP_COLUMNS} FROM crop WHERE stage = ? AND track = ? ORDER BY quality DESC, pts LIMIT ?",
            (stage, track, at_most),
        )
        with intact(self._database.path):
            return tuple(map(crop_of, rows))

    def add_features(self, media_id: int, key: StageKey, features: Sequence[Feature]) -> None:
        """Store vectors of a further model for tracks of a stored scan; replaces those of the same model."""
        stage = self._stages.resume_point(media_id, key).stage_id
        with self._database.transaction():
            self._insert("feature", FEATURE_COLUMNS, stage, map(feature_row, features), "INSERT OR REPLACE")

    def _complete(self, media_id: int, stage: int) -> None:
        self._stages.mark_complete(stage)
        self._on_complete(media_id, stage)

    def _insert(self, table: str, columns: str, stage: int, rows: Iterable[Row], verb: str = "INSERT") -> None:
        marks = ", ".join("?" * (columns.count(",") + 2))
        statement = f"{verb} INTO {table} (stage, {columns}) VALUES ({marks})"
        self._database.run_many(statement, ((stage, *row) for row in rows))

    def _select(self, table: str, columns: str, stage: int, order: str) -> list[Row]:
        return self._database.rows(f"SELECT {columns} FROM {table} WHERE stage = ? ORDER BY {order}", (stage,))
