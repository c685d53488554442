"""Every old version is brought up to date in one step that happens whole or not at all."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.store import schema
from engine.store.database import Database
from engine.store.project import Project


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:", isolation_level=None)
    yield made
    made.close()


def add_mood(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE person ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'")


def break_down(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE half_done (id)")
    raise RuntimeError("broken migration")


def test_new_file_gets_every_table(connection: sqlite3.Connection) -> None:
    schema.migrate(connection)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names == schema.TABLES
    assert schema.read_version(connection) == schema.VERSION


def test_up_to_date_file_is_left_alone(connection: sqlite3.Connection) -> None:
    schema.migrate(connection)
    before = connection.total_changes
    schema.migrate(connection)
    assert connection.total_changes == before


def test_old_rows_survive_a_later_migration(connection: sqlite3.Connection) -> None:
    schema.migrate(connection)
    connection.execute("INSERT INTO person VALUES (1, 2, 'Ann', 1, 'drawn')")
    schema.migrate(connection, (*schema.MIGRATIONS, add_mood))
    assert connection.execute("SELECT id, name, mood FROM person").fetchall() == [(2, "Ann", "calm")]
    assert schema.read_version(connection) == schema.VERSION + 1


def test_broken_migration_changes_nothing(connection: sqlite3.Connection) -> None:
    schema.migrate(connection)
    with pytest.raises(RuntimeError, match="broken"):
        schema.migrate(connection, (*schema.MIGRATIONS, add_mood, break_down))
    assert schema.read_version(connection) == schema.VERSION
    assert connection.execute("SELECT * FROM pragma_table_info('person') WHERE name = 'mood'").fetchall() == []
    assert connection.execute("SELECT * FROM sqlite_master WHERE name = 'half_done'").fetchall() == []


def test_project_is_migrated_when_opened_for_writing_only(tmp_path: Path) -> None:
    path = tmp_path / "film.olat"
    Project.create(path).close()
    later = replace(schema.PROJECT, migrations=(*schema.MIGRATIONS, add_mood))
    with pytest.raises(ProjectError, match="older version"):
        Database(path, read_only=True, kind=later)
    writing = Database(path, kind=later)
    assert writing.row("PRAGMA user_version") == (schema.VERSION + 1,)
    writing.close()
    Database(path, read_only=True, kind=later).close()
