"""Remove one identity from a gallery, and prove that neither faces, vectors nor names are left in the file.

As with projects, deleting rows is not enough: the file is rebuilt without free pages, and what was deleted is looked
for in its bytes. Only what somebody else still has, such as a first name that two share, may be found.
"""

from collections.abc import Sequence

from engine.errors import ProjectError
from engine.store.database import Database
from engine.store.erase import samples_in_file

_SAMPLE_BYTES = 16
_TEXTS = {
    "identity": ("name", "notes"), "alias": ("name", "key"), "prototype": ("path", "person"), "setting": ("value",),
}  # fmt: skip
_BLOBS = {"prototype": "jpeg", "vector": "vector"}


def erase_identity(database: Database, identity: int) -> None:
    """Raises ProjectError where something of it can still be read in the file."""
    samples = [*_pictures(database, identity), *_words(database, identity)]
    with database.transaction():
        database.run("DELETE FROM identity WHERE id = ?", (identity,))
    database.compact()
    left = [sample for sample in samples_in_file(database, samples) if not _still_in_use(database, sample)]
    if left:
        raise ProjectError(
            f"Some of what was to be erased is still in {database.path}.", "Delete the gallery to be safe."
        )


def _pictures(database: Database, identity: int) -> list[bytes]:
    """Bytes from the middle of every picture and vector, where they differ from each other."""
    own = {
        "prototype": "identity = ?",
        "vector": "prototype IN (SELECT id FROM prototype WHERE identity = ?)",
    }
    found: list[bytes] = []
    for table, column in _BLOBS.items():
        rows = database.rows(
            f"SELECT substr({column}, length({column}) / 2, {_SAMPLE_BYTES}) FROM {table} WHERE {own[table]}",
            (identity,),
        )
        found += [sample for (sample,) in rows if len(sample) == _SAMPLE_BYTES]
    return found


def _words(database: Database, identity: int) -> list[bytes]:
    parts = (
        "SELECT name FROM identity WHERE id = ?",
        "SELECT notes FROM identity WHERE id = ?",
        "SELECT name FROM alias WHERE identity = ?",
        "SELECT key FROM alias WHERE identity = ?",
        "SELECT path FROM prototype WHERE identity = ?",
        "SELECT person FROM prototype WHERE identity = ?",
    )
    rows = database.rows(" UNION ".join(parts), (identity,) * len(parts))
    words: Sequence[str | bytes] = [word for (word,) in rows if word]
    return [word if isinstance(word, bytes) else word.encode() for word in words]


def _still_in_use(database: Database, sample: bytes) -> bool:
    """True where something that was not to be erased holds the same bytes: a shared photo, or the Ann in Anna."""
    columns = [(table, column) for table, each in _TEXTS.items() for column in each] + list(_BLOBS.items())
    return any(
        database.row(f"SELECT 1 FROM {table} WHERE instr(CAST({column} AS BLOB), CAST(? AS BLOB)) LIMIT 1", (sample,))
        for table, column in columns
    ) or _in_the_schema(database, sample)


def _in_the_schema(database: Database, sample: bytes) -> bool:
    """Somebody may be called as a word of the file's own table of contents."""
    return bool(
        database.row("SELECT 1 FROM sqlite_master WHERE instr(CAST(sql AS BLOB), CAST(? AS BLOB)) LIMIT 1", (sample,))
    )
