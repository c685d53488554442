"""Remember the media files of a project, find them again after a move and notice when they have changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from engine.errors import ProjectError, UnreadableMedia
from engine.store.database import Database, Row
from engine.store.facts import facts_text, media_of
from engine.store.failures import intact
from engine.store.media_hash import quick_hash
from engine.store.paths import path_of, path_value, relative_value
from engine.types import Media

_COLUMNS = "id, path, relative_path, size, modified_ns, quick_hash, full_hash, facts"

Arrival: TypeAlias = Literal["new", "known", "moved", "changed"]


@dataclass(frozen=True, slots=True)
class MediaRecord:
    """One media file as the project knows it. `media.path` is where it was last seen.

    `full_hash` is empty until the whole file has been read in the background.
    """

    id: int
    media: Media
    relative_path: Path
    """From the project's folder, so that both can be moved together; empty path where there is no such way."""
    size: int
    modified_ns: int
    quick_hash: str
    full_hash: str


@dataclass(frozen=True, slots=True)
class MediaStore:
    """The media table of one project. Methods raise ProjectError, and UnreadableMedia where a file cannot be read."""

    database: Database

    def add(self, media: Media) -> tuple[MediaRecord, Arrival]:
        """Remember a probed file.

        "known": same content at the same path; "moved": same content, new path; "changed": same path, new content. A
        changed file keeps its number and corrections; its former analysis no longer counts, but stays stored until a
        new one is complete.
        """
        path = media.path.resolve()
        content = quick_hash(path)
        for record in self.all():
            if record.quick_hash == content:
                arrival: Arrival = "known" if record.media.path == path else "moved"
                return self._write(record.id, media, path, content, record.full_hash), arrival
        for record in self.all():
            if record.media.path == path:
                return self._write(record.id, media, path, content, ""), "changed"
        return self._write(None, media, path, content, ""), "new"

    def all(self) -> tuple[MediaRecord, ...]:
        """Every media file, in the order in which they came."""
        rows = self.database.rows(f"SELECT {_COLUMNS} FROM media ORDER BY id")
        return tuple(self._record(row) for row in rows)

    def get(self, media_id: int) -> MediaRecord:
        """Raises ProjectError where the project has no such media."""
        row = self.database.row(f"SELECT {_COLUMNS} FROM media WHERE id = ?", (media_id,))
        if not row:
            raise ProjectError(f"The project {self.database.path} has no media number {media_id}.", "Check the number.")
        return self._record(row)

    def locate(self, media_id: int, folders: Sequence[Path] = ()) -> MediaRecord:
        """The media where it is now, told by its content; a move is noted if the project may be written.

        Looks at its last path, beside the project, in its last folder, and in `folders` with all below. Raises
        ProjectError where the file has changed, or is nowhere to be found.
        """
        record = self.get(media_id)
        last = record.media.path
        seen: set[Path] = set()
        for path in self._candidates(record, folders):
            if path not in seen and _is_same(path, record):
                return record if path == last else self._moved(record, path)
            seen.add(path)
        if last.is_file():
            raise ProjectError(
                f"{last} has changed since it was analysed.", "Analyse it again, or say where the original file is."
            )
        raise ProjectError(
            f"{last} is no longer there, nor beside the project.", "Put it back, or say in which folder it is now."
        )

    def set_full_hash(self, media_id: int, full_hash: str) -> None:
        """Note the hash of the whole file, as `media_hash.full_hash` returns it."""
        self.database.run("UPDATE media SET full_hash = ? WHERE id = ?", (full_hash, media_id))

    def remove(self, media_id: int) -> None:
        """Forget a media file with all that was found in it."""
        self.database.run("DELETE FROM media WHERE id = ?", (media_id,))

    def _candidates(self, record: MediaRecord, folders: Iterable[Path]) -> Iterator[Path]:
        last, beside = record.media.path, self.database.path.resolve().parent
        yield last
        if record.relative_path.name:
            yield (beside / record.relative_path).resolve()
        # Same name first: hashing every file of a large folder takes its time.
        for folder in (beside, last.parent, *folders):
            yield (folder / last.name).resolve()
        for folder in (beside, last.parent):
            yield from _files(folder.glob("*"))
        for folder in folders:
            yield from _files(folder.rglob("*"))

    def _moved(self, record: MediaRecord, path: Path) -> MediaRecord:
        media = media_of(path, facts_text(record.media))
        if self.database.read_only:
            return MediaRecord(record.id, media, record.relative_path, *_content(record))
        return self._write(record.id, media, path, record.quick_hash, record.full_hash)

    def _write(self, media_id: int | None, media: Media, path: Path, content: str, full_hash: str) -> MediaRecord:
        facts = path.stat()
        relative = relative_value(path, self.database.path.resolve().parent)
        row = (path_value(path), relative, facts.st_size, facts.st_mtime_ns, content, full_hash, facts_text(media))
        if media_id is None:
            columns = _COLUMNS.removeprefix("id, ")
            media_id = self.database.run(f"INSERT INTO media ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        else:
            self.database.run(
                """UPDATE media SET path = ?, relative_path = ?, size = ?, modified_ns = ?, quick_hash = ?,
                full_hash = ?, facts = ? WHERE id = ?""",
                (*row, media_id),
            )
        return self.get(media_id)

    def _record(self, row: Row) -> MediaRecord:
        media_id, path, relative, size, modified_ns, content, full_hash, facts = row
        with intact(self.database.path):
            media = media_of(path_of(path), facts)
            return MediaRecord(media_id, media, path_of(relative), size, modified_ns, content, full_hash)


def _content(record: MediaRecord) -> tuple[int, int, str, str]:
    return record.size, record.modified_ns, record.quick_hash, record.full_hash


def _is_same(path: Path, record: MediaRecord) -> bool:
    try:
        # Most strangers are told apart by size, without being opened.
        return path.is_file() and path.stat().st_size == record.size and quick_hash(path) == record.quick_hash
    except (OSError, UnreadableMedia):
        # A stranger's file that we may not read is not the one we look for.
        return False


def _files(paths: Iterator[Path]) -> Iterator[Path]:
    try:
        yield from (path.resolve() for path in paths)
    except OSError:
        # The old folder may be gone, unplugged or closed to us: then nothing is found there.
        return
