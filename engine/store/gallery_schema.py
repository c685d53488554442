"""Say what the gallery file holds: identities across all videos, and what each is recognised by.

A prototype is one face (later also one voice or one drawn face) of an identity, with the picture that it was made from,
so that another model can describe it anew; `vector` holds one row for each model. Names are unique by their folded key,
aliases included. What a vector that goes leaves behind is its number, so that an index elsewhere forgets it too.
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


_VERSION_2 = (
    # Numbers that are never given twice, so that an index kept elsewhere knows what it has not seen.
    """CREATE TABLE numbered (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        prototype INTEGER NOT NULL REFERENCES prototype ON DELETE CASCADE,
        model TEXT NOT NULL,
        vector BLOB NOT NULL,
        quality REAL NOT NULL,
        UNIQUE (prototype, model))""",
    """INSERT INTO numbered (prototype, model, vector, quality)
        SELECT prototype, model, vector, quality FROM vector ORDER BY prototype, model""",
    "DROP TABLE vector",
    "ALTER TABLE numbered RENAME TO vector",
    "CREATE INDEX vector_model ON vector (model, id)",
    "CREATE INDEX prototype_identity ON prototype (identity)",
    """CREATE TABLE forgotten (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        vector INTEGER NOT NULL,
        prototype INTEGER NOT NULL,
        model TEXT NOT NULL)""",
    """CREATE TRIGGER vector_gone AFTER DELETE ON vector BEGIN
        INSERT INTO forgotten (vector, prototype, model) VALUES (old.id, old.prototype, old.model);
        END""",
    "ALTER TABLE identity ADD COLUMN has_double INTEGER NOT NULL DEFAULT 0 CHECK (has_double IN (0, 1))",
    "INSERT INTO setting (name, value) VALUES ('gallery', '\"' || lower(hex(randomblob(16))) || '\"')",
)


def _create(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_1:
        connection.execute(statement)


def _keep_a_journal(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_2:
        connection.execute(statement)


GALLERY: Final = FileKind(
    "gallery",
    GALLERY_SUFFIX,
    "turn the gallery on with `onlylook gallery on`",
    APPLICATION_ID,
    (_create, _keep_a_journal),
    frozenset({"identity", "alias", "prototype", "vector", "forgotten", "setting"}),
)
