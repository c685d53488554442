"""Remember what the gallery holds of some identities, and put it back: the undo of whatever was done to them.

Tables are found by what they refer to, so that one that a later version adds is remembered too.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.errors import UserError
from engine.store.database import Database, Row
from engine.store.failures import database_errors

_ROOT, _FACES = "identity", "prototype"


@dataclass(frozen=True, slots=True)
class Remembered:
    """All rows of some identities. `tables`: name, columns and rows, in an order in which they can be put back."""

    identities: tuple[int, ...]
    tables: tuple[tuple[str, tuple[str, ...], tuple[Row, ...]], ...]


def remember(database: Database, identities: Iterable[int]) -> Remembered:
    """What is there of them now; numbers that nobody has are nobody."""
    numbers = tuple(sorted(set(identities)))
    own = f"({','.join(map(str, numbers))})"
    faces = f"(SELECT id FROM {_FACES} WHERE identity IN {own})"
    with database.snapshot():
        found = [_rows(database, _ROOT, f"id IN {own}", ())]
        found += [_rows(database, name, f"{column} IN {own}", ()) for name, column in _referring(database, _ROOT)]
        # Their own numbers are never given twice, so that an index elsewhere sees them as new.
        found += [
            _rows(database, name, f"{column} IN {faces}", ("id",)) for name, column in _referring(database, _FACES)
        ]
    return Remembered(numbers, tuple(found))


def put_back(database: Database, remembered: Remembered, present: Iterable[int] = ()) -> None:
    """What was remembered takes the place of all that is there of these identities, and of those of `present`.

    Raises UserError where a name has been given to somebody else since.
    """
    gone = ",".join(map(str, {*remembered.identities, *present}))
    try:
        with database.transaction():
            database.run(f"DELETE FROM {_ROOT} WHERE id IN ({gone})")
            for name, columns, rows in remembered.tables:
                marks = ",".join("?" * len(columns))
                database.run_many(f"INSERT INTO {name} ({','.join(columns)}) VALUES ({marks})", rows)
    except database_errors() as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CONSTRAINT:
            raise
        raise UserError(
            "That cannot be taken back: a name of it has been given to somebody else since.", "Rename that one first."
        ) from error


def _referring(database: Database, target: str) -> Sequence[tuple[str, str]]:
    """Tables whose rows go with those of `target`, each with the column that says so."""
    tables = [name for (name,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    found = [
        (name, column)
        for name in tables
        for (_, _, table, column, *_) in database.rows(f"PRAGMA foreign_key_list({name})")
        if table == target
    ]
    # Vectors refer to faces, so faces come first.
    return sorted(found, key=lambda one: one[0] != _FACES)


def _rows(
    database: Database, table: str, chosen: str, without: Sequence[str]
) -> tuple[str, tuple[str, ...], tuple[Row, ...]]:
    columns = [name for (_, name, *_) in database.rows(f"PRAGMA table_info({table})") if name not in without]
    return table, tuple(columns), tuple(database.rows(f"SELECT {','.join(columns)} FROM {table} WHERE {chosen}"))
