"""Say what the gallery file holds: identities across all videos, and what each is recognised by.

A prototype is one face (later also one voice or one drawn face) of an identity, with the picture that it was made from,
so that another model can describe it anew; `vector` holds one row for each model. Names are unique by their folded key,
aliases included.
"""

import sqlite3
from typing import Final

from engine.store.failures import GALLERY_SUFFIX
from engine.store.schema import FileKind

APPLICATION_ID: Final = 0x4F4C4147
"""The letters OLAG."""

_VERSION_1 = (
    """CREATE TABLE identity (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        notes TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL)""",
    # The name itself stands here too, so that no alias of one is the name of another.
    """CREATE TABLE alias (
        key TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        identity INTEGER NOT NULL REFERENCES identity ON DELETE CASCADE) WITHOUT ROWID""",
    "CREATE INDEX alias_identity ON alias (identity)",
    """CREATE TABLE prototype (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        identity INTEGER NOT NULL REFERENCES identity ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('face', 'voice', 'cartoon')),
        source TEXT NOT NULL CHECK (source IN ('photo', 'film')),
        path NOT NULL,
        person TEXT NOT NULL,
        media_hash TEXT NOT NULL,
        content TEXT NOT NULL,
        jpeg BLOB NOT NULL,
        created_at TEXT NOT NULL,
        UNIQUE (identity, kind, content))""",
    """CREATE TABLE vector (
        prototype INTEGER NOT NULL REFERENCES prototype ON DELETE CASCADE,
        model TEXT NOT NULL,
        vector BLOB NOT NULL,
        quality REAL NOT NULL,
        UNIQUE (prototype, model))""",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)


def _create(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_1:
        connection.execute(statement)


GALLERY: Final = FileKind(
    "gallery",
    GALLERY_SUFFIX,
    "turn the gallery on with `onlylook gallery on`",
    APPLICATION_ID,
    (_create,),
    frozenset({"identity", "alias", "prototype", "vector", "setting"}),
)
