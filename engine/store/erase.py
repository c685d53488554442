"""Remove what makes people recognisable from a project, and prove that the bytes are gone.

Faces, vectors and tracks are biometric data. Deleting rows is not enough: the file is rebuilt without free pages, and
samples of what was deleted are then looked for in it. What a disk keeps below the file system is out of reach.
"""

import mmap
from collections.abc import Callable, Sequence

from engine.errors import ProjectError
from engine.store.database import Database

_SAMPLES = 48
_SAMPLE_BYTES = 16
_VARIED = 6
"""Different bytes of a sample that could not stand there by chance."""

_NO_ANCHORS = '{"tracks": [], "other_tracks": []}'

_CONTENT = {"crop": "jpeg", "feature": "vectors", "photo": "vector", "turn": "vector"}
"""Where the recognisable bytes are: table and column."""


def erase_media(database: Database, media_id: int) -> None:
    """Erase all that was found in one media file. Raises ProjectError.

    Its entry and its segments stay, and what corrections say of names and spans.
    """
    chosen = "stage IN (SELECT id FROM stage WHERE media = ?)"
    _erase(
        database,
        _samples(database, ("crop", "feature", "turn"), chosen, (media_id,)),
        lambda: _run_all(
            database,
            (
                "DELETE FROM stage WHERE media = ?",
                f"UPDATE correction SET tracks = '[]', other_tracks = '[]', anchors = '{_NO_ANCHORS}' WHERE media = ?",
            ),
            (media_id,),
        ),
    )


def erase_tracks(database: Database, media_id: int, tracks: Sequence[int]) -> None:
    """Erase some tracks of one media file, for instance all of one person, with their crops, vectors and boxes.

    They are erased from every stored scan, and from the cast; an analysis made anew will find them again. Raises
    ProjectError.
    """
    ids = ",".join(str(int(track)) for track in tracks)
    stages = "stage IN (SELECT id FROM stage WHERE media = ?)"
    _erase(
        database,
        _samples(database, ("crop", "feature"), f"{stages} AND track IN ({ids})", (media_id,)),
        lambda: _run_all(
            database,
            (
                f"DELETE FROM track WHERE {stages} AND id IN ({ids})",
                f"DELETE FROM speaking WHERE {stages} AND track IN ({ids})",
                f"DELETE FROM person_track WHERE {stages} AND track IN ({ids})",
                f"""DELETE FROM person WHERE {stages} AND NOT EXISTS
                (SELECT 1 FROM person_track WHERE stage = person.stage AND person = person.id)""",
            ),
            (media_id,),
        ),
    )


def erase_turns(database: Database, media_id: int, turns: Sequence[int]) -> None:
    """Erase some turns of one media file, for instance all of one voice, with their vectors. Raises ProjectError."""
    ids = ",".join(str(int(turn)) for turn in turns)
    stages = "stage IN (SELECT id FROM stage WHERE media = ?)"
    _erase(
        database,
        _samples(database, ("turn",), f"{stages} AND id IN ({ids})", (media_id,)),
        lambda: _run_all(
            database,
            (
                f"DELETE FROM turn WHERE {stages} AND id IN ({ids})",
                f"DELETE FROM speaking WHERE {stages} AND turn IN ({ids})",
            ),
            (media_id,),
        ),
    )


def erase_photos(database: Database, name: str) -> None:
    """Erase the vectors of one name's reference photos; the pictures themselves are the user's. Raises ProjectError."""
    _erase(
        database,
        _samples(database, ("photo",), "name = ?", (name,)),
        lambda: _run_all(database, ("DELETE FROM photo WHERE name = ?",), (name,)),
    )


def _erase(database: Database, samples: Sequence[bytes], delete: Callable[[], None]) -> None:
    delete()
    database.compact()
    left = [sample for sample in samples_in_file(database, samples) if not _still_in_use(database, sample)]
    if left:
        raise ProjectError(
            f"Some of what was to be erased is still in {database.path}.", "Delete the project file to be safe."
        )


def samples_in_file(database: Database, samples: Sequence[bytes]) -> list[bytes]:
    """Those of `samples` whose bytes occur anywhere in the project file."""
    with database.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return [sample for sample in samples if content.find(sample) >= 0]


def _samples(database: Database, tables: Sequence[str], chosen: str, values: Sequence[object]) -> list[bytes]:
    """Bytes from the middles of randomly chosen blobs, where pictures and vectors differ from each other."""
    found = []
    for table in tables:
        column = _CONTENT[table]
        rows = database.rows(
            f"""SELECT substr({column}, length({column}) / 2, {_SAMPLE_BYTES}) FROM {table} WHERE rowid IN
            (SELECT rowid FROM {table} WHERE {chosen} ORDER BY random() LIMIT {_SAMPLES // len(tables)})""",
            values,
        )
        # Zeros and other runs prove nothing: any file holds them.
        found += [one for (one,) in rows if len(one) == _SAMPLE_BYTES and len(set(one)) >= _VARIED]
    return found


def _still_in_use(database: Database, sample: bytes) -> bool:
    """True where something that was not to be erased holds the same bytes, as two crops of a still picture do."""
    return any(
        database.row(f"SELECT 1 FROM {table} WHERE instr({column}, ?) LIMIT 1", (sample,))
        for table, column in _CONTENT.items()
    )


def _run_all(database: Database, statements: Sequence[str], values: Sequence[object]) -> None:
    with database.transaction():
        for statement in statements:
            database.run(statement, values)
