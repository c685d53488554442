"""Know whether a stage's result is still valid, and how far an unfinished stage has come.

A result belongs to the content of the media, the code, the settings and the weights that made it; if one of them
changes, so does the key, and the result is made anew. The former result stays readable until the new one is complete.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from fractions import Fraction
from typing import Any

from engine.errors import ProjectError
from engine.store.database import Database
from engine.store.failures import intact


@dataclass(frozen=True, slots=True)
class StageKey:
    """What decides the result of a stage, apart from the media. Make one with `stage_key`."""

    stage: str
    code_version: str
    settings: str
    """Canonical JSON."""
    weights: str
    """Canonical JSON of model name to sha256."""

    def digest(self, made_from: str) -> str:
        """64 hex digits that name the result made from `made_from`: a media hash or another stage's digest."""
        parts = (made_from, self.stage, self.code_version, self.settings, self.weights)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def stage_key(
    stage: str, code_version: str, settings: object = None, weights: Mapping[str, str] | None = None
) -> StageKey:
    """`settings`: a frozen dataclass or plain values, fractions, tuples and sets allowed; `weights`: name to sha256."""
    return StageKey(stage, code_version, _canonical(settings), _canonical(dict(weights or {})))


@dataclass(frozen=True, slots=True)
class StagePoint:
    """How far a stage is. `stage_id` is 0 where it has not begun; `done_until` is player time in exact seconds."""

    stage_id: int = 0
    done_until: Fraction | None = None
    complete: bool = False
    state: str = "{}"


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of the media in one project."""

    database: Database
    _nothing: StagePoint = field(default_factory=StagePoint, repr=False)

    def resume_point(self, media_id: int, key: StageKey, parent: int = 0) -> StagePoint:
        """Where to go on; the beginning where nothing of this key is stored. `parent`: as for `begin`."""
        row = self.database.row(
            "SELECT id, done_until, complete, state FROM stage WHERE media = ? AND name = ? AND key = ?",
            (media_id, key.stage, self._digest(media_id, key, parent)),
        )
        if not row:
            return self._nothing
        stage_id, done_until, complete, state = row
        with intact(self.database.path):
            until = None if done_until is None else Fraction(done_until)
        return StagePoint(stage_id, until, bool(complete), state)

    def begin(self, media_id: int, key: StageKey, parent: int = 0) -> int:
        """Id of the stage, made where it is new.

        `parent`: id of the stage whose result this one is made from, and with which it goes; 0 where that is the media.
        """
        found = self.resume_point(media_id, key, parent)
        if found.stage_id:
            return found.stage_id
        digest = self._digest(media_id, key, parent)
        return self.database.run(
            """INSERT INTO stage (media, parent, name, key, code_version, settings, weights)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (media_id, parent or None, key.stage, digest, key.code_version, key.settings, key.weights),
        )

    def advance(self, stage_id: int, until: Fraction, state: str) -> None:
        """Note how far a stage is; to be called in the transaction that stores the result up to there."""
        self.database.run("UPDATE stage SET done_until = ?, state = ? WHERE id = ?", (str(until), state, stage_id))

    def finish(self, stage_id: int) -> None:
        """Mark a stage complete and drop its media's other results of that name, with all made from them."""
        with self.database.transaction():
            self.mark_complete(stage_id)

    def mark_complete(self, stage_id: int) -> None:
        """What `finish` does, inside a transaction of the caller."""
        self.database.run("UPDATE stage SET complete = 1 WHERE id = ?", (stage_id,))
        self.database.run(
            """DELETE FROM stage WHERE id IN (
                SELECT old.id FROM stage AS old JOIN stage AS new ON old.media = new.media AND old.name = new.name
                WHERE new.id = ? AND old.id <> new.id)""",
            (stage_id,),
        )

    def drop(self, media_id: int, stage: str) -> None:
        """Forget every result of a stage at once, with all made from them."""
        self.database.run("DELETE FROM stage WHERE media = ? AND name = ?", (media_id, stage))

    def complete_key(self, media_id: int, stage: str) -> StageKey:
        """The key under which a stage is complete for the media's present content. Raises ProjectError if none."""
        rows = self.database.rows(
            """SELECT key, name, code_version, settings, weights FROM stage
            WHERE media = ? AND name = ? AND complete = 1""",
            (media_id, stage),
        )
        for stored, *parts in rows:
            key = StageKey(*parts)
            if stored == self._digest(media_id, key):
                return key
        raise ProjectError(
            f"The project {self.database.path} holds no finished analysis.", "Run onlylook analyze first."
        )

    def _digest(self, media_id: int, key: StageKey, parent: int = 0) -> str:
        table, column, row_id = ("stage", "key", parent) if parent else ("media", "quick_hash", media_id)
        row = self.database.row(f"SELECT {column} FROM {table} WHERE id = ?", (row_id,))
        if not row:
            raise ValueError(f"no {table} {row_id} in {self.database.path}")
        return key.digest(row[0])


def _canonical(value: object) -> str:
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(item) for item in value), key=json.dumps)
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Fraction) else value
