"""Read a gallery's vectors in the order in which they came, and what was taken back, so that an index can keep up.

Each vector has a number that is never given twice, and each that goes leaves its number behind. Whoever knows both
counts as they were can ask for what came and went since. Seals of the last two tell whether the file is still the one
that was read, and not an older copy that went another way.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.store.arrays import decode
from engine.store.database import Database, Row
from engine.store.failures import intact
from engine.types import Floats

Numbers = NDArray[np.int64]
BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class Marks:
    """How far a model's vectors were read. `vector`, `forgotten`: the last numbers, 0 for none; with their seals."""

    gallery: str
    vector: int = 0
    vector_seal: str = ""
    forgotten: int = 0
    forgotten_seal: str = ""

    def to_plain(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Marks":
        """Raises TypeError where a part is missing or strange."""
        return cls(**plain)


@dataclass(frozen=True, slots=True)
class VectorJournal:
    """The vectors of one model in one gallery. Methods raise ProjectError."""

    database: Database
    model: str

    def count(self) -> int:
        return int(self.database.row("SELECT count(*) FROM vector WHERE model = ?", (self.model,))[0])

    def dimensions(self) -> int:
        """Of each vector; 0 where there is none."""
        row = self.database.row("SELECT vector FROM vector WHERE model = ? LIMIT 1", (self.model,))
        with intact(self.database.path):
            return len(decode(row[0], np.float32, 1)) if row else 0

    def marks(self) -> Marks:
        """Where the journal ends now."""
        (vector,) = self.database.row("SELECT max(id) FROM vector WHERE model = ?", (self.model,))
        (forgotten,) = self.database.row("SELECT max(id) FROM forgotten WHERE model = ?", (self.model,))
        return Marks(
            self._gallery(), vector or 0, self._vector_seal(vector), forgotten or 0, self._forgotten_seal(forgotten)
        )

    def goes_on_from(self, marks: Marks) -> bool:
        """Whether the file is the one that the marks are of, as it was then or later."""
        if marks.gallery != self._gallery() or marks.forgotten_seal != self._forgotten_seal(marks.forgotten):
            return False
        seal = self._vector_seal(marks.vector)
        if seal:
            return seal == marks.vector_seal
        gone = self.database.row(
            "SELECT 1 FROM forgotten WHERE vector = ? AND id > ? LIMIT 1", (marks.vector, marks.forgotten)
        )
        return not marks.vector or bool(gone)

    def blocks(self, after: int = 0, until: int | None = None) -> Iterator[tuple[Numbers, Floats]]:
        """Numbers of prototypes and their vectors (n, d), in the order in which they came.

        `after`, `until`: only vectors numbered above the one, and up to the other.
        """
        last = after
        while True:
            rows = self.database.rows(
                "SELECT id, prototype, vector FROM vector WHERE model = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?",
                (self.model, last, 2**62 if until is None else until, BLOCK),
            )
            if not rows:
                return
            with intact(self.database.path):
                vectors = np.stack([decode(row[2], np.float32, 1) for row in rows])
            yield np.array([row[1] for row in rows], np.int64), vectors
            last = rows[-1][0]

    def forgotten(self, after: int) -> Numbers:
        """Prototypes whose vector went, or was replaced, since the number `after`."""
        rows = self.database.rows("SELECT prototype FROM forgotten WHERE model = ? AND id > ?", (self.model, after))
        return np.unique(np.array([row[0] for row in rows], np.int64))

    def _gallery(self) -> str:
        row = self.database.row("SELECT value FROM setting WHERE name = 'gallery'")
        return str(row[0]) if row else ""

    def _vector_seal(self, number: int | None) -> str:
        return _seal(self.database.row("SELECT prototype, model, vector FROM vector WHERE id = ?", (number or 0,)))

    def _forgotten_seal(self, number: int | None) -> str:
        return _seal(self.database.row("SELECT vector, prototype, model FROM forgotten WHERE id = ?", (number or 0,)))


def _seal(row: Row) -> str:
    return hashlib.sha256(repr(row).encode()).hexdigest()[:32] if row else ""
