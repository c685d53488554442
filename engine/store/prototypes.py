"""Keep the faces by which a gallery's identities are recognised, each with its source and its vectors by model."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.store.arrays import decode, encode
from engine.store.database import Database
from engine.store.failures import intact
from engine.store.paths import path_of, path_value
from engine.types import Floats

SourceKind: TypeAlias = Literal["photo", "film"]
_COLUMNS = "id, identity, kind, source, path, person, media_hash, jpeg"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a prototype comes from: a photo, or a person of a film (`media_hash`: the film's quick hash)."""

    kind: SourceKind
    path: Path
    person: str = ""
    media_hash: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Prototype:
    """One face of one identity. `jpeg`: the part of the picture around it."""

    id: int
    identity: int
    kind: str
    source: Source
    jpeg: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """What one model says of a face: `vector` (d,) float32 of unit length; `quality` 0..1."""

    vector: Floats
    quality: float


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """All vectors of one model: `prototypes` (n,) and `identities` (n,) numbers, `vectors` (n, d), `qualities` (n,)."""

    prototypes: NDArray[np.int64]
    identities: NDArray[np.int64]
    vectors: Floats
    qualities: Floats


@dataclass(frozen=True, slots=True)
class PrototypeStore:
    """Methods raise ProjectError."""

    database: Database

    def add(self, identity: int, source: Source, jpeg: bytes, described: Mapping[str, Described]) -> int:
        """Store one face with its vectors by model; the number of the one that is there where it is known already."""
        content = hashlib.sha256(jpeg).hexdigest()
        with self.database.transaction():
            known = self.database.row(
                "SELECT id FROM prototype WHERE identity = ? AND kind = 'face' AND content = ?", (identity, content)
            )
            number = int(known[0]) if known else self._insert(identity, source, jpeg, content)
            self._describe(number, described)
            return number

    def describe(self, number: int, described: Mapping[str, Described]) -> None:
        """Add or replace vectors of a stored face."""
        with self.database.transaction():
            self._describe(number, described)

    def remove(self, number: int) -> None:
        """Take one face back, with all its vectors."""
        self.database.run("DELETE FROM prototype WHERE id = ?", (number,))

    def of(self, identity: int) -> tuple[Prototype, ...]:
        """In the order in which they came."""
        return self._load("identity = ?", (identity,))

    def lacking(self, model: str) -> Iterator[Prototype]:
        """The faces that a model has not described yet, each read when it is its turn."""
        for number in self.lacking_numbers(model):
            yield from self._load("id = ?", (number,))

    def lacking_numbers(self, model: str) -> tuple[int, ...]:
        """Numbers of the faces that a model has not described yet."""
        rows = self.database.rows(
            "SELECT id FROM prototype WHERE id NOT IN (SELECT prototype FROM vector WHERE model = ?) ORDER BY id",
            (model,),
        )
        return tuple(row[0] for row in rows)

    def descriptions(self, number: int) -> dict[str, Described]:
        """What each model says of one face."""
        rows = self.database.rows("SELECT model, vector, quality FROM vector WHERE prototype = ?", (number,))
        with intact(self.database.path):
            return {model: Described(decode(vector, np.float32, 1), quality) for model, vector, quality in rows}

    def vectors(self, model: str, identities: Iterable[int] | None = None) -> Vectors:
        """Those of one model, of all identities or of some. Vectors of other models are never among them."""
        chosen = (
            "" if identities is None else f" AND identity IN ({','.join(str(int(number)) for number in identities)})"
        )
        rows = self.database.rows(
            f"""SELECT prototype.id, identity, vector, quality FROM vector JOIN prototype ON prototype.id = prototype
            WHERE model = ?{chosen} ORDER BY prototype.id""",
            (model,),
        )
        with intact(self.database.path):
            each = [decode(row[2], np.float32, 1) for row in rows]
            return Vectors(
                np.array([row[0] for row in rows], np.int64),
                np.array([row[1] for row in rows], np.int64),
                np.stack(each) if each else np.zeros((0, 1), np.float32),
                _qualities([row[3] for row in rows]),
            )

    def identities(self, numbers: Iterable[int]) -> frozenset[int]:
        """Whose faces some prototypes are."""
        chosen = ",".join(str(int(number)) for number in numbers)
        return frozenset(row[0] for row in self.database.rows(f"SELECT identity FROM prototype WHERE id IN ({chosen})"))

    def models(self) -> tuple[str, ...]:
        """The models that have described a face here."""
        return tuple(row[0] for row in self.database.rows("SELECT DISTINCT model FROM vector ORDER BY model"))

    def _insert(self, identity: int, source: Source, jpeg: bytes, content: str) -> int:
        return self.database.run(
            """INSERT INTO prototype (identity, kind, source, path, person, media_hash, content, jpeg, created_at)
            VALUES (?, 'face', ?, ?, ?, ?, ?, ?, ?)""",
            (
                identity, source.kind, path_value(source.path), source.person, source.media_hash, content, jpeg,
                datetime.now(UTC).isoformat(),
            ),
        )  # fmt: skip

    def _describe(self, number: int, described: Mapping[str, Described]) -> None:
        # Not "or replace": what goes that way leaves no number behind.
        self.database.run_many(
            "DELETE FROM vector WHERE prototype = ? AND model = ?", ((number, model) for model in described)
        )
        self.database.run_many(
            "INSERT INTO vector (prototype, model, vector, quality) VALUES (?, ?, ?, ?)",
            ((number, model, encode(one.vector), one.quality) for model, one in described.items()),
        )

    def _load(self, condition: str, values: tuple[object, ...]) -> tuple[Prototype, ...]:
        rows = self.database.rows(f"SELECT {_COLUMNS} FROM prototype WHERE {condition} ORDER BY id", values)
        with intact(self.database.path):
            # A JPEG that has become text is refused here.
            return tuple(
                Prototype(number, identity, kind, Source(source, path_of(path), person, media_hash), bytes(jpeg))
                for number, identity, kind, source, path, person, media_hash, jpeg in rows
            )


def _qualities(values: Sequence[float]) -> Floats:
    wide = np.array(values, np.float64)
    if not np.all((wide >= 0) & (wide <= 1)):
        raise ValueError("a quality is not within 0..1")
    return wide.astype(np.float32)
