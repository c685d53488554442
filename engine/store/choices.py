"""Store what the user chose for a project: segments, reference photos and settings."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.store.arrays import decode, encode
from engine.store.database import Database
from engine.store.failures import intact
from engine.store.paths import path_of, path_value
from engine.store.rows import SEGMENT_COLUMNS, segment_of, segment_row
from engine.types import Floats, Segment


@dataclass(frozen=True, slots=True)
class SegmentStore:
    """The segments of each media file as the user last left them, those made by hand included."""

    database: Database

    def save(self, media_id: int, segments: Sequence[Segment]) -> None:
        """Put `segments` in place of the stored ones; their order is kept."""
        with self.database.transaction():
            self.database.run("DELETE FROM segment WHERE media = ?", (media_id,))
            self.database.run_many(
                f"INSERT INTO segment (media, place, {SEGMENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                ((media_id, place, *segment_row(segment)) for place, segment in enumerate(segments)),
            )

    def load(self, media_id: int) -> tuple[Segment, ...]:
        rows = self.database.rows(f"SELECT {SEGMENT_COLUMNS} FROM segment WHERE media = ? ORDER BY place", (media_id,))
        with intact(self.database.path):
            return tuple(map(segment_of, rows))


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A reference photo. `vector`: (d,) float32 of unit length, made by `model`; `quality`: 0..1."""

    name: str
    """Whom it shows."""
    path: Path
    model: str
    vector: Floats
    quality: float = 0.5


@dataclass(frozen=True, slots=True)
class PhotoStore:
    """The reference photos of one project: several for one name, and a vector for each model."""

    database: Database

    def save(self, photo: Photo) -> None:
        """Store a photo, in place of a former vector of the same photo by the same model."""
        self.database.run(
            "INSERT OR REPLACE INTO photo (name, path, model, vector, quality) VALUES (?, ?, ?, ?, ?)",
            (photo.name, path_value(photo.path), photo.model, encode(photo.vector), photo.quality),
        )

    def load(self, model: str) -> tuple[Photo, ...]:
        """All photos with a vector of `model`, in the order in which they came."""
        rows = self.database.rows(
            "SELECT name, path, model, vector, quality FROM photo WHERE model = ? ORDER BY id", (model,)
        )
        with intact(self.database.path):
            return tuple(
                Photo(name, path_of(path), made_by, decode(vector, np.float32, 1), quality)
                for name, path, made_by, vector, quality in rows
            )

    def remove(self, name: str) -> None:
        """Forget the photos of one name."""
        self.database.run("DELETE FROM photo WHERE name = ?", (name,))


@dataclass(frozen=True, slots=True)
class SettingStore:
    """Named settings of one project, as plain JSON values."""

    database: Database

    def save(self, name: str, value: object) -> None:
        self.database.run("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, json.dumps(value)))

    def load(self, name: str, default: object = None) -> object:
        """The value, or `default` where it was never set."""
        row = self.database.row("SELECT value FROM setting WHERE name = ?", (name,))
        with intact(self.database.path):
            return json.loads(row[0]) if row else default
