"""Say what a project file holds, and bring an older file up to date.

Player times are exact: text such as `1001/30000`, in seconds, never floats. Arrays are blobs of `engine.store.arrays`.
`user_version` in the file's header is the schema version, `application_id` says that the file is ours.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache

APPLICATION_ID = 0x4F4C4154
"""The letters OLAT."""

PAGE_BYTES = 8192
"""Most rows carry a picture or an array of a few kilobytes, so a page larger than SQLite's 4096 holds one or two."""

_VERSION_1 = (
    """CREATE TABLE media (
        id INTEGER PRIMARY KEY,
        path NOT NULL,
        relative_path NOT NULL,
        size INTEGER NOT NULL,
        modified_ns INTEGER NOT NULL,
        quick_hash TEXT NOT NULL UNIQUE,
        full_hash TEXT NOT NULL DEFAULT '',
        facts TEXT NOT NULL)""",
    # `parent` is the stage whose result this one was made from: without it, it means nothing.
    """CREATE TABLE stage (
        id INTEGER PRIMARY KEY,
        media INTEGER NOT NULL REFERENCES media ON DELETE CASCADE,
        parent INTEGER REFERENCES stage ON DELETE CASCADE,
        name TEXT NOT NULL,
        key TEXT NOT NULL,
        code_version TEXT NOT NULL,
        settings TEXT NOT NULL,
        weights TEXT NOT NULL,
        complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
        done_until TEXT,
        state TEXT NOT NULL DEFAULT '{}',
        UNIQUE (media, name, key))""",
    "CREATE INDEX stage_parent ON stage (parent)",
    """CREATE TABLE shot (
        stage INTEGER NOT NULL REFERENCES stage ON DELETE CASCADE,
        number INTEGER NOT NULL,
        start_time TEXT NOT NULL,
        end_time TEXT NOT NULL,
        confidence REAL NOT NULL,
        PRIMARY KEY (stage, number)) WITHOUT ROWID""",
    """CREATE TABLE track (
        stage INTEGER NOT NULL REFERENCES stage ON DELETE CASCADE,
        id INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('face', 'body')),
        shot INTEGER NOT NULL,
        start_time TEXT NOT NULL,
        end_time TEXT NOT NULL,
        pts BLOB NOT NULL,
        boxes BLOB NOT NULL,
        scores BLOB NOT NULL,
        landmarks BLOB NOT NULL,
        UNIQUE (stage, id))""",
    """CREATE TABLE crop (
        stage INTEGER NOT NULL,
        track INTEGER NOT NULL,
        pts INTEGER NOT NULL,
        box BLOB NOT NULL,
        quality REAL NOT NULL,
        jpeg BLOB NOT NULL,
        UNIQUE (stage, track, pts),
        FOREIGN KEY (stage, track) REFERENCES track (stage, id) ON DELETE CASCADE)""",
    """CREATE TABLE feature (
        stage INTEGER NOT NULL,
        track INTEGER NOT NULL,
        model TEXT NOT NULL,
        vectors BLOB NOT NULL,
        qualities BLOB NOT NULL,
        UNIQUE (stage, track, model),
        FOREIGN KEY (stage, track) REFERENCES track (stage, id) ON DELETE CASCADE)""",
    """CREATE TABLE person (
        stage INTEGER NOT NULL REFERENCES stage ON DELETE CASCADE,
        id INTEGER NOT NULL,
        name TEXT NOT NULL,
        known INTEGER NOT NULL CHECK (known IN (0, 1)),
        PRIMARY KEY (stage, id)) WITHOUT ROWID""",
    # `place` keeps the order in which a person's tracks were given. One track has one person.
    """CREATE TABLE person_track (
        stage INTEGER NOT NULL,
        person INTEGER NOT NULL,
        place INTEGER NOT NULL,
        track INTEGER NOT NULL,
        PRIMARY KEY (stage, person, place),
        UNIQUE (stage, track),
        FOREIGN KEY (stage, person) REFERENCES person (stage, id) ON DELETE CASCADE) WITHOUT ROWID""",
    """CREATE TABLE correction (
        id INTEGER PRIMARY KEY,
        media INTEGER NOT NULL REFERENCES media ON DELETE CASCADE,
        kind TEXT NOT NULL,
        tracks TEXT NOT NULL,
        other_tracks TEXT NOT NULL,
        name TEXT NOT NULL,
        start_time TEXT,
        end_time TEXT,
        created_at TEXT NOT NULL,
        note TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
        anchors TEXT NOT NULL)""",
    "CREATE INDEX correction_media ON correction (media)",
    """CREATE TABLE segment (
        media INTEGER NOT NULL REFERENCES media ON DELETE CASCADE,
        place INTEGER NOT NULL,
        person TEXT NOT NULL,
        start_time TEXT NOT NULL,
        end_time TEXT NOT NULL,
        confidence REAL NOT NULL,
        modalities TEXT NOT NULL,
        by_hand INTEGER NOT NULL CHECK (by_hand IN (0, 1)),
        PRIMARY KEY (media, place)) WITHOUT ROWID""",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE photo (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        path NOT NULL,
        model TEXT NOT NULL,
        vector BLOB NOT NULL,
        UNIQUE (name, path, model))""",
)


_VERSION_2 = (
    """CREATE TABLE caption (
        stage INTEGER NOT NULL REFERENCES stage ON DELETE CASCADE,
        number INTEGER NOT NULL,
        start_time TEXT NOT NULL,
        end_time TEXT NOT NULL,
        text TEXT NOT NULL,
        source TEXT NOT NULL CHECK (source IN ('subtitle', 'picture')),
        confidence REAL NOT NULL,
        box TEXT NOT NULL,
        PRIMARY KEY (stage, number)) WITHOUT ROWID""",
)


_VERSION_3 = (
    """CREATE TABLE turn (
        stage INTEGER NOT NULL REFERENCES stage ON DELETE CASCADE,
        id INTEGER NOT NULL,
        start_time TEXT NOT NULL,
        end_time TEXT NOT NULL,
        speaker INTEGER NOT NULL,
        sure REAL NOT NULL,
        alone REAL NOT NULL,
        vector BLOB NOT NULL,
        quality REAL NOT NULL,
        UNIQUE (stage, id))""",
    # `track` is one of the scan that is the stage's parent, `turn` one of the hearing that its key names.
    """CREATE TABLE speaking (
        stage INTEGER NOT NULL REFERENCES stage ON DELETE CASCADE,
        turn INTEGER NOT NULL,
        track INTEGER NOT NULL,
        nats REAL NOT NULL,
        seconds REAL NOT NULL,
        PRIMARY KEY (stage, turn, track)) WITHOUT ROWID""",
)


_VERSION_4 = (
    # Photos of older files were never stored by anything but tests; half is neither good nor bad.
    "ALTER TABLE photo ADD COLUMN quality REAL NOT NULL DEFAULT 0.5",
)


_VERSION_5 = (
    # Whoever was found before drawn faces were told apart was taken for real.
    "ALTER TABLE person ADD COLUMN kind TEXT NOT NULL DEFAULT 'real'",
)


_VERSION_6 = (
    # Nobody wrote down who said what until then.
    "ALTER TABLE correction ADD COLUMN who TEXT NOT NULL DEFAULT ''",
)


def _create(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_1:
        connection.execute(statement)


def _add_captions(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_2:
        connection.execute(statement)


def _hear(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_3:
        connection.execute(statement)


def _judge_photos(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_4:
        connection.execute(statement)


def _tell_drawn(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_5:
        connection.execute(statement)


def _say_who(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_6:
        connection.execute(statement)


Migration = Callable[[sqlite3.Connection], None]

MIGRATIONS: tuple[Migration, ...] = (_create, _add_captions, _hear, _judge_photos, _tell_drawn, _say_who)
"""Migration n brings a file from version n to n + 1. Files out there depend on them: append, never edit."""

VERSION = len(MIGRATIONS)

TABLES = frozenset(
    {
        "media",
        "stage",
        "shot",
        "track",
        "crop",
        "feature",
        "person",
        "person_track",
        "correction",
        "segment",
        "setting",
        "photo",
        "caption",
        "turn",
        "speaking",
    }
)


@dataclass(frozen=True, slots=True)
class FileKind:
    """What tells one kind of our files from another. Sentences call it `noun`; `made_by` is how one comes to be."""

    noun: str
    suffix: str
    made_by: str
    application_id: int
    migrations: tuple[Migration, ...]
    tables: frozenset[str]

    @property
    def version(self) -> int:
        """The newest schema version of this kind."""
        return len(self.migrations)


PROJECT = FileKind("project", ".olat", "analyse a video", APPLICATION_ID, MIGRATIONS, TABLES)


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Run the migrations that the file has not seen yet, all in one transaction: the file is old or new, never between.

    `connection` is in autocommit mode. Does nothing where the file is up to date.
    """
    version = read_version(connection)
    if version >= len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for migration in migrations[version:]:
            migration(connection)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        # SQLite may have rolled back by itself, for instance on a full disk.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@cache
def columns(kind: FileKind) -> Mapping[str, frozenset[str]]:
    """The columns of each table of an up-to-date file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, kind.migrations)
        return {table: columns_in(connection, table) for table in kind.tables}


def columns_in(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    """The columns that a table of this file has; none where there is no such table."""
    rows = connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()
    return frozenset(name for (name,) in rows)


def read_version(connection: sqlite3.Connection) -> int:
    """Schema version of the file, 0 where nothing has been made in it."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
